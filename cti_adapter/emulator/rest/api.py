"""What every part of /services/data has in common: version, session, the day's calls, windows.

A part of the API is a blueprint made by `api`. Its routes find the user in `g.user` and the
version's address in `g.root`; they never look at tokens or count anything.
"""

from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, request

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.standin import bearer, current

USED: Final = "standin.used"
"""Where a sub-request's environment says how many calls the org has taken: it adds none."""
ASKING: Final = frozenset(
    {"queries.parameterized_search", "composite.run", "composite.batch", "composite.graphs",
     "record_sets.read_many"}
)  # fmt: skip
"""Endpoints that take a POST and change nothing by themselves."""
_CHANGING: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})


def api(name: str) -> Blueprint:
    """Return a part of /services/data: version and session are checked, calls are counted."""
    part = Blueprint(name, __name__, url_prefix="/services/data")
    part.url_value_preprocessor(_take_version)
    part.before_request(_open)
    part.after_request(_limit_info)
    return part


def _take_version(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.version = (values or {}).pop("version", None)


def _open() -> None:
    """Check version and session, count the call, and turn writes away in a read-only window."""
    if g.version is None:
        return
    g.root = f"/services/data/v{g.version}"
    _check_address()
    _check_version(g.version)
    bearer()
    _count()
    changes = request.method in _CHANGING and request.endpoint not in ASKING
    if changes and current().org.settings.read_only:
        code, text, status = rules.READ_ONLY
        raise Refused(code, text, fields=None, status=status)


def _check_address() -> None:
    """A sub-request has no line of its own that could be too long: long queries go that way."""
    length = len(request.environ.get("RAW_URI", ""))
    if length > rules.LONGEST_URI and USED not in request.environ:
        code, text, status = rules.URI_TOO_LONG
        raise Refused(code, text, fields=None, status=status)


def _check_version(version: str) -> None:
    major, _, minor = version.partition(".")
    if not major.isdigit() or minor != "0" or int(major) > rules.NEWEST_VERSION:
        raise not_found()
    if int(major) < rules.OLDEST_VERSION:
        raise Refused(
            "UNSUPPORTED_API_VERSION",
            f"API version {version} is no longer supported",
            fields=None,
            status=HTTPStatus.GONE,
        )


def _count() -> None:
    """Count the call in the org's day (5.3); a call that is turned away counts for nothing."""
    org = current().org
    if USED in request.environ:
        g.used = request.environ[USED]
        return
    g.used = org.settings.daily_calls
    with org.store.transaction():
        used = org.store.next_number(f"api calls {org.now():%Y-%m-%d}")
        if used > org.settings.daily_calls:
            raise calls_used_up()
    g.used = used


def calls_used_up() -> Refused:
    """The org has taken all the calls of its day (5.4): 403, and no word about when to retry."""
    return Refused(
        "REQUEST_LIMIT_EXCEEDED",
        "TotalRequests Limit exceeded.",
        fields=None,
        status=HTTPStatus.FORBIDDEN,
    )


def _limit_info(response: Response) -> Response:
    if "used" in g:
        response.headers["Sforce-Limit-Info"] = limit_info(g.used)
    return response


def limit_info(used: int) -> str:
    """Return what the header Sforce-Limit-Info says (5.2)."""
    return f"api-usage={used}/{current().org.settings.daily_calls}"

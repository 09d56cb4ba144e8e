"""What every page of Salesforce Classic has around its own content.

Who is signed in, the tabs, the softphone in the sidebar, and what the page says it shows.
Inside a console tab (isdtp=vw) a page comes without header and sidebar.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, ParamSpec
from urllib.parse import urlencode, urlsplit

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.hosts import views
from cti_adapter.emulator.org import ids
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.standin import browser_user, current, origin

INTERFACE: Final = "standin_ui"
"""Cookie that says which of the two interfaces the user has chosen."""
_FRAMED: Final = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'; form-action 'self';"
    " base-uri 'none'"
)
"""A page inside a console tab: framed by this org alone."""

_OTHER_HALF: Final[tuple[str, ...]] = ("accountId", "contactId")
"""Of a person account: the id its record has as the other object (3.4, since 31.0, [C])."""

Given = ParamSpec("Given")
Page = Callable[Given, ResponseReturnValue]


def signed_in(page: Page[Given]) -> Page[Given]:
    """Show a page to a signed-in user; ask anybody else to log in."""

    @wraps(page)
    def shown(*args: Given.args, **kwargs: Given.kwargs) -> ResponseReturnValue:
        user = browser_user()
        if user is None:
            return redirect("/login?" + urlencode({"startURL": request.full_path.rstrip("?")}))
        g.user = user
        return page(*args, **kwargs)

    return shown


def page(template: str, **names: Any) -> Response:
    """Return a page; `names` are what its template shows."""
    org = seen()
    answer = make_response(
        render_template(
            template,
            user=org.get(g.user),
            tabs=tabs(org),
            framed=framed(),
            **{
                "info": page_info(org, None),
                "softphone": None if framed() else softphone(),
                **names,
            },
        )
    )
    if framed():
        answer.headers["Content-Security-Policy"] = _FRAMED
    return answer


def seen() -> Org:
    """Return the org as the user of the page sees it."""
    return current().org.seen_by(g.user)


def tabs(org: Org) -> list[ObjectType]:
    """Return the objects that have a tab, in its order."""
    return [org.kind(name) for name in views.NAVIGATION if org.schema.find(name)]


def framed() -> bool:
    """Whether the page is shown inside a tab of the console."""
    return request.values.get("isdtp") == "vw"


def chosen() -> bool:
    """Whether this browser shows its user Classic; a page in a console tab always is."""
    return request.cookies.get(INTERFACE) == "classic" or framed()


def short(record_id: str) -> str:
    """Return the id as Classic writes it: 15 characters (getPageInfo's sample, [C])."""
    return record_id[: ids.SHORT]


def page_info(org: Org, record_id: str | None) -> dict[str, Any]:
    """Return what getPageInfo says of a page (facts/open-cti.md 3.4), without its url.

    Args:
        org: the org.
        record_id: the record shown, None where none is: then all members are empty.
    """
    if record_id is None:
        return {"objectId": "", "objectName": "", "object": "", "displayName": ""}
    said = views.heading(org, record_id)
    person = {name: short(said[name]) if said[name] else "" for name in _OTHER_HALF if name in said}
    return {
        "objectId": short(said["recordId"]),
        "objectName": said["recordName"],
        "object": said["objectType"],
        "displayName": org.kind(said["objectType"]).label,
        **({**person, "personAccount": True} if person else {}),
    }


def softphone(**more: str) -> dict[str, Any] | None:
    """Return what a page needs to host the softphone; None where there is no call center.

    Args:
        more: further parameters of the frame; the console adds isWsVw (3.1, [P]).
    """
    center = current().call_center
    if not center.adapter_url:
        return None
    session = request.cookies.get(current().cookie, "")
    return {
        "frame": _frame(center.adapter_url, more),
        "standby": _frame(center.standby_url, more) if center.standby_url else None,
        "timeoutMs": center.timeout_ms,
        "login": hashlib.sha256(session.encode()).hexdigest()[:12],
        "height": center.height,
        "width": center.width,
    }


def _frame(address: str, more: Mapping[str, str]) -> dict[str, str]:
    """Return an address with what Classic appends (facts/open-cti.md 3.1, 4)."""
    nonce = secrets.token_hex(32)
    appended = {"isdtp": "vw", **more, "nonce": nonce, "sfdcIFrameOrigin": origin()}
    parts = urlsplit(address)
    return {
        "url": f"{address}{'&' if parts.query else '?'}{urlencode(appended)}",
        "origin": f"{parts.scheme}://{parts.netloc}",
        "nonce": nonce,
    }

"""The ways in which the org can fail: what the client sees, and what was done before.

A kind that answers may end in `_after`: the org does what it was asked, and only then fails.
Statuses and texts are those of facts/salesforce.md 5.4; a text of a person who administers the
org is given with `reject:CODE:text`, a refusal of the token endpoint with `oauth:error:text`.
Decides nothing about when: that is faults.py.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from cti_adapter.emulator.errors import OAuthRefused, Refused

AFTER: Final = "_after"
_JSON: Final = "application/json;charset=UTF-8"
_HTML: Final = "text/html; charset=utf-8"
_NO_ROUTE: Final = 420
_PARTS: Final = 3

DROPS: Final = frozenset({"drop_before", "drop_after"})
"""The connection is reset."""
WAITS: Final = frozenset({"slow", "slow_after"})
"""The answer is the right one, and late: before the org acts, or after it has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered instead of the org's own words."""

    status: int
    body: str
    content_type: str = _JSON


_REFUSALS: Final = {
    "e500": Refused(
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred. Please include this ErrorId if you contact support",
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
    ),
    "e503": Refused(
        "SERVER_UNAVAILABLE", "Server Unavailable", status=HTTPStatus.SERVICE_UNAVAILABLE
    ),
    "lock": Refused(
        "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records"
    ),
    "limit": Refused(
        "REQUEST_LIMIT_EXCEEDED",
        "TotalRequests Limit exceeded.",
        fields=None,
        status=HTTPStatus.FORBIDDEN,
    ),
    "busy": Refused(
        "REQUEST_LIMIT_EXCEEDED",
        "ConcurrentPerOrgLongTxn Limit exceeded.",
        fields=None,
        status=HTTPStatus.FORBIDDEN,
    ),
    "query_timeout": Refused(
        "QUERY_TIMEOUT", "Your query request was running for too long.", fields=None
    ),
    **{
        name: Refused(
            "INVALID_SESSION_ID",
            "Session expired or invalid",
            fields=None,
            status=HTTPStatus.UNAUTHORIZED,
        )
        for name in ("session", "session_once", "session_always")
    },
    "session_barred": Refused(
        "INVALID_SESSION_ID",
        "This session is not valid for use with the REST API",
        fields=None,
        status=HTTPStatus.UNAUTHORIZED,
    ),
}
_PAGES: Final = {
    "html420": (_NO_ROUTE, "No route", "The address leads to no instance."),
    "html500": (HTTPStatus.INTERNAL_SERVER_ERROR, "Error", "Something went wrong."),
    "html502": (HTTPStatus.BAD_GATEWAY, "Bad gateway", "The instance cannot be reached."),
    "html503": (HTTPStatus.SERVICE_UNAVAILABLE, "Maintenance", "Down for now."),
}
_PROCESSING: Final = OAuthRefused("invalid_grant", "token request is already being processed")
_GARBLED: Final = Answer(HTTPStatus.OK, '{"id": 7, "success": "perhaps", "errors')

SESSION_ENDS: Final = "session"
"""The kind that really ends the access token the call came with."""
STANDING: Final = frozenset({"session_always", "session_barred"})
"""Kinds that last until they are cleared, unless `times` says otherwise."""
WITH_WORDS: Final = ("reject:", "oauth:")
_SIMPLE: Final = (*_REFUSALS, *_PAGES, "nonsense", "empty")
NAMES: Final = (
    *sorted(DROPS | WAITS),
    "processing",
    *(name for each in sorted(_SIMPLE) for name in (each, each + AFTER)),
    *(f"{prefix}CODE:text" for prefix in WITH_WORDS),
)
"""Every kind, as a person who mistyped one is told."""


def known(kind: str) -> bool:
    """Whether there is such a kind."""
    if kind.startswith(WITH_WORDS):
        return kind.count(":") >= _PARTS - 1
    return kind in NAMES


def executes(kind: str) -> bool:
    """Whether the org does what it was asked, although the client may never learn of it."""
    return kind == "slow" or (kind.endswith(AFTER) and not kind.startswith(WITH_WORDS))


def befalls_one_record(kind: str) -> bool:
    """Whether one record among many can meet it: somebody else's lock, an admin's rule."""
    return kind == "lock" or kind.startswith("reject:")


def refusal(kind: str) -> Refused | None:
    """Return the refusal of the REST API a kind stands for; None where it is none."""
    if kind.startswith("reject:"):
        _, code, message = kind.split(":", _PARTS - 1)
        return Refused(code, message)
    return _REFUSALS.get(kind.removesuffix(AFTER))


def answer(kind: str) -> Answer:
    """Return what a kind answers that is no refusal of the REST API."""
    simple = kind.removesuffix(AFTER)
    if kind.startswith("oauth:") or kind == "processing":
        return _oauth(kind)
    if simple in _PAGES:
        status, title, text = _PAGES[simple]
        page = f"<html><head><title>{title}</title></head><body>{text}</body></html>"
        return Answer(int(status), page, _HTML)
    return _GARBLED if simple == "nonsense" else Answer(HTTPStatus.OK, "")


def _oauth(kind: str) -> Answer:
    refused = _PROCESSING
    if kind != "processing":
        _, error, text = kind.split(":", _PARTS - 1)
        refused = OAuthRefused(error, text)
    return Answer(refused.status, json.dumps(refused.body()))

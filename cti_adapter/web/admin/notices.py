"""What was just done, carried over the redirect after a form and shown once.

A cookie of a minute that nobody but us writes; a stale or broken one says nothing.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final

import msgspec
from flask import Response, g, request

from cti_adapter.web.auth import FIRST_PARTY

NOTICE_COOKIE: Final = "__Host-cti-notice"
_LIVES_S: Final = 60

Notice = tuple[str, dict[str, str | int]]
"""A key of the catalogue, and what fills its gaps."""


def leave_notice(answer: Response, notice: Notice) -> None:
    """Let the next page say this."""
    value = urlsafe_b64encode(msgspec.json.encode(notice)).decode()
    answer.set_cookie(NOTICE_COOKIE, value, max_age=_LIVES_S, **FIRST_PARTY)


def taken_notice() -> Notice | None:
    """Return what is to be said on this page; from then on it has been said."""
    given = request.cookies.get(NOTICE_COOKIE)
    if not given:
        return None
    g.notice_shown = True
    try:
        notice: Notice = msgspec.json.decode(urlsafe_b64decode(given.encode()), type=Notice)
    except (NotBase64, ValueError, msgspec.DecodeError):
        return None
    return notice


def drop_notice(answer: Response) -> Response:
    """Say it no second time; done after every request."""
    if g.get("notice_shown"):
        answer.delete_cookie(NOTICE_COOKIE, **FIRST_PARTY)
    return answer

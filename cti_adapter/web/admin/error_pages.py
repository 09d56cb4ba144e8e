"""Problems under /admin as pages, for who reads them in a browser: what happened, and what to do.

The header Accept decides: scripts get application/problem+json as everywhere else. The status and
every other header stay as they are, and nothing is said that the problem does not say.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Final

import msgspec
from flask import Flask, Response, g, request
from werkzeug.datastructures import MIMEAccept

from cti_adapter.errors import CtiError
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.headers import as_admin_page
from cti_adapter.web.request_id import request_id

PROBLEM: Final = "application/problem+json"
IN_OWN_WORDS: Final = frozenset({"telephony", "salesforce", "search-failed", "refused"})
"""Problems whose own words are for people; those of HTTP are English and help nobody."""
IN_THE_LOG: Final = frozenset({"internal", "storage-unavailable", "refused"})
"""Problems that left a line in the log, under the id of their request."""


class _Problem(msgspec.Struct, frozen=True):
    error_id: str
    detail: str


def register_error_pages(app: Flask, frame: Frame) -> None:
    """Show problems as pages; register it after the headers, which are put on what comes of it."""

    @app.after_request
    def page_instead(answer: Response) -> Response:
        if answer.mimetype == PROBLEM and is_for_people(request.path, request.accept_mimetypes):
            answer.set_data(_page(frame, answer))
            answer.content_type = "text/html; charset=utf-8"
        return answer


def is_for_people(path: str, accepted: MIMEAccept) -> bool:
    """Whether who asks wants a page; what lists of a page are fed from is for its script."""
    is_page = path.startswith("/admin/") and not path.startswith("/admin/data/")
    return (
        is_page and accepted.best_match([PROBLEM, "application/json", "text/html"]) == "text/html"
    )


def _page(frame: Frame, answer: Response) -> str:
    told = msgspec.json.decode(answer.get_data(), type=_Problem)
    as_admin_page()
    if "admin" not in g and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        with suppress(CtiError):  # nobody is signed in: the page has no navigation
            frame.anybody()
    said = told.detail if told.error_id in IN_OWN_WORDS else frame.t("frame.error_detail.other")
    number = request_id() if told.error_id in IN_THE_LOG else ""
    return frame.said_no(told.error_id, said, number=number)

"""Turns the error tree into answers, once for all routes: application/problem+json (RFC 9457).

A 401 for a bad signature says nothing about why (contract.md §3).
"""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
import structlog
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from cti_adapter.errors import (
    AlreadySaved,
    CtiError,
    MarkedDoNotCall,
    RequestError,
    RetryLater,
    SearchFailed,
    StateConflict,
    StorageUnavailable,
    TelephonyError,
    Unprocessable,
)
from cti_adapter.web.request_id import request_id

log = structlog.get_logger()

_RETRY_AFTER_S = "1"


def problem(status: int, error_id: str, detail: str, **more: object) -> Response:
    """Return one problem as its response.

    Args:
        status: HTTP status.
        error_id: stable name of the problem, part of the public surface.
        detail: what happened and what to do, for people.
        more: further members, for example the state that forbids a command.
    """
    body = {
        "type": f"about:blank#{error_id}",
        "title": error_id.replace("-", " "),
        "status": status,
        "detail": detail,
        "error_id": error_id,
        **more,
    }
    return Response(
        msgspec.json.encode(body), status=status, content_type="application/problem+json"
    )


def register_problems(app: Flask) -> None:
    """Answer every error of ours, and every other one, as a problem."""
    app.register_error_handler(RequestError, _request_error)
    app.register_error_handler(StorageUnavailable, _storage_unavailable)
    app.register_error_handler(TelephonyError, _telephony_error)
    app.register_error_handler(RetryLater, _salesforce_error)
    app.register_error_handler(SearchFailed, _search_failed)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _request_error(error: RequestError) -> Response:
    more: dict[str, object] = {}
    if isinstance(error, StateConflict):
        more["state"] = error.state
    if isinstance(error, AlreadySaved):
        more |= {"saved_by": error.saved_by, "saved_at": error.saved_at}
    if isinstance(error, MarkedDoNotCall):
        more["records"] = error.records
    if isinstance(error, Unprocessable):
        more["errors"] = error.faults
    return problem(error.status, error.error_id, str(error), **more)


def _storage_unavailable(error: StorageUnavailable) -> Response:
    cause = type(error.__cause__).__name__
    log.error("storage.unavailable", cause=cause, request=request_id())
    answer = problem(503, "storage-unavailable", str(error))
    answer.headers["Retry-After"] = _RETRY_AFTER_S
    return answer


def _telephony_error(error: TelephonyError) -> Response:
    return problem(502, "telephony", str(error))


def _salesforce_error(error: RetryLater) -> Response:
    return problem(502, "salesforce", str(error))


def _search_failed(error: SearchFailed) -> Response:
    return problem(error.status, error.error_id, str(error))


_NAMES: Mapping[int, str] = {
    413: "too-large",
    415: "wrong-media-type",
}
"""Where our own name for it is not HTTP's."""

_KEPT = frozenset({"Allow", "Location", "Retry-After"})


def _http_error(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    name = _NAMES.get(status, status.phrase.lower().replace(" ", "-"))
    answer = problem(status, name, error.description or "")
    for header, value in error.get_headers():
        if header in _KEPT:
            answer.headers[header] = value
    return answer


def _fault(error: Exception) -> Response:
    """A fault of ours: logged with its stack, answered without it."""
    if isinstance(error, CtiError):
        log.warning("request.refused", error=type(error).__name__, request=request_id())
        return problem(502, "refused", str(error))
    log.error("request.fault", exc_info=error, request=request_id())
    return problem(500, "internal", "This is a fault of the adapter; it has been logged.")

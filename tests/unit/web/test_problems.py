"""Every error of the tree has one answer, and none says more than it should."""

from typing import Any

import pytest
from flask import Flask, Response
from structlog.testing import capture_logs
from werkzeug.exceptions import ServiceUnavailable

from cti_adapter import errors as e
from cti_adapter.web.problems import register_problems
from cti_adapter.web.request_id import request_id

FAULT = e.FieldFault(field="$.data.agent", message="leg.held needs it")
SECRET = "token-nobody-may-read"


def answered(error: Exception) -> Any:
    """Return what a view that raises this answers."""
    app = Flask("problems", static_folder=None)
    register_problems(app)

    @app.get("/")
    def view() -> str:
        raise error

    return app.test_client().get("/")


@pytest.mark.parametrize(
    ("error", "status", "error_id"),
    [
        (e.BadSignature(), 401, "unauthorised"),
        (e.NotSignedIn(), 401, "not-signed-in"),
        (e.NotAllowed(), 403, "not-allowed"),
        (e.NoSuchThing(), 404, "not-found"),
        (e.StateConflict(state="held"), 409, "state-conflict"),
        (e.TooLarge(), 413, "too-large"),
        (e.WrongMediaType(), 415, "wrong-media-type"),
        (e.Unprocessable(FAULT), 422, "unprocessable"),
        (e.TooManyRequests(), 429, "too-many-requests"),
        (e.TelephonyError(), 502, "telephony"),
        (e.RetryLater(), 502, "salesforce"),
        (e.Rejected("no"), 502, "refused"),
        (e.StorageUnavailable(), 503, "storage-unavailable"),
        (ServiceUnavailable(retry_after=1), 503, "service-unavailable"),
        (RuntimeError(SECRET), 500, "internal"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_an_error_is_answered_as_a_problem(error: Exception, status: int, error_id: str) -> None:
    """RFC 9457, with a name that stays."""
    answer = answered(error)

    assert "application/problem+json" == answer.content_type
    assert (status, status, error_id) == (
        answer.status_code,
        answer.json["status"],
        answer.json["error_id"],
    )
    assert answer.json["detail"]


def test_a_conflict_names_the_state() -> None:
    """The panel sees how it really is."""
    assert "held" == answered(e.StateConflict(state="held")).json["state"]


def test_a_body_that_is_wrong_names_its_fields() -> None:
    """Each with what would be right."""
    errors = answered(e.Unprocessable(FAULT)).json["errors"]

    assert [{"field": "$.data.agent", "message": "leg.held needs it"}] == errors


@pytest.mark.parametrize(
    "error", [e.StorageUnavailable(), ServiceUnavailable(retry_after=1)], ids=["ours", "http"]
)
def test_not_now_says_when(error: Exception) -> None:
    """A sender without a hint would come back at once, or never."""
    assert "1" == answered(error).headers["Retry-After"]


def test_a_fault_of_ours_tells_nothing_about_itself() -> None:
    """The stack is for the log."""
    assert SECRET not in answered(RuntimeError(SECRET)).text


@pytest.mark.parametrize("error", [RuntimeError(SECRET), e.StorageUnavailable(), e.Rejected("no")])
def test_what_is_logged_is_found_by_the_id_of_its_request(error: Exception) -> None:
    """Header X-Request-Id and an error page of the admin pages name the same."""
    app = Flask("problems", static_folder=None)
    register_problems(app)
    ids: list[str] = []

    @app.get("/")
    def view() -> str:
        raise error

    @app.after_request
    def note(answer: Response) -> Response:
        ids.append(request_id())
        return answer

    with capture_logs() as lines:
        app.test_client().get("/")

    assert ids == [line["request"] for line in lines]

"""How the stand-in says no.

REST answers a JSON array of {message, errorCode, fields}; OAuth answers a JSON object of
{error, error_description} (facts/salesforce.md 5.2). Both are raised from anywhere below and
turned into a response in app.py, once.
"""

from http import HTTPStatus
from typing import Any


class Refused(Exception):
    """A REST request was refused.

    Args:
        code: Salesforce's errorCode.
        message: the text a person reads.
        fields: API names of the fields at fault; None leaves the member out, as the
            401 and 404 answers do.
        status: the HTTP status.
        more: further members of the answer.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        fields: tuple[str, ...] | None = (),
        status: int = HTTPStatus.BAD_REQUEST,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fields = fields
        self.status = int(status)
        self.more = more or {}

    def body(self) -> list[dict[str, Any]]:
        row: dict[str, Any] = {**self.more, "message": self.message, "errorCode": self.code}
        if self.fields is not None:
            row["fields"] = list(self.fields)
        return [row]


class OAuthRefused(Exception):
    """An OAuth request was refused; `error` is the code of RFC 6749 or Salesforce's own."""

    def __init__(
        self, error: str, description: str, *, status: int = HTTPStatus.BAD_REQUEST
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = int(status)

    def body(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


def not_found(message: str = "The requested resource does not exist") -> Refused:
    """There is no such route, object or record."""
    return Refused("NOT_FOUND", message, fields=None, status=HTTPStatus.NOT_FOUND)


def session_expired(message: str = "Session expired or invalid") -> Refused:
    """The access token is unknown, revoked, missing, or of another kind."""
    return Refused(
        "INVALID_SESSION_ID",
        message,
        fields=None,
        status=HTTPStatus.UNAUTHORIZED,
    )


def invalid_field(name: str, type_name: str) -> Refused:
    """The object has no such field, or this org does not."""
    return Refused(
        "INVALID_FIELD", f"No such column '{name}' on sobject of type {type_name}", fields=None
    )

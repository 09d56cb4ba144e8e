"""What Salesforce's refusals mean for us: one table from error code to what the caller does next.

Decided by `errorCode` and `fields`; messages are written in the API user's language and are only
passed on, searched for API names and ids, never understood. The one place where exceptions of
requests, Authlib and simple-salesforce become ours.

Codes: developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html and
facts/salesforce.md 5.4, facts/reliability-security.md 2.2.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import msgspec
import requests
from authlib.common.errors import AuthlibBaseError
from simple_salesforce.exceptions import SalesforceError as LibraryError
from urllib3.exceptions import NewConnectionError

from cti_adapter.calls.record import record_id
from cti_adapter.errors import (
    AlreadyWritten,
    OrgPaused,
    OwnerRefused,
    Rejected,
    Repairable,
    RetryLater,
    SalesforceError,
    SignInNeeded,
    Stale,
    UnknownOutcome,
)
from cti_adapter.salesforce.transport import WrongAddress

KEY_FIELD = "CTI_Call_Key__c"
KEY_OBJECT = "CTI_Call__c"
"""Carries the key, in a field of the same name, where Activity cannot (manifest/call-object/)."""
KEY_OBJECT_TASK = "CTI_Task__c"
OWNER_FIELD = "OwnerId"

CODES: dict[str, type[SalesforceError]] = {
    "UNABLE_TO_LOCK_ROW": RetryLater,
    "QUERY_TIMEOUT": RetryLater,
    "SERVER_UNAVAILABLE": RetryLater,
    "UNKNOWN_EXCEPTION": RetryLater,
    "REQUEST_LIMIT_EXCEEDED": OrgPaused,
    "STORAGE_LIMIT_EXCEEDED": OrgPaused,
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE": OrgPaused,
    "INVALID_SESSION_ID": SignInNeeded,
    "INVALID_AUTH_HEADER": SignInNeeded,
    "API_DISABLED_FOR_ORG": SignInNeeded,
    "API_CURRENTLY_DISABLED": SignInNeeded,
    "ENTITY_IS_DELETED": Stale,
    "CANNOT_UPDATE_CONVERTED_LEAD": Stale,
    "INVALID_CROSS_REFERENCE_KEY": Stale,
    "STRING_TOO_LONG": Repairable,
    "INVALID_FIELD": Repairable,
    "INVALID_FIELD_FOR_INSERT_UPDATE": Repairable,
    "INVALID_OPERATION": Repairable,  # among others: this queue owns no Tasks
    "INACTIVE_OWNER_OR_USER": OwnerRefused,
    "OP_WITH_INVALID_USER_TYPE_EXCEPTION": OwnerRefused,  # active, of a licence that owns nothing
    "TRANSFER_REQUIRES_READ": OwnerRefused,
}
"""What is not here is refused for good: a person has to look."""

_DUPLICATE = "DUPLICATE_VALUE"
_TRIGGER = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
_LOCK = "UNABLE_TO_LOCK_ROW"
_NO_ACCESS = "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
_SLOTS = {"WhoId", "WhatId"}
_PASSING = {HTTPStatus.REQUEST_TIMEOUT, 420, HTTPStatus.TOO_MANY_REQUESTS}
_PASSING_OAUTH = {"unknown_error", "server_error", "temporarily_unavailable"}
_OWNER_ID = re.compile(r"\b(?:005|00G)[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b")
"""Of a user or a queue (facts 2)."""
_ID = re.compile(r"\b[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\b")


class SignInFault(StrEnum):
    """Why an agent could not be signed in."""

    CODE = "code"
    """The code is used up, too old or not for this verifier: start again."""
    APP = "app"
    """The org does not accept our External Client App: its admin has to look."""
    IDENTITY = "identity"
    """The answer is not for this sign-in (nonce, issuer, audience) or names no user."""
    ADDRESS = "address"
    """The org sent us to an address that is not Salesforce's."""


class SignInRefused(SalesforceError):
    """The org did not sign the agent in.

    Args:
        message: the org's own words, or ours.
        reason: what to tell the agent.
        code: OAuth's `error`, "" where the refusal is ours.
    """

    def __init__(self, message: str | None = None, *, reason: SignInFault, code: str = "") -> None:
        super().__init__(message, code=code)
        self.reason = reason


class Complaint(msgspec.Struct, frozen=True):
    """One entry of Salesforce's error list."""

    error_code: str = msgspec.field(name="errorCode")
    message: str | None = None
    fields: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.message or self.error_code


@contextmanager
def translated(*, writing: bool) -> Iterator[None]:
    """Turn whatever a request to the org, or reading its answer, raises into our errors.

    Args:
        writing: whether the request changes the org; a lost answer then is an UnknownOutcome.
    """
    lost: type[RetryLater] = UnknownOutcome if writing else RetryLater
    try:
        yield
    except LibraryError as error:
        raise from_answer(error.status, error.content, lost=lost) from error
    except requests.JSONDecodeError as error:
        raise lost("Salesforce answered with something that is not JSON") from error
    except requests.RequestException as error:
        if _never_left(error):
            raise RetryLater("Salesforce could not be reached") from error
        raise lost("the connection to Salesforce broke") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise lost("Salesforce answered nonsense") from error


def from_answer(status: int, content: Any, *, lost: type[RetryLater]) -> SalesforceError:
    """Return the error for an answer that is no success.

    Args:
        status: of the HTTP answer.
        content: its JSON, or its text where it is none.
        lost: what it means when the request may have been carried out all the same.
    """
    try:
        complaints = msgspec.convert(content, tuple[Complaint, ...])
    except msgspec.ValidationError:
        complaints = ()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if CODES.get(_code(complaints)) is OrgPaused:  # a read-only window: nothing was done
            return from_complaint(complaints[0])
        return lost(_words(complaints) or f"Salesforce answered {status}", code=_code(complaints))
    if complaints:
        return from_complaint(complaints[0])
    if status == HTTPStatus.UNAUTHORIZED:
        return SignInNeeded(code="INVALID_SESSION_ID")
    if status == HTTPStatus.MULTIPLE_CHOICES:
        return Rejected("several records carry the same key: make the key field unique")
    return (RetryLater if status in _PASSING else lost)(f"Salesforce answered {status}")


def from_complaint(complaint: Complaint) -> SalesforceError:
    """Return the error for one entry of Salesforce's error list."""
    code, words, fields = complaint.error_code, str(complaint), complaint.fields or ()
    if code == _DUPLICATE and (KEY_FIELD in words or KEY_FIELD in fields):
        return AlreadyWritten(words, task_id=_first_id(words))
    kind = CODES.get(code, Rejected)
    if kind in {Rejected, Stale, Repairable} and OWNER_FIELD in fields:
        kind = OwnerRefused  # a log is never given up for lack of an owner (DECISION 32)
    elif code == _NO_ACCESS and _OWNER_ID.search(words):
        kind = OwnerRefused  # it names the id it could not reach, and no field
    elif code == "MALFORMED_ID" and fields and _SLOTS.issuperset(fields):
        kind = Stale  # also the answer for a well-formed id of no record (facts 1.1)
    elif code == _TRIGGER and _LOCK in words:
        kind = RetryLater  # a trigger of the org ran into a lock
    return kind(words, code=code, fields=fields)


@contextmanager
def translated_sign_in() -> Iterator[None]:
    """Turn whatever an agent's sign-in raises into SignInRefused or RetryLater."""
    try:
        yield
    except AuthlibBaseError as error:
        code, words = _oauth_words(error)
        reason = SignInFault.CODE if code == "invalid_grant" else SignInFault.APP
        raise SignInRefused(words, reason=reason, code=code) from error
    except WrongAddress as error:
        raise SignInRefused(str(error), reason=SignInFault.ADDRESS) from error
    except (requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise RetryLater("the org did not answer the sign-in as OAuth says") from error


@contextmanager
def translated_access() -> Iterator[None]:
    """Turn whatever the server's own sign-in raises into SignInNeeded or RetryLater."""
    try:
        yield
    except AuthlibBaseError as error:
        code, words = _oauth_words(error)
        raise SignInNeeded(words, code=code) from error
    except WrongAddress as error:
        raise SignInNeeded(str(error)) from error
    except (requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise RetryLater("the org did not answer our sign-in as OAuth says") from error


def _never_left(error: requests.RequestException) -> bool:
    """Whether no connection was made, so that the org has heard nothing."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _oauth_words(error: AuthlibBaseError) -> tuple[str, str]:
    """Return an OAuth error's code and words; a passing one is raised as RetryLater at once."""
    code = error.error or ""
    words = error.description or code
    if code in _PASSING_OAUTH:
        raise RetryLater(words, code=code) from error
    return code, words


def _words(complaints: tuple[Complaint, ...]) -> str:
    return "; ".join(map(str, complaints))


def _code(complaints: tuple[Complaint, ...]) -> str:
    return complaints[0].error_code if complaints else ""


def _first_id(message: str) -> str | None:
    """Return the id a message names; messages carry the 15-character form (facts 2)."""
    tail = message.split(KEY_FIELD, 1)[-1]
    found = next((word for word in _ID.findall(tail) if any(map(str.isdigit, word))), None)
    return None if found is None else record_id(found)

"""Tests for salesforce/failures.py: what each refusal of Salesforce means for the caller."""

import pytest

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
from cti_adapter.salesforce.failures import from_answer


def a_refusal(
    code: str, message: str = "its words", *fields: str, status: int = 400
) -> SalesforceError:
    content = [{"errorCode": code, "message": message, "fields": list(fields)}]
    return from_answer(status, content, lost=UnknownOutcome)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "UNABLE_TO_LOCK_ROW", RetryLater),
        (400, "QUERY_TIMEOUT", RetryLater),
        (503, "SERVER_UNAVAILABLE", UnknownOutcome),
        (500, "UNKNOWN_EXCEPTION", UnknownOutcome),
        (403, "REQUEST_LIMIT_EXCEEDED", OrgPaused),
        (400, "STORAGE_LIMIT_EXCEEDED", OrgPaused),
        (400, "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", OrgPaused),
        (401, "INVALID_SESSION_ID", SignInNeeded),
        (403, "API_DISABLED_FOR_ORG", SignInNeeded),
        (404, "ENTITY_IS_DELETED", Stale),
        (400, "ENTITY_IS_DELETED", Stale),
        (400, "CANNOT_UPDATE_CONVERTED_LEAD", Stale),
        (400, "INVALID_CROSS_REFERENCE_KEY", Stale),
        (400, "STRING_TOO_LONG", Repairable),
        (400, "INVALID_FIELD", Repairable),
        (400, "INVALID_FIELD_FOR_INSERT_UPDATE", Repairable),
        (400, "INACTIVE_OWNER_OR_USER", OwnerRefused),
        (400, "OP_WITH_INVALID_USER_TYPE_EXCEPTION", OwnerRefused),
        (400, "TRANSFER_REQUIRES_READ", OwnerRefused),
        (400, "INVALID_OPERATION", Repairable),
        (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", Rejected),
        (400, "REQUIRED_FIELD_MISSING", Rejected),
        (400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", Rejected),
        (400, "FIELD_INTEGRITY_EXCEPTION", Rejected),
        (400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", Rejected),
        (400, "DUPLICATES_DETECTED", Rejected),
        (400, "MALFORMED_QUERY", Rejected),
        (404, "NOT_FOUND", Rejected),
        (400, "A_CODE_OF_NEXT_YEAR", Rejected),
    ],
)
def test_every_code_says_what_to_do_next(
    status: int, code: str, kind: type[SalesforceError]
) -> None:
    """The courier acts on the type alone, and shows the org's own words."""
    error = a_refusal(code, "its words", "Subject", status=status)

    assert (kind, code, "its words") == (type(error), error.code, str(error))


def test_our_key_found_twice_is_done_and_names_the_task() -> None:
    """The message carries the short id of the Task that stands already."""
    words = (
        "duplicate value found: CTI_Call_Key__c duplicates value on record with id: 00T5f00000abcDE"
    )
    error = a_refusal("DUPLICATE_VALUE", words)

    assert isinstance(error, AlreadyWritten)
    assert error.task_id is not None
    assert (18, "00T5f00000abcDE") == (len(error.task_id), error.task_id[:15])


def test_the_messages_language_does_not_matter() -> None:
    """An integration user may be set to any language."""
    words = "doppelter Wert: CTI_Call_Key__c dupliziert Wert im Datensatz mit ID: 00T5f00000abcDE"

    assert isinstance(a_refusal("DUPLICATE_VALUE", words), AlreadyWritten)


def test_the_customers_own_unique_rule_is_no_success() -> None:
    """A call must not be counted as logged because another field was double."""
    words = "duplicate value found: Ticket__c duplicates value on record with id: 00T5f00000abcDE"

    assert Rejected is type(a_refusal("DUPLICATE_VALUE", words))


@pytest.mark.parametrize(
    "code",
    [
        "FIELD_INTEGRITY_EXCEPTION",
        "INVALID_CROSS_REFERENCE_KEY",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "MALFORMED_ID",
        "NEW_CODE",
    ],
)
def test_an_owner_who_cannot_own_is_told_from_other_faults(code: str) -> None:
    """The next one owns it; a log is never given up for lack of an owner (DECISION 32)."""
    assert OwnerRefused is type(a_refusal(code, "its words", "OwnerId"))


@pytest.mark.parametrize(
    ("at", "kind"),
    [("0055f00000abcDE", OwnerRefused), ("00G5f00000abcDE", OwnerRefused), ("001abc", Rejected)],
)
def test_an_owner_out_of_reach_is_told_by_the_id(at: str, kind: type[SalesforceError]) -> None:
    """The org names the id and no field; the only user or queue we write is the owner."""
    words = f"insufficient access rights on cross-reference id: {at}"

    assert kind is type(a_refusal("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", words))


def test_an_id_of_no_record_is_looked_up_again() -> None:
    """MALFORMED_ID is also the answer for a well-formed id that does not exist."""
    assert Stale is type(a_refusal("MALFORMED_ID", "its words", "WhatId"))
    assert Rejected is type(a_refusal("MALFORMED_ID"))


def test_a_trigger_that_ran_into_a_lock_is_tried_again() -> None:
    """The admin's code failed for a reason that passes; any other trigger error does not."""
    locked = "AfterInsert: System.DmlException: UNABLE_TO_LOCK_ROW, unable to obtain access"

    assert RetryLater is type(a_refusal("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", locked))
    assert Rejected is type(a_refusal("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "null pointer"))


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (500, "<html>", UnknownOutcome),
        (502, "", UnknownOutcome),
        (503, "<html>Down</html>", UnknownOutcome),
        (420, "", RetryLater),
        (429, {"error": "slow down"}, RetryLater),
        (403, "<html>a proxy</html>", UnknownOutcome),
        (401, {"error": "invalid_token"}, SignInNeeded),
        (401, "<html>", SignInNeeded),
        (300, ["/services/data/v67.0/sobjects/Task/00T"], Rejected),
        (400, [], UnknownOutcome),
        (400, [{"no": "code"}], UnknownOutcome),
        (400, None, UnknownOutcome),
    ],
)
def test_an_answer_that_is_no_error_list_is_never_taken_for_a_verdict(
    status: int, content: object, kind: type[SalesforceError]
) -> None:
    """Proxies, maintenance pages and half answers say nothing about the write."""
    assert kind is type(from_answer(status, content, lost=UnknownOutcome))


def test_members_the_org_leaves_out_do_not_matter() -> None:
    """Refusals of access come without fields, some without words."""
    content = [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": None, "fields": None}]
    error = from_answer(403, content, lost=UnknownOutcome)

    assert (OrgPaused, "REQUEST_LIMIT_EXCEEDED", ()) == (type(error), str(error), error.fields)


def test_a_read_only_window_pauses_the_org_whatever_its_status() -> None:
    """It says that nothing was done, also with the status of an outage."""
    code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
    content = [{"errorCode": code, "message": "Updates can't be made during maintenance"}]
    error = from_answer(503, content, lost=UnknownOutcome)

    assert (OrgPaused, code) == (type(error), error.code)

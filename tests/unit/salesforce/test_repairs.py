"""Tests for salesforce/repairs.py: what may be mended in a refused Task, and what never."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.record import record_id
from cti_adapter.errors import OwnerRefused, Rejected, Repairable, SalesforceError, Stale
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.cutting import CUT_MARK, cut
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.repairs import Draft, mended
from cti_adapter.salesforce.task import FIELDS, task_fields
from tests.unit.salesforce.entries import ENTRY, SCHEMA, USER_A


def test_long_comments_are_cut_where_everyone_can_see_it() -> None:
    """The log is never refused for its length (A-13)."""
    long = msgspec.structs.replace(ENTRY, comments="n" * 40_000, subject="s" * 300)
    fields = task_fields(long, SCHEMA)

    assert (32_000, 255) == (len(fields["Description"]), len(fields["Subject"]))
    assert fields["Description"].endswith(CUT_MARK)


def test_cut_comments_name_the_page_of_the_call() -> None:
    """Also where the org takes less than it said, and they are cut once more (A-13)."""
    page = "https://cti.example.test/o/main/calls/pbx:1"
    long = msgspec.structs.replace(ENTRY, comments="n" * 40_000, subject="s" * 300, page=page)
    fields = task_fields(long, SCHEMA)
    again = cut(fields["Description"], 1_000)

    assert [True, True] == [
        text.endswith(f"n\n[…] {page}") for text in (fields["Description"], again)
    ]
    assert (32_000, 1_000) == (len(fields["Description"]), len(again))
    assert fields["Subject"].endswith(f"s{CUT_MARK}")
    assert f"n{CUT_MARK}" == cut("n" * 20, 5, page)


@given(st.text(max_size=60), st.integers(1, 60))
def test_a_cut_text_fits_and_is_well_formed(text: str, limit: int) -> None:
    """No emoji is torn in two, and what fits is left alone."""
    kept = cut(text, limit)

    assert len(kept.encode("utf-16-le")) <= 2 * limit
    assert kept == text or len(text.encode("utf-16-le")) > 2 * limit


def mend(error: SalesforceError, gateway: Gateway, entry: LogEntry = ENTRY) -> Draft:
    draft = Draft(fields=task_fields(entry, SCHEMA))
    return mended(gateway, Describe(gateway, lambda: 0.0), draft, error)


@pytest.mark.parametrize(
    ("error", "repaired"),
    [
        (
            Repairable(
                "No such column 'CTI_Recording__c' on sobject of type Task", code="INVALID_FIELD"
            ),
            ("CTI_Recording__c:dropped",),
        ),
        (
            Repairable(
                "Unable to create/update fields: CallObject, CallType.",
                code="INVALID_FIELD_FOR_INSERT_UPDATE",
                fields=("CallObject", "CallType"),
            ),
            ("CallObject:dropped", "CallType:dropped"),
        ),
        (
            Repairable(
                "Subject: data value too large: Inbound call (max length=20)",
                code="STRING_TOO_LONG",
                fields=("Subject",),
            ),
            ("Subject:cut",),
        ),
        (
            Repairable(
                "Betreff: zu lang (maximale Länge=20)", code="STRING_TOO_LONG", fields=("Subject",)
            ),
            ("Subject:cut",),
        ),
        (
            Repairable(
                "too large (max length=9)", code="STRING_TOO_LONG", fields=("CTI_Recording__c",)
            ),
            ("CTI_Recording__c:dropped",),
        ),
    ],
)
def test_a_fault_of_one_field_costs_that_field_alone(
    error: Repairable, repaired: tuple[str, ...], gateway: Gateway
) -> None:
    """The call outranks the field, and what was done is told."""
    better = mend(error, gateway)
    changed = {
        name for name in FIELDS if better.fields.get(name) != task_fields(ENTRY, SCHEMA)[name]
    }

    assert repaired == better.repaired
    assert {mark.partition(":")[0] for mark in repaired} == changed


@pytest.mark.parametrize(
    "error",
    [
        Repairable("too large", code="STRING_TOO_LONG", fields=("CTI_Call_Key__c",)),
        Repairable("No such column 'Elsewhere__c'", code="INVALID_FIELD"),
        Repairable("says nothing", code="INVALID_FIELD"),
    ],
)
def test_the_call_key_is_never_given_up(error: Repairable, gateway: Gateway) -> None:
    """Without it a repeat would be a second Task; a person has to look (D8)."""
    with pytest.raises(Rejected) as refusal:
        mend(error, gateway)
    assert error.code == refusal.value.code


def test_an_org_that_forgets_its_call_key_is_asked_again_with_it(gateway: Gateway) -> None:
    """Its description showed it: the write is repeated as it is, then a person looks (D8)."""
    words = "No such column 'CTI_Call_Key__c' on sobject of type Task"

    with pytest.raises(Repairable, match="CTI_Call_Key__c"):
        mend(Repairable(words, code="INVALID_FIELD"), gateway)


QUEUE = record_id("00G5f00000abcDE")


@pytest.mark.parametrize(
    ("owner", "error"),
    [
        (USER_A, OwnerRefused("inactive user", code="INACTIVE_OWNER_OR_USER")),
        (QUEUE, Repairable("not associated with this object", code="INVALID_OPERATION")),
    ],
)
def test_an_owner_who_cannot_own_is_nobody_s_to_mend_here(
    owner: str, error: Repairable, gateway: Gateway
) -> None:
    """Who owns it instead is decided by the chain (DECISION 32), and told in the ledger."""
    entry = msgspec.structs.replace(ENTRY, who_id=None, what_id=None, owner_id=owner)

    with pytest.raises(OwnerRefused) as refusal:
        mend(error, gateway, entry)
    assert error.code == refusal.value.code


def test_an_id_of_no_record_may_be_the_owner_s(gateway: Gateway) -> None:
    """Where the org names no field and every record stands, the owner is what is left."""
    no_such_id = Stale("invalid cross reference id", code="INVALID_CROSS_REFERENCE_KEY")
    entry = msgspec.structs.replace(ENTRY, who_id=None, what_id=None)

    with pytest.raises(OwnerRefused):
        mend(no_such_id, gateway, entry)
    with pytest.raises(Rejected):
        mend(no_such_id, gateway, msgspec.structs.replace(entry, owner_id=None))


@pytest.mark.parametrize("error", [Repairable("not yours", code="INVALID_OPERATION")])
def test_a_user_is_no_queue_without_the_object(error: Repairable, gateway: Gateway) -> None:
    """The code says many things; of a user it does not say that they cannot own."""
    with pytest.raises(Rejected):
        mend(error, gateway)

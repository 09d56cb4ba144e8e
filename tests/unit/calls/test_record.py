"""Records as the adapter speaks of them."""

import pytest

from cti_adapter.calls.record import as_page_named, is_task, record_id, reported
from tests.support.builders import BOMBE, CASE_26


@pytest.mark.parametrize("text", ["003D000000QxVrC", "003D000000QxVrCIAV"])
def test_short_and_long_form_are_one_id(text: str) -> None:
    """Pages report either; the 18-character form survives systems that ignore case."""
    assert "003D000000QxVrCIAV" == record_id(text)


@pytest.mark.parametrize("text", ["", "003", "003D000000QxVrC!", "003D000000QxVrCIA", "a" * 19])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="15 or 18 letters and digits"):
        record_id(text)


def test_of_a_standard_object_it_is_known_that_activities_are_tracked() -> None:
    """Of any other the org has to be asked first (DECISION 45)."""
    assert reported(CASE_26.id, "Case", "Case 00001026").trackable
    assert not reported(BOMBE.id, "Project__c", "Bombe").trackable


def test_a_page_knows_no_account() -> None:
    case = reported(CASE_26.id, "Case", "Case 00001026")

    assert (False, None) == (case.known, case.account_id)


@pytest.mark.parametrize(
    ("prefix", "claimed", "believed", "trackable", "noted"),
    [
        ("003", "Contact", "Contact", True, ""),
        ("003", "Account", "Contact", True, "Account"),
        ("00Q", "Project__c", "Lead", True, "Project__c"),
        ("a00", "Project__c", "Project__c", False, ""),
        ("a00", "Contact", "Record", False, "Contact"),
    ],
)
def test_the_id_outranks_what_a_page_says_of_the_type(
    prefix: str, claimed: str, believed: str, noted: str, *, trackable: bool
) -> None:
    """A page that is wrong, or lies, puts no Contact into Related To."""
    record = reported(record_id(f"{prefix}000000000001"), claimed, "x")

    assert (believed, trackable, noted) == (record.type, record.trackable, record.claimed)


def test_a_record_keeps_the_name_by_which_the_agent_sees_it() -> None:
    """A page that knows no more than the id names nothing."""
    named = as_page_named(CASE_26, reported(CASE_26.id, "Case", "00001026"))
    bare = [reported(CASE_26.id, "Case", f"Case {CASE_26.id[:end]}") for end in (15, 18)]

    assert "00001026" == named.label
    assert [CASE_26.label] * 2 == [as_page_named(CASE_26, each).label for each in bare]


def test_a_task_is_told_by_its_id() -> None:
    """A call can continue it, and never stand on it, whatever the page calls it."""
    at = record_id("00T000000000001")

    assert ("Task", False) == (
        reported(at, "Contact", "x").type,
        reported(at, "Task", "x").trackable,
    )
    assert [True, False] == [is_task(at), is_task(CASE_26.id)]

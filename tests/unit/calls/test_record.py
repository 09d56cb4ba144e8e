"""Records as the adapter speaks of them."""

import pytest

from cti_adapter.calls.record import record_id, reported
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

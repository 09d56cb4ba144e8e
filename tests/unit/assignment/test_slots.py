"""What stands where, and whose account the call then has."""

import pytest
from msgspec.structs import replace

from cti_adapter.assignment.limits import fill
from cti_adapter.assignment.slots import (
    Slots,
    account_of,
    is_other_account,
    role,
)
from cti_adapter.calls.record import Record, RecordId
from tests.support.builders import (
    ADA,
    ALAN,
    ANALYTICAL_ENGINES,
    BOMBE,
    CASE_26,
    COMPILER_ROLLOUT,
    COMPILER_WORKS,
    as_the_page_says,
    placed,
    slots,
)


def test_a_person_account_is_a_contact() -> None:
    """It was them on the phone, so they stand in Name (DECISION 12)."""
    person = replace(ANALYTICAL_ENGINES, person_contact_id=RecordId("003000000000009AAA"))

    assert "contact" == role(person)
    assert slots(who=placed(person)) == fill(slots(), placed(person), by="auto")


@pytest.mark.parametrize(
    ("standing_there", "reference"),
    [
        (slots(), None),
        (slots(who=placed(ALAN)), None),
        (slots(who=placed(ADA), what=placed(COMPILER_ROLLOUT)), ADA),
        (slots(what=placed(COMPILER_WORKS)), COMPILER_WORKS),
        (slots(what=placed(CASE_26)), CASE_26),
        (slots(who=placed(as_the_page_says(ADA)), what=placed(CASE_26)), CASE_26),
    ],
)
def test_the_account_of_the_call(standing_there: Slots, reference: Record | None) -> None:
    """The Contact's, else the Account, else that of the further record (DECISION 7)."""
    assert reference == account_of(standing_there)


@pytest.mark.parametrize(
    ("record", "other"),
    [
        (COMPILER_ROLLOUT, True),
        (COMPILER_WORKS, True),
        (as_the_page_says(COMPILER_WORKS), True),
        (CASE_26, False),
        (ANALYTICAL_ENGINES, False),
        (as_the_page_says(ANALYTICAL_ENGINES), False),
        (ALAN, False),
        (as_the_page_says(COMPILER_ROLLOUT), False),
        (replace(BOMBE, account_id=None), False),
    ],
)
def test_another_account_needs_two_known_ones(record: Record, *, other: bool) -> None:
    """Not known yet is not the same as none, and neither is another (DECISIONS 7 and 45)."""
    assert other == is_other_account(slots(who=placed(ADA)), record)


def test_beside_a_lead_nothing_is_of_another_account() -> None:
    """A lead has no account to differ from (DECISION 8)."""
    assert not is_other_account(slots(who=placed(ALAN)), COMPILER_ROLLOUT)


def test_a_call_on_nobody_is_empty() -> None:
    """Then the warning stands in the panel, and Save asks once more (DECISION 6)."""
    assert slots().is_empty
    assert not slots(what=placed(CASE_26)).is_empty

"""What is kept of a call, and how news of a record reaches every place that shows it."""

from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.state import (
    Assignment,
    best_known,
    including,
    noted,
    offered,
    refreshed,
)
from cti_adapter.calls.record import RecordId
from tests.support.builders import (
    ADA,
    ALAN,
    ANALYTICAL_ENGINES,
    B_SEVEN,
    CASE_26,
    COMPILER_ROLLOUT,
    MARY,
    as_the_page_says,
    placed,
    slots,
)
from tests.support.story import labels

PERSON = replace(ANALYTICAL_ENGINES, person_contact_id=RecordId("003000000000009AAA"))


def test_a_candidate_is_kept_once_with_the_best_that_is_known() -> None:
    twice = noted(Assignment(), as_the_page_says(CASE_26), CASE_26)

    assert (CASE_26,) == twice.candidates
    assert CASE_26 == best_known(twice, as_the_page_says(CASE_26))


def test_the_contacts_own_account_is_always_offered() -> None:
    """Related To can be filled with it though nobody opened it (DECISION 23)."""
    assert (ANALYTICAL_ENGINES,) == offered(Assignment(slots=slots(who=placed(ADA))))


def test_the_own_account_is_not_offered_twice() -> None:
    opened = Assignment(slots=slots(who=placed(ADA)), candidates=(ANALYTICAL_ENGINES,))

    assert (ANALYTICAL_ENGINES,) == offered(opened)


def test_beside_a_lead_or_nobody_there_is_no_own_account() -> None:
    """Nor beside a person account, which is its own."""
    for who in (None, placed(ALAN), placed(as_the_page_says(ADA)), placed(PERSON)):
        assert () == offered(Assignment(slots=slots(who=who)))


def test_an_account_that_turns_out_a_person_moves_to_name() -> None:
    """The page says Account; Salesforce knows that it is somebody (DECISION 12)."""
    pressed = engine.pressed(Assignment(), as_the_page_says(PERSON)).assignment
    known = refreshed(pressed, (PERSON,))

    assert slots(who=placed(PERSON, "you")) == known.assignment.slots
    assert () == known.said


def test_a_person_whose_place_is_taken_is_offered_and_the_agent_is_told() -> None:
    before = Assignment(
        slots=slots(who=placed(MARY, "you"), what=placed(as_the_page_says(PERSON), "you"))
    )
    known = refreshed(before, (PERSON,))

    assert ("Mary Somerville you",) == labels(known.assignment.slots)
    assert (PERSON,) == known.assignment.candidates
    assert ["taken-out"] == [said.code for said in known.said]


def test_a_page_that_lies_about_the_type_fills_no_slot_for_long() -> None:
    """It said Contact; it is a badge, which takes no call at all."""
    lie = replace(as_the_page_says(B_SEVEN), type="Contact", trackable=True)
    pressed = engine.pressed(Assignment(), lie).assignment
    known = refreshed(pressed, (B_SEVEN,))

    assert known.assignment.slots.is_empty
    assert [("taken-out", "not-tracked")] == [(said.code, said.reason) for said in known.said]


def test_an_opportunity_called_a_contact_goes_where_it_belongs() -> None:
    lie = replace(as_the_page_says(COMPILER_ROLLOUT), type="Contact")
    pressed = engine.pressed(Assignment(), lie).assignment

    assert slots(what=placed(COMPILER_ROLLOUT, "you")) == (
        refreshed(pressed, (COMPILER_ROLLOUT,)).assignment.slots
    )


def test_what_is_known_at_last_is_no_longer_unreadable() -> None:
    before = Assignment(candidates=(as_the_page_says(CASE_26),), unreadable={CASE_26.id: "slow"})

    assert Assignment(candidates=(CASE_26,)) == refreshed(before, (CASE_26,)).assignment


def test_an_id_stands_once_in_a_list() -> None:
    assert (ADA.id, MARY.id) == including((ADA.id,), MARY.id, ADA.id, MARY.id)

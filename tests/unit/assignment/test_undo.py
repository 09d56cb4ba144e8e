"""Undo takes back its own command in both slots, and nothing else (DECISION 47)."""

from cti_adapter.assignment.slots import Slots
from cti_adapter.assignment.undo import Undoable, Undone, take_back
from tests.support.builders import ADA, ALAN, CASE_26, CASE_27, GRACE, MARY, placed, slots
from tests.unit.assignment.moves import added, in_name, opened, removed, undone

EMPTY = Slots()


def assigning(before: Slots, after: Slots) -> Undoable:
    return Undoable(command="assign", record=ADA, before=before, after=after)


def test_an_assignment_is_taken_out_and_stays_out() -> None:
    """Undo of Assign suppresses the record as Del would."""
    after = slots(who=placed(ADA, "you"))

    assert Undone(slots=EMPTY, taken_out=(ADA,)) == take_back(after, assigning(EMPTY, after))


def test_what_was_deleted_comes_back_with_its_mark() -> None:
    """A slip of the hand on Del costs nothing."""
    before = slots(who=placed(ADA), what=placed(CASE_26, "you"))
    after = slots(who=placed(ADA))

    assert Undone(slots=before, brought_back=(CASE_26.id,)) == take_back(
        after, assigning(before, after)
    )


def test_a_confirmation_loses_only_its_you() -> None:
    """The record stays where the product had put it."""
    before, after = slots(who=placed(ADA)), slots(who=placed(ADA, "you"))

    assert Undone(slots=before) == take_back(after, assigning(before, after))


def test_one_undo_restores_both_slots() -> None:
    """A lead that displaced a case leaves, and the case is back (DECISION 8)."""
    before, after = slots(what=placed(CASE_26)), slots(who=placed(ALAN))

    assert Undone(slots=before, taken_out=(ALAN,), brought_back=(CASE_26.id,)) == take_back(
        after, assigning(before, after)
    )


def test_what_was_assigned_since_stays() -> None:
    """Undo of the contact leaves the case that was opened afterwards."""
    command = assigning(EMPTY, slots(who=placed(ADA, "you")))
    now = slots(who=placed(ADA, "you"), what=placed(CASE_26))

    assert Undone(slots=slots(what=placed(CASE_26)), taken_out=(ADA,)) == take_back(now, command)


def test_a_record_whose_place_was_filled_since_becomes_a_candidate() -> None:
    """It can be had back by a press, and opening assigns it again: the Del was undone."""
    command = assigning(slots(who=placed(ADA)), EMPTY)
    now = slots(who=placed(MARY))

    assert Undone(slots=now, brought_back=(ADA.id,), offered=(ADA,)) == take_back(now, command)


def test_a_record_that_came_back_meanwhile_is_not_offered_twice() -> None:
    command = assigning(slots(who=placed(ADA)), EMPTY)
    now = slots(who=placed(ADA, "you"))

    assert Undone(slots=now) == take_back(now, command)


def test_what_gave_way_comes_back_where_its_place_is_free_again() -> None:
    """The newcomer is gone already; nothing stands against the record that was there first."""
    command = assigning(slots(what=placed(CASE_26)), slots(what=placed(CASE_27, "you")))
    now = EMPTY

    assert Undone(slots=slots(what=placed(CASE_26)), brought_back=(CASE_26.id,)) == take_back(
        now, command
    )


def test_a_lead_does_not_come_back_beside_a_record_that_was_opened_since() -> None:
    """The limit stands against it now; what is there stays, and the status says so."""
    command = assigning(slots(who=placed(ALAN)), slots(who=placed(GRACE, "you")))
    now = slots(who=placed(GRACE, "you"), what=placed(CASE_26))

    assert Undone(
        slots=slots(what=placed(CASE_26)),
        taken_out=(GRACE,),
        brought_back=(ALAN.id,),
        offered=(ALAN,),
    ) == take_back(now, command)


def test_a_case_does_not_come_back_beside_a_lead_that_was_opened_since() -> None:
    command = assigning(slots(what=placed(CASE_26)), EMPTY)
    now = slots(who=placed(ALAN))

    assert Undone(slots=now, brought_back=(CASE_26.id,), offered=(CASE_26,)) == take_back(
        now, command
    )


def test_who_was_made_the_first_goes_back_behind_with_mark_and_reason() -> None:
    """A choice in 'Name' only moved a further Contact; its own word comes back (DECISION 25)."""
    further = added(MARY, before=opened(ADA))
    chosen = in_name(MARY, further)

    assert [MARY, ADA] == [each.record for each in chosen.slots.people]
    assert further.slots == undone(chosen).slots


def test_a_deleted_first_contact_is_the_first_again() -> None:
    """The next had moved up meanwhile."""
    before = added(MARY, before=opened(ADA))

    assert before.slots == undone(removed(ADA, before)).slots

"""What the agent commands: Assign, a choice, a dial, Del, Undo; what the button offers."""

import pytest

from cti_adapter.assignment import engine
from cti_adapter.assignment.decisions import Offer
from cti_adapter.assignment.engine import Assignment, Decision
from cti_adapter.calls.record import Record
from tests.support.builders import (
    ADA,
    ALAN,
    ANALYTICAL_ENGINES,
    B_SEVEN,
    BOMBE,
    CASE_26,
    CASE_27,
    CHARLES,
    COMPILER_ROLLOUT,
    GRACE,
    MARY,
    as_the_page_says,
    placed,
    slots,
)
from tests.support.story import labels
from tests.unit.assignment.moves import NEW, matched, opened, pressed, removed, said, undone


class TestPressed:
    """The agent pressed Assign, or chose a match."""

    def test_a_held_back_record_is_assigned_by_a_press(self) -> None:
        """The agent knows better (S0-27)."""
        after = pressed(COMPILER_ROLLOUT, before=matched(ADA))

        assert ("Ada Lovelace auto", "Compiler rollout you") == labels(after.slots)

    def test_a_press_needs_no_account(self) -> None:
        """The agent decides; Salesforce may take its time (DECISION 45)."""
        assert ("Case 00001026 you",) == labels(pressed(as_the_page_says(CASE_26)).slots)

    def test_what_gave_way_is_a_candidate(self) -> None:
        after = pressed(CASE_27, before=opened(CASE_26))

        assert ("Case 00001027 you",) == labels(after.slots)
        assert CASE_26 in after.candidates

    def test_a_press_that_is_refused_changes_nothing(self) -> None:
        """The button was disabled; a press that slipped through does no harm, and says so."""
        before = pressed(ADA, CASE_26)
        decision = engine.pressed(before, CASE_27)

        assert before == decision.assignment
        assert [("refused", "Case 00001027")] == said(decision)

    def test_a_press_brings_back_what_was_removed(self) -> None:
        after = pressed(CASE_26, before=removed(CASE_26, pressed(CASE_26)))

        assert ("Case 00001026 you",) == labels(after.slots)
        assert () == after.suppressed

    def test_a_match_is_chosen_from_the_list(self) -> None:
        """Marked as the agent's own (S0-10)."""
        after = engine.chosen(matched(CHARLES, GRACE), GRACE.id).assignment

        assert ("Grace Hopper you",) == labels(after.slots)
        assert "choose" == after.undo[0].command

    def test_only_a_match_can_be_chosen(self) -> None:
        before = matched(CHARLES, GRACE)

        assert Decision(assignment=before) == engine.chosen(before, ADA.id)


class TestDialled:
    """The call was started from a record."""

    @pytest.mark.requirement("S0-5")
    @pytest.mark.parametrize("record", [ALAN, ADA, ANALYTICAL_ENGINES, CASE_26, BOMBE])
    def test_the_record_is_the_agents_own(self, record: Record) -> None:
        """Clicking a number is an act of the agent (DECISION 10, S0-5)."""
        after = engine.dialled(NEW, record).assignment

        assert (f"{record.label} you",) == labels(after.slots)

    def test_there_is_nothing_to_take_back(self) -> None:
        """The call itself was the command (DECISION 47)."""
        assert () == engine.dialled(NEW, ADA).assignment.undo

    def test_a_custom_record_waits_for_the_org_and_is_then_assigned(self) -> None:
        """Even left by then, even with Smart Assign off: the agent dialled from it."""
        waiting = engine.dialled(NEW, as_the_page_says(BOMBE)).assignment
        after = engine.learned(waiting, BOMBE, still_open=False, smart=False).assignment

        assert () == labels(waiting.slots)
        assert ("Bombe you",) == labels(after.slots)
        assert after.awaited is None

    def test_a_record_without_activities_stays_a_candidate(self) -> None:
        """Salesforce would refuse the Task; the agent sees the reason (S0-24)."""
        waiting = engine.dialled(NEW, as_the_page_says(B_SEVEN)).assignment
        after = engine.learned(waiting, B_SEVEN, still_open=False, smart=True).assignment

        assert () == labels(after.slots)
        assert ((B_SEVEN,), None) == (after.candidates, after.awaited)


class TestRemoved:
    """The agent pressed Del."""

    @pytest.mark.parametrize(
        ("record", "left"), [(ADA, "Case 00001026 you"), (CASE_26, "Ada Lovelace you")]
    )
    def test_a_record_leaves_and_stays_out(self, record: Record, left: str) -> None:
        """Opened again, it stays unassigned (S0-29)."""
        decision = engine.removed(pressed(ADA, CASE_26), record.id)

        assert [("unassigned", record.label)] == said(decision)
        assert (left,) == labels(opened(record, before=decision.assignment).slots)

    def test_del_twice_is_del_once(self) -> None:
        once = removed(ADA, pressed(ADA))

        assert Decision(assignment=once) == engine.removed(once, ADA.id)

    def test_a_record_removed_twice_is_suppressed_once(self) -> None:
        again = removed(ADA, undone(removed(ADA, pressed(ADA))))

        assert (ADA.id,) == again.suppressed


class TestUndone:
    """The agent pressed Undo."""

    def test_without_a_command_there_is_nothing_to_undo(self) -> None:
        assert Decision(assignment=NEW) == engine.undone(NEW)

    def test_the_newest_command_goes_first(self) -> None:
        """Twice Undo, two commands back."""
        after = undone(undone(pressed(ADA, CASE_26)))

        assert () == labels(after.slots)
        assert (CASE_26.id, ADA.id) == after.suppressed

    def test_del_undone_is_no_longer_suppressed(self) -> None:
        after = undone(removed(CASE_26, opened(CASE_26)))

        assert ("Case 00001026 auto",) == labels(after.slots)
        assert () == after.suppressed

    def test_a_confirmation_loses_only_its_you(self) -> None:
        decision = engine.undone(pressed(ADA, before=matched(ADA)))

        assert ("Ada Lovelace auto",) == labels(decision.assignment.slots)
        assert [("undone", "Ada Lovelace")] == said(decision)

    def test_what_cannot_come_back_is_named(self) -> None:
        """Its place has been filled since; the status says so."""
        decision = engine.undone(opened(MARY, before=removed(ADA, pressed(ADA))))

        assert ("Mary Somerville auto",) == labels(decision.assignment.slots)
        assert [("undone", "Ada Lovelace"), ("cannot", "Ada Lovelace")] == said(decision)
        assert ADA in decision.assignment.candidates


class TestOffer:
    """What the one Assign button says."""

    def test_nothing_is_offered_while_no_record_is_open(self) -> None:
        assert Offer(record=None, reason="no-open-record") == engine.offer(NEW, None)

    def test_an_empty_slot_is_filled(self) -> None:
        assert Offer(record=ADA, reason=None) == engine.offer(NEW, ADA)

    def test_it_names_what_will_be_replaced(self) -> None:
        """Before the press, not after it (DECISION 4)."""
        before = opened(ADA, CASE_26)

        assert Offer(record=CASE_27, reason=None, replaces=(CASE_26,)) == engine.offer(
            before, CASE_27
        )
        assert (ADA, CASE_26) == engine.offer(before, ALAN).replaces

    def test_it_warns_of_another_account_and_lets_the_agent_decide(self) -> None:
        offer = Offer(record=COMPILER_ROLLOUT, reason=None, other_account=True)

        assert offer == engine.offer(matched(ADA), COMPILER_ROLLOUT)

    def test_a_limit_and_another_account_are_both_said(self) -> None:
        offer = Offer(record=COMPILER_ROLLOUT, reason="limit", other_account=True)

        assert offer == engine.offer(pressed(ADA, CASE_26), COMPILER_ROLLOUT)

    def test_what_is_assigned_is_never_marked_as_of_another_account(self) -> None:
        """A later change of Name turns nothing red (DECISION 7)."""
        before = Assignment(slots=slots(who=placed(ADA), what=placed(COMPILER_ROLLOUT)))

        assert Offer(record=COMPILER_ROLLOUT, reason=None) == engine.offer(before, COMPILER_ROLLOUT)

    def test_what_the_call_knows_of_a_record_counts_before_what_the_page_says(self) -> None:
        """The page knows no account; the match did."""
        before = pressed(ADA, before=matched(CHARLES, GRACE))

        offer = engine.offer(before, as_the_page_says(GRACE))
        assert (GRACE, True) == (offer.record, offer.other_account)


class TestAddable:
    """What 'Add' beside the open record offers (DECISION 25)."""

    def test_a_second_contact_goes_behind_the_first(self) -> None:
        assert CHARLES == engine.addable(pressed(ADA), CHARLES, shared=True)

    @pytest.mark.parametrize("record", [None, ADA, CASE_26, ALAN])
    def test_nothing_else_is_offered(self, record: Record | None) -> None:
        """No record is open, it is there already, or no Contact can stand beside it."""
        assert engine.addable(pressed(ADA), record, shared=True) is None

    def test_there_has_to_be_a_first(self) -> None:
        assert engine.addable(NEW, CHARLES, shared=True) is None

    def test_the_org_has_to_allow_it(self) -> None:
        """Shared Activities is a setting of the org's (S2-51)."""
        assert engine.addable(pressed(ADA), CHARLES, shared=False) is None

    def test_the_best_that_is_known_is_offered(self) -> None:
        """The page knows no account; the match did."""
        before = pressed(ADA, before=matched(CHARLES, GRACE))

        assert GRACE == engine.addable(before, as_the_page_says(GRACE), shared=True)


class TestKnown:
    """A record the call has heard of."""

    def test_what_the_org_told_counts_before_what_the_page_says(self) -> None:
        before = opened(as_the_page_says(CHARLES), before=matched(CHARLES, GRACE))

        assert CHARLES == engine.known(before, CHARLES.id)

    def test_what_only_the_page_told_is_better_than_nothing(self) -> None:
        said_by_the_page = as_the_page_says(CASE_26)

        assert said_by_the_page == engine.known(opened(said_by_the_page), CASE_26.id)

    def test_a_stranger_is_none(self) -> None:
        assert engine.known(matched(ADA), CASE_26.id) is None

"""What the product assigns by itself, and what it only offers. The limits: test_slots.py."""

import pytest
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Decision
from cti_adapter.calls.record import Record
from tests.support.builders import (
    ADA,
    ALAN,
    ANALYTICAL_ENGINES,
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


class TestLookedUp:
    """A number was looked for."""

    @pytest.mark.parametrize("record", [ADA, ANALYTICAL_ENGINES, ALAN])
    def test_the_only_match_is_assigned(self, record: Record) -> None:
        """The agent sees who is calling before they answer (S0-6)."""
        assert (f"{record.label} auto",) == labels(matched(record).slots)

    def test_several_matches_are_only_listed(self) -> None:
        """A guess would be wrong half the time (S0-7)."""
        after = matched(CHARLES, MARY)

        assert () == labels(after.slots)
        assert (CHARLES, MARY) == after.matches

    def test_with_smart_assign_off_a_match_is_only_listed(self) -> None:
        after = matched(ADA, smart=False)

        assert () == labels(after.slots)
        assert ("done", (ADA,)) == (after.matching, after.matches)

    def test_a_late_match_fills_a_slot_that_is_still_empty(self) -> None:
        """The case was opened first; the caller still belongs in Name (DECISION 46)."""
        after = matched(ADA, before=opened(CASE_26))

        assert ("Ada Lovelace auto", "Case 00001026 auto") == labels(after.slots)

    def test_a_late_match_displaces_nothing_the_agent_chose(self) -> None:
        after = matched(ADA, before=pressed(MARY))

        assert ("Mary Somerville you",) == labels(after.slots)

    def test_a_late_match_of_another_account_is_only_listed(self) -> None:
        """ "different account" stands beside it (DECISION 46)."""
        after = matched(GRACE, before=opened(CASE_26))

        assert ("Case 00001026 auto",) == labels(after.slots)

    def test_a_match_does_not_bring_back_what_was_removed(self) -> None:
        """Del means no for the rest of the call (DECISION 5)."""
        after = matched(ADA, before=removed(ADA, pressed(ADA)))

        assert () == labels(after.slots)

    def test_a_match_outstanding_at_save_is_settled_before_the_task_is_written(self) -> None:
        """Salesforce was slow; the Task is on Ada all the same (DECISION 46)."""
        after = matched(ADA, before=engine.settle(NEW))

        assert ("Ada Lovelace auto",) == labels(after.slots)

    def test_a_match_tells_the_account_of_what_was_pressed_before(self) -> None:
        """From then on a record of another account is held back (DECISION 7)."""
        after = matched(CHARLES, MARY, before=pressed(as_the_page_says(MARY)))

        assert ("Mary Somerville you",) == labels(opened(COMPILER_ROLLOUT, before=after).slots)


class TestNamed:
    """The telephone system named a record with the call (DECISION 56)."""

    def test_it_is_assigned_like_an_only_match(self) -> None:
        assert ("Case 00001026 auto",) == labels(
            engine.named(NEW, CASE_26, smart=True).assignment.slots
        )

    def test_with_smart_assign_off_it_is_only_heard_of(self) -> None:
        """The agent who presses nothing ties nothing (S0-11)."""
        after = engine.named(NEW, CASE_26, smart=False).assignment

        assert () == labels(after.slots)
        assert CASE_26 in after.candidates

    def test_a_wrong_id_is_no_record(self) -> None:
        assert Decision(assignment=NEW) == engine.named(NEW, None, smart=True)


class TestOpened:
    """The agent opened a record."""

    def test_opening_assigns(self) -> None:
        """No press, no copying: look at the record and it is on the call (S0-2)."""
        assert ("Ada Lovelace auto", "Case 00001026 auto") == labels(opened(ADA, CASE_26).slots)

    def test_with_smart_assign_off_opening_only_offers(self) -> None:
        after = opened(ADA, smart=False)

        assert () == labels(after.slots)
        assert (ADA,) == after.candidates

    def test_opening_settles_several_matches(self) -> None:
        """The one the agent opens is the one meant (S0-8), and the reason says so."""
        after = opened(MARY, before=matched(CHARLES, MARY))

        assert after.slots.who is not None
        assert ("Mary Somerville auto",) == labels(after.slots)
        assert "settled-by-opening" == after.slots.who.because.rule

    def test_a_record_that_did_not_match_was_simply_opened(self) -> None:
        after = opened(CASE_26, before=matched(CHARLES, MARY))

        assert after.slots.what is not None
        assert "opened" == after.slots.what.because.rule

    def test_a_second_contact_is_a_candidate(self) -> None:
        """Who is on the phone does not change by looking around (DECISION 3)."""
        after = opened(ADA, CHARLES)

        assert ("Ada Lovelace auto",) == labels(after.slots)
        assert (ADA, CHARLES) == after.candidates

    def test_a_record_of_another_account_is_held_back(self) -> None:
        """Whatever is opened, and however often (S0-26)."""
        after = opened(COMPILER_ROLLOUT, COMPILER_ROLLOUT, before=matched(ADA))

        assert ("Ada Lovelace auto",) == labels(after.slots)

    def test_the_own_account_gives_way_to_the_case(self) -> None:
        """And can be had back: the case came by itself (DECISION 3a)."""
        decision = engine.opened(opened(ADA, ANALYTICAL_ENGINES), CASE_26, smart=True)

        after = decision.assignment
        assert ("Ada Lovelace auto", "Case 00001026 auto") == labels(after.slots)
        assert ANALYTICAL_ENGINES in after.candidates
        assert [("instead", "Case 00001026")] == said(decision)
        assert "displaced" == after.undo[0].command
        assert ("Ada Lovelace auto", "Analytical Engines auto") == labels(undone(after).slots)

    def test_a_lead_displaces_what_the_product_had_put_there(self) -> None:
        """One Undo brings the case back (S0-19)."""
        after = opened(CASE_26, ALAN)

        assert ("Alan Turing auto",) == labels(after.slots)
        assert ("Case 00001026 auto",) == labels(undone(after).slots)

    def test_after_save_opening_changes_nothing(self) -> None:
        """The agent said that the log is complete (S0-3)."""
        settled = engine.settle(opened(ADA))

        assert Decision(assignment=settled) == engine.opened(settled, CASE_27, smart=True)

    def test_an_unknown_record_is_offered_until_its_account_is_known(self) -> None:
        """Not known is not the same as none (DECISION 45)."""
        waiting = opened(as_the_page_says(CASE_26), before=matched(ADA))

        assert ("Ada Lovelace auto",) == labels(waiting.slots)
        assert ("Ada Lovelace auto", "Case 00001026 auto") == labels(
            engine.learned(waiting, CASE_26, still_open=True, smart=True).assignment.slots
        )

    def test_a_match_is_known_already(self) -> None:
        """The agent opens one of two matches: no second question to Salesforce is waited for."""
        after = opened(as_the_page_says(MARY), before=matched(CHARLES, MARY))

        assert ("Mary Somerville auto",) == labels(after.slots)


class TestLearned:
    """Salesforce told account and trackability."""

    def test_a_record_left_meanwhile_stays_a_candidate(self) -> None:
        """The agent has moved on; nothing jumps into the call behind them (DECISION 45)."""
        waiting = opened(as_the_page_says(CASE_26))

        after = engine.learned(waiting, CASE_26, still_open=False, smart=True).assignment
        assert () == labels(after.slots)
        assert (CASE_26,) == after.candidates

    def test_an_answer_of_another_account_is_held_back(self) -> None:
        waiting = opened(as_the_page_says(COMPILER_ROLLOUT), before=matched(ADA))

        after = engine.learned(waiting, COMPILER_ROLLOUT, still_open=True, smart=True).assignment
        assert ("Ada Lovelace auto",) == labels(after.slots)

    def test_a_record_that_was_open_before_the_call_is_never_assigned_by_the_answer(self) -> None:
        """Only what was opened since counts (requirements 1.2)."""
        assert NEW == engine.learned(NEW, CASE_26, still_open=True, smart=True).assignment

    def test_an_answer_that_knows_nothing_changes_nothing(self) -> None:
        waiting = opened(as_the_page_says(CASE_26))

        assert waiting == (
            engine.learned(
                waiting, as_the_page_says(CASE_26), still_open=False, smart=True
            ).assignment
        )

    def test_undo_does_not_forget_what_was_learned(self) -> None:
        """A record brought back still has its account, and others are still held back."""
        out = removed(ADA, pressed(as_the_page_says(ADA)))
        after = undone(engine.learned(out, ADA, still_open=False, smart=True).assignment)

        assert slots(who=replace(placed(ADA, "you"))) == after.slots


def test_settling_twice_is_settling_once() -> None:
    once = engine.settle(NEW)

    assert once == engine.settle(once)


class TestLeadMade:
    """The product made a Lead of a caller nobody knew (DECISION 52)."""

    def test_it_enters_name_with_a_rule_of_its_own(self) -> None:
        """Whatever 'Smart Assign' says: making it was the decision."""
        decision = engine.lead_made(matched(), ALAN, number="+14155550130")
        who = decision.assignment.slots.who

        assert who is not None
        assert ("auto", "lead-made", "+14155550130") == (
            who.mark,
            who.because.rule,
            who.because.evidence,
        )
        assert (ALAN,) == decision.assignment.candidates

    def test_what_came_first_stays(self) -> None:
        """The agent was quicker: the Lead is offered."""
        decision = engine.lead_made(pressed(ADA), ALAN, number="+14155550130")

        assert ("Ada Lovelace you",) == labels(decision.assignment.slots)
        assert ALAN in decision.assignment.candidates

    def test_a_call_is_nobody_s_once_it_has_been_looked_for_a_record(self) -> None:
        """Not before, not while somebody matches, not once something is assigned."""
        assert matched().is_of_nobody
        assert not NEW.is_of_nobody
        assert not matched(CHARLES, MARY).is_of_nobody
        assert not pressed(CASE_26, before=matched()).is_of_nobody


class TestNotLookedUp:
    """Salesforce did not answer the look-up."""

    def test_the_agent_is_told_that_nobody_knows_yet(self) -> None:
        """The server keeps asking."""
        assert "failed" == engine.not_looked_up(NEW).assignment.matching

    def test_an_answer_that_has_come_stands(self) -> None:
        """A repeat that fails takes nothing back."""
        assert matched(ADA) == engine.not_looked_up(matched(ADA)).assignment


class TestBrought:
    """What was assigned to a call that has become part of this one."""

    def test_it_fills_what_is_empty_as_it_was_marked_there(self) -> None:
        """The customer's own records stay; what finds no place is offered."""
        after = engine.brought(
            matched(ADA), (placed(CHARLES), placed(CASE_26, "you")), (COMPILER_ROLLOUT,)
        ).assignment

        assert ("Ada Lovelace auto", "Case 00001026 you") == labels(after.slots)
        assert {CHARLES, COMPILER_ROLLOUT} <= set(after.candidates)

    def test_what_was_deleted_here_or_is_of_another_account_is_only_offered(self) -> None:
        """What the agent decided about this call stands (DECISIONS 5 and 7)."""
        without = removed(CASE_26, pressed(ADA, CASE_26))

        for record, call in ((CASE_26, without), (COMPILER_ROLLOUT, matched(ADA))):
            assert call.slots == engine.brought(call, (placed(record),), ()).assignment.slots

    def test_after_save_it_is_only_offered(self) -> None:
        after = engine.brought(engine.settle(matched(ADA)), (placed(CASE_26),), ()).assignment

        assert ("Ada Lovelace auto",) == labels(after.slots)
        assert CASE_26 in after.candidates

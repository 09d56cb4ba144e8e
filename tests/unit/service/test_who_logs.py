"""Tests of the decision who logs a call: when it is made, on what, and that it stays."""

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.events import PolicyApplied
from cti_adapter.calls.policy import Policy
from cti_adapter.service.effects import EraseNotes, WriteLog
from cti_adapter.service.who_logs import decision_now, may_choose, unstated
from tests.support.builders import at
from tests.support.story import Story, play, read, run

A, B = Line("101"), Line("102")
OPTION = Policy(show_do_not_log=True)
IN_COMPANION = "08:59:00 | sign-in.stated | 101, signed_in=out/in"
SIGNED_OUT = "08:59:00 | sign-in.stated | 101, signed_in=out/out"
ANSWERED = "09:00:00 | leg.connected | 101"
HUNG_UP = "09:01:00 | call.ended |"
WRAPPED_UP = "09:02:00 | wrap-up.expired |"
BELIEVED = "09:01:02 | end.believed |"


def told(*lines: str, policy: Policy | None = None) -> Story:
    """Play a call; statements come ahead of its first event, as they do in the journal."""
    first = next(line for line in lines if "leg." in line or "call." in line)
    rest = [line for line in lines if line is not first]
    return play("\n".join([first, *rest]), policy)


def recorded(story: Story) -> tuple[int, str, str] | None:
    decision = story.file.ledger.authority
    return (decision.row, decision.by, decision.reason) if decision is not None else None


def test_nothing_is_decided_before_the_end() -> None:
    """Whoever signs out during a call moves that call, too (DECISION 34)."""
    assert recorded(told(ANSWERED, IN_COMPANION)) is None


def test_it_is_decided_when_the_call_ends() -> None:
    """Not when wrap-up does: the agent may have gone home by then."""
    ended = told(
        ANSWERED,
        IN_COMPANION,
        HUNG_UP,
        "09:01:30 | sign-in.stated | 101, signed_in=out/out",
        WRAPPED_UP,
    )

    assert (4, "companion", "companion") == recorded(ended)
    assert WriteLog() in ended.effects


def test_the_inputs_are_recorded_with_it() -> None:
    """Whoever asks why later sees what it was decided on."""
    decision = told(ANSWERED, IN_COMPANION, HUNG_UP, policy=OPTION).file.ledger.authority

    assert decision is not None
    assert (True, True) == (
        decision.inputs.signed_in.companion,
        decision.inputs.settings.show_do_not_log,
    )


def test_settings_changed_after_the_end_do_not_change_it() -> None:
    """Also not within the moment in which a missed call waits to be believed."""
    allowed_now = PolicyApplied(at=at("09:01:01"), policy=Policy(log_while_signed_out=True))
    missed = read(f"09:00:00 | leg.offered | 101\n{SIGNED_OUT}\n{HUNG_UP}")

    assert (1, "nobody", "signed-out") == recorded(run([*missed, allowed_now, *read(BELIEVED)]))


def test_of_an_ended_call_only_who_is_new_to_it_is_asked_for() -> None:
    """Nobody's state moves it any more, so the journal is not filled with them."""
    lines = (ANSWERED, "09:00:10 | leg.offered | 102", IN_COMPANION)
    running, ended = told(*lines).file, told(*lines, HUNG_UP).file

    assert [A, B] == list(unstated(running, None))
    assert [B] == list(unstated(ended, None))


def test_an_answer_that_was_told_late_is_judged_by_the_states_of_the_end() -> None:
    """A hang-up may overtake the answer; it is not the missed call it was taken for."""
    late = told(
        "09:00:00 | leg.offered | 101, queue=Support",
        IN_COMPANION,
        HUNG_UP,
        "09:01:01 | sign-in.stated | 101, signed_in=out/out",
        "09:00:30 | leg.connected | 101",
    )

    assert (4, "companion", "companion") == recorded(late)


def test_an_end_that_was_none_is_forgotten() -> None:
    """Between two agents there is a moment without any (docs/lifecycle.md)."""
    between = told(
        ANSWERED,
        "09:00:30 | leg.ended | 101",
    )
    on = told(
        ANSWERED,
        "09:00:30 | leg.ended | 101",
        "09:00:31 | leg.offered | 102",
    )

    assert (2, "softphone", "not-linked") == recorded(between)
    assert recorded(on) is None


def test_a_call_typed_in_by_hand_is_logged_because_somebody_says_so() -> None:
    """'Log a call' asks no policy (DECISION 50)."""
    typed = play(
        "09:00:00 | call.typed | 101, number=+14155550101, direction=Inbound,"
        " started_at=08:00:00, duration_s=60"
    )

    assert recorded(typed) is None
    assert WriteLog() in typed.effects


def test_what_the_panel_says_is_what_is_decided_if_nothing_changes() -> None:
    """One function for the badge and for the end of the call (B-5)."""
    before = told(ANSWERED, IN_COMPANION, policy=OPTION)
    after = told(ANSWERED, IN_COMPANION, HUNG_UP, WRAPPED_UP, policy=OPTION)

    assert decision_now(before.file) == after.file.ledger.authority
    assert decision_now(after.file) == after.file.ledger.authority


CHECKED = "09:00:10 | do-not-log.chosen | checked=true"
UNCHECKED = "09:00:20 | do-not-log.chosen | checked=false"


@pytest.mark.parametrize(
    ("presses", "logged"), [([CHECKED], False), ([CHECKED, UNCHECKED], True), ([], True)]
)
def test_the_state_of_the_checkbox_at_the_end_decides(presses: list[str], *, logged: bool) -> None:
    """On while talking and off before the hang-up is off (S4-10)."""
    ended = told(ANSWERED, IN_COMPANION, *presses, HUNG_UP, WRAPPED_UP, policy=OPTION)

    assert logged is (WriteLog() in ended.effects)


def test_a_choice_after_the_end_moves_nothing() -> None:
    """The server refuses it; a journal that has one says the same as without."""
    ended = told(
        ANSWERED,
        IN_COMPANION,
        HUNG_UP,
        "09:01:10 | do-not-log.chosen | checked=true",
        policy=OPTION,
    )

    assert (4, "companion", "companion") == recorded(ended)


def test_of_a_do_not_log_call_the_notes_go_when_wrap_up_ends() -> None:
    """Until then the agent may still read what they typed (DECISION 44)."""
    lines = (ANSWERED, IN_COMPANION, CHECKED, "09:00:30 | notes.typed | asked for refund", HUNG_UP)
    wrapping_up = told(*lines, policy=OPTION)
    over = told(*lines, WRAPPED_UP, policy=OPTION)

    assert "asked for refund" == wrapping_up.file.notes.text
    assert ("", "not-logged", "do-not-log") == (
        over.file.notes.text,
        over.file.ledger.state,
        over.file.ledger.reason,
    )
    assert EraseNotes() in over.effects
    assert not over.file.ledger.may_be_logged_now


def test_of_another_unlogged_call_the_notes_stay() -> None:
    """It may be logged after all, by 'Log now' (DECISION 50)."""
    over = told(
        ANSWERED, SIGNED_OUT, "09:00:30 | notes.typed | asked for refund", HUNG_UP, WRAPPED_UP
    )

    assert ("asked for refund", True) == (
        over.file.notes.text,
        over.file.ledger.may_be_logged_now,
    )


def test_a_call_put_through_is_judged_by_who_had_it_last() -> None:
    """A is signed out, B is signed in; it is B's row (DECISION 54)."""
    passed_on = told(
        ANSWERED,
        SIGNED_OUT,
        "09:00:20 | call.transferred | from_line=101, to_line=102",
        "09:00:20 | leg.ended | 101",
        "09:00:21 | sign-in.stated | agent=agent-b, line=102, signed_in=in/in",
        "09:00:22 | leg.connected | 102",
        HUNG_UP,
    )

    assert (3, "softphone", "signed-in") == recorded(passed_on)


def test_the_checkbox_is_there_while_there_is_a_call() -> None:
    """From the first ring to the hang-up, in row 4 (S4-5 to S4-8)."""
    stories = (
        told("09:00:00 | leg.offered | 101", IN_COMPANION, policy=OPTION),
        told(ANSWERED, IN_COMPANION, policy=OPTION),
        told(ANSWERED, IN_COMPANION, "09:00:10 | leg.held | 101", policy=OPTION),
        told("09:00:00 | leg.initiated | 101", IN_COMPANION, policy=OPTION),
        told(ANSWERED, IN_COMPANION, HUNG_UP, policy=OPTION),
    )

    assert [True, True, True, True, False] == [may_choose(each.file, A) for each in stories]

"""What holds of an assignment whatever happens, in any order and however often."""

from collections.abc import Callable
from functools import reduce
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment
from cti_adapter.assignment.slots import Slots, is_other_account, role
from cti_adapter.calls.record import Record
from tests.support.builders import RECORDS, as_the_page_says

Move = tuple[str, Record, bool]
"""What is done, with which record, and a yes or no that goes with it."""

AUTOMATIC = ("opened", "matched", "matched-two", "learned", "settled")
BY_AGENT = ("pressed", "chosen", "removed", "undone")

records = st.sampled_from(sorted(RECORDS.values(), key=lambda record: record.id))
as_reported = st.builds(
    lambda record, known: record if known else as_the_page_says(record), records, st.booleans()
)


def moves_of(*names: str) -> st.SearchStrategy[Move]:
    return st.tuples(st.sampled_from(names), as_reported, st.booleans())


moves = moves_of(*AUTOMATIC, *BY_AGENT)
stories = st.lists(moves, max_size=15)


def after(before: Assignment, move: Move) -> Assignment:
    name, record, yes = move
    known = RECORDS[record.label]
    done: dict[str, Callable[[], Assignment]] = {
        "opened": lambda: engine.opened(before, record, smart=True).assignment,
        "matched": lambda: engine.looked_up(before, (known,), number="", smart=True).assignment,
        "matched-two": lambda: (
            engine.looked_up(before, tuple(RECORDS.values())[2:4], number="", smart=yes).assignment
        ),
        "learned": lambda: engine.learned(before, known, still_open=yes, smart=True).assignment,
        "settled": lambda: engine.settle(before) if yes else before,
        "pressed": lambda: engine.pressed(before, record).assignment,
        "chosen": lambda: engine.chosen(before, record.id).assignment,
        "removed": lambda: engine.removed(before, record.id).assignment,
        "undone": lambda: engine.undone(before).assignment,
    }
    return done[name]()


def told(story: list[Move]) -> Assignment:
    return reduce(after, story, Assignment())


def ids(slots: Slots) -> set[str]:
    return {held.record.id for held in (slots.who, slots.what) if held is not None}


def own(slots: Slots) -> set[str]:
    return {
        held.record.id
        for held in (slots.who, slots.what)
        if held is not None and held.mark == "you"
    }


@given(stories)
def test_salesforce_would_take_the_task(story: list[Move]) -> None:
    """Name holds a lead or a contact, Related To neither, and a lead stands alone."""
    slots = told(story).slots

    who = role(slots.who.record) if slots.who else None
    what = slots.what.record if slots.what else None
    assert who in {None, "lead", "contact"}
    assert what is None or (role(what) in {"account", "other"} and what.trackable)
    assert not (who == "lead" and what is not None)


@given(stories, moves_of(*AUTOMATIC))
def test_nothing_of_the_agents_own_goes_without_them(story: list[Move], move: Move) -> None:
    """Neither opening nor matching replaces what stands there as `you` (DECISION 3)."""
    before = told(story)

    assert own(before.slots) <= own(after(before, move).slots)


@given(stories, moves_of(*AUTOMATIC))
def test_nothing_deleted_comes_back_by_itself(story: list[Move], move: Move) -> None:
    """Del means no, until the agent says otherwise (DECISION 5)."""
    before = told(story)
    came = ids(after(before, move).slots) - ids(before.slots)

    assert not came & set(before.suppressed)


@given(stories)
def test_what_is_assigned_is_not_suppressed(story: list[Move]) -> None:
    now = told(story)

    assert not ids(now.slots) & set(now.suppressed)


@given(stories, moves_of("opened", "matched", "learned"))
def test_what_is_held_back_is_assigned_by_no_opening(story: list[Move], move: Move) -> None:
    """A record of another account waits for the press (DECISION 7, S0-26)."""
    before = told(story)
    record = RECORDS[move[1].label]
    came = ids(after(before, move).slots) - ids(before.slots)

    assert not (record.id in came and is_other_account(before.slots, record))


@given(stories)
def test_after_save_only_a_match_assigns_by_itself(story: list[Move]) -> None:
    """The agent said that the log is complete (S0-3, DECISION 46)."""
    saved = engine.settle(told(story))
    opened = [after(saved, ("opened", record, True)) for record in RECORDS.values()]

    assert all(saved == each for each in opened)


@given(stories)
def test_the_same_events_give_the_same_decisions(story: list[Move]) -> None:
    """What a replay computes is what the agent saw (D2)."""
    assert told(story) == told(story)


@given(stories, as_reported)
def test_the_button_keeps_its_promise(story: list[Move], record: Record) -> None:
    """An enabled Assign assigns and replaces what it named; a disabled one does nothing."""
    before = told(story)
    offer = engine.offer(before, record)
    now = engine.pressed(before, record).assignment

    gone = ids(before.slots) - ids(now.slots)
    assert {each.id for each in offer.replaces} == gone
    assert (offer.reason is None) == (record.id in own(now.slots) - own(before.slots))
    assert (offer.reason is None) == (now != before)


@given(stories, moves_of("pressed", "chosen", "removed"))
def test_undo_right_after_a_command_gives_the_slots_before_it(
    story: list[Move], move: Move
) -> None:
    """A slip of the hand costs one press (DECISION 47)."""
    before = told(story)
    commanded = after(before, move)
    back = engine.undone(commanded).assignment if commanded != before else before

    assert before.slots == back.slots


@given(stories)
def test_what_gave_way_can_still_be_found(story: list[Move]) -> None:
    """A record that left its slot is a candidate; nothing vanishes."""
    steps = list(accumulate(story, after, initial=Assignment()))
    held = set().union(*(ids(step.slots) for step in steps))
    now = steps[-1]

    offered = {record.id for record in (*now.candidates, *now.matches)}
    assert held <= ids(now.slots) | offered

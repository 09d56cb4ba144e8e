"""What holds of an assignment whatever happens, in any order and however often.

The first eight are the promises of the engine, each a property of its own; what follows keeps
the engine honest between them.
"""

import msgspec
from hypothesis import example, given
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.decisions import MOST_REJECTED
from cti_adapter.assignment.engine import Assignment
from cti_adapter.assignment.slots import is_other_account, role
from cti_adapter.calls.record import Record
from cti_adapter.service.log_entry import log_entry
from cti_adapter.web.record_views import assigned_views
from tests.support.builders import a_file, as_the_page_says
from tests.unit.assignment.moves import (
    AUTOMATIC,
    BY_AGENT,
    KNOWN,
    NEW,
    PERSON,
    UNDOABLE,
    Move,
    Story,
    as_reported,
    ids,
    own,
    stories,
)

SAID_TO_BE_AN_ACCOUNT = Story(
    [Move("pressed", as_the_page_says(PERSON), yes=False), Move("learned", PERSON, yes=False)]
)
"""A person account, of which the page knows only the half (DECISION 12)."""

# ── the eight promises ───────────────────────────────────────────────────────────────────────


@given(stories)
@example(SAID_TO_BE_AN_ACCOUNT)
def test_there_is_never_more_than_one_related_to(story: Story) -> None:
    """Of all that is assigned, one record at most is neither a lead nor a contact (DECISION 2)."""
    for step in story.steps():
        slots = step.after.slots

        assert all(role(placed.record) in {"lead", "contact"} for placed in slots.people)
        assert slots.what is None or role(slots.what.record) in {"account", "other"}


@given(stories)
def test_a_lead_stands_alone(story: Story) -> None:
    """Salesforce takes no Related To beside a lead, and no contact either (DECISION 8)."""
    for step in story.steps():
        standing = [role(placed.record) for placed in step.after.slots.all]

        assert "lead" not in standing or ["lead"] == standing


@given(stories)
def test_nothing_the_agent_chose_is_replaced_without_the_agent(story: Story) -> None:
    """Neither opening nor matching replaces what stands there as `you` (DECISION 3).

    What turns out to be another thing than its page said can leave its slot; then the agent is
    told.
    """
    for step in story.steps(*AUTOMATIC):
        told = {said.record.id for said in step.decision.said if said.code == "taken-out"}

        assert own(step.before.slots) <= own(step.after.slots) | told


@given(stories)
def test_nothing_deleted_comes_back_by_itself(story: Story) -> None:
    """Del means no, until the agent says otherwise (DECISION 5)."""
    for step in story.steps(*AUTOMATIC):
        came = ids(step.after.slots) - ids(step.before.slots)

        assert not came & set(step.before.suppressed)


@given(stories)
def test_what_is_held_back_is_assigned_by_no_opening(story: Story) -> None:
    """A record of another account waits for the press (DECISION 7, S0-26)."""
    for step in story.steps("opened", "matched", "named", "learned"):
        before = ids(step.before.slots)
        came = [each.record for each in step.after.slots.all if each.record.id not in before]
        as_judged = engine.refreshed(step.before, came).assignment.slots

        assert len(came) > 1 or not [each for each in came if is_other_account(as_judged, each)]


@given(stories)
def test_the_same_events_give_the_same_decisions(story: Story) -> None:
    """What a replay computes, from what the snapshot kept, is what the agent saw (D2)."""
    stored = NEW
    for move in story.moves:
        kept = msgspec.json.decode(msgspec.json.encode(stored), type=Assignment)
        stored = move.on(kept).assignment

    assert story.end == stored


@given(stories)
def test_what_the_panel_shows_is_what_is_written(story: Story) -> None:
    """'Assigned records' and the Task name the same records, in the same places."""
    for step in story.steps():
        slots = step.after.slots
        shown = assigned_views(slots)
        entry = log_entry(replace(a_file(), assignment=step.after), {}, None)
        hidden: dict[str, str] = {
            each.record.id: each.record.person_contact_id or each.record.id for each in slots.people
        }

        named = [hidden[view.record.id] for view in shown if view.slot == "who"]
        related = [view.record.id for view in shown if view.slot == "what"]
        assert named == [each for each in (entry.who_id, *entry.further_ids) if each is not None]
        assert related == [each for each in (entry.what_id,) if each is not None]


@given(stories)
def test_undo_gives_the_state_before_the_command(story: Story) -> None:
    """A slip of the hand costs one press: marks and reasons come back too (DECISION 47)."""
    for step in story.steps(*UNDOABLE):
        if step.after.undo == step.before.undo:
            continue  # it was refused
        known = (KNOWN[step.move.record.id],)  # what a command teaches of a record stays
        before = engine.refreshed(step.before, known).assignment
        back = engine.refreshed(engine.undone(step.after).assignment, known).assignment

        assert before.slots == back.slots
        assert set(before.suppressed) <= set(back.suppressed)


# ── and what else an agent relies on ─────────────────────────────────────────────────────────


@given(stories)
def test_a_record_stands_in_one_place_only(story: Story) -> None:
    for step in story.steps():
        standing = [placed.record.id for placed in step.after.slots.all]

        assert len(set(standing)) == len(standing)


@given(stories)
def test_what_takes_no_call_is_never_assigned_by_anybody(story: Story) -> None:
    """Objects without activities and relationship records stay outside, once that is known."""
    standing = [placed.record for step in story.steps() for placed in step.after.slots.all]

    assert all(record.type != "AccountContactRelation" for record in standing)
    assert all(record.trackable for record in standing)


@given(stories)
def test_what_is_assigned_is_not_suppressed(story: Story) -> None:
    for step in story.steps():
        assert not ids(step.after.slots) & set(step.after.suppressed)


@given(stories)
def test_after_save_no_opening_assigns(story: Story) -> None:
    """The agent said that the log is complete (S0-3)."""
    for step in story.steps("opened", "learned", "unreadable"):
        saved = engine.settle(step.before)

        assert ids(step.move.on(saved).assignment.slots) <= ids(saved.slots)


@given(stories, as_reported)
def test_the_button_keeps_its_promise(story: Story, record: Record) -> None:
    """An enabled Assign assigns and replaces what it named; a disabled one does nothing."""
    before = story.end
    offer = engine.offer(before, record)
    now = engine.pressed(before, record).assignment

    gone = ids(before.slots) - ids(now.slots)
    assert {each.id for each in offer.replaces} == gone
    assert (offer.reason is None) == (record.id in own(now.slots) - own(before.slots))
    assert (offer.reason is None) == (now != before)


@given(stories)
def test_a_refused_command_changes_nothing_and_says_why(story: Story) -> None:
    """A button that was pressed a moment too late does no harm."""
    for step in story.steps(*BY_AGENT):
        refused = [said for said in step.decision.said if said.code == "refused"]

        assert all(said.reason is not None for said in refused)
        assert not refused or step.before == step.after


@given(stories)
def test_what_gave_way_can_still_be_found(story: Story) -> None:
    """A record that left its slot is a candidate; nothing vanishes."""
    held = set().union(*(ids(step.after.slots) for step in story.steps()))

    assert held <= {record.id for record in engine.heard_of(story.end)}


@given(stories)
def test_every_record_tells_why_and_what_was_passed_over(story: Story) -> None:
    """No reason names its own record, and of hundreds it names a few (B-4)."""
    for placed in story.end.slots.all:
        because = placed.because

        assert placed.record.id not in {each.id for each in because.rejected}
        assert len(because.rejected) <= MOST_REJECTED
        assert not because.more_rejected or len(because.rejected) == MOST_REJECTED

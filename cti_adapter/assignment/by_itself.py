"""What the product does without a press: matches, openings, and answers that come late.

Everything here stops at what the agent decided: nothing of theirs is replaced, and nothing they
deleted comes back (DECISIONS 3, 5, 7, 45, 46).
"""

from msgspec.structs import replace

from cti_adapter.assignment.by_agent import dialled
from cti_adapter.assignment.limits import Refused, fill
from cti_adapter.assignment.placing import moved
from cti_adapter.assignment.rules import News, proposals
from cti_adapter.assignment.slots import Placed, is_other_account
from cti_adapter.assignment.state import (
    Assignment,
    Decision,
    best_known,
    including,
    noted,
    refreshed,
)
from cti_adapter.calls.record import Record, RecordId, Unreadable


def looked_up(
    assignment: Assignment, found: tuple[Record, ...], *, number: str, smart: bool
) -> Decision:
    """Take in which records store the caller's number, early or late (DECISION 46).

    A match that is still outstanding when wrap-up ends is settled before the Task is written.

    Args:
        assignment: as it stands.
        found: the records that store the number.
        number: the number, for the evidence.
        smart: whether a match assigns by itself.
    """
    news = refreshed(replace(assignment, matching="done", matches=found), found)
    if not smart:
        return news
    return _by_rules(news, News(found=found, number=number))


def named(assignment: Assignment, record: Record | None, *, smart: bool) -> Decision:
    """Take in the record the telephone system named with the call (DECISION 56).

    It counts as a match that comes before the number's. A wrong id, None here, is ignored.
    """
    if record is None:
        return Decision(assignment=assignment)
    heard = Decision(assignment=noted(assignment, record))
    if not smart:
        return heard
    return _by_rules(heard, News(named=record))


def not_looked_up(assignment: Assignment) -> Decision:
    """Note that the look-up did not go through; an answer that has come stands."""
    if assignment.matching == "done":
        return Decision(assignment=assignment)
    return Decision(assignment=replace(assignment, matching="failed"))


def lead_made(assignment: Assignment, lead: Record, *, number: str) -> Decision:
    """Put the Lead that was made for the call into Name, where nothing stands (DECISION 52)."""
    noticed = Decision(assignment=noted(assignment, lead))
    return _by_rules(noticed, News(lead=lead, number=number))


def opened(
    assignment: Assignment, record: Record, *, smart: bool, at_save: bool = False
) -> Decision:
    """Take in a record the agent opened: assign it where permitted, else offer it (DECISION 3).

    Args:
        assignment: as it stands.
        record: as the page named it, or as it is known.
        smart: whether an opening assigns by itself.
        at_save: whether the page only said so when it was asked at Save (DECISION 9).
    """
    if assignment.settled:
        return Decision(assignment=assignment)
    record = best_known(assignment, record)
    known = noted(assignment, record)
    if not smart:
        return Decision(assignment=known)
    if not record.known:
        return Decision(assignment=replace(known, waiting=including(known.waiting, record.id)))
    news = News(opened=record, at_save=at_save, matches=known.matches)
    return _by_rules(Decision(assignment=known), news)


def learned(
    assignment: Assignment,
    record: Record,
    *,
    still_open: bool,
    smart: bool,
    joined: tuple[Record, ...] = (),
) -> Decision:
    """Take in account and trackability of a record that was only reported (DECISION 45).

    Args:
        assignment: as it stands.
        record: what Salesforce told of it.
        still_open: whether the agent still looks at it.
        smart: whether an opening assigns by itself.
        joined: the Contact and the Account of a relationship record: candidates (DECISION 11).
    """
    was_waiting = record.id in assignment.waiting
    heard = refreshed(assignment, (record, *joined))
    out = noted(heard.assignment, *joined) if joined else heard.assignment
    if not record.known:
        return replace(heard, assignment=out)
    out = replace(out, waiting=tuple(each for each in out.waiting if each != record.id))
    if assignment.awaited == record.id:
        placed = dialled(replace(out, awaited=None), record, late=True)
        return replace(placed, said=(*heard.said, *placed.said))
    heard = replace(heard, assignment=out)
    if not (was_waiting and still_open and smart) or assignment.settled:
        return heard
    return _by_rules(heard, News(opened=record, matches=out.matches))


def brought(
    assignment: Assignment, placed: tuple[Placed, ...], candidates: tuple[Record, ...]
) -> Decision:
    """Take in what was assigned to a call that has become part of this one.

    It fills what is still empty, as it was marked there; the rest is offered.
    """
    heard = noted(assignment, *(each.record for each in placed), *candidates)
    decision = Decision(assignment=heard)
    if assignment.settled:
        return decision
    for each in placed:
        step = _by_itself(decision.assignment, each)
        decision = Decision(assignment=step.assignment, said=(*decision.said, *step.said))
    return decision


def unreadable(assignment: Assignment, record_id: RecordId, reason: Unreadable) -> Decision:
    """Note that nothing could be found out: the record stays offered, with the reason."""
    if not any(each.id == record_id for each in assignment.candidates):
        return Decision(assignment=assignment)
    lost = reason in {"gone", "hidden"}
    return Decision(
        assignment=replace(
            assignment,
            unreadable={**assignment.unreadable, record_id: reason},
            awaited=None if lost and assignment.awaited == record_id else assignment.awaited,
        )
    )


def settle(assignment: Assignment) -> Assignment:
    """End assignment by opening: Save was pressed, or wrap-up is over (S0-3)."""
    return replace(assignment, settled=True, waiting=(), awaited=None)


def _by_rules(heard: Decision, news: News) -> Decision:
    """Assign what the rules propose, in their order, where nothing and nobody is against it."""
    for placed in proposals(news):
        step = _by_itself(heard.assignment, placed)
        heard = Decision(assignment=step.assignment, said=(*heard.said, *step.said))
    return heard


def _by_itself(assignment: Assignment, placed: Placed) -> Decision:
    record = placed.record
    if record.id in assignment.suppressed or is_other_account(assignment.slots, record):
        return Decision(assignment=assignment)  # deleted (DECISION 5), held back (DECISION 7)
    after = fill(assignment.slots, placed, by="auto")
    if isinstance(after, Refused):
        return Decision(assignment=assignment)
    return moved(assignment, after, placed)

"""Why the others were not taken: objections as small named functions in one ordered list (B-4).

For every candidate that stays outside, the first objection that holds is its reason. It is asked
when a record takes its place, and kept beside it, so that 'Why' answers what was so then.
"""

from collections.abc import Callable
from functools import cached_property
from itertools import islice, repeat
from operator import call

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.decisions import (
    MOST_REJECTED,
    Because,
    RejectedCandidate,
    Rejection,
)
from cti_adapter.assignment.limits import Refused, fill, never
from cti_adapter.assignment.slots import (
    Placed,
    SlotName,
    Slots,
    belongs_elsewhere,
    reference_account,
    slot_of,
)
from cti_adapter.assignment.state import Assignment
from cti_adapter.calls.record import Record, RecordId


class Placing(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A record has taken its place: what was so before, and what is so now."""

    placed: Placed
    before: Assignment
    after: Slots
    several: frozenset[RecordId] = frozenset()
    """The records with the number, where they are several."""

    @cached_property
    def stood(self) -> frozenset[RecordId | None]:
        """The ids of what stood there before; a person account has two (DECISION 12)."""
        there = [each.record for each in self.before.slots.all]
        also = (each.person_contact_id for each in there if each.person_contact_id)
        return frozenset({*(each.id for each in there), *also})

    @cached_property
    def account(self) -> RecordId | None:
        """The call's reference account, as it is now."""
        return reference_account(self.after)

    @cached_property
    def slot(self) -> SlotName:
        """The slot the record has taken."""
        return slot_of(self.placed.record)


Objection = Callable[[Record, Placing], Rejection | None]


def gave_way(record: Record, placing: Placing) -> Rejection | None:
    """It stood there before and gave way to this one."""
    stood = record.id in placing.stood or record.person_contact_id in placing.stood
    return "gave-way" if stood else None


def deleted(record: Record, placing: Placing) -> Rejection | None:
    """The agent took it out, and only the agent brings it back (DECISION 5)."""
    return "deleted" if record.id in placing.before.suppressed else None


def unreadable(record: Record, placing: Placing) -> Rejection | None:
    """Salesforce could not tell its account (DECISION 45)."""
    return placing.before.unreadable.get(record.id)


def unfit(record: Record, _placing: Placing) -> Rejection | None:
    """It takes no call at all: a relationship, a converted lead, an object without activities."""
    match never(record):
        case "relationship" | "converted" | "not-tracked" | "tracking-unknown" as reason:
            return reason
        case _:
            return None


def relation_unknown(record: Record, _placing: Placing) -> Rejection | None:
    """Its account is not known yet (DECISION 45)."""
    return None if record.known else "relation-unknown"


def other_account(record: Record, placing: Placing) -> Rejection | None:
    """It belongs to another account than the call (DECISION 7)."""
    return "other-account" if belongs_elsewhere(placing.account, record) else None


def not_chosen(record: Record, placing: Placing) -> Rejection | None:
    """The agent chose this one for the slot."""
    chosen = placing.placed.mark == "you" and slot_of(record) == placing.slot
    return "not-chosen" if chosen else None


def not_the_only_match(record: Record, placing: Placing) -> Rejection | None:
    """Several records store the number, and nothing said that this one was meant (S0-7)."""
    return "not-the-only-match" if record.id in placing.several else None


def over_the_limit(record: Record, placing: Placing) -> Rejection | None:
    """A limit of the slots stands against it (limits.py)."""
    word = replace(placing.placed, record=record, mark="auto")
    match fill(placing.after, word, by="auto"):
        case Refused(reason="limit" | "lead-alone" | "account-alone" as reason):
            return reason
        case _:
            return None


def only_offered(_record: Record, _placing: Placing) -> Rejection | None:
    """It was offered, and nobody took it."""
    return "only-offered"


OBJECTIONS: tuple[Objection, ...] = (
    gave_way,
    deleted,
    unreadable,
    unfit,
    relation_unknown,
    other_account,
    not_chosen,
    not_the_only_match,
    over_the_limit,
    only_offered,
)


def objection(record: Record, placing: Placing) -> Rejection:
    """Return the first objection that holds; the last one always does."""
    reasons = map(call, OBJECTIONS, repeat(record), repeat(placing))
    return next(filter(None, reasons))


def explained(placed: Placed, before: Assignment, after: Slots) -> Because:
    """Return the reason of a placed record together with what it passed over.

    What was opened last is named first, then what matches the number; of hundreds only the first
    few are judged.

    Args:
        placed: the record and the word it came in with.
        before: the call as it was.
        after: the slots with the record.
    """
    several = {each.id for each in before.matches} if len(before.matches) > 1 else ()
    placing = Placing(placed=placed, before=before, after=after, several=frozenset(several))
    assigned = {each.record.id for each in after.all}
    gone = (each.record for each in before.slots.all)
    others = (*gone, *reversed(before.candidates), *before.matches)
    outside = {each.id: each for each in others if each.id not in assigned}
    named = list(islice(outside.values(), MOST_REJECTED))
    return replace(
        placed.because,
        rejected=tuple(_rejected(each, objection(each, placing)) for each in named),
        more_rejected=len(outside) - len(named),
    )


def _rejected(record: Record, reason: Rejection) -> RejectedCandidate:
    return RejectedCandidate(id=record.id, type=record.type, label=record.label, reason=reason)

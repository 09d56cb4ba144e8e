"""What fits beside what: the limits of the slots, as one table with its sources.

`fill` is total: for every record, content of the slots and way it comes in, it answers with new
slots or with the reason why they stay as they are. The first row that fits decides. The table is
the one of docs/rules.md, which is made from it.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.decisions import Reason
from cti_adapter.assignment.slots import (
    Placed,
    Role,
    SlotName,
    Slots,
    exchanged,
    holds_own_account,
    made_first,
    put,
    role,
    slot_of,
)
from cti_adapter.calls.record import Record

By = Literal["auto", "you", "swap"]
"""How a record comes in: opening or match; Assign, a choice or a dial; a combobox."""

Verdict = Reason | Literal["in"]
"""Whether a record takes its slot, or why not."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why a record cannot take a place now."""

    reason: Reason


Beside = Callable[[Slots, Record], bool]


class Limit(NamedTuple):
    """One row: what comes, beside what, and what becomes of it, by each of the three ways."""

    newcomer: Role
    beside: Beside
    opened: Verdict
    assigned: Verdict
    swapped: Verdict
    source: str

    def verdict(self, by: By) -> Verdict:
        """Return what the row says for one of the three ways."""
        return {"auto": self.opened, "you": self.assigned, "swap": self.swapped}[by]


def anything(_slots: Slots, _newcomer: Record) -> bool:
    """Whatever else stands there."""
    return True


def lead_in_name(slots: Slots, _newcomer: Record) -> bool:
    """A lead stands in Name."""
    return slots.has_lead


def anybody_in_name(slots: Slots, _newcomer: Record) -> bool:
    """Somebody stands in Name."""
    return slots.who is not None


def chosen_in_name(slots: Slots, _newcomer: Record) -> bool:
    """Somebody stands in Name as `you`."""
    return slots.who is not None and slots.who.mark == "you"


def chosen_in_related_to(slots: Slots, _newcomer: Record) -> bool:
    """A record stands in Related To as `you`."""
    return slots.what is not None and slots.what.mark == "you"


def automatic_in_related_to(slots: Slots, _newcomer: Record) -> bool:
    """A record stands in Related To as `auto`."""
    return slots.what is not None and slots.what.mark == "auto"


def nothing_in_related_to(slots: Slots, _newcomer: Record) -> bool:
    """Nothing stands in Related To."""
    return slots.what is None


def account_alone(slots: Slots, _newcomer: Record) -> bool:
    """An account stands in Related To, and nobody in Name."""
    return slots.who is None and slots.what is not None and role(slots.what.record) == "account"


def own_account(slots: Slots, _newcomer: Record) -> bool:
    """The contact's own account stands in Related To."""
    return holds_own_account(slots)


def its_account_as_auto(slots: Slots, newcomer: Record) -> bool:
    """The contact's own account stands there as `auto`, and it is the newcomer's."""
    held = slots.what
    return (
        holds_own_account(slots)
        and held is not None
        and held.mark == "auto"
        and newcomer.account_id == held.record.id
    )


LIMITS: tuple[Limit, ...] = (
    #     comes      beside                   opened        assigned         swapped       source
    Limit("lead", chosen_in_name, "limit", "limit", "in", "DECISION 8"),
    Limit("lead", chosen_in_related_to, "lead-alone", "lead-alone", "in", "DECISION 8, S0-19"),
    Limit("lead", anybody_in_name, "limit", "in", "in", "DECISIONS 3 and 8"),
    Limit("lead", anything, "in", "in", "in", "DECISIONS 3b and 8"),
    Limit("contact", lead_in_name, "limit", "in", "in", "DECISIONS 4c and 8"),
    Limit("contact", chosen_in_name, "limit", "limit", "in", "DECISION 4"),
    Limit("contact", anybody_in_name, "limit", "in", "in", "DECISIONS 3 and 4b"),
    Limit("contact", anything, "in", "in", "in", "DECISION 2, S0-21"),
    Limit("account", lead_in_name, "lead-alone", "in", "in", "DECISIONS 4c and 8"),
    Limit("account", nothing_in_related_to, "in", "in", "in", "DECISION 2"),
    Limit("account", account_alone, "account-alone", "account-alone", "in", "DECISION 4, S0-21"),
    Limit("account", automatic_in_related_to, "limit", "in", "in", "DECISIONS 3 and 4b"),
    Limit("account", anything, "limit", "limit", "in", "DECISION 4"),
    Limit("other", lead_in_name, "lead-alone", "lead-alone", "lead-alone", "DECISION 8, S0-19"),
    Limit("other", nothing_in_related_to, "in", "in", "in", "DECISION 2, S0-13"),
    Limit("other", account_alone, "account-alone", "account-alone", "in", "DECISION 4, S0-21"),
    Limit("other", its_account_as_auto, "in", "in", "in", "DECISION 3a, S0-22"),
    Limit("other", own_account, "limit", "in", "in", "DECISION 4a"),
    Limit("other", automatic_in_related_to, "limit", "in", "in", "DECISIONS 3 and 4b"),
    Limit("other", anything, "limit", "limit", "in", "DECISION 4, S0-20"),
)


def fill(slots: Slots, placed: Placed, *, by: By) -> Slots | Refused:
    """Put a record into its slot, if its own nature and the limits allow it.

    Returns:
        The slots afterwards, or the reason why they stay as they are.
    """
    record = placed.record
    unfit = never(record)
    if unfit is not None:
        return Refused(reason=unfit)
    present = slots.find(record)
    if present is not None:
        return _seen_again(slots, present, placed, by)
    verdict = _limit(slots, record).verdict(by)
    return put(slots, placed) if verdict == "in" else Refused(reason=verdict)


def chosen_in(slots: Slots, slot: SlotName, placed: Placed) -> Slots | Refused:
    """Put a record into the slot of the combobox it was chosen in."""
    unfit = never(placed.record)
    if unfit is None and slot_of(placed.record) != slot:
        unfit = "other-slot"
    return Refused(reason=unfit) if unfit else fill(slots, placed, by="swap")


def add(slots: Slots, placed: Placed, *, shared: bool) -> Slots | Refused:
    """Put a further Contact behind the first (DECISION 25).

    Args:
        slots: as they are.
        placed: the further Contact.
        shared: whether the org has Shared Activities.
    """
    if role(placed.record) != "contact":
        return Refused(reason="not-a-contact")
    if not shared:
        return Refused(reason="not-shared")
    if slots.has_lead:
        return Refused(reason="lead-alone")
    if slots.who is None or slots.find(placed.record) is not None:
        return fill(slots, placed, by="you")
    return replace(slots, others=(*slots.others, placed))


def never(record: Record) -> Reason | None:
    """Return why a record takes no call at all, whatever stands there; None if it does."""
    if record.type == "AccountContactRelation":
        return "relationship"
    if record.is_converted:
        return "converted"
    if slot_of(record) == "what" and not record.trackable:
        return "not-tracked" if record.known else "tracking-unknown"
    return None


def _limit(slots: Slots, newcomer: Record) -> Limit:
    """Return the row that decides. There is one for every case: each role ends with `anything`."""
    part = role(newcomer)
    return next(row for row in LIMITS if row.newcomer == part and row.beside(slots, newcomer))


def _seen_again(slots: Slots, present: Placed, word: Placed, by: By) -> Slots | Refused:
    """A press on what the product assigned makes it the agent's own (DECISION 4).

    Choosing a further Contact in 'Name' makes it the first (DECISION 25).
    """
    if by == "swap" and present in slots.others:
        return made_first(slots, replace(word, record=present.record))
    if by == "auto" or present.mark == "you":
        return Refused(reason="already")
    return exchanged(slots, present, replace(present, mark="you"))

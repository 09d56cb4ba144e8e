"""The two slots of a call, and what Salesforce and the agent's patience accept in them.

Name (`who`) takes one Lead or Contact, Related To (`what`) one other record; a Lead stands alone
(DECISIONS 2 and 8; a Task with a Lead in WhoId refuses any WhatId: FIELD_INTEGRITY_EXCEPTION).
`fill` is total: for every record, slot content and actor it answers with new slots or a reason.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.decisions import Because, Reason
from cti_adapter.calls.record import Record, RecordId

Mark = Literal["auto", "you"]
By = Literal["auto", "you"]
Role = Literal["lead", "contact", "account", "other"]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A record in a slot: who put it there, and why."""

    record: Record
    mark: Mark
    because: Because


class Slots(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Name and Related To."""

    who: Placed | None = None
    what: Placed | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is assigned."""
        return self.who is None and self.what is None

    def find(self, record: Record) -> Placed | None:
        """Return the record's place if it is assigned."""
        return next((p for p in (self.who, self.what) if p and p.record.id == record.id), None)


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why a record cannot take a place now."""

    reason: Reason


def role(record: Record) -> Role:
    """Return which part the record can play; a person account is a contact (DECISION 12)."""
    if record.person_contact_id is not None:
        return "contact"
    match record.type:
        case "Lead":
            return "lead"
        case "Contact":
            return "contact"
        case "Account":
            return "account"
        case _:
            return "other"


def account_of(slots: Slots) -> Record | None:
    """Return the record whose account is the call's reference account (DECISION 7).

    The assigned Contact's account; else the assigned Account; else that of the record in
    Related To. A Lead has none.
    """
    for placed in (slots.who, slots.what):
        if placed is not None and _account_id(placed.record) is not None:
            return placed.record
    return None


def is_other_account(slots: Slots, record: Record) -> bool:
    """Whether the record is known to belong to another account than the call (DECISION 7)."""
    reference = account_of(slots)
    if reference is None or _account_id(record) is None:
        return False
    return _account_id(record) != _account_id(reference)


def _account_id(record: Record) -> RecordId | None:
    """An Account is its own account, whether or not more is known of it; a Lead has none."""
    match role(record):
        case "account":
            return record.id
        case "lead":
            return None
        case _:
            return record.account_id


def fill(slots: Slots, placed: Placed, *, by: By) -> Slots | Refused:
    """Put a record into its slot, as an opening or match would (`auto`) or a press (`you`).

    Returns:
        The slots afterwards, or the reason why they stay as they are.
    """
    record = placed.record
    if record.type == "AccountContactRelation":
        return Refused(reason="relationship")
    present = slots.find(record)
    if present is not None:
        return _confirmed(slots, present, by)
    if role(record) != "lead" and role(record) != "contact" and not record.trackable:
        return Refused(reason="not-tracked" if record.known else "tracking-unknown")
    match role(record):
        case "lead":
            return _lead(slots, placed, by)
        case "contact":
            return _contact(slots, placed, by)
        case "account":
            return _account(slots, placed, by)
        case _:
            return _other(slots, placed, by)


def _confirmed(slots: Slots, present: Placed, by: By) -> Slots | Refused:
    """Pressing Assign on what the product assigned makes it the agent's own (DECISION 4)."""
    if by == "auto" or present.mark == "you":
        return Refused(reason="already")
    mine = replace(present, mark="you")
    return replace(slots, who=mine) if present is slots.who else replace(slots, what=mine)


def _lead(slots: Slots, lead: Placed, by: By) -> Slots | Refused:
    if slots.who is not None and (by == "auto" or slots.who.mark == "you"):
        return Refused(reason="limit")
    if slots.what is not None and slots.what.mark == "you":
        return Refused(reason="lead-alone")
    return Slots(who=lead)


def _contact(slots: Slots, contact: Placed, by: By) -> Slots | Refused:
    held = slots.who
    if held is None:
        return replace(slots, who=contact)
    if by == "you" and (role(held.record) == "lead" or held.mark == "auto"):
        return replace(slots, who=contact)
    return Refused(reason="limit")


def _account(slots: Slots, account: Placed, by: By) -> Slots | Refused:
    if _has_lead(slots):
        return Slots(what=account) if by == "you" else Refused(reason="lead-alone")
    held = slots.what
    if held is None:
        return replace(slots, what=account)
    if slots.who is None and role(held.record) == "account":
        return Refused(reason="account-alone")
    if by == "you" and held.mark == "auto":
        return replace(slots, what=account)
    return Refused(reason="limit")


def _other(slots: Slots, other: Placed, by: By) -> Slots | Refused:
    if _has_lead(slots):
        return Refused(reason="lead-alone")
    held = slots.what
    if held is None:
        return replace(slots, what=other)
    if slots.who is None and role(held.record) == "account":
        return Refused(reason="account-alone")
    if _is_own_account(slots) and (by == "you" or _may_give_way(held, other)):
        return replace(slots, what=other)
    if by == "you" and held.mark == "auto":
        return replace(slots, what=other)
    return Refused(reason="limit")


def _has_lead(slots: Slots) -> bool:
    return slots.who is not None and role(slots.who.record) == "lead"


def _is_own_account(slots: Slots) -> bool:
    """Whether Related To holds the assigned Contact's own Account."""
    return (
        slots.who is not None
        and slots.what is not None
        and role(slots.what.record) == "account"
        and slots.who.record.account_id == slots.what.record.id
    )


def _may_give_way(account: Placed, other: Placed) -> bool:
    """By opening, only an `auto` Account yields, and only to a record of its own (DECISION 3a)."""
    return account.mark == "auto" and other.record.account_id == account.record.id

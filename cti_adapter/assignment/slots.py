"""The slots of a call: what stands in them, which record goes where, and whose call it then is.

Name (`who`) takes one Lead or Contact, Related To (`what`) one other record; a Lead stands alone
(DECISIONS 2 and 8; a Task with a Lead in WhoId refuses any WhatId: FIELD_INTEGRITY_EXCEPTION).
Where the org has Shared Activities further Contacts stand behind the first (DECISION 25).
`put` keeps these three promises whatever is put in; who may put in what stands in limits.py.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.decisions import Because
from cti_adapter.calls.record import Record, RecordId

Mark = Literal["auto", "you"]
SlotName = Literal["who", "what"]
Role = Literal["lead", "contact", "account", "other"]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A record in a slot: who put it there, and why."""

    record: Record
    mark: Mark
    because: Because


class Slots(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Name, Related To, and further Contacts behind the one in Name."""

    who: Placed | None = None
    what: Placed | None = None
    others: tuple[Placed, ...] = ()
    """In their order: the first of them follows when the Contact in Name is deleted."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is assigned."""
        return self.who is None and self.what is None

    @property
    def people(self) -> tuple[Placed, ...]:
        """Name and the further Contacts, the primary first."""
        return (self.who, *self.others) if self.who is not None else ()

    @property
    def all(self) -> tuple[Placed, ...]:
        """Everything assigned: the people first, then Related To."""
        return (*self.people, self.what) if self.what is not None else self.people

    @property
    def has_lead(self) -> bool:
        """Whether a Lead stands in Name."""
        return self.who is not None and role(self.who.record) == "lead"

    def find(self, record: Record) -> Placed | None:
        """Return the record's place if it is assigned."""
        for placed in self.all:
            if is_same(placed.record, record):
                return placed
        return None


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


def slot_of(record: Record) -> SlotName:
    """Return the slot a record would stand in."""
    return "who" if role(record) in {"lead", "contact"} else "what"


def is_same(one: Record, other: Record) -> bool:
    """Whether two records are one: a person account and its hidden Contact are (DECISION 12)."""
    if one.id == other.id:
        return True
    return (one.person_contact_id or one.id) == (other.person_contact_id or other.id)


def put(slots: Slots, placed: Placed) -> Slots:
    """Put a record into its slot, whatever stands there.

    A Lead stands alone; beside a Lead everything else takes its place.
    """
    match role(placed.record):
        case "lead":
            return Slots(who=placed)
        case "contact":
            return replace(slots, who=placed)
        case _:
            return Slots(what=placed) if slots.has_lead else replace(slots, what=placed)


def made_first(slots: Slots, person: Placed) -> Slots:
    """Make a further Contact the first, and the first a further one (DECISION 25)."""
    rest = tuple(each for each in slots.people if not is_same(each.record, person.record))
    return replace(slots, who=person, others=rest)


def without(slots: Slots, record: Record) -> Slots:
    """Take a record out; where it was the first of several Contacts, the next is the first."""
    people = tuple(each for each in slots.people if not is_same(each.record, record))
    what = slots.what if slots.what and not is_same(slots.what.record, record) else None
    return Slots(who=people[0] if people else None, what=what, others=people[1:])


def exchanged(slots: Slots, old: Placed, new: Placed) -> Slots:
    """Put another word about the same record in its place: its mark, or what is known of it."""
    return Slots(
        who=new if slots.who is old else slots.who,
        what=new if slots.what is old else slots.what,
        others=tuple(new if each is old else each for each in slots.others),
    )


def displaced(before: Slots, after: Slots) -> tuple[Record, ...]:
    """Return the records that stood in a slot before and stand in none after."""
    return tuple(p.record for p in before.all if after.find(p.record) is None)


def account_of(slots: Slots) -> Record | None:
    """Return the record whose account is the call's reference account (DECISION 7).

    The assigned Contact's account; else the assigned Account; else that of the record in
    Related To. A Lead has none.
    """
    for placed in (slots.who, slots.what):
        if placed is not None and _account_id(placed.record) is not None:
            return placed.record
    return None


def reference_account(slots: Slots) -> RecordId | None:
    """Return the id of the call's reference account (DECISION 7)."""
    bearer = account_of(slots)
    return None if bearer is None else _account_id(bearer)


def is_other_account(slots: Slots, record: Record) -> bool:
    """Whether the record is known to belong to another account than the call (DECISION 7)."""
    return belongs_elsewhere(reference_account(slots), record)


def belongs_elsewhere(reference: RecordId | None, record: Record) -> bool:
    """Whether both accounts are known and they differ, as asked of many records beside one."""
    if reference is None:
        return False
    own = _account_id(record)
    return own is not None and own != reference


def own_account(slots: Slots) -> Record | None:
    """Return the assigned Contact's own Account, always an option of Related To (DECISION 23)."""
    contact = slots.who.record if slots.who else None
    if contact is None or contact.account_id is None or role(contact) != "contact":
        return None
    if contact.person_contact_id is not None:
        return None  # a person account is its own account, and stands in Name
    name = contact.account_name or ""
    return Record(
        id=contact.account_id,
        type="Account",
        label=name,
        known=True,
        account_id=contact.account_id,
        account_name=name,
    )


def holds_own_account(slots: Slots) -> bool:
    """Whether Related To holds the assigned Contact's own Account."""
    return (
        slots.who is not None
        and slots.what is not None
        and role(slots.what.record) == "account"
        and slots.who.record.account_id == slots.what.record.id
    )


def _account_id(record: Record) -> RecordId | None:
    """An Account is its own account, whether or not more is known of it; a Lead has none."""
    match role(record):
        case "account":
            return record.id
        case "lead":
            return None
        case _:
            return record.account_id

"""A Salesforce record as the adapter speaks of it: id, type, label, account.

What may be done with a record is not said here but in assignment/slots.py.
"""

import re
from typing import Literal, NewType

import msgspec
from msgspec.structs import replace

RecordId = NewType("RecordId", str)
"""A Salesforce id in its 18-character, case-safe form."""

_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One Salesforce record, with what is known of it.

    `known` is False for a record we have only heard of from the page: its account and whether
    activities are tracked for it are then not known yet, which is not the same as "none"
    (requirements.md 1.2, unknown relation).
    """

    id: RecordId
    type: str
    """API name of the object, for example Contact, Case, Project__c."""
    label: str
    """How the record is named everywhere: "Ada Lovelace", "Case 00001026"."""
    known: bool = False
    account_id: RecordId | None = None
    account_name: str | None = None
    trackable: bool = True
    """Whether activities are tracked for the object: may it stand in Related To?"""
    phone: str | None = None
    """The number as the record stores it, for display."""
    person_contact_id: RecordId | None = None
    """The hidden Contact of a person account (DECISION 12)."""
    is_converted: bool = False
    """A Lead that has become a Contact: Salesforce takes no call in its name any more."""
    claimed: str = ""
    """The type a page gave it, where the id says another one; "" where they agree."""


Unreadable = Literal["gone", "hidden", "failed", "slow"]
"""Why nothing is known of a record: deleted; not visible to the integration user, or of no type of
this org; the org refused or could not be reached; it did not answer in time."""


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What Salesforce told of a record."""

    record: Record
    joined: tuple[Record, ...] = ()
    """The Contact and the Account that a relationship record joins (DECISION 11)."""


UNKNOWN_TYPE = "Record"
"""The type of a record whose page cannot be believed, until Salesforce has told it."""

ALWAYS_TRACKABLE = frozenset({"Account", "Case", "Contact", "Lead", "Opportunity"})
"""Objects for which every org tracks activities; of any other the org has to be asked."""


TASK = "Task"

_PREFIXES = {
    "001": "Account",
    "003": "Contact",
    "006": "Opportunity",
    "00Q": "Lead",
    "00T": TASK,
    "500": "Case",
}
"""How ids of standard objects begin, in every org (facts/salesforce.md 2)."""


def is_task(at: RecordId) -> bool:
    """Whether an id is a Task's: a call can continue it, and never stand on it."""
    return _PREFIXES.get(at[:3]) == TASK


def reported(id_: RecordId, object_type: str, label: str) -> Record:
    """Return a record as a page reported it, before Salesforce was asked about it.

    The id outranks the page: what it says of the type is noted and not gone by.
    """
    told = _PREFIXES.get(id_[:3], object_type)
    if told not in ALWAYS_TRACKABLE or _PREFIXES.get(id_[:3]) == told:
        claimed = "" if told == object_type else object_type
        return Record(
            id=id_, type=told, label=label, trackable=told in ALWAYS_TRACKABLE, claimed=claimed
        )
    return Record(id=id_, type=UNKNOWN_TYPE, label=label, trackable=False, claimed=object_type)


def as_page_named(learned: Record, page: Record) -> Record:
    """Return what Salesforce told of a record under the name by which the agent sees it.

    Args:
        learned: from Salesforce.
        page: the same record as the page reported it; named by its bare id it is not named.
    """
    unnamed = page.label.removeprefix("Case ") in {learned.id, learned.id[:15]}
    wrong = page.type not in {learned.type, UNKNOWN_TYPE}
    return replace(
        learned,
        label=learned.label if unnamed else page.label,
        claimed=page.claimed or (page.type if wrong else ""),
    )


def record_id(text: str) -> RecordId:
    """Return the 18-character form of a 15- or 18-character id.

    Raises:
        ValueError: the text has not the shape of a Salesforce id.
    """
    if not _ID.fullmatch(text):
        raise ValueError("a Salesforce id has 15 or 18 letters and digits")
    stem = text[:15]
    return RecordId(stem + "".join(_checksum(stem[at : at + 5]) for at in (0, 5, 10)))


def _checksum(five: str) -> str:
    bits = sum(1 << place for place, letter in enumerate(five) if "A" <= letter <= "Z")
    return _SUFFIX[bits]

"""What records stand on a Task in Salesforce, where they are not the ones the call has.

Somebody changed them there, and that is theirs to do; the call keeps its own.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.record import Record, RecordId

Contested = Literal["who", "what"]
"""A slot that the agent changed as well: which of the two stands is for a person to say (B-3)."""


class TaskRecords(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The records of a Task by their ids."""

    who_id: RecordId | None = None
    other_ids: tuple[RecordId, ...] = ()
    """Contacts beside the one in Name, where the org has Shared Activities."""
    what_id: RecordId | None = None
    wrote: dict[str, str] = {}
    """A mark of each of these fields as it stands."""
    contested: tuple[Contested, ...] = ()

    @property
    def ids(self) -> tuple[RecordId, ...]:
        """Every record of the Task once, Name first."""
        ids = (self.who_id, *self.other_ids, self.what_id)
        return tuple(dict.fromkeys(at for at in ids if at is not None))


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """What a Lead became."""

    lead_id: RecordId
    contact_id: RecordId | None
    opportunity_id: RecordId | None
    account_id: RecordId | None

    @property
    def ids(self) -> tuple[RecordId, ...]:
        """Every record it became."""
        ids = (self.contact_id, self.opportunity_id, self.account_id)
        return tuple(at for at in ids if at is not None)


class CallTask(msgspec.Struct, frozen=True, kw_only=True):
    """A Task about a call, as far as it says of which one."""

    id: RecordId
    who_id: RecordId
    key: str | None
    """The call key; None where Task has no field for it."""
    call_id: str
    """The telephone system's plain id."""


class OnTask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The records of a Task, as they are called."""

    who: Record | None = None
    others: tuple[Record, ...] = ()
    what: Record | None = None
    wrote: dict[str, str] = {}
    contested: tuple[Contested, ...] = ()

    @property
    def all(self) -> tuple[Record, ...]:
        """Every record of the Task, Name first."""
        return tuple(each for each in (self.who, *self.others, self.what) if each is not None)

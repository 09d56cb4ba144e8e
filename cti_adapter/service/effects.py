"""What a call wants from the world, and what it has its agents told. Holds these and nothing else.

Effects are carried out by fold.py, in the transaction of the event they follow from.
"""

from typing import Literal

import msgspec

from cti_adapter.assignment.decisions import Reason
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record, RecordId


class LookUpCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Find out which records store this number."""

    number: PhoneNumber


class LookUpNamed(msgspec.Struct, frozen=True, kw_only=True):
    """Find out about the record the telephone system named with the call."""

    record_id: RecordId


class LookUpRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Find out account and trackability of the record a call was dialled from."""

    record_id: RecordId


class LookUpTask(msgspec.Struct, frozen=True, kw_only=True):
    """Find out what stands in the Task a call was dialled from."""

    record_id: RecordId


class LearnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Find out about the record that Save is to assign, before the log is written."""

    record_id: RecordId


class MakeLead(msgspec.Struct, frozen=True, kw_only=True):
    """Make a Lead of the caller, should the number be stored nowhere by then."""


class OwnLead(msgspec.Struct, frozen=True, kw_only=True):
    """Give the Lead in Name to the user linked to the agent."""

    lead_id: RecordId
    owner_id: str


class WriteLog(msgspec.Struct, frozen=True, kw_only=True):
    """Write the Task of this call."""


class CorrectLog(msgspec.Struct, frozen=True, kw_only=True):
    """Bring the Task of this call to what its log says by now."""


class CareForSecondLog(msgspec.Struct, frozen=True, kw_only=True):
    """Link the second log of this call, or close it where its comments are to be moved."""

    task_id: str


class MakeFollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """Make this one of the call's follow-up tasks."""

    nth: int


class CountTasks(msgspec.Struct, frozen=True, kw_only=True):
    """Count the Tasks of this call in a while: there may be a second one."""


class EraseNotes(msgspec.Struct, frozen=True, kw_only=True):
    """Erase what was typed into this call, in its journal too."""


class EraseCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Erase what identifies the caller in this call's journal, and give up what is to be sent."""


class TryAgain(msgspec.Struct, frozen=True, kw_only=True):
    """Do what waits for this call at once."""


Effect = (
    LookUpCaller
    | LookUpNamed
    | LookUpRecord
    | LookUpTask
    | LearnRecord
    | MakeLead
    | WriteLog
    | CorrectLog
    | CareForSecondLog
    | MakeFollowUp
    | OwnLead
    | CountTasks
    | EraseNotes
    | EraseCaller
    | TryAgain
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell the agents on the call: a code of the catalogue, and its record."""

    code: Literal[
        "assigned",
        "instead",
        "refused",
        "taken-out",
        "unassigned",
        "undone",
        "cannot",
        "nothing-assigned-once-more",
        "needs-record",
        "needs-result",
        "match-failed",
        "task-taken",
        "task-lost",
        "saved",
        "saved-with",
        "save-undone",
        "saved-by-server",
        "not-saved",
        "corrected",
        "contested",
        "not-corrected",
    ]
    record: Record | None = None
    others: tuple[Record, ...] = ()
    """Those that gave way."""
    reason: Reason | None = None
    """Why a command did nothing."""

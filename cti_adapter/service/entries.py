"""Which effects of a call are entries of the outbox, and what such an entry says. Pure."""

from datetime import datetime

import msgspec

from cti_adapter.logbook.doubles import WAIT
from cti_adapter.outbox.entry import Entry, Kind
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import (
    CareForSecondLog,
    CorrectLog,
    CountTasks,
    LearnRecord,
    LookUpCaller,
    LookUpNamed,
    LookUpTask,
    MakeFollowUp,
    MakeLead,
    OwnLead,
    WriteLog,
)

Entered = (
    LookUpCaller
    | LookUpNamed
    | LookUpTask
    | LearnRecord
    | MakeLead
    | WriteLog
    | CorrectLog
    | CareForSecondLog
    | MakeFollowUp
    | CountTasks
    | OwnLead
)
"""The effects that are entries of the outbox."""

KINDS: dict[type[Entered], Kind] = {
    LookUpCaller: Kind.MATCH,
    LookUpNamed: Kind.NAMED,
    LookUpTask: Kind.TASK,
    LearnRecord: Kind.RECORD,
    MakeLead: Kind.LEAD,
    WriteLog: Kind.LOG,
    CorrectLog: Kind.CORRECTION,
    CareForSecondLog: Kind.SECOND_LOG,
    CountTasks: Kind.DOUBLES,
    OwnLead: Kind.LEAD_OWNER,
    MakeFollowUp: Kind.FOLLOW_UP,
}

_NUMBERED = frozenset({Kind.CORRECTION, Kind.SECOND_LOG, Kind.FOLLOW_UP})

_encode = msgspec.json.Encoder().encode


def entry_of(file: CallFile, effect: Entered, at: datetime) -> Entry:
    """Return the entry of an effect; each edition of the log has entries of its own.

    Of what may be wanted several times within an edition each has its number.

    Args:
        file: the call, as it is after the effect.
        effect: what it wants.
        at: when it is due.
    """
    kind, edition = KINDS[type(effect)], file.ledger.edition
    nth = effect.nth if isinstance(effect, MakeFollowUp) else file.ledger.corrections
    number = f".{nth}" if kind in _NUMBERED else ""
    place = f":{edition}{number}" if edition > 1 or number else ""
    is_later = kind is Kind.DOUBLES  # what is to be done of the call meanwhile does not wait for it
    # the number of the caller stands in the call alone, where it can be erased
    more = {} if isinstance(effect, LookUpCaller) else msgspec.to_builtins(effect)
    return Entry(
        org_id=file.org_id,
        call_id=f"{kind}/{file.call.id}" if is_later else file.call.id,
        kind=kind,
        key=f"{kind}:{file.call.key}{place}",
        payload=_encode({"edition": edition, **more}),
        due_at=at + WAIT if is_later else at,
    )

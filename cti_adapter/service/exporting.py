"""All that is kept of a caller, as one JSON document for them, and counted by kind (B-15).

It is found as the erasure finds it. What stands in it is of this caller alone: messages to panels
copy what stands elsewhere and show other people's calls as well, so they are counted only. That it
was handed out is recorded, under a keyed hash of the number.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent, PolicyApplied
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.caller_desk import OnDesk, on_desk
from cti_adapter.service.caller_files import (
    CallerFiles,
    CallerStore,
    KeptEntry,
    RawEvent,
    goes_on,
    people_of,
)
from cti_adapter.service.intake import INTAKE
from cti_adapter.service.ports import Clock, Unit, Units

FORMAT = "cti-adapter caller export 1"


class KeptCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call with all that happened to it."""

    file: CallFile
    journal: tuple[CallEvent, ...]


class KeptOfCaller(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a number in an org."""

    number: PhoneNumber
    calls: tuple[KeptCall, ...]
    raw: tuple[RawEvent, ...]
    """Events of telephone systems, and web forms."""
    entries: tuple[KeptEntry, ...]
    desks: tuple[OnDesk, ...]
    messages: int
    lead: str | None
    """The Lead that was made of the number, "" while it is being made."""

    @property
    def going_on(self) -> int:
        """Calls an erasure would leave, because somebody still has them in their hands."""
        return sum(goes_on(each.file) for each in self._whole)

    @property
    def counts(self) -> dict[str, int]:
        """How much there is of each kind; a call that became part of another counts with it."""
        desks = self.desks
        return {
            "calls": len(self._whole),
            "notes": sum(_has_notes(each.file) for each in self.calls),
            "journal": sum(len(each.journal) for each in self.calls),
            "raw": sum(each.connector != INTAKE for each in self.raw),
            "forms": sum(each.connector == INTAKE for each in self.raw),
            "entries": len(self.entries),
            "missed": sum(len(each.missed) + each.dialled_last for each in desks),
            "dial_list": sum(len(each.to_dial) + len(each.dialled) for each in desks),
            "messages": self.messages,
            "lead": int(self.lead is not None),
        }

    @property
    def _whole(self) -> list[KeptCall]:
        return [each for each in self.calls if each.file.call.merged_into is None]


class Exporting:
    """Finds what is kept of a caller, and hands it out.

    Args:
        units: transactions in which calls and desks are read.
        store: where else a number stands.
        note: records who did it; told the org, who, and what was done in one line.
        clock: now.
    """

    def __init__(
        self,
        units: Units,
        store: CallerStore,
        *,
        note: Callable[[OrgId, str, str], None],
        clock: Clock,
    ) -> None:
        self._units = units
        self._store = store
        self._files = CallerFiles(units, store)
        self._note = note
        self._clock = clock

    def find(self, org_id: OrgId, number: PhoneNumber) -> KeptOfCaller:
        """Return what is kept; records nothing."""
        files = sorted(self._files.of(org_id, number), key=_began)
        names, people = self._files.names(org_id, files), people_of(files)
        call_ids: set[CallId] = {file.call.id for file in files}
        shown: set[str] = {*people, *call_ids}
        agents = self._store.agents(org_id)
        desks = [self._on_desk(org_id, each, number, people) for each in agents]
        told = (self._store.messages(org_id, each, number, shown) for each in agents)
        return KeptOfCaller(
            number=number,
            calls=tuple(self._with_journal(org_id, file) for file in files),
            raw=tuple(self._store.raw_events(org_id, number, names)),
            entries=tuple(self._store.entries(org_id, number, call_ids)),
            desks=tuple(each for each in desks if each != OnDesk(agent=each.agent)),
            messages=sum(1 for messages in told for _ in messages),
            lead=self._store.made_lead(org_id, number),
        )

    def export(self, org_id: OrgId, number: PhoneNumber, by: str) -> bytes:
        """Return what is kept as a JSON document, and record that it was handed out.

        Args:
            org_id: in which org.
            number: in normal form.
            by: who does it, for the record.
        """
        kept = self.find(org_id, number)
        known_as = self._store.known_as(org_id, number)
        self._note(org_id, by, f"exported caller #{known_as}: {kept.counts['calls']} calls")
        return document(kept, org_id, self._clock())

    def _with_journal(self, org_id: OrgId, file: CallFile) -> KeptCall:
        journal = self._units.read(org_id, partial(_journal, file.call.id))
        return KeptCall(file=file, journal=journal)

    def _on_desk(
        self, org_id: OrgId, agent_id: AgentId, number: PhoneNumber, people: set[Any]
    ) -> OnDesk:
        def read(unit: Unit) -> OnDesk:
            return on_desk(unit.desk(agent_id), unit.dial_list(agent_id), number, people)

        return self._units.read(org_id, read)


def document(kept: KeptOfCaller, org_id: OrgId, at: datetime) -> bytes:
    """Return what is kept of a caller as JSON, indented, for people and programs."""
    told = {
        "format": FORMAT,
        "exported_at": at,
        "org": org_id,
        "number": kept.number,
        "counts": kept.counts,
        "calls": [_call(each) for each in kept.calls],
        "raw_events": [_raw(each) for each in kept.raw if each.connector != INTAKE],
        "forms": [_raw(each) for each in kept.raw if each.connector == INTAKE],
        "outbox": [_entry(each) for each in kept.entries],
        "desks": kept.desks,
        "made_lead": kept.lead,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def _began(file: CallFile) -> tuple[datetime, str]:
    return file.call.created_at, file.call.id


def _journal(call_id: CallId, unit: Unit) -> tuple[CallEvent, ...]:
    """Read what happened to a call; the org's settings, which it quotes, are nobody's."""
    events = unit.read_journal(call_id)
    return tuple(each for each in events if not isinstance(each, PolicyApplied))


def _has_notes(file: CallFile) -> bool:
    return bool(file.notes.text or file.notes.filed)


def _call(kept: KeptCall) -> dict[str, Any]:
    file = kept.file
    slots, ledger = file.assignment.slots, file.ledger
    return {
        "id": file.call.id,
        "telephone_systems_id": file.call.native_id,
        "began_at": file.call.created_at,
        "ended_at": file.call.ended_at,
        "direction": file.call.direction,
        "notes": [each.text for each in file.notes.filed] + [file.notes.text] * _typed(file),
        "call_result": file.call_result,
        "assigned": [placed.record for placed in slots.all],
        "log": {"state": ledger.state, "reason": ledger.reason, "task": ledger.task_url},
        "journal": kept.journal,
        "snapshot": replace(file, policy=Policy(), unanswered=()),
    }


def _typed(file: CallFile) -> int:
    return int(bool(file.notes.text))


def _raw(event: RawEvent) -> dict[str, Any]:
    return {
        "from": event.connector,
        "source": event.source,
        "id": event.event_id,
        "received_at": event.received_at,
        "body": event.body.decode(errors="replace"),
    }


def _entry(entry: KeptEntry) -> dict[str, Any]:
    return {
        "what": entry.kind,
        "about": entry.call_id,
        "status": entry.status,
        "due_at": entry.due_at,
        "payload": entry.payload.decode(errors="replace"),
        "said": entry.last_error,
    }

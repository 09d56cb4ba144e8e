"""What is kept of a caller, found by their number: the same for who exports and who erases (B-15).

Everything is read through, a call a transaction; nothing is changed here.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Protocol

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.outbox.entry import Kind, OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import AgentMessage, Unit, Units


class RawEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event, or a web form, as it came."""

    connector: str
    source: str
    event_id: str
    received_at: datetime
    body: bytes


class KeptEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the outbox, as far as it matters what stands in it."""

    id: int
    call_id: str
    kind: Kind
    status: str
    due_at: datetime
    payload: bytes
    last_error: str


class CallerStore(Protocol):
    """Where a number is found beside the calls' own rows (storage/mentions.py)."""

    def known_as(self, org_id: OrgId, number: PhoneNumber) -> str:
        """Return the keyed hash under which it is recorded what was done with a number."""
        ...

    def calls_with(self, org_id: OrgId, number: PhoneNumber) -> tuple[CallId, ...]: ...

    def names_of(self, org_id: OrgId, call_ids: Collection[CallId]) -> tuple[str, ...]: ...

    def agents(self, org_id: OrgId) -> tuple[AgentId, ...]: ...

    def raw_events(
        self, org_id: OrgId, number: PhoneNumber, names: Collection[str]
    ) -> Iterable[RawEvent]: ...

    def entries(
        self, org_id: OrgId, number: PhoneNumber, call_ids: Collection[CallId]
    ) -> Iterable[KeptEntry]: ...

    def messages(
        self, org_id: OrgId, agent_id: AgentId, number: PhoneNumber, names: Collection[str]
    ) -> Iterable[AgentMessage]: ...

    def made_lead(self, org_id: OrgId, number: PhoneNumber) -> str | None:
        """Return the id of the Lead that was made of a number, "" while it is being made."""
        ...


class CallerFiles:
    """Finds the calls of a caller, and what else names them."""

    def __init__(self, units: Units, store: CallerStore) -> None:
        self._units = units
        self._store = store

    def of(self, org_id: OrgId, number: PhoneNumber) -> Iterator[CallFile]:
        """Yield the calls of a number, and those that are one with them; erased ones are none."""
        waiting, seen = list(self._store.calls_with(org_id, number)), set[CallId]()
        while waiting:
            call_id = waiting.pop()
            if call_id in seen:
                continue
            seen.add(call_id)
            file = self._units.read(org_id, partial(_read, call_id))
            if file is not None:
                waiting += [each.call_id for each in file.call.merged]
                waiting += [file.call.merged_into] if file.call.merged_into else []
                if file.erased_at is None:
                    yield file

    def names(self, org_id: OrgId, files: Collection[CallFile]) -> set[str]:
        """Return by what telephone systems name these calls."""
        names = {file.call.native_id for file in files}
        return names | set(self._store.names_of(org_id, [file.call.id for file in files]))


def people_of(files: Iterable[CallFile]) -> set[RecordId]:
    """Return the ids of the records that were found by, or assigned to, these calls."""
    placed = {each.record.id for file in files for each in file.assignment.slots.all}
    return placed | {each.id for file in files for each in file.assignment.matches}


def goes_on(file: CallFile) -> bool:
    """Whether somebody still has a call in their hands."""
    return not file.call.is_over or file.call.is_wrapping_up


def _read(call_id: CallId, unit: Unit) -> CallFile | None:
    return unit.find_call(call_id)

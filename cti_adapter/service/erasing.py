"""The erasing of a caller by their number: every call with it, and all else that names it (B-15).

A call a transaction, a desk a transaction, raw events in batches: nobody waits for it. What was
interrupted is done again, and then finds by the number alone what else named an erased call.
A call that goes on, or of which something is being sent at this moment, is left and counted.
That it was done is recorded, under a keyed hash of the number.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Protocol

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.administered import CallerErased
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.caller_desk import cleared, cleared_list
from cti_adapter.service.caller_files import CallerFiles, CallerStore, goes_on, people_of
from cti_adapter.service.dial_list import shown_of
from cti_adapter.service.erasures import summary_of
from cti_adapter.service.findings import Findings
from cti_adapter.service.fold import Fold
from cti_adapter.service.forgetting import mentions
from cti_adapter.service.ports import Units


class ErasureStore(CallerStore, Protocol):
    """Where a number is found and taken out (storage/erasing.py)."""

    def replace_messages(
        self,
        org_id: OrgId,
        agent_id: AgentId,
        number: PhoneNumber,
        names: Collection[str],
        told: bytes | None,
    ) -> None: ...

    def empty_inbox(self, org_id: OrgId, number: PhoneNumber, names: Collection[str]) -> None: ...

    def empty_entries(self, org_id: OrgId, number: PhoneNumber) -> None: ...

    def forget_lead(self, org_id: OrgId, number: PhoneNumber) -> None: ...


class Erasable(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls of a number there are to be erased, or were."""

    calls: int
    """A call that became part of another one counts with it."""
    going_on: int
    """Calls that are left: they go on, or something of them is being sent."""


class Erasing:
    """Finds and erases callers.

    Args:
        flow: the one way in which anything happens to a call.
        units: transactions in which calls are read.
        store: where else a number stands.
        findings: what checks found; one that names the number goes.
        forget: takes the number out of this process's memory.
        note: records who did it; told the org, who, and what was done in one line.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each port by name
        self,
        flow: CallFlow,
        units: Units,
        store: ErasureStore,
        findings: Findings,
        *,
        forget: Callable[[OrgId, PhoneNumber], None],
        note: Callable[[OrgId, str, str], None],
    ) -> None:
        self._flow = flow
        self._files = CallerFiles(units, store)
        self._store = store
        self._findings = findings
        self._forget = forget
        self._note = note

    def find(self, org_id: OrgId, number: PhoneNumber) -> Erasable:
        """Say how many calls would be erased, and how many left."""
        whole = [file for file in self._files.of(org_id, number) if file.call.merged_into is None]
        left = sum(goes_on(file) for file in whole)
        return Erasable(calls=len(whole) - left, going_on=left)

    def erase(self, org_id: OrgId, number: PhoneNumber, by: str) -> Erasable:
        """Erase a number; done again it takes what was left, and harms nothing.

        Args:
            org_id: in which org.
            number: in normal form.
            by: who does it, for the record.
        """
        files = list(self._files.of(org_id, number))
        gone = [file for file in files if self._erased(org_id, file)]
        done = sum(file.call.merged_into is None for file in gone)
        left = sum(file.call.merged_into is None for file in files) - done
        names, people = self._files.names(org_id, gone), people_of(gone)
        known = {*people, *(file.call.id for file in gone)}
        for agent_id in self._store.agents(org_id):
            told: list[bytes | None] = []
            work = partial(_clear, agent_id, number, people, told)
            self._flow.apply(org_id, work)
            self._store.replace_messages(org_id, agent_id, number, known, told[-1])
        self._store.empty_inbox(org_id, number, names)
        self._store.empty_entries(org_id, number)
        self._store.forget_lead(org_id, number)
        for subject, found in self._findings.of(org_id).items():
            if mentions(msgspec.json.encode(found).decode(), number):
                self._findings.drop(org_id, like=subject)
        self._forget(org_id, number)
        known_as = self._store.known_as(org_id, number)
        self._note(org_id, by, summary_of(known_as, done, left))
        return Erasable(calls=done, going_on=left)

    def _erased(self, org_id: OrgId, file: CallFile) -> bool:
        done: list[bool] = []

        def work(fold: Fold) -> None:
            now = fold.unit.lock_call(file.call.id)
            done.clear()
            if now is not None and not goes_on(now):
                fold.advance(now, CallerErased(at=fold.now))
                done.append(True)

        try:
            self._flow.apply(org_id, work)
        except StateConflict:
            return False
        return bool(done)


def _clear(
    agent_id: AgentId,
    number: PhoneNumber,
    people: Collection[str],
    told: list[bytes | None],
    fold: Fold,
) -> None:
    """Take a number off an agent's desk and dial list, and tell the pages."""
    fold.panels.move(agent_id, lambda desk: cleared(desk, number, people))
    kept = fold.unit.dial_list(agent_id)
    left = cleared_list(kept, number)
    if left != kept:
        fold.unit.put_dial_list(agent_id, left)
        fold.unit.put_desk(replace(fold.unit.lock_desk(agent_id), dial_list=shown_of(left)))
    told.append(fold.panels.tell_anew(agent_id))

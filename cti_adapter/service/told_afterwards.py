"""Asks telephone systems that can tell for calls we never heard of, or not to their end.

After an outage, when we start, and every quarter of an hour: a webhook that was lost is found by
the system's own list of calls. One that still runs is shown to its agent, as if it had been told.
One that is over says of itself that it was told afterwards, and is logged without troubling an
agent: it is long past.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from msgspec.structs import replace

from cti_adapter.calls.call import Call, CallKey
from cti_adapter.calls.commands import Capability
from cti_adapter.calls.events import TelephonyEvent, WrapUpExpired
from cti_adapter.errors import SettingsError, TelephonyError
from cti_adapter.metrics import RECONCILE_MISSING
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow, Incoming
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Clock, Units
from cti_adapter.service.telephone_findings import asked_subject

log = structlog.get_logger()

EVERY: Final = timedelta(minutes=15)
AFTER_FAILURE: Final = timedelta(minutes=1)
FURTHEST: Final = timedelta(days=2)
"""How long an outage is made good for; systems keep their lists longer, agents their memory not."""
OVERLAP: Final = timedelta(hours=4)
"""A call is asked for until it can be over: it is listed by its beginning."""
TOLD, AFTERWARDS = "told", "afterwards"
"""The attribute that such a call has."""


class Remembered(Protocol):
    """A call as a telephone system remembers it (telephony/connector.py)."""

    @property
    def native_id(self) -> str: ...

    @property
    def incoming(self) -> tuple[Incoming, ...]: ...


class ToldAfterwards:
    """Looks at every telephone system in turn.

    Args:
        flow: takes what is found.
        units: where it is seen what is known already.
        findings: when a system was asked last, and how many calls were found.
        systems: what each telephone system can do, by its key, org by org.
        ask: asks one of them for its calls since a moment that are over.
        ask_now: asks it for those that run.
        clock: now.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        flow: CallFlow,
        units: Units,
        findings: Findings,
        *,
        systems: Callable[[], Mapping[OrgId, Mapping[str, frozenset[Capability]]]],
        ask: Callable[[OrgId, str, datetime], Sequence[Remembered]],
        ask_now: Callable[[OrgId, str], Sequence[Remembered]],
        clock: Clock,
    ) -> None:
        self._flow = flow
        self._units = units
        self._findings = findings
        self._systems = systems
        self._ask = ask
        self._ask_now = ask_now
        self._clock = clock
        self._next: dict[str, datetime] = {}
        """When each system's turn comes in this process; at its start it has come."""

    def look(self) -> None:
        """Ask every system whose turn it is."""
        for org_id, systems in self._systems().items():
            for key, can in systems.items():
                if "resync" in can and self._next.get(key, self._clock()) <= self._clock():
                    self._look_at(org_id, key)

    def _look_at(self, org_id: OrgId, key: str) -> None:
        now, subject = self._clock(), asked_subject(key)
        last = self._findings.of(org_id, like=subject).get(subject)
        since = max(last.at - OVERLAP, now - FURTHEST) if last is not None else now - OVERLAP
        try:
            running, told = self._ask_now(org_id, key), self._ask(org_id, key, since)
        except (TelephonyError, SettingsError) as error:  # one system keeps no other waiting
            log.warning("telephony.not_asked", why=str(error))
            self._next[key] = now + AFTER_FAILURE
            return
        found = sum(self._take(org_id, key, call) for call in told)
        RECONCILE_MISSING.inc(found)
        for call in running:
            self._take_running(org_id, key, call)
        self._findings.put(org_id, subject, Finding(at=now, code=FINE, facts={"n": str(found)}))
        self._next[key] = now + EVERY

    def _take_running(self, org_id: OrgId, key: str, call: Remembered) -> None:
        """Fold a call whose beginning was not told; its end will be."""

        def work(fold: Fold) -> None:
            if fold.unit.lock_call_by_key(CallKey(f"{key}:{call.native_id}")) is not None:
                return
            for one in call.incoming:
                if one.event is not None and fold.unit.take_in(key, one.item, fold.now):
                    fold.report(key, one.native_id, one.event)

        self._flow.apply(org_id, work)

    def _take(self, org_id: OrgId, key: str, call: Remembered) -> bool:
        """Fold a call that is not known to be over; whether it was such a one."""
        name = CallKey(f"{key}:{call.native_id}")
        known = self._units.read(org_id, lambda unit: unit.find_call_by_key(name))
        if known is not None and known.call.hung_up:
            return False
        self._flow.apply(org_id, lambda fold: _fold(fold, key, call))
        return True


def _fold(fold: Fold, connector: str, call: Remembered) -> None:
    is_new = fold.unit.lock_call_by_key(CallKey(f"{connector}:{call.native_id}")) is None
    for one in call.incoming:
        if one.event is not None and fold.unit.take_in(connector, one.item, fold.now):
            fold.report(connector, one.native_id, _marked(one.event) if is_new else one.event)
    file = fold.unit.lock_call_by_key(CallKey(f"{connector}:{call.native_id}"))
    if file is not None and file.call.is_wrapping_up:
        fold.advance(file, WrapUpExpired(at=fold.now))


def _marked(event: TelephonyEvent) -> TelephonyEvent:
    marked = {**event.facts.attributes, TOLD: AFTERWARDS}
    return replace(event, facts=replace(event.facts, attributes=marked))


def is_told_afterwards(call: Call) -> bool:
    """Whether nothing was heard of a call before its telephone system was asked."""
    return call.attributes.get(TOLD) == AFTERWARDS

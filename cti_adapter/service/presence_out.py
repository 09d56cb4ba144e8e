"""Tells telephone systems the presence of agents, where they take it (B-32).

What is told is an outbox entry of the transaction that changed it, one for every telephone system.
The newest state wins: an entry that is overtaken by another one tells nothing any more. What a
telephone system told itself is not told back to it. One that cannot be reached is told later; what
one refuses is not tried again, and its page says so to the admin.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec
import structlog
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.commands import Capability, Command
from cti_adapter.calls.sign_in import SignedIn
from cti_adapter.calls.told_presence import told_presence
from cti_adapter.errors import CommandRefused, RetryLater, TelephonyError
from cti_adapter.outbox.entry import Entry, Kind, OrgId
from cti_adapter.service.desk import Desk, PresenceOutside
from cti_adapter.service.findings import Finding, Findings
from cti_adapter.service.ports import Clock, Telephony, Unit, Units
from cti_adapter.service.telephone_findings import presence_subject
from cti_adapter.service.uncalled_errand import NOT_DELIVERED, UncalledErrand

PATIENCE = timedelta(days=1)
"""So long a telephone system may be down and still be told."""

log = structlog.get_logger()

Can = Mapping[str, frozenset[Capability]]
"""What each telephone system of an org can do, by its key."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry of kind PRESENCE carries."""

    connector: str
    agent_id: AgentId
    number: int
    """Which change of this agent's it is: one that is overtaken is not told."""
    at: datetime


def takers(can: Can) -> tuple[str, ...]:
    """Return the telephone systems that take presence."""
    return tuple(key for key, able in can.items() if "presence" in able)


def told(  # noqa: PLR0913 - what a desk is judged by, part by part
    unit: Unit, desk: Desk, counted: SignedIn, can: Can, now: datetime, *, told_by: str = ""
) -> Desk:
    """Put what telephone systems have to be told of a desk, and return the desk that says so.

    Args:
        unit: where the desk is about to be stored.
        desk: as it is from now on.
        counted: the agent's sign-in states.
        can: what the telephone systems can do.
        now: when.
        told_by: the telephone system that said it itself.
    """
    wraps_up = any(call.phase == "wrap-up" for call in desk.calls)
    presence, before = told_presence(counted, wraps_up=wraps_up), desk.outside
    if presence == before.presence:
        return desk
    number = before.number + 1
    for connector in takers(can):
        if connector != told_by or presence != counted.presence:
            news = Told(connector=connector, agent_id=desk.agent_id, number=number, at=now)
            unit.put_entry(_entry(desk.org_id, news))
    return replace(desk, outside=replace(before, presence=presence, number=number))


def _entry(org_id: OrgId, news: Told) -> Entry:
    whose = f"{news.connector}/{news.agent_id}"
    key = f"{Kind.PRESENCE}:{whose}:{news.number}:{news.at.isoformat()}"
    return Entry(
        org_id=org_id,
        call_id=key,  # a chain of its own: the newest waits for no older one
        kind=Kind.PRESENCE,
        key=key,
        payload=msgspec.json.encode(news),
        due_at=news.at,
        lane=f"presence {whose}",
    )


class PresenceErrand(UncalledErrand):
    """Performs the entries of kind PRESENCE (outbox/courier.py, Errand)."""

    def __init__(
        self,
        units: Units,
        can: Callable[[OrgId], Can],
        telephony: Telephony,
        findings: Findings,
        *,
        clock: Clock,
    ) -> None:
        super().__init__(units, clock)
        self._can = can
        self._telephony = telephony
        self._findings = findings

    def perform(self, entry: Entry) -> None:
        """Tell a telephone system what the agent's presence is, unless that was overtaken.

        Raises:
            RetryLater: it could not be told now.
        """
        news = msgspec.json.decode(entry.payload, type=Told)
        if news.connector not in takers(self._can(entry.org_id)):
            return
        agent = self._units.read(entry.org_id, lambda unit: unit.agent(news.agent_id))
        outside = self._outside(entry.org_id, news.agent_id)
        if agent is None or outside.number != news.number:
            return
        command = Command(
            id=f"presence-{news.agent_id}-{news.number}-{int(news.at.timestamp())}",
            verb="agent_presence",
            line=agent.line,
            presence=outside.presence,
        )
        try:
            self._telephony.send(entry.org_id, news.connector, command)
        except CommandRefused as refused:
            self._give_up(entry.org_id, news, "refused", str(refused.status))
        except TelephonyError as error:
            if self._clock() - news.at < PATIENCE:
                raise RetryLater(str(error), code=NOT_DELIVERED) from error
            self._give_up(entry.org_id, news, "unreachable")
        else:
            self._findings.drop(entry.org_id, like=presence_subject(news.connector))

    def _give_up(self, org_id: OrgId, news: Told, code: str, status: str = "") -> None:
        """Leave it untold; the admin reads it on the page of the telephone system."""
        log.warning("presence.not_told", org=org_id, why=code, status=status)
        found = Finding(at=self._clock(), code=code, facts={"status": status})
        self._findings.put(org_id, presence_subject(news.connector), found)

    def _outside(self, org_id: OrgId, agent_id: AgentId) -> PresenceOutside:
        return self._units.read(org_id, lambda unit: unit.desk(agent_id)).outside

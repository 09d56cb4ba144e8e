"""Who takes calls from queues, as the PBX says: its members, paused or not. Pure.

Away is who is paused in every queue they are in, available who is paused in none; in between
nothing is told. What we had paused ourselves is no news, nor is what was known before.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cti_adapter.telephony.asterisk.exchange import Directory, Exchange, Member
from cti_adapter.telephony.asterisk.told import Told

_NEWS: Final = frozenset({"QueueMemberPause", "QueueMemberAdded", "QueueMemberRemoved"})
AVAILABLE, AWAY = "available", "away"


class Pausing:
    """Keeps the members of all queues.

    Args:
        exchange: where they are kept.
        directory: whose phones are whose.
    """

    def __init__(self, exchange: Exchange, directory: Directory) -> None:
        self._exchange = exchange
        self._directory = directory
        self._listed: list[Member] = []

    def take(self, event: Mapping[str, object], at: datetime) -> list[Told]:
        """Take an event of the AMI; return what it says of agents.

        Args:
            event: any; most say nothing here.
            at: when.
        """
        name = str(event.get("Event"))
        if name == "QueueStatusComplete":
            lines = {each.line for each in (*self._exchange.members, *self._listed)}
            self._exchange.members, self._listed = self._listed, []
            return self._changed(lines, at)
        if name != "QueueMember" and name not in _NEWS:
            return []
        member = self._read(event)
        if member is None:
            return []
        if name == "QueueMember":  # one of a list, which ends with QueueStatusComplete
            self._listed.append(member)
            return []
        others = [each for each in self._exchange.members if not _is_same(each, member)]
        here = [] if name == "QueueMemberRemoved" else [member]
        self._exchange.members = [*others, *here]
        return self._changed({member.line}, at)

    def interfaces(self, line: str) -> list[str]:
        """Return as what an agent is a member of queues."""
        known = {each.interface for each in self._exchange.members if each.line == line}
        return sorted(known) or [self._directory.endpoint_of(line)]

    def order(self, line: str, presence: str) -> str:
        """Take it that an agent is about to be paused by us, or not any more; return what was."""
        before = self._exchange.presences.get(line, AVAILABLE)
        self._exchange.presences[line] = AVAILABLE if presence == AVAILABLE else AWAY
        return before

    def _changed(self, lines: set[str], at: datetime) -> list[Told]:
        told = []
        for line in sorted(lines):
            paused = {each.paused for each in self._exchange.members if each.line == line}
            if len(paused) != 1:
                continue
            presence = AWAY if paused == {True} else AVAILABLE
            if presence != self.order(line, presence):
                data = {"agent": line, "presence": presence}
                told.append(Told(type="agent.presence_changed", at=at, call_id="", data=data))
        return told

    def _read(self, event: Mapping[str, object]) -> Member | None:
        texts = {name: str(event.get(name, "")) for name in ("Queue", "Paused", "StateInterface")}
        interface = str(event.get("Interface") or event.get("Location") or "")
        for device in (texts["StateInterface"], interface):
            line = self._directory.line_of(f"{device}-")
            if line and interface:
                paused = texts["Paused"] == "1"
                queue = texts["Queue"][:100]
                return Member(line=line, queue=queue, interface=interface[:150], paused=paused)
        return None


def _is_same(one: Member, other: Member) -> bool:
    return (one.queue, one.interface) == (other.queue, other.interface)

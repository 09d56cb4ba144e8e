"""Brings messages to the sockets of this process, each agent's in the order of their numbers.

Two transactions may be done in one order and tell us in the other. A message that comes early
waits here for the one before it; if that does not come, it is read from the database, which also
is how messages of other processes get here. Nothing is lost by forgetting: the numbers show a gap,
and the database fills it.
"""

import threading
from collections.abc import Callable, Iterable
from functools import partial

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.background import Background
from cti_adapter.service.ports import AgentMessage
from cti_adapter.web.hub import Hub
from cti_adapter.web.subscription import Key

Since = Callable[[OrgId, AgentId, int], list[AgentMessage] | None]


class _Line:
    """One agent's messages on their way: the last one sent, and those that came early."""

    __slots__ = ("asking", "early", "last")  # there is one for every connected agent

    def __init__(self, last: int) -> None:
        self.last = last
        self.early: dict[int, bytes] | None = None
        """None where nothing came early, which is nearly always."""
        self.asking = False


class Switchboard:
    """The port Post of the use cases, in front of the hub."""

    def __init__(self, hub: Hub, since: Since, background: Background) -> None:
        self._hub = hub
        self._since = since
        self._background = background
        self._lines: dict[Key, _Line] = {}
        self._lock = threading.Lock()

    def begin(self, key: Key, seq: int) -> None:
        """Note up to which message a socket of this agent has just been told.

        Where others listen too, what they were told last counts: the newcomer may get a message
        twice, which it ignores, and nobody misses one.
        """
        with self._lock:
            if key not in self._lines or self._hub.sockets_of(key) <= 1:
                self._lines[key] = _Line(seq)

    def deliver(self, org_id: OrgId, messages: Iterable[AgentMessage]) -> None:
        """Send messages that a transaction of this process has just stored."""
        gaps: list[AgentId] = []
        with self._lock:
            for message in messages:
                line = self._listening(org_id, message.agent_id)
                if line is not None and self._pass_on(org_id, message, line):
                    gaps.append(message.agent_id)
        for agent_id in gaps:
            self._background.start(partial(self.catch_up, org_id, agent_id))

    def catch_up(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Send what another process stored, or what did not come by itself.

        Where some of it is gone by now only a snapshot helps, and that is what a new socket gets.
        """
        with self._lock:
            line = self._listening(org_id, agent_id)
            last = line.last if line is not None else 0
        if line is None:
            return
        try:
            missed = self._since(org_id, agent_id, last)
        finally:
            line.asking = False  # where the database does not answer, the next message asks again
        with self._lock:
            if missed is None:
                self._lines.pop((org_id, agent_id), None)
                self._hub.send_back((org_id, agent_id))
                return
            for message in missed:
                self._pass_on(org_id, message, line)

    def catch_up_all(self) -> None:
        """Send everybody what may have been missed while nobody listened."""
        with self._lock:
            agents = list(self._lines)
        for org_id, agent_id in agents:
            self.catch_up(org_id, agent_id)

    def _listening(self, org_id: OrgId, agent_id: AgentId) -> _Line | None:
        key = (org_id, agent_id)
        if self._hub.sockets_of(key) == 0:
            self._lines.pop(key, None)
            return None
        return self._lines.get(key)

    def _pass_on(self, org_id: OrgId, message: AgentMessage, line: _Line) -> bool:
        """Send what is in order; return whether someone has to ask for what is missing."""
        if message.seq <= line.last:
            return False
        early = line.early or {}
        early[message.seq] = message.body
        while (body := early.pop(line.last + 1, None)) is not None:
            line.last += 1
            self._hub.publish((org_id, message.agent_id), body)
        line.early = early or None
        if not early or line.asking:
            return False
        line.asking = True
        return True

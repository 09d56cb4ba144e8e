"""Connections to one org that wait for reuse, and what its answers say of its allowance.

A session knows no token: who asks brings one. Sends nothing by itself.
"""

import re
from collections import deque
from typing import Any

import msgspec
from requests import Response, Session

from cti_adapter.salesforce.transport import bind

_USAGE = re.compile(r"(?:^|[ ;])api-usage=(\d+)/(\d+)")
_IDLE_SESSIONS = 8  # the most that wait for reuse; more than the courier's four writers


class ApiUsage(msgspec.Struct, frozen=True):
    """How much of the org's daily allowance of requests is used up."""

    used: int
    allowed: int


class Lines:
    """The connections. Safe for threads."""

    def __init__(self) -> None:
        self._idle: dict[str, deque[Session]] = {}
        self.usage: ApiUsage | None = None

    def take(self, instance_url: str) -> Session:
        """Return one that waits, or a new one; nobody else has it until it is put back."""
        try:
            return self._idle_to(instance_url).pop()
        except IndexError:
            return self._new_session(instance_url)

    def put(self, instance_url: str, session: Session) -> None:
        """Let the next one have it."""
        self._idle_to(instance_url).append(session)

    def close(self) -> None:
        """Close those that wait."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _idle_to(self, instance_url: str) -> deque[Session]:
        return self._idle.setdefault(instance_url, deque(maxlen=_IDLE_SESSIONS))

    def _new_session(self, instance_url: str) -> Session:
        session = Session()
        bind(session, instance_url)
        session.hooks["response"].append(self._note_usage)
        return session

    def _note_usage(self, answer: Response, **_: Any) -> None:
        said = _USAGE.search(answer.headers.get("Sforce-Limit-Info", ""))
        if said:
            self.usage = ApiUsage(int(said[1]), int(said[2]))

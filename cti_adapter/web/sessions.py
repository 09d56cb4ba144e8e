"""Who is asking: the Bearer token of a request, turned into its agent.

Nothing is authorised by a cookie here: all Salesforce orgs share one cookie partition (D9).
"""

import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from flask import g, request

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import NotSignedIn
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.storage.sessions import Session
from cti_adapter.storage.sessions import Sessions as SessionStore

_SCHEME = "Bearer "
_REMEMBERED = timedelta(seconds=5)
"""A session ended elsewhere may still act so long."""
_MOST_REMEMBERED = 500
"""Agents who press something within a few seconds; a kilobyte each."""


class Sessions:
    """Finds the session and the agent of a request, asking the database every few seconds."""

    def __init__(
        self,
        store: SessionStore,
        find_agent: Callable[[OrgId, AgentId], Agent | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._find_agent = find_agent
        self._clock = clock
        self._known: dict[str, tuple[datetime, Session, Agent]] = {}
        self._lock = threading.Lock()

    def agent(self) -> Agent:
        """Return the agent who makes this request.

        Raises:
            NotSignedIn: there is no valid token.
        """
        return self._found()[1]

    def session(self) -> Session:
        """Return the session of this request.

        Raises:
            NotSignedIn: there is no valid token.
        """
        return self._found()[0]

    def forget(self, ended: Collection[str]) -> None:
        """Let the sessions of these sign-ins act no longer in this process."""
        with self._lock:
            over = [token for token, (_, known, _) in self._known.items() if known.sign_in in ended]
            for token in over:
                del self._known[token]

    def _found(self) -> tuple[Session, Agent]:
        if "caller" not in g:
            g.caller = self._find(_token())
        caller: tuple[Session, Agent] = g.caller
        return caller

    def _find(self, token: str) -> tuple[Session, Agent]:
        now = self._clock()
        with self._lock:
            known = self._known.get(token)
        if known is not None and known[0] > now and known[1].expires_at > now:
            return known[1], known[2]
        session = self._store.session(token, now)
        agent = self._find_agent(session.org_id, session.agent_id) if session else None
        if session is None or agent is None or agent.user_id != session.user_id:
            raise NotSignedIn
        with self._lock:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[token] = (now + _REMEMBERED, session, agent)
        return session, agent


def _token() -> str:
    header = request.headers.get("Authorization", "")
    token = header.removeprefix(_SCHEME)
    if not header.startswith(_SCHEME) or not token:
        raise NotSignedIn
    return token

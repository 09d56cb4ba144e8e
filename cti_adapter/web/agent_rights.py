"""Whether an agent who renews a session still may: linked as before, and active in Salesforce.

The link is ours and is looked at each time. Salesforce is asked every few minutes at most, for
many users in one request; an org that does not answer takes nobody's telephone away.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from cti_adapter.errors import SalesforceError
from cti_adapter.org_book import OrgBook
from cti_adapter.salesforce.rights import MOST_USERS
from cti_adapter.storage.people import People
from cti_adapter.storage.sessions import Session, Sessions

log = structlog.get_logger()

CHECKED_EVERY = timedelta(minutes=5)
_LEFT_ALONE = timedelta(minutes=1)
"""How long an org that did not answer is not asked about the same users again."""


class AgentRights:
    """Looks at the rights of agents as they renew their sessions."""

    def __init__(
        self,
        sessions: Sessions,
        people: People,
        orgs: OrgBook,
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._people = people
        self._orgs = orgs
        self._clock = clock

    def still_agent(self, session: Session) -> bool:
        """Whether this session may go on; ends it, and all of a user who is not active."""
        now = self._clock()
        agent = self._people.agent(session.org_id, session.agent_id)
        if agent is None or agent.user_id != session.user_id:
            self._sessions.end_sign_in(session.org_id, session.sign_in, now)
            return False
        if now - session.checked_at < CHECKED_EVERY:
            return True
        return session.user_id not in self._gone(session, now)

    def _gone(self, session: Session, now: datetime) -> frozenset[str]:
        """Ask for this user, and for others whose turn it is; end the sessions of the inactive."""
        org_id = session.org_id
        others = self._sessions.unchecked(org_id, now - CHECKED_EVERY, now, MOST_USERS - 1)
        asked = frozenset({session.user_id, *others})
        try:
            active = self._orgs.salesforce(org_id).rights.active_users(sorted(asked))
        except SalesforceError as error:
            log.warning("agents.not_confirmed", org=org_id, error=type(error).__name__)
            self._sessions.checked(org_id, asked, now - CHECKED_EVERY + _LEFT_ALONE)
            return frozenset()
        self._sessions.checked(org_id, active, now)
        for user_id in asked - active:
            log.warning("agents.not_active", org=org_id, user=user_id)
            self._sessions.end_all_of(org_id, user_id, now)
        return asked - active

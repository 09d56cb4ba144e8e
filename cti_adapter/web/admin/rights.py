"""Whether somebody may administer an org, or watch: the org says so, at sign-in and ever after.

It is asked again every few minutes. An org that cannot be asked neither gives the right nor takes
it at once: who is signed in may repair the connection for an hour. After that, and for who is not
signed in, there is the boot token.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from msgspec.structs import replace

from cti_adapter.errors import NotAllowed, SalesforceError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.rights import Role
from cti_adapter.service.audit import noting
from cti_adapter.storage.admin_sessions import AdminSession, AdminSessions
from cti_adapter.web.audit import deed

log = structlog.get_logger()

CHECKED_EVERY = timedelta(minutes=5)
UNHEARD_FOR = timedelta(hours=1)
"""How long a session lasts whose right nobody could confirm."""


class NoLongerAdmin(NotAllowed):
    """The user has lost the custom permission CTI_Admin, or is not active any more."""

    error_id = "no-longer-admin"


class NoLongerSupervisor(NotAllowed):
    """The user has lost the custom permission CTI_Supervisor, or is not active any more."""

    error_id = "no-longer-supervisor"


class OnlyLive(NotAllowed):
    """A supervisor who is no admin asked for something else than page 'Live'."""

    error_id = "only-live"


class RightUnknown(NotAllowed):
    """Salesforce has not said for an hour whether this user may administer."""

    error_id = "right-unknown"


class Rights:
    """Asks the orgs who their admins and supervisors are."""

    def __init__(
        self, sessions: AdminSessions, orgs: OrgBook, clock: Callable[[], datetime]
    ) -> None:
        self._sessions = sessions
        self._orgs = orgs
        self._clock = clock

    def role_of(self, org_id: OrgId, user_id: str) -> Role | None:
        """Ask the org now; raises SalesforceError where it does not answer."""
        return self._orgs.salesforce(org_id).rights.role_of(user_id, self._clock())

    def as_of_now(self, session: AdminSession) -> AdminSession:
        """Return the session with the role its user has, asked again after a few minutes.

        Raises:
            NoLongerAdmin: the org said no; all sessions of the user have ended.
            NoLongerSupervisor: the same, of a supervisor.
            RightUnknown: the org has not answered for an hour; this session has ended.
        """
        now = self._clock()
        age = now - session.checked_at
        if not session.user_id or age < CHECKED_EVERY:
            return session
        try:
            role = self.role_of(session.org_id, session.user_id)
        except SalesforceError as error:
            log.warning("admin.right_not_confirmed", error=type(error).__name__)
            if age < UNHEARD_FOR:
                return session
            with noting(deed(session.org_id, session.username, "session.ended", "right-unknown")):
                self._sessions.end(session.org_id, session.token_hash, now)
            raise RightUnknown from error
        if role is None:
            with noting(deed(session.org_id, session.username, "session.ended", "right-lost")):
                self._sessions.end_all_of(session.org_id, session.user_id, now)
            log.warning("admin.right_lost", org=session.org_id, user=session.user_id)
            raise NoLongerAdmin if session.role == "admin" else NoLongerSupervisor
        self._sessions.checked(session, now, role)
        return replace(session, checked_at=now, role=role)

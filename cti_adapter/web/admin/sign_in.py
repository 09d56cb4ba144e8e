"""The admin's way through the org's login: web-server flow with PKCE, state and nonce (D9).

The page is first-party, so there is no iframe to claim anything: the cookie of the browser that
left is the proof that the same one came back. Whether the user may administer, the org is asked.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

from cti_adapter.errors import SalesforceError
from cti_adapter.org_book import OrgBook, OrgEntry
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.oauth import SignedInUser, begin_sign_in, finish_sign_in
from cti_adapter.salesforce.rights import Role
from cti_adapter.storage.sign_in import Login, NewSignIn, SignIns
from cti_adapter.web.admin.rights import Rights
from cti_adapter.web.auth import ADMIN_STATE
from cti_adapter.web.sign_in import SIGN_IN_LIVES

log = structlog.get_logger()


class Left(msgspec.Struct, frozen=True):
    """A browser on its way to the org's login."""

    address: str
    bind_code: str
    """Goes into its cookie."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: somebody with a role, or the code of a reason."""

    org_id: OrgId | None = None
    user: SignedInUser | None = None
    role: Role | None = None
    reason: str = ""


class AdminSignIn:
    """Sends admins to their org's login and says who came back."""

    def __init__(
        self, sign_ins: SignIns, orgs: OrgBook, rights: Rights, clock: Callable[[], datetime]
    ) -> None:
        self._sign_ins = sign_ins
        self._orgs = orgs
        self._rights = rights
        self._clock = clock

    def leave(self, org: OrgEntry) -> Left:
        """Begin a sign-in; raises SalesforceError where the org's access is incomplete."""
        now, bind_code = self._clock(), secrets.token_urlsafe(32)
        login = Login(
            state=ADMIN_STATE + secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(64),
            nonce=secrets.token_urlsafe(32),
        )
        address = begin_sign_in(
            self._orgs.access(org.id),
            state=login.state,
            nonce=login.nonce,
            verifier=login.verifier,
        )
        sign_in_id = f"{org.key}.{secrets.token_urlsafe(12)}"
        self._sign_ins.start(
            NewSignIn(
                org_id=org.id,
                id=sign_in_id,
                secret=secrets.token_urlsafe(32),  # nobody claims this one
                bind_code=bind_code,
                at=now,
                expires_at=now + SIGN_IN_LIVES,
            )
        )
        self._sign_ins.bind(org.id, sign_in_id, bind_code, now)
        self._sign_ins.begin(org.id, sign_in_id, login, now)
        return Left(address, bind_code)

    def arrive(self, state: str, bind_code: str, code: str | None) -> Arrived:
        """Finish a sign-in at the callback; `code` is None where the admin cancelled."""
        back = self._sign_ins.came_back(state, bind_code, self._clock())
        if back is None:
            return Arrived(reason="expired")
        if code is None:
            return Arrived(org_id=back.org_id, reason="cancelled")
        try:
            access = self._orgs.access(back.org_id)
            user = finish_sign_in(access, code=code, verifier=back.verifier, nonce=back.nonce)
            role = self._rights.role_of(back.org_id, user.user_id)
        except SalesforceError as error:
            log.warning("admin.sign_in_refused", error=type(error).__name__, code=error.code)
            return Arrived(org_id=back.org_id, reason="refused")
        if role is None:
            log.warning("admin.not_an_admin", org=back.org_id, user=user.user_id)
        reason = "" if role else "not-admin"
        return Arrived(org_id=back.org_id, user=user, role=role, reason=reason)

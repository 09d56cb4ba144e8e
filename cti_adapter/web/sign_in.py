"""The way in for agents (D9): a first-party window, finished on the server, claimed by the iframe.

    iframe  start      → login id, secret, bind code
    window  bind       its opener, our own iframe, gives it the bind code; a first-party cookie ties
                       this browser to it; then to the org's login (PKCE, state, nonce)
    window  come_back  the org's answer, with the cookie of the same browser
    iframe  claim      with the secret: the session, once
    iframe  renew      after a reload, by the partitioned cookie or by the rotating token

A login link sent to a victim leads nowhere: without our iframe as its opener there is no code.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import structlog
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client
from cti_adapter.errors import NoSuchThing, NotAllowed, NotSignedIn, SalesforceError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.oauth import begin_sign_in, finish_sign_in
from cti_adapter.service.audit import noting
from cti_adapter.storage.people import People
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.sessions import Session, Sessions
from cti_adapter.storage.sign_in import Login, NewSignIn, SignIns, SignInStatus
from cti_adapter.web.audit import deed
from cti_adapter.web.grants import CameBack, Grant, Granted, Marks, Started

log = structlog.get_logger()

SIGN_IN_LIVES = timedelta(minutes=10)
SESSION_LIVES = timedelta(minutes=10)
"""A token not renewed for so long is worth nothing; the panel renews it in time."""
DOOR_LIVES = timedelta(hours=12)
"""How long the cookie can bring back an agent without a click."""


class Refusal(NotAllowed):
    """The sign-in ended without a session."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS.get(reason, "Salesforce refused the sign-in."))
        self.error_id = reason if reason in REASONS else "sign-in-refused"


REASONS = {
    "sign-in-cancelled": "The sign-in was cancelled.",
    "sign-in-refused": "Salesforce refused the sign-in.",
    "sign-in-expired": "The sign-in took too long; press Sign in again.",
    "not-linked": "Nobody has linked your Salesforce user to a telephone yet; ask your admin.",
    "other-org": "That user belongs to another Salesforce org.",
}


class SignInDesk:
    """Lets agents in, and out."""

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        *,
        sign_ins: SignIns,
        sessions: Sessions,
        people: People,
        orgs: OrgBook,
        still_agent: Callable[[Session], bool],
        entered: Callable[[OrgId, AgentId, Client], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._sign_ins = sign_ins
        self._sessions = sessions
        self._people = people
        self._orgs = orgs
        self._still_agent = still_agent
        self._entered = entered
        self._clock = clock

    def start(self, org_key: str, client: Client = "softphone") -> Started:
        """Begin a sign-in for an iframe of this org, the softphone's or the companion's."""
        org = self._orgs.by_key(org_key)
        if org is None:
            raise NoSuchThing("no org has this address; check the call center definition")
        now = self._clock()
        login_id = f"{org_key}.{secrets.token_urlsafe(12)}"
        secret, bind_code = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._sign_ins.start(
            NewSignIn(
                org_id=org.id,
                id=login_id,
                secret=secret,
                bind_code=bind_code,
                client=client,
                at=now,
                expires_at=now + SIGN_IN_LIVES,
            )
        )
        return Started(
            login_id=login_id,
            secret=secret,
            bind_code=bind_code,
            popup_url=f"/auth/popup?login={login_id}",
            expires_in=int(SIGN_IN_LIVES.total_seconds()),
        )

    def bind(self, login_id: str, bind_code: str) -> str:
        """Tie a window to its iframe; return the address of the org's login."""
        org_id, now = self._org_of(login_id), self._clock()
        login = Login(
            state=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(64),
            nonce=secrets.token_urlsafe(32),
        )
        bound = self._sign_ins.bind(org_id, login_id, bind_code, now)
        if not bound or not self._sign_ins.begin(org_id, login_id, login, now):
            raise Refusal("sign-in-expired")
        return begin_sign_in(
            self._orgs.access(org_id),
            state=login.state,
            nonce=login.nonce,
            verifier=login.verifier,
        )

    def come_back(self, state: str, bind_code: str, code: str | None, marks: Marks) -> CameBack:
        """Finish a sign-in at the callback.

        Args:
            state: as it went out with the window.
            bind_code: from the cookie of the window.
            code: of the org, None where the agent cancelled.
            marks: of the browser, from the cookies it keeps.
        """
        now = self._clock()
        back = self._sign_ins.came_back(state, bind_code, now)
        if back is None:
            return CameBack(state="failed", reason="sign-in-expired")
        if code is None:
            self._sign_ins.refuse(back.org_id, back.id, "sign-in-cancelled", now)
            return CameBack(state="cancelled", login_id=back.id, reason="sign-in-cancelled")
        try:
            access = self._orgs.access(back.org_id)
            user = finish_sign_in(access, code=code, verifier=back.verifier, nonce=back.nonce)
        except SalesforceError as error:
            log.warning("sign_in.refused", error=type(error).__name__, code=error.code)
            return self._refuse(back.org_id, back.id, "sign-in-refused")
        agent = self._people.agent_of(back.org_id, user.user_id)
        if agent is None:
            return self._refuse(back.org_id, back.id, "not-linked")
        self._people.put_agent(
            replace(
                agent,
                language=user.language[:2] or "en",
                locale=user.locale.replace("_", "-"),
                time_zone=user.time_zone,
                username=user.username or agent.username,
            )
        )
        grant = Grant(
            agent_id=agent.id,
            user_id=user.user_id,
            browser=marks.browser,
            call_page=marks.call_page,
        )
        self._sign_ins.finish(back.org_id, back.id, msgspec.json.encode(grant).decode(), now)
        return CameBack(state="signed-in", login_id=back.id)

    def claim(self, login_id: str, secret: str, user_agent: str = "") -> Granted | None:
        """Give the iframe its session, once; None while the window is still open.

        Args:
            login_id: what `start` gave, as is secret.
            secret: of the iframe.
            user_agent: the browser, as it names itself.

        Raises:
            Refusal: it ended otherwise, with the reason.
        """
        org_id, now = self._org_of(login_id), self._clock()
        claim = self._sign_ins.claim(org_id, login_id, secret, now)
        if claim is None or (claim.status is SignInStatus.CLAIMED and claim.grant is None):
            raise Refusal("sign-in-expired")
        if claim.status is SignInStatus.REFUSED:
            raise Refusal(claim.reason)
        if claim.grant is None:
            return None
        grant = msgspec.json.decode(claim.grant, type=Grant)
        door = secrets.token_urlsafe(32)
        first = Session(
            token_hash=b"",
            org_id=org_id,
            agent_id=grant.agent_id,
            user_id=grant.user_id,
            created_at=now,
            seen_at=now,
            expires_at=now,
            sign_in=secrets.token_urlsafe(12),
            checked_at=now,
            client=claim.client,
            user_agent=user_agent,
            browser=grant.browser,
            call_page=grant.call_page,
        )
        with noting(deed(org_id, grant.user_id, "agent.signed_in", claim.client)):
            self._open(first, renew_token=door, lives=DOOR_LIVES)
        self._entered(org_id, grant.agent_id, claim.client)
        return replace(self._new_session(first), door=door)

    def renew(
        self, org_key: str, client: Client, *, door: str | None, renew_token: str | None
    ) -> Granted:
        """Bring an agent back after a reload, or extend a session before it ends.

        The rotating token extends its own session; the cookie opens a new one and stays. Neither
        opens a session of another client than it was given to.

        Raises:
            NotSignedIn: neither opens anything for this org any more.
        """
        org = self._orgs.by_key(org_key)
        now = self._clock()
        if org is None:
            raise NotSignedIn
        if renew_token:
            token, next_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
            session = self._renewable(org.id, client, renew_token)
            if session is not None and self._still_agent(session):
                renewed = self._sessions.renew(
                    renew_token,
                    token=token,
                    next_renew_token=next_token,
                    at=now,
                    expires_at=now + SESSION_LIVES,
                )
                if renewed is not None:
                    return _granted(client, token, next_token)
        session = self._renewable(org.id, client, door) if door else None
        if session is None or not self._still_agent(session):
            raise NotSignedIn
        return self._new_session(session)

    def _renewable(self, org_id: OrgId, client: Client, token: str) -> Session | None:
        session = self._sessions.renewable(token, self._clock())
        if session is None or (session.org_id, session.client) != (org_id, client):
            return None
        return session

    def sign_out(self, session: Session) -> set[str]:
        """End every session of this agent in this client: 'Sign out' means out, in all its pages.

        Returns:
            The sign-ins that ended.
        """
        with noting(deed(session.org_id, session.user_id, "agent.signed_out", session.client)):
            return self._sessions.end_all_of(
                session.org_id, session.user_id, self._clock(), session.client
            )

    def _refuse(self, org_id: OrgId, login_id: str, reason: str) -> CameBack:
        self._sign_ins.refuse(org_id, login_id, reason, self._clock())
        return CameBack(state="failed", login_id=login_id, reason=reason)

    def _org_of(self, login_id: str) -> OrgId:
        """A sign-in's id begins with the key of its org."""
        org = self._orgs.by_key(login_id.rpartition(".")[0])
        if org is None:
            raise Refusal("sign-in-expired")
        return org.id

    def _new_session(self, first: Session) -> Granted:
        """Open a session that goes back to the same sign-in."""
        renew_token = secrets.token_urlsafe(32)
        token = self._open(first, renew_token=renew_token, lives=SESSION_LIVES)
        return _granted(first.client, token, renew_token)

    def _open(self, first: Session, *, renew_token: str, lives: timedelta) -> str:
        token, now = secrets.token_urlsafe(32), self._clock()
        session = replace(
            first,
            token_hash=fingerprint(token),
            created_at=now,
            seen_at=now,
            expires_at=now + lives,
        )
        self._sessions.open_session(session, renew_token=renew_token)
        return token


def _granted(client: Client, token: str, renew_token: str) -> Granted:
    seconds = int(SESSION_LIVES.total_seconds())
    return Granted(client=client, token=token, renew_token=renew_token, expires_in=seconds)

"""Sign-ins on their way: from the click in the iframe to the claim of the session (D9).

Each step is taken once, in order and in time, by whoever holds the secret of that step; a step
that may not be taken answers False or None and says no more. Sessions are in sessions.py.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import ColumnElement, Update, and_, delete, insert, select, update

from cti_adapter.calls.sign_in import Client
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.schema import sign_ins
from cti_adapter.storage.secrets import Sealer, fingerprint
from cti_adapter.storage.transaction import Transaction


class SignInStatus(StrEnum):
    """How far a sign-in has come."""

    STARTED = "started"
    """The iframe asked for one and keeps its secret."""
    BOUND = "bound"
    """The popup showed the code that only our iframe could give it."""
    BEGUN = "begun"
    """The popup went to the org's login."""
    RETURNED = "returned"
    """It came back, for the first and only time."""
    FINISHED = "finished"
    """The server knows who it is; the session waits for the iframe."""
    REFUSED = "refused"
    """It failed, with a reason."""
    CLAIMED = "claimed"
    """The iframe has its session."""


class _Secretive(msgspec.Struct, frozen=True, kw_only=True):
    """Does not show in a log what it holds."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class NewSignIn(_Secretive, frozen=True, kw_only=True):
    """What the iframe was given when it asked to sign in."""

    org_id: OrgId
    id: str
    secret: str
    """Claims the session."""
    bind_code: str
    """Shows that the popup was opened by this iframe."""
    at: datetime
    expires_at: datetime
    client: Client = "softphone"
    """Which client asks."""


class Login(_Secretive, frozen=True, kw_only=True):
    """What the popup takes along to the org's login, and what it keeps back."""

    state: str
    verifier: str
    """PKCE."""
    nonce: str


class Returned(_Secretive, frozen=True, kw_only=True):
    """What the server needs to finish a sign-in that came back from the org's login."""

    org_id: OrgId
    id: str
    verifier: str
    """PKCE."""
    nonce: str


class Claim(_Secretive, frozen=True, kw_only=True):
    """What the iframe is told: not yet, no and why, or yes, once."""

    status: SignInStatus
    reason: str = ""
    client: Client = "softphone"
    """Which client asked as it began."""
    grant: str | None = None
    """What `finish` was given, at the one claim that gets it."""


_OPEN = (SignInStatus.STARTED, SignInStatus.BOUND, SignInStatus.BEGUN, SignInStatus.RETURNED)


class SignIns:
    """The sign-ins of all orgs; tokens come in as they are and are kept as fingerprints."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def start(self, new: NewSignIn) -> None:
        """Note that an iframe wants to sign in; forget those whose time is over."""

        def note(transaction: Transaction) -> None:
            transaction.core.execute(delete(sign_ins).where(sign_ins.c.expires_at <= new.at))
            transaction.core.execute(
                insert(sign_ins).values(
                    id=new.id,
                    org_id=new.org_id,
                    status=SignInStatus.STARTED.value,
                    secret_hash=fingerprint(new.secret),
                    bind_hash=fingerprint(new.bind_code),
                    reason="",
                    client=new.client,
                    created_at=new.at,
                    expires_at=new.expires_at,
                )
            )

        self._database.write(ACROSS_ORGS, note)

    def bind(self, org_id: OrgId, sign_in_id: str, bind_code: str, at: datetime) -> bool:
        """Note that the popup knows the code of the iframe that opened it."""
        step = (
            update(sign_ins)
            .where(_this(org_id, sign_in_id, at), _is(SignInStatus.STARTED))
            .where(sign_ins.c.bind_hash == fingerprint(bind_code))
            .values(status=SignInStatus.BOUND.value)
        )
        return self._takes(org_id, step)

    def begin(self, org_id: OrgId, sign_in_id: str, login: Login, at: datetime) -> bool:
        """Note with which state and proof the popup goes to the org's login."""
        proof = msgspec.json.encode((login.verifier, login.nonce)).decode()
        step = (
            update(sign_ins)
            .where(_this(org_id, sign_in_id, at), _is(SignInStatus.BOUND))
            .values(
                status=SignInStatus.BEGUN.value,
                state_hash=fingerprint(login.state),
                proof_encrypted=self._sealer.seal(org_id, proof),
            )
        )
        return self._takes(org_id, step)

    def came_back(self, state: str, bind_code: str, at: datetime) -> Returned | None:
        """Take up a sign-in at the callback: by its state, in the browser that was bound.

        Returns:
            What is needed to finish it, the first time; None for a state we do not know, that
            was used before, is too old, or came back in another browser.
        """
        step = (
            update(sign_ins)
            .where(sign_ins.c.state_hash == fingerprint(state), sign_ins.c.expires_at > at)
            .where(sign_ins.c.bind_hash == fingerprint(bind_code), _is(SignInStatus.BEGUN))
            .values(status=SignInStatus.RETURNED.value)
            .returning(sign_ins.c.org_id, sign_ins.c.id, sign_ins.c.proof_encrypted)
        )
        row = self._database.write(
            ACROSS_ORGS, lambda transaction: transaction.core.execute(step).one_or_none()
        )
        if row is None or row.proof_encrypted is None:
            return None
        org_id = OrgId(row.org_id)
        proof = self._sealer.open(org_id, row.proof_encrypted)
        verifier, nonce = msgspec.json.decode(proof, type=tuple[str, str])
        return Returned(org_id=org_id, id=row.id, verifier=verifier, nonce=nonce)

    def finish(self, org_id: OrgId, sign_in_id: str, grant: str, at: datetime) -> bool:
        """Keep what the iframe will be given when it claims: text of the caller's own making."""
        step = (
            update(sign_ins)
            .where(_this(org_id, sign_in_id, at), _is(SignInStatus.RETURNED))
            .values(
                status=SignInStatus.FINISHED.value,
                grant_encrypted=self._sealer.seal(org_id, grant),
            )
        )
        return self._takes(org_id, step)

    def refuse(self, org_id: OrgId, sign_in_id: str, reason: str, at: datetime) -> bool:
        """End a sign-in that failed or was cancelled; the iframe is told the reason."""
        step = (
            update(sign_ins)
            .where(_this(org_id, sign_in_id, at), sign_ins.c.status.in_(_OPEN))
            .values(status=SignInStatus.REFUSED.value, reason=reason)
        )
        return self._takes(org_id, step)

    def claim(self, org_id: OrgId, sign_in_id: str, secret: str, at: datetime) -> Claim | None:
        """Tell the iframe how its sign-in stands; hand out the grant exactly once.

        Returns:
            None where id and secret do not belong together, or its time is over.
        """
        mine = _this(org_id, sign_in_id, at) & (sign_ins.c.secret_hash == fingerprint(secret))
        take = (
            update(sign_ins)
            .where(mine, _is(SignInStatus.FINISHED))
            .values(status=SignInStatus.CLAIMED.value)
            .returning(sign_ins.c.grant_encrypted)
        )
        look = select(sign_ins.c.status, sign_ins.c.reason, sign_ins.c.client).where(mine)

        def claimed(transaction: Transaction) -> Claim | None:
            sealed = transaction.core.execute(take).scalar()
            row = transaction.core.execute(look).one_or_none()
            if row is None:
                return None
            grant = None if sealed is None else self._sealer.open(org_id, sealed)
            return Claim(
                status=SignInStatus(row.status),
                reason=row.reason,
                client=row.client,
                grant=grant,
            )

        return self._database.write(org_id, claimed)

    def _takes(self, whose: Whose, step: Update) -> bool:
        return (
            self._database.write(whose, lambda transaction: transaction.core.execute(step).rowcount)
            > 0
        )


def _this(org_id: OrgId, sign_in_id: str, at: datetime) -> ColumnElement[bool]:
    return and_(
        sign_ins.c.org_id == org_id, sign_ins.c.id == sign_in_id, sign_ins.c.expires_at > at
    )


def _is(status: SignInStatus) -> ColumnElement[bool]:
    return sign_ins.c.status == status.value

"""Where an agent counts as signed in, and their presence (DECISIONS 36, 39 and 55). Pure.

What is kept of an agent stands in SignIn; every change of it is a function here, and `signed_in`
reads from it the three states that decide who logs. Nobody is asked and no clock is read: an open
socket is a sign of life, so only its opening and its closing are written down.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy

Presence = Literal["available", "away", "logout"]
Client = Literal["softphone", "companion"]

CLIENTS: tuple[Client, ...] = ("softphone", "companion")
SILENT_AFTER = timedelta(hours=12)
"""A client without any sign of life for so long is signed out (DECISION 36)."""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The sign-in states of DECISION 54, as they count."""

    salesforce: bool = False
    companion: bool = False
    presence: Presence = "available"
    left_org: bool = False
    """Whether a sign-out of the org was noticed, be it counted or not (DECISION 55)."""


class InClient(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of an agent in one client: the softphone, or the companion."""

    entered: bool = False
    """Whether they came in, and neither pressed 'Sign out' nor were signed out by an admin."""
    is_open: bool = False
    """Whether a page of it has a socket now."""
    seen_at: datetime | None = None
    """The last sign of life, None after a silence; an open page is alive all the time."""
    left_at: datetime | None = None
    """When they were signed out last; no session from before then signs in again."""

    def counts(self, now: datetime) -> bool:
        """Whether they are signed in here: they came in, and are not silent."""
        if not self.entered:
            return False
        return self.is_open or (self.seen_at is not None and now - self.seen_at < SILENT_AFTER)

    @property
    def due_at(self) -> datetime | None:
        """When the clock has to look whether they fell silent; None where there is no need."""
        return self.seen_at + SILENT_AFTER if self.entered and self.seen_at is not None else None


class SignIn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of an agent's sign-in."""

    softphone: InClient = InClient()
    companion: InClient = InClient()
    org_left_at: datetime | None = None
    """When a sign-out of the org was noticed last, whether it counts or not (DECISION 55)."""
    loaded_at: datetime | None = None
    """When a page of the softphone was loaded last."""
    presence: Presence = "available"
    reason: str = ""
    """Of 'Away', one of the settings; "" for Away alone."""
    since: datetime | None = None
    """Of the presence; None where it was never changed."""

    @property
    def due_at(self) -> datetime | None:
        """When the clock has to look at this agent again, None where it never has to."""
        due = [at for at in (self.softphone.due_at, self.companion.due_at) if at is not None]
        return min(due, default=None)

    @property
    def has_left_org(self) -> bool:
        """Whether they signed out of the org and have loaded no softphone since."""
        if self.org_left_at is None:
            return False
        return self.loaded_at is None or self.loaded_at <= self.org_left_at


def signed_in(sign_in: SignIn, policy: Policy, now: datetime) -> SignedIn:
    """Return the states that decide who logs, as DECISIONS 36 and 39 count them.

    Args:
        sign_in: what is kept of the agent.
        policy: 'Presence logout check' says whether a noticed sign-out of the org counts.
        now: UTC, aware.
    """
    left = sign_in.has_left_org and policy.presence_logout_check
    here = sign_in.presence != "logout" and not left
    return SignedIn(
        salesforce=here and sign_in.softphone.counts(now),
        companion=sign_in.companion.counts(now),
        presence=sign_in.presence,
        left_org=sign_in.has_left_org,
    )


def entered(sign_in: SignIn, client: Client, at: datetime) -> SignIn:
    """Note that an agent has just signed in; the page that did it comes soon."""
    there = _in(sign_in, client)
    return _with(sign_in, client, replace(there, entered=True, seen_at=at))


def came(
    sign_in: SignIn, client: Client, at: datetime, *, session_at: datetime, loaded: bool
) -> SignIn:
    """Note that a page of a client has opened its socket: that signs in, and is alive.

    Args:
        sign_in: what is kept so far.
        client: in which client.
        at: now.
        session_at: when the session began by which it came; one from before the last sign-out
            opens nothing any more.
        loaded: whether the page has just been loaded; a page that comes back has not.
    """
    there = _in(sign_in, client)
    if there.left_at is not None and session_at <= there.left_at:
        return sign_in
    sign_in = _with(sign_in, client, replace(there, entered=True, is_open=True, seen_at=at))
    return replace(sign_in, loaded_at=at) if loaded and client == "softphone" else sign_in


def went(sign_in: SignIn, client: Client, at: datetime) -> SignIn:
    """Note that the last open page of a client is gone; closing it does not sign out (S4-4).

    Args:
        sign_in: what is kept so far.
        client: in which client.
        at: when it was alive last.
    """
    there = _in(sign_in, client)
    if not there.is_open:
        return sign_in
    seen_at = at if there.seen_at is None else max(at, there.seen_at)
    return _with(sign_in, client, replace(there, is_open=False, seen_at=seen_at))


def alive(sign_in: SignIn, client: Client, at: datetime) -> SignIn:
    """Note a sign of life of a client that is signed in; it ends a silence."""
    there = _in(sign_in, client)
    return _with(sign_in, client, replace(there, seen_at=at)) if there.entered else sign_in


def signed_out(sign_in: SignIn, client: Client, at: datetime) -> SignIn:
    """Note that 'Sign out' was pressed in a client, or that an admin ended its sessions."""
    return _with(sign_in, client, InClient(left_at=at))


def left_org(sign_in: SignIn, at: datetime) -> SignIn:
    """Note a sign-out of the org that was noticed; told twice, or late, it is the same one."""
    known = sign_in.org_left_at
    return replace(sign_in, org_left_at=at if known is None else max(at, known))


def with_presence(sign_in: SignIn, presence: Presence, reason: str, at: datetime) -> SignIn:
    """Note the presence an agent chose; the same once more changes nothing."""
    reason = reason if presence == "away" else ""
    if (presence, reason) == (sign_in.presence, sign_in.reason):
        return sign_in
    return replace(sign_in, presence=presence, reason=reason, since=at)


def looked_at(sign_in: SignIn, now: datetime) -> SignIn:
    """Note what only the clock can: a client without a sign of life for so long is silent.

    An open page is alive, and is looked at again as much later.
    """
    for client in CLIENTS:
        there = _in(sign_in, client)
        if there.due_at is not None and there.due_at <= now:
            seen_at = now if there.is_open else None
            sign_in = _with(sign_in, client, replace(there, seen_at=seen_at))
    return sign_in


def _in(sign_in: SignIn, client: Client) -> InClient:
    return sign_in.softphone if client == "softphone" else sign_in.companion


def _with(sign_in: SignIn, client: Client, there: InClient) -> SignIn:
    if client == "softphone":
        return replace(sign_in, softphone=there)
    return replace(sign_in, companion=there)

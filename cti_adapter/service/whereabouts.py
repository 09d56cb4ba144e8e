"""Where an agent is, in one word for a list: available, away, in Logout, signed out. Pure.

The same facts decide who logs a call (calls/sign_in.py); here they are told to people.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import SignIn, signed_in

State = Literal["available", "away", "logout", "signed-out", "never"]


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """Where an agent is, and since when."""

    state: State
    reason: str = ""
    """Of 'Away', one of the settings."""
    since: datetime | None = None
    """None where nobody knows: the presence was never changed."""


def whereabouts(sign_in: SignIn, policy: Policy, now: datetime) -> Whereabouts:
    """Return where an agent is.

    Signed out is who is in no client, or has left the org where the settings count that; what
    their presence was stays kept for the next sign-in and says nothing till then.

    Args:
        sign_in: what is kept of the agent.
        policy: 'Presence logout check' says whether a noticed sign-out of the org counts.
        now: UTC, aware.
    """
    counts = signed_in(sign_in, policy, now)
    clients = (sign_in.softphone, sign_in.companion)
    left = counts.left_org and policy.presence_logout_check
    in_logout = sign_in.presence == "logout" and sign_in.softphone.counts(now) and not left
    if counts.salesforce or counts.companion or in_logout:
        return Whereabouts(state=sign_in.presence, reason=sign_in.reason, since=sign_in.since)
    if not any(client.entered or client.left_at for client in clients):
        return Whereabouts(state="never")
    heard = [moment for client in clients for moment in (client.left_at, client.seen_at)]
    since = sign_in.org_left_at if left else max(filter(None, heard), default=None)
    return Whereabouts(state="signed-out", since=since)

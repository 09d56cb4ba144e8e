"""What a panel knows of its agent's presence: part of the desk in every message."""

from datetime import datetime

import msgspec

from cti_adapter.calls.sign_in import Presence, SignedIn, SignIn


class PresenceView(msgspec.Struct, frozen=True, kw_only=True):
    """The presence the server has: the truth, whatever a page has asked for meanwhile."""

    state: Presence
    reason: str
    """Of 'Away'; "" for Away alone."""
    since: datetime | None
    """None where it was never changed."""
    salesforce: bool
    """Whether the agent counts as signed in to Salesforce (DECISION 36)."""
    companion: bool
    """Whether they count as signed in to the companion (DECISION 39)."""
    told: bool = False
    """Whether a telephone system of the org is told of it (B-32)."""


def presence_view(sign_in: SignIn, counted: SignedIn, *, told: bool = False) -> PresenceView:
    """Show what is kept of an agent's presence, and where they count as signed in."""
    return PresenceView(
        state=sign_in.presence,
        reason=sign_in.reason,
        since=sign_in.since,
        salesforce=counted.salesforce,
        companion=counted.companion,
        told=told,
    )

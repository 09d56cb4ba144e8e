"""What telephone systems are told of an agent's presence, and what they tell of it (B-32). Pure.

They know no companion and no reason: whoever takes calls is available to them, wherever. A
telephone system never sets and never ends 'Logout'.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.sign_in import Presence, SignedIn

ToldPresence = Literal["available", "away", "wrap_up", "logged_out"]
"""As contract.md §4 spells them in `command.agent_presence`."""


class SaidPresence(msgspec.Struct, frozen=True, kw_only=True):
    """What a telephone system says of an agent: `agent.presence_changed`."""

    line: Line
    presence: Literal["available", "away", "wrap_up"]
    at: datetime


def told_presence(signed_in: SignedIn, *, wraps_up: bool) -> ToldPresence:
    """Return what telephone systems are told.

    Args:
        signed_in: the agent's states as they count; in Logout who is signed in to the companion
            stays available there.
        wraps_up: whether a wrap-up of theirs runs. Who is away is away in it, too.
    """
    if signed_in.presence == "away":
        return "away"
    if signed_in.presence == "logout" and not signed_in.companion:
        return "logged_out"
    return "wrap_up" if wraps_up else "available"


def followed(presence: Presence, said: SaidPresence) -> Presence:
    """Return the presence after a telephone system said something of it.

    Its wrap-up is none of ours: that begins and ends with a call.
    """
    if presence == "logout" or said.presence == "wrap_up":
        return presence
    return said.presence

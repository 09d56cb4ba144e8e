"""What can be asked of a telephone system, in the imperative. It counts as done by its event."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.number import PhoneNumber

Control = Literal[
    "answer",
    "decline",
    "hold",
    "retrieve",
    "mute",
    "unmute",
    "dtmf",
    "transfer",
    "consult",
    "complete_consult",
    "cancel_consult",
    "conference",
    "hang_up",
]
"""What an agent asks about a call that is there."""

CONTROLS: tuple[Control, ...] = get_args(Control)

Verb = Literal[Control, "originate", "agent_presence"]

Capability = Literal[
    "answer",
    "decline",
    "hang-up",
    "hold",
    "resume",
    "mute",
    "dtmf",
    "transfer",
    "transfer-queue",
    "consult",
    "conference",
    "conference-first",
    "dial",
    "presence",
    "resync",
]
"""What a kind of telephone system can do for us; the panel offers nothing else.

With `conference-first` it holds, mutes and asks only in a conference, and says which calls are in
one: they have the attribute IN_CONFERENCE.
"""

IN_CONFERENCE: Final = "conference"

_IN_CONFERENCE_ALONE: frozenset[Capability] = frozenset(
    {"hold", "resume", "mute", "consult", "conference"}
)

_VERBS: dict[Capability, frozenset[Verb]] = {
    "answer": frozenset({"answer"}),
    "decline": frozenset({"decline"}),
    "hang-up": frozenset({"hang_up"}),
    "hold": frozenset({"hold"}),
    "resume": frozenset({"retrieve"}),
    "mute": frozenset({"mute", "unmute"}),
    "dtmf": frozenset({"dtmf"}),
    "transfer": frozenset({"transfer"}),
    "transfer-queue": frozenset(),
    "consult": frozenset({"consult", "complete_consult", "cancel_consult"}),
    "conference": frozenset({"conference"}),
    "conference-first": frozenset(),
    "dial": frozenset({"originate"}),
    "presence": frozenset({"agent_presence"}),
    "resync": frozenset(),
}

_ALLOWED: dict[LegState, frozenset[Verb]] = {
    LegState.INITIATED: frozenset({"hang_up"}),
    LegState.OFFERED: frozenset({"answer", "decline"}),
    LegState.CONNECTED: frozenset(
        {"hold", "mute", "unmute", "dtmf", "transfer", "consult", "hang_up"}
    ),
    LegState.HELD: frozenset({"retrieve", "mute", "unmute", "transfer", "consult", "hang_up"}),
    LegState.ENDED: frozenset(),
}

_ASKING: frozenset[Verb] = frozenset({"cancel_consult", "mute", "unmute", "hang_up"})
"""While a colleague is asked; whom they ask must have answered before the customer joins them."""

_HEARD: frozenset[Verb] = frozenset({"complete_consult", "conference"})

_ASKED: frozenset[Verb] = frozenset({"mute", "unmute", "hang_up"})
"""Who is only asked has no customer to hold or to hand on (DECISION 16)."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a call is handed to, or who is asked: one of the three."""

    line: Line | None = None
    queue: str = ""
    number: PhoneNumber | None = None


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a telephone system, about one call or about an agent."""

    id: str
    verb: Verb
    line: Line
    """Of the agent who asks."""
    native_id: str = ""
    """The telephone system's id of the call; ours where we place it."""
    leg_id: str = ""
    digits: str = ""
    number: PhoneNumber | None = None
    """Of whom is dialled."""
    target: Target | None = None
    presence: str = ""
    attributes: dict[str, str] = {}
    """What the telephone system said of the call."""


def verbs_of(capabilities: Iterable[Capability]) -> frozenset[Verb]:
    """Return what can be asked of a telephone system that can do so much."""
    return frozenset(verb for each in capabilities for verb in _VERBS[each])


def verbs_for(call: Call, capabilities: Iterable[Capability]) -> frozenset[Verb]:
    """Return what can be asked about this call of a telephone system that can do so much."""
    can = frozenset(capabilities)
    if "conference-first" in can and IN_CONFERENCE not in call.attributes:
        can -= _IN_CONFERENCE_ALONE
    return verbs_of(can)


def allowed(call: Call, line: Line) -> frozenset[Verb]:
    """Return what the call's state lets the agent on this line ask for now."""
    leg = call.leg_of(line)
    if leg is None or call.is_over:
        return frozenset()
    microphone: Verb = "mute" if leg.muted else "unmute"
    return _verbs(call, leg) - {microphone}


def _verbs(call: Call, leg: Leg) -> frozenset[Verb]:
    if leg.consulted and leg.state in {LegState.CONNECTED, LegState.HELD}:
        return _ASKED
    asked = call.asks(leg.line)
    if not asked:
        return _ALLOWED[leg.state]
    rung = call.leg_of(Line(asked))
    not_yet = rung is not None and rung.state in {LegState.INITIATED, LegState.OFFERED}
    return _ASKING if not_yet else _ASKING | _HEARD

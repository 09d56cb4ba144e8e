"""What an agent asks for, as actions of the AMI: ARI refuses nearly all of it (facts: 1.1).

Pure. Success of an action mostly means "sent": a wish counts as done when its event arrives.
"""

import re
from typing import Final

import msgspec

from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.telephony.asterisk.actions import (
    CALL_REJECTED,
    THREE_WAY,
    Action,
    consult,
    forget,
    hang_up,
    notify,
    press,
    transfer,
)
from cti_adapter.telephony.asterisk.exchange import Directory, Exchange, Leg, Trunk
from cti_adapter.telephony.asterisk.pausing import Pausing
from cti_adapter.telephony.asterisk.talking import hears_anybody

RING_MS: Final = "30000"
"""How long an agent's own phone rings for a number they clicked."""

EXTEN: Final = re.compile(r"[0-9A-Za-z+*#._-]{1,80}")
DIGITS: Final = frozenset("0123456789*#ABCD")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A command of contract.md §4, as far as we can do it."""

    call_id: str = ""
    leg_id: str = ""
    agent: str = ""
    digits: str = ""
    number: str = ""
    to_agent: str = ""
    to_queue: str = ""
    to_number: str = ""
    target: str = ""
    presence: str = ""

    @property
    def place(self) -> str:
        """Where the call is to go."""
        return self.to_agent or self.to_queue or self.to_number or self.target


class Verbs:
    """Finds the channels that a command is about, and the actions that do it.

    Args:
        exchange: what the PBX looks like.
        directory: whose phones are whose.
        pausing: as what agents are members of queues.
        context: in which agents dial.
    """

    def __init__(
        self, exchange: Exchange, directory: Directory, pausing: Pausing, context: str
    ) -> None:
        self._exchange = exchange
        self._pausing = pausing
        self._directory = directory
        self._context = context

    def actions(self, verb: str, asked: Asked) -> list[Action]:
        """Return what to do.

        Raises:
            NoSuchThing: there is no such call, or the agent is not on it.
            StateConflict: the PBX cannot do it with this call.
        """
        if verb == "originate":
            return [self._originate(asked)]
        if verb == "agent_presence":
            return self._pause(asked)
        leg = self._leg(asked)
        channel = self._channel(leg)
        if verb in {"complete_consult", "cancel_consult", "conference"}:
            return [self._end_consult(verb, leg, channel)]
        if verb == "consult":
            return consult(channel, self._exten(asked), self._context)
        if verb == "transfer":
            return transfer(channel, self._exten(asked), self._context)
        return self._with_phone(verb, leg, channel, asked)

    def afterwards(self, verb: str, asked: Asked) -> list[Action]:
        """Return what is to be put right once a command was done, or was not."""
        if verb != "consult":
            return []
        return [forget(self._channel(self._leg(asked)))]

    def _with_phone(self, verb: str, leg: Leg, channel: Trunk, asked: Asked) -> list[Action]:
        """Return what to do where only the agent's own phone is concerned."""
        match verb:
            case "answer" | "retrieve":
                return [notify(channel, "talk")]
            case "hold":
                return [notify(channel, "hold")]
            case "decline":
                return [hang_up(channel, CALL_REJECTED)]
            case "hang_up":
                return [hang_up(self._exchange.channels[each]) for each in self._present(leg)]
            case "mute" | "unmute":
                state = "on" if verb == "mute" else "off"
                fields = (("Channel", channel.name), ("Direction", "in"), ("State", state))
                return [Action(name="MuteAudio", fields=fields)]
            case "dtmf":
                return self._digits(channel, asked.digits)
            case _:
                raise StateConflict(f"the PBX cannot {verb}", state="unknown")

    def channel_of(self, asked: Asked) -> str:
        """Return the id of the channel that the agent speaks on.

        Raises:
            NoSuchThing: there is none.
        """
        return self._channel(self._leg(asked)).id

    def is_asking(self, asked: Asked) -> bool:
        """Whether the agent asks somebody, or has handed the call on already."""
        call = self._exchange.calls.get(asked.call_id)
        legs = call.legs if call is not None else []
        return all(leg.target for leg in legs if leg.line == asked.agent)

    def _leg(self, asked: Asked) -> Leg:
        call = self._exchange.calls.get(asked.call_id)
        legs = call.legs if call is not None else []
        leg = next((each for each in legs if each.line == asked.agent), None)
        if leg is None or not self._present(leg):
            raise NoSuchThing("the call is over")
        return leg

    def _present(self, leg: Leg) -> list[str]:
        return [each for each in leg.channels if each in self._exchange.channels]

    def _channel(self, leg: Leg) -> Trunk:
        """Return where the agent is: of several phones the one that was picked up."""
        channels = [self._exchange.channels[each] for each in self._present(leg)]
        main = [each for each in channels if each.id not in leg.side] or channels
        return next((each for each in main if each.bridge), main[0])

    def _originate(self, asked: Asked) -> Action:
        number = self._directory.to_dial(asked.number)
        fields = (
            ("Channel", self._directory.endpoint_of(asked.agent)),
            ("Context", self._context),
            ("Exten", number),
            ("Priority", "1"),
            ("CallerID", asked.number),
            ("Timeout", RING_MS),
            ("ChannelId", asked.call_id),
            ("Async", "true"),
        )
        return Action(name="Originate", fields=fields)

    def _pause(self, asked: Asked) -> list[Action]:
        """Take the agent out of all queues, or back into them."""
        paused = "false" if asked.presence == "available" else "true"
        fields = (("Paused", paused), ("Reason", asked.presence))
        return [
            Action(name="QueuePause", fields=(("Interface", each), *fields), harmless=True)
            for each in self._pausing.interfaces(asked.agent)
        ]

    def _digits(self, channel: Trunk, digits: str) -> list[Action]:
        """Play digits to the other side, not into the agent's ear."""
        others = [each for each in self._exchange.hears(channel) if each.id != channel.id]
        if not others or not digits or not DIGITS.issuperset(digits):
            raise StateConflict("nobody there hears tones now", state="talking")
        name = others[0].name
        return [Action(name="PlayDTMF", fields=(("Channel", name), ("Digit", d))) for d in digits]

    def _exten(self, asked: Asked) -> str:
        exten = self._directory.to_dial(asked.place)
        if EXTEN.fullmatch(exten) is None:
            raise StateConflict("say where the call shall go", state="talking")
        return exten

    def _end_consult(self, verb: str, leg: Leg, channel: Trunk) -> Action:
        """End asking: by leaving the two together, by coming back, or by staying with both."""
        if not leg.target or leg.side:
            raise StateConflict("the phone does this itself", state="consulting")
        if verb == "cancel_consult":
            return Action(name="CancelAtxfer", fields=(("Channel", channel.name),))
        if verb == "complete_consult":
            return hang_up(channel)
        if not hears_anybody(leg, self._exchange):
            raise StateConflict("whoever is asked has not answered yet", state="consulting")
        return press(channel, THREE_WAY)

"""A call as the simulated telephone system sees it: who is on it, and how far it has come.

State follows from the events that were sent, never the other way round: whatever is said to the
outside, by a command or by a script, goes through `Call.take`. Nothing here reads a clock.
"""

from typing import Any, Literal

import msgspec

Direction = Literal["inbound", "outbound"]
LegState = Literal["initiated", "offered", "connected", "held", "ended"]

LEG_AFTER: dict[str, LegState] = {
    "leg.initiated": "initiated",
    "leg.offered": "offered",
    "leg.connected": "connected",
    "leg.held": "held",
    "leg.retrieved": "connected",
    "leg.withdrawn": "ended",
    "leg.ended": "ended",
}
"""What an event makes of the leg it names."""


class Happening(msgspec.Struct, frozen=True):
    """An event type of contract.md §4 and what it says beside call and source."""

    type: str
    fields: dict[str, Any] = {}


class Leg(msgspec.Struct, kw_only=True):
    """One agent's line into the call."""

    id: str
    agent: str
    state: LegState
    muted: bool = False
    consulting: str = ""
    """Whom this agent asks while the customer waits."""


class Call(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One contact between a customer and the company; `remote_number` None is withheld."""

    id: str
    direction: Direction
    remote_number: str | None
    local_number: str
    started_at: float
    """Seconds since the epoch, for display only."""
    queue: str | None = None
    to_agent: str | None = None
    attributes: dict[str, str] = {}
    record_id: str | None = None
    legs: list[Leg] = []
    waiting: bool = False
    """Whether the caller waits in the queue."""
    answered: bool = False
    ended: bool = False
    outcome: str = ""
    digits: str = ""
    """What the agent keyed in; a telephone system has no event for it."""

    @property
    def route(self) -> str:
        """How the call reached its agent, in the words of contract.md §4."""
        if self.queue:
            return "queue"
        return "agent" if self.to_agent else "number"

    def facts(self) -> dict[str, Any]:
        """Return what a first event says about its call."""
        facts: dict[str, Any] = {
            "direction": self.direction,
            "remote_number": self.remote_number,
            "local_number": self.local_number,
        }
        if self.direction == "inbound":
            facts["route"] = self.route
        if self.queue:
            facts["queue"] = self.queue
        if self.attributes:
            facts["attributes"] = self.attributes
        if self.record_id:
            facts["record_id"] = self.record_id
        return facts

    def live_legs(self) -> list[Leg]:
        """Return the legs that have not ended, oldest first."""
        return [leg for leg in self.legs if leg.state != "ended"]

    def live_leg(self, agent: str) -> Leg | None:
        """Return the agent's leg, or None where the agent has none now."""
        return next((leg for leg in self.live_legs() if leg.agent == agent), None)

    def take(self, happening: Happening) -> dict[str, Any]:
        """Let the event change the call; return its `data`, with call and leg named."""
        data: dict[str, Any] = {"call_id": self.id}
        agent = happening.fields.get("agent")
        if isinstance(agent, str) and happening.type.startswith("leg."):
            data["leg_id"] = self._move_leg(agent, happening).id
        self._move_call(happening)
        return data | happening.fields

    def _move_leg(self, agent: str, happening: Happening) -> Leg:
        leg = self.live_leg(agent)
        if leg is None:
            leg = Leg(id=f"{self.id}-{len(self.legs) + 1}", agent=agent, state="offered")
            self.legs.append(leg)
        leg.state = LEG_AFTER.get(happening.type, leg.state)
        if happening.type in {"leg.muted", "leg.unmuted"}:
            leg.muted = happening.type == "leg.muted"
        return leg

    def _move_call(self, happening: Happening) -> None:
        match happening.type:
            case "call.queued":
                self.waiting = True
                self.queue = happening.fields.get("queue", self.queue)
            case "call.dequeued":
                self.waiting = False
            case "leg.connected":
                self.answered = True
            case "consult.started" | "consult.ended" | "call.conferenced":
                self._ask(happening)
            case "call.ended":
                self.ended, self.waiting = True, False
                self.outcome = happening.fields.get("outcome", "")
                for leg in self.legs:
                    leg.state = "ended"
            case _:
                pass  # most events are about a leg alone

    def _ask(self, happening: Happening) -> None:
        asking = happening.type == "consult.started"
        for leg in self.live_legs():
            if leg.agent in (happening.fields.get("agent"), *happening.fields.get("agents", ())):
                leg.consulting = happening.fields["target"] if asking else ""

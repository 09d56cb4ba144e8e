"""To whom an agent may hand a call: their colleagues, who they are and whether they are free.

Reads, and decides nothing: the telephone system has the last word on who can be reached.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.sign_in import SignedIn, signed_in
from cti_adapter.errors import NoSuchThing
from cti_adapter.service.desk import Desk
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.ports import Agent, Unit, Units
from cti_adapter.service.roster import Roster

MOST: Final = 20
"""Colleagues in one answer; who is not among them is found by typing."""

State = Literal["available", "busy", "wrap-up", "away", "signed-out"]

_BUSY: Final = frozenset({"dialling", "ringing", "talking", "held", "consulting"})


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to whom a call may be handed."""

    line: Line
    name: str
    state: State
    reason: str = ""
    """Of 'away', one of the settings."""


class Colleagues(msgspec.Struct, frozen=True, kw_only=True):
    """To whom this call may be handed."""

    colleagues: tuple[Colleague, ...]
    """Who is free first, then by name."""
    more: bool
    """Whether others fit the text as well."""
    queue: str = ""
    """The call's own queue, where the telephone system takes a call back into one."""


class Neighbours:
    """Finds the colleagues of an agent."""

    def __init__(
        self, roster: Roster, units: Units, orgs: Orgs, clock: Callable[[], datetime]
    ) -> None:
        self._roster = roster
        self._units = units
        self._orgs = orgs
        self._clock = clock

    def of(self, agent: Agent, call_id: CallId, text: str) -> Colleagues:
        """Return to whom the agent may hand a call, without those who are on it.

        Args:
            agent: who asks; only the people of their own org are ever named.
            call_id: of a call on their panel.
            text: words that line or name contain; "" for everybody.

        Raises:
            NoSuchThing: the call is not on this panel.
        """
        page = self._roster.page(agent.org_id, text=text, limit=2 * MOST)
        desks, here, queue = self._units.read(
            agent.org_id, lambda unit: self._read(unit, agent, call_id, page.agents)
        )
        others = [each for each in page.agents if each.line not in here]
        found = sorted((self._seen(each, desks[each.line]) for each in others), key=_rank)
        return Colleagues(
            colleagues=tuple(found[:MOST]),
            more=len(found) > MOST or page.total > len(page.agents),
            queue=queue,
        )

    def _read(
        self, unit: Unit, agent: Agent, call_id: CallId, agents: tuple[Agent, ...]
    ) -> tuple[dict[Line, Desk], frozenset[Line], str]:
        file = unit.find_call(call_id) if unit.desk(agent.id).has(call_id) else None
        if file is None:
            raise NoSuchThing("this call is not on your panel")
        call = file.call
        can = self._orgs.capabilities(agent.org_id).get(call.connector, frozenset())
        here = {leg.line for leg in call.legs if call.is_with(leg)} | {agent.line}
        queue = call.queue if "transfer-queue" in can else ""
        return {each.line: unit.desk(each.id) for each in agents}, frozenset(here), queue

    def _seen(self, agent: Agent, desk: Desk) -> Colleague:
        policy = self._orgs.policy(agent.org_id)
        state = _state(desk, signed_in(desk.sign_in, policy, self._clock()))
        reason = desk.sign_in.reason if state == "away" else ""
        return Colleague(line=agent.line, name=agent.name, state=state, reason=reason)


def _state(desk: Desk, counted: SignedIn) -> State:
    phases = {call.phase for call in desk.calls}
    if phases & _BUSY:
        return "busy"
    if not (counted.salesforce or counted.companion):
        return "signed-out"
    if desk.sign_in.presence == "away":
        return "away"
    return "wrap-up" if "wrap-up" in phases else "available"


_ORDER: Final[tuple[State, ...]] = ("available", "wrap-up", "busy", "away", "signed-out")


def _rank(colleague: Colleague) -> tuple[int, str, str]:
    return _ORDER.index(colleague.state), colleague.name.casefold(), colleague.line

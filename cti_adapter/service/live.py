"""Who is on a call and who is there, as a supervisor sees it (B-33). Looks, and changes nothing.

Everything that can be shown is decided here; what it is called in which language, page 'Live' says.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call, CallId
from cti_adapter.calls.number import for_display
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.reported import Direction
from cti_adapter.calls.sign_in import SignIn
from cti_adapter.calls.source_clock import in_its_clock
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import DeskCall
from cti_adapter.service.whereabouts import Whereabouts, whereabouts

MOST_CALLS: Final = 200
MOST_AGENTS: Final = 200
"""Rows of the two tables; how many more there are is said below them."""
_MOST_READ: Final = 1000
"""Calls looked at: some of them are over and in somebody's wrap-up."""
MOST_NAMED: Final = 3
"""Agents named beside one call, where it rings at a whole group."""
FRESH_FOR: Final = timedelta(milliseconds=500)
"""So long all who look share one reading; a change shows within two seconds."""

State = Literal["talking", "held", "dialling", "ringing", "waiting"]
Doing = Literal["talking", "dialling", "held", "wrap-up", "ringing"]

_STATES: tuple[State, ...] = ("talking", "held", "dialling", "ringing")
_DOING: tuple[Doing, ...] = ("talking", "dialling", "held", "wrap-up", "ringing")


class AgentSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One agent, as kept."""

    id: AgentId
    line: Line
    name: str
    sign_in: SignIn
    calls: tuple[DeskCall, ...]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What storage tells of an org at one moment."""

    calls: tuple[Call, ...]
    names: Mapping[Line, str]
    """Of the agents on these calls."""
    agents: tuple[AgentSeen, ...]
    headcount: int
    """How many agents the org has."""


class Watched(Protocol):
    """The calls and agents of all orgs, to be looked at."""

    def seen(self, org_id: OrgId, *, calls: int, agents: int) -> Seen:
        """Return the oldest calls that run, and agents: on a call first, then signed in."""
        ...


class CallNow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of 'Calls now'."""

    id: CallId
    agents: tuple[str, ...]
    """By name, a line without an agent by itself; empty while it waits."""
    more_agents: int
    number: str
    """Empty where it is withheld, or unknown."""
    withheld: bool
    queue: str
    state: State
    direction: Direction
    since: datetime
    """When somebody first talked with the customer; until then, when it began. Our clock."""


class AgentNow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of 'Agents now'."""

    id: AgentId
    line: Line
    name: str
    where: Whereabouts
    doing: Doing | None
    """The phase of their call, None where they have none."""
    since: datetime | None
    """Of that phase."""


class LiveView(msgspec.Struct, frozen=True, kw_only=True):
    """What page 'Live' shows."""

    calls: tuple[CallNow, ...]
    more_calls: int
    """Not shown; at least so many."""
    agents: tuple[AgentNow, ...]
    more_agents: int


class Live:
    """Looks at an org, once for all who look at the same moment.

    Args:
        watched: what there is.
        policy: what counts as signed in, by org.
        clock: tells the time.
    """

    def __init__(
        self, watched: Watched, policy: Callable[[OrgId], Policy], clock: Callable[[], datetime]
    ) -> None:
        self._watched = watched
        self._policy = policy
        self._clock = clock
        self._known: dict[OrgId, tuple[datetime, LiveView]] = {}

    def of(self, org_id: OrgId) -> LiveView:
        """Return what runs in an org, at most FRESH_FOR old."""
        now = self._clock()
        known = self._known.get(org_id)
        if known is not None and timedelta() <= now - known[0] < FRESH_FOR:
            return known[1]
        seen = self._watched.seen(org_id, calls=_MOST_READ, agents=MOST_AGENTS)
        view = view_of(seen, self._policy(org_id), now)
        self._known[org_id] = now, view
        return view


def view_of(seen: Seen, policy: Policy, now: datetime) -> LiveView:
    """Return what is shown of an org.

    Args:
        seen: what storage tells.
        policy: what counts as signed in.
        now: UTC, aware.
    """
    running = [each for each in seen.calls if not each.is_over and each.merged_into is None]
    return LiveView(
        calls=tuple(_call(each, seen.names, now) for each in running[:MOST_CALLS]),
        more_calls=max(0, len(running) - MOST_CALLS),
        agents=tuple(_agent(each, policy, now) for each in seen.agents),
        more_agents=seen.headcount - len(seen.agents),
    )


def _call(call: Call, names: Mapping[Line, str], now: datetime) -> CallNow:
    phases = {leg.line: call.phase_for(leg.line) for leg in call.legs}
    state: State = next((each for each in _STATES if each in phases.values()), "waiting")
    lines = [line for line, phase in phases.items() if phase == state]
    behind = now - in_its_clock(call, now)
    return CallNow(
        id=call.id,
        agents=tuple(names.get(line, line) for line in lines[:MOST_NAMED]),
        more_agents=max(0, len(lines) - MOST_NAMED),
        number=for_display(call.remote_number),
        withheld=call.withheld,
        queue=call.queue,
        state=state,
        direction=call.direction,
        since=(call.answered_at or call.created_at) + behind,
    )


def _agent(seen: AgentSeen, policy: Policy, now: datetime) -> AgentNow:
    by_phase = {call.phase: call for call in seen.calls}
    doing = next((each for each in _DOING if each in by_phase), None)
    return AgentNow(
        id=seen.id,
        line=seen.line,
        name=seen.name,
        where=whereabouts(seen.sign_in, policy, now),
        doing=doing,
        since=None if doing is None else by_phase[doing].since,
    )

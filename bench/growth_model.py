"""What a centre of any size takes, reckoned from what one call takes.

The measured part is `PerCall` and `Idle` (bench.growth fills them); the rest is what a reader may
put in another way for a centre of their own, and says so by its name. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

AGENTS_A_PROCESS = 10_000
"""Sockets of one web process, as measured by bench.idle."""
BUSY = 0.5
"""Of a core: how busy a process may be in the busiest hour, so that a stall is made good."""
FREE_REQUESTS, REQUESTS_A_LICENCE = 100_000, 1_000
"""API requests in 24 hours of an org of Enterprise Edition: the part of the org, and of each user
(Salesforce, 'API Request Limits and Allocations')."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerCall:
    """What one call takes, from its first delivery to its Task; means of many calls."""

    deliveries: float
    commands: float
    """Of the agent's panel: pages, notes, Save."""
    transactions: float
    rows: float
    """Rows written: inserted, changed and deleted."""
    wal_bytes: float
    notifications: float
    messages: float
    message_bytes: float
    web_s: float
    """Processor time of the web processes."""
    work_s: float
    """Of the processes that do the work."""
    database_s: float
    """Of PostgreSQL."""
    requests: float
    """To Salesforce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """What the processes take while nobody calls, a second."""

    transactions: float
    web_s: float
    work_s: float
    database_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A call centre, as its planner describes it."""

    agents: int
    calls_an_hour: float = 10.0
    """Of one agent, in the busiest hour: half of that time on the telephone, six minutes a call."""
    calls_a_day: float = 60.0
    """Of one agent."""

    @property
    def calls_a_second(self) -> float:
        """In the busiest hour."""
        return self.agents * self.calls_an_hour / 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What the centre takes in its busiest hour, a second where nothing else is said."""

    sockets: int
    calls: float
    deliveries: float
    commands: float
    messages: float
    transactions: float
    notifications: float
    wal_mb: float
    web_cores: float
    work_cores: float
    database_cores: float
    web_processes: int
    work_processes: int
    requests_a_day: float
    requests_share: float
    """Of what an Enterprise Edition org with a licence for each agent may send in a day."""


def needs(centre: Centre, call: PerCall, idle: Idle) -> Needs:
    """Reckon what a centre takes."""
    rate, day = centre.calls_a_second, centre.agents * centre.calls_a_day
    allowed = FREE_REQUESTS + REQUESTS_A_LICENCE * centre.agents
    webs = max(ceil(centre.agents / AGENTS_A_PROCESS), ceil(rate * call.web_s / BUSY))
    works = ceil(rate * call.work_s / BUSY)
    return Needs(
        sockets=centre.agents,
        calls=rate,
        deliveries=rate * call.deliveries,
        commands=rate * call.commands,
        messages=rate * call.messages,
        transactions=rate * call.transactions + idle.transactions * max(webs, works),
        notifications=rate * call.notifications,
        wal_mb=rate * call.wal_bytes / 1e6,
        web_cores=rate * call.web_s + webs * idle.web_s,
        work_cores=rate * call.work_s + works * idle.work_s,
        database_cores=rate * call.database_s + max(webs, works) * idle.database_s,
        web_processes=webs,
        work_processes=works,
        requests_a_day=day * call.requests,
        requests_share=day * call.requests / allowed,
    )


def table(call: PerCall, idle: Idle, agents: tuple[int, ...]) -> Iterator[str]:
    """Word what centres of these sizes take, a line each and a column for each."""
    found = [needs(Centre(agents=each), call, idle) for each in agents]
    yield f"{'agents':<38}" + "".join(f"{each:>12,}" for each in agents)
    for name in Needs.__dataclass_fields__:
        cells = "".join(f"{_short(getattr(each, name)):>12}" for each in found)
        yield f"{name.replace('_', ' '):<38}{cells}"


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}"

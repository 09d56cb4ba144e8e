"""cti_adapter.service.live: what a supervisor sees of calls and agents."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call, CallId
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import SignIn, came, with_presence
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import DeskCall
from cti_adapter.service.live import (
    FRESH_FOR,
    MOST_CALLS,
    AgentSeen,
    CallNow,
    Live,
    LiveView,
    Seen,
    view_of,
)
from tests.support.builders import ORG, at
from tests.support.story import play

pytestmark = pytest.mark.requirement("B-33")

NOW = at("09:10:00")
RINGS = "09:00:00 | leg.offered | 101, remote_number=+14155550101, queue=Support"


def seen(*calls: Call, agents: tuple[AgentSeen, ...] = (), headcount: int = 0) -> Seen:
    return Seen(calls=calls, names={Line("101"): "Agent A"}, agents=agents, headcount=headcount)


def view(*calls: Call) -> LiveView:
    return view_of(seen(*calls), Policy(), NOW)


def told(table: str) -> CallNow:
    (row,) = view(play(f"{RINGS}\n{table}").file.call).calls
    return row


def test_a_call_has_its_agent_queue_and_state_and_the_time_since_it_was_answered() -> None:
    """Until somebody talks, the time since it began."""
    ringing, talking = told(""), told("09:00:04 | leg.connected | 101")

    assert ("ringing", at("09:00:00")) == (ringing.state, ringing.since)
    assert ("talking", at("09:00:04")) == (talking.state, talking.since)
    assert (("Agent A",), "Support", "+1 415-555-0101", "Inbound") == (
        talking.agents,
        talking.queue,
        talking.number,
        talking.direction,
    )


def test_a_call_on_hold_is_held_and_one_with_nobody_waits() -> None:
    """Who was only rung before somebody answered is not named."""
    held = told("09:00:04 | leg.connected | 101\n09:00:09 | leg.held | 101")
    waits = told("09:00:04 | leg.ended | 101")

    assert ("held", ("Agent A",)) == (held.state, held.agents)
    assert ("waiting", ()) == (waits.state, waits.agents)


def test_of_a_group_that_is_rung_some_are_named() -> None:
    """A line without an agent by itself."""
    others = "\n".join(f"09:00:01 | leg.offered | {line}" for line in (102, 103, 104, 105))
    rung = told(others)

    assert (("Agent A", "102", "103"), 2) == (rung.agents, rung.more_agents)


def test_what_is_over_or_has_become_part_of_another_call_is_not_there() -> None:
    """The one it has become part of is."""
    call = play(RINGS).file.call
    ended = replace(call, ended_at=at("09:01:00"))

    assert () == view(ended, replace(call, merged_into=CallId("other"))).calls


def test_how_many_are_not_shown_is_told() -> None:
    """Of calls and of agents."""
    shown = view_of(seen(*[play(RINGS).file.call] * (MOST_CALLS + 2), headcount=7), Policy(), NOW)

    assert (MOST_CALLS, 2, 7) == (len(shown.calls), shown.more_calls, shown.more_agents)


def test_a_call_of_a_telephone_system_with_another_clock_is_timed_by_ours() -> None:
    """Its clock is an hour behind."""
    call = replace(play(RINGS).file.call, lag=timedelta(hours=1))

    assert at("10:00:00") == view(call).calls[0].since


def test_an_agent_has_presence_and_the_phase_of_their_call() -> None:
    """Of two calls the one they talk on; other words of a panel say nothing here."""
    here = came(SignIn(), "softphone", at("08:00:00"), session_at=at("08:00:00"), loaded=True)
    busy = AgentSeen(
        id=AgentId("a"),
        line=Line("101"),
        name="Agent A",
        sign_in=with_presence(here, "away", "Break", at("09:05:00")),
        calls=(
            DeskCall(id=CallId("1"), phase="ringing", since=at("09:08:00")),
            DeskCall(id=CallId("2"), phase="talking", since=at("09:07:00")),
        ),
    )
    done = replace(busy, calls=(DeskCall(id=CallId("1"), phase="saved", since=NOW),))
    first, second = view_of(seen(agents=(busy, done)), Policy(), NOW).agents

    assert ("away", "Break", at("09:05:00")) == (
        first.where.state,
        first.where.reason,
        first.where.since,
    )
    assert ("talking", at("09:07:00")) == (first.doing, first.since)
    assert (None, None) == (second.doing, second.since)


class Counted:
    """Tells of nobody, and counts how often it is asked about whom."""

    def __init__(self) -> None:
        self.asked: list[OrgId] = []

    def seen(self, org_id: OrgId, *, calls: int, agents: int) -> Seen:
        del calls, agents
        self.asked.append(org_id)
        return seen()


def test_all_who_look_share_one_reading_of_their_org() -> None:
    """For a moment, and never another org's; a clock that is set back ends it."""
    moments: list[datetime] = [NOW, NOW, NOW, NOW + FRESH_FOR, NOW]
    there = Counted()
    live = Live(there, lambda _: Policy(), lambda: moments.pop(0))
    other = OrgId("other")
    for org_id in (ORG, ORG, other, ORG, ORG):
        live.of(org_id)

    assert [ORG, other, ORG, ORG] == there.asked

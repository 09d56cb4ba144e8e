"""Presence is told to the telephone system where it can take it, and follows it back (B-32)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
import requests

from cti_adapter.outbox.entry import Kind
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import asked
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import (
    OtherOrg,
    OtherSeat,
    OutsideCall,
    save,
    telephone_system,
    wrapping_up,
)
from tests.web.switchboard import switchboard

pytestmark = pytest.mark.requirement("B-32")


@pytest.fixture
def companion(seat: Seat) -> Iterator[PanelClient]:
    """The same agent in the companion: a sign-in of its own."""
    with PanelClient(seat, client="companion") as client:
        yield client


def choose(panel: PanelClient, presence: str, reason: str = "") -> None:
    """Choose in combobox 'Presence'."""
    answer = panel.press("presence", {"presence": presence, "reason": reason})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text


def shown(panel: PanelClient, state: str) -> dict[str, Any]:
    """Wait until a page shows this presence, and return it."""

    def found() -> dict[str, Any] | None:
        panel.listen()
        presence: dict[str, Any] = panel.desk["presence"]
        return presence if presence["state"] == state else None

    return until(found, lambda: f"the presence {state}; it is {panel.desk['presence']}")


def commands_about(running: Running, seat: Seat) -> list[str]:
    """Return what the telephone system was told of an agent's presence, in order."""
    answer = requests.get(f"{running.telephone}/commands", timeout=TIMEOUT_S).json()
    said = [each["command"] for each in answer["commands"]]
    return [
        each["data"]["presence"]
        for each in said
        if each["type"] == "command.agent_presence" and each["data"]["agent"] == seat.line
    ]


def is_told(running: Running, seat: Seat, *presences: str) -> bool:
    """Wait until the telephone system was told exactly this, in this order."""
    wanted = list(presences)
    return until(lambda: wanted == commands_about(running, seat), f"{wanted} to be told")


def entries(running: Running, seat: Seat) -> dict[str, int]:
    """Return how many entries of the outbox tell the presence of an agent, by status."""
    query = "SELECT status, COUNT(*) FROM outbox WHERE kind = ? AND key LIKE ? GROUP BY status"
    return dict(asked(running, query, Kind.PRESENCE, f"%/{seat.agent_id}:%"))


def says(seat: Seat, presence: str, *, ago_s: float = 0.0) -> dict[str, Any]:
    """Return what a telephone system tells of an agent."""
    return {
        "specversion": "1.0",
        "id": uuid4().hex,
        "source": "/pbx/test",
        "type": "agent.presence_changed",
        "time": (datetime.now(UTC) - timedelta(seconds=ago_s)).isoformat(),
        "data": {"agent": seat.line, "presence": presence},
    }


def report(running: Running, seat: Seat, presence: str) -> None:
    """Press the presence key of the agent's telephone."""
    where = f"{running.telephone}/agents/{seat.line}/presence"
    answer = requests.post(where, json={"presence": presence}, timeout=TIMEOUT_S)
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text


def test_the_telephone_system_has_a_presence_and_every_page_follows_it_back(
    running: Running, seat: Seat, panel: PanelClient, companion: PanelClient
) -> None:
    """The acceptance row: away is told, and the telephone's own key is heard, without an echo."""
    choose(panel, "away", "Meeting")
    away = is_told(running, seat, "away")
    report(running, seat, "away")
    kept = shown(companion, "away")
    report(running, seat, "available")
    pages = [shown(panel, "available"), shown(companion, "available")]
    choose(panel, "away")

    assert away
    assert ("Meeting", True) == (kept["reason"], kept["told"])
    assert [""] * 2 == [each["reason"] for each in pages]
    assert is_told(running, seat, "away", "away")  # and not "available": that it said itself
    assert until(lambda: {"done": 2} == entries(running, seat), "no third entry")


def test_a_telephone_system_never_sets_and_never_ends_logout(
    running: Running, seat: Seat, panel: PanelClient
) -> None:
    """Only the agent does."""
    system = telephone_system(running)
    refused = system.post(says(seat, "logged_out"))
    choose(panel, "logout")
    shown(panel, "logout")
    system.tell(says(seat, "available"), says(seat, "away"))
    panel.listen()

    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert "logout" == panel.desk["presence"]["state"]
    assert is_told(running, seat, "logged_out")


def test_logout_with_the_companion_signed_in_leaves_the_agent_available(
    running: Running, seat: Seat, panel: PanelClient, companion: PanelClient
) -> None:
    """There calls go on; once the companion is signed out, too, nobody takes them."""
    choose(panel, "away")
    is_told(running, seat, "away")
    choose(panel, "logout")
    shown(companion, "logout")
    there = is_told(running, seat, "away", "available")
    companion.sign_out()

    assert there
    assert is_told(running, seat, "away", "available", "logged_out")


def test_a_wrap_up_is_a_presence_of_its_own(
    running: Running, seat: Seat, panel: PanelClient, call: OutsideCall
) -> None:
    """No call is put through while the last one is written up."""
    ended = wrapping_up(panel, call)
    begun = is_told(running, seat, "wrap_up")
    save(panel, ended)

    assert begun
    assert is_told(running, seat, "wrap_up", "available")


def test_of_what_a_telephone_system_says_the_newest_counts(
    running: Running, seat: Seat, panel: PanelClient
) -> None:
    """Events may arrive late or out of order (contract.md §4)."""
    system = telephone_system(running)
    system.tell(says(seat, "away"), says(seat, "available", ago_s=60))
    late = shown(panel, "away")
    system.tell(says(seat, "available"), says(seat, "wrap_up"))

    assert late
    assert shown(panel, "available")


def test_a_clock_that_was_ahead_once_does_not_silence_a_telephone_system(
    running: Running, seat: Seat, panel: PanelClient
) -> None:
    """What it says an hour later by its own clock, set right by then, counts again."""
    system = telephone_system(running)
    system.tell(says(seat, "away", ago_s=-3600))
    ahead = shown(panel, "away")
    system.tell(says(seat, "available"))

    assert ahead
    assert shown(panel, "available")


def test_a_telephone_system_speaks_for_the_agents_of_its_own_org_alone(
    running: Running, seat: Seat, panel: PanelClient
) -> None:
    """The same line may be somebody else's elsewhere; there it is nobody's, and is ignored."""
    foreign = OtherOrg(running).system()
    answer = foreign.post(says(seat, "away"))
    telephone_system(running).tell(says(seat, "wrap_up"))
    panel.listen()

    assert HTTPStatus.ACCEPTED == answer.status_code
    assert "available" == panel.desk["presence"]["state"]


def test_a_telephone_system_that_cannot_take_presence_is_told_nothing(running: Running) -> None:
    """The panel says so instead; what it reports counts all the same."""
    org = OtherOrg(running)
    seat = OtherSeat(org)
    with PanelClient(seat, org.key) as panel:
        before = shown(panel, "available")["told"]
        choose(panel, "away")
        shown(panel, "away")
        put = entries(running, seat)
        org.system().tell(says(seat, "available"))

        assert not before
        assert shown(panel, "available")
        assert {} == put


def test_a_telephone_system_that_was_down_is_told_the_newest_alone(running: Running) -> None:
    """What was overtaken meanwhile would be wrong by then."""
    with switchboard() as there:
        org = OtherOrg(running, command_url=there.url)
        seat = OtherSeat(org)
        with PanelClient(seat, org.key) as panel:
            choose(panel, "away")
            until(lambda: there.refused, "a command that is refused")
            choose(panel, "logout")
            until(lambda: there.refused > 1, "another one")
            there.is_open = True
            until(lambda: {"done": 2} == entries(running, seat), "nothing to be left over")

        assert ["logged_out"] == there.taken


def test_a_telephone_system_that_refuses_presence_is_not_asked_again_and_the_admin_reads_it(
    running: Running,
) -> None:
    """It would refuse the same tomorrow: what has to change is its set-up."""
    with switchboard() as there:
        there.says = 422
        org = OtherOrg(running, command_url=there.url)
        admin, page = AdminClient(running, org_id=org.id), f"/admin/telephony/{org.connector}"
        seat = OtherSeat(org)
        with PanelClient(seat, org.key) as panel:
            choose(panel, "away")
            until(lambda: {"done": 1} == entries(running, seat), "the entry to be given up")
            told, refused = words(admin.get(page)), there.refused
            there.is_open = True
            choose(panel, "available")
            until(lambda: there.taken, "the next change to be told")
            until(lambda: {"done": 2} == entries(running, seat), "nothing to be left over")

        assert 1 == refused
        assert "refuses to be told the presence of agents (HTTP 422)" in told
        assert ["available"] == there.taken
        assert "refuses to be told" not in words(admin.get(page))


def test_a_change_is_with_the_telephone_system_within_two_seconds(running: Running) -> None:
    """The best of three: what else a machine does may hold up one of them, not the way itself."""
    with switchboard() as there:
        there.is_open = True
        org = OtherOrg(running, command_url=there.url)
        with PanelClient(OtherSeat(org), org.key) as panel:
            took: list[timedelta] = []
            for presence in ("away", "available", "away"):
                pressed_at = datetime.now(UTC)
                choose(panel, presence)
                until(lambda: len(took) < len(there.taken), "the change to be told")
                took.append(there.taken_at[-1] - pressed_at)

    assert ["away", "available", "away"] == there.taken
    assert timedelta(seconds=2) >= min(took)

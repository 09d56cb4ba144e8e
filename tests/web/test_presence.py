"""Presence and sign-in states on the real server (requirements.md 2.4 and 5.2)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
import requests

from cti_adapter.calls.sign_in import SILENT_AFTER, Client
from cti_adapter.storage.schema import desks
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import LONG_AGO, edit
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import OutsideCall, wrapping_up

SHOWN_WITHIN_S = 2.0


@pytest.fixture
def companion(seat: Seat) -> Iterator[PanelClient]:
    """The same agent in the companion: a sign-in of its own."""
    with PanelClient(seat, client="companion") as client:
        yield client


def shown(panel: PanelClient, **wanted: Any) -> dict[str, Any]:
    """Wait until the server shows a page this presence, and return it."""

    def found() -> dict[str, Any] | None:
        panel.listen()
        presence: dict[str, Any] = panel.desk["presence"]
        return presence if wanted.items() <= presence.items() else None

    return until(found, lambda: f"the presence {wanted}; it is {panel.desk['presence']}")


def choose(panel: PanelClient, presence: str, reason: str = "") -> None:
    """Choose in combobox 'Presence'."""
    answer = panel.press("presence", {"presence": presence, "reason": reason})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text


def has_the_lease(panel: PanelClient) -> bool:
    """Wait until no other page of the agent has it."""

    def says_so() -> bool:
        panel.listen()
        mine: bool = panel.desk["lease"]["holder"] == panel.page
        return mine

    return until(says_so, "the lease")


def falls_silent(running: Running, seat: Seat, client: Client) -> None:
    """Let the last sign of life of a client be twelve hours old."""
    at = (datetime.now(UTC) - SILENT_AFTER).isoformat()

    def fall_silent(state: dict[str, Any]) -> None:
        state["sign_in"][client]["seen_at"] = at

    of_seat = desks.c.agent_id == seat.agent_id
    edit(running, desks.c.state, fall_silent, of_seat, due_at=LONG_AGO)


def logout(panel: PanelClient) -> None:
    """Press 'Sign out'."""
    headers = {"Authorization": f"Bearer {panel.token}"}
    answer = requests.post(f"{panel.running.url}/auth/logout", headers=headers, timeout=TIMEOUT_S)
    assert HTTPStatus.NO_CONTENT == answer.status_code


def test_every_page_is_told_of_a_presence(panel: PanelClient, companion: PanelClient) -> None:
    """The server's state is the truth (requirements.md 5.6)."""
    choose(panel, "away", "Break")

    assert "Break" == shown(panel, state="away")["reason"]
    assert shown(companion, state="away", reason="Break", salesforce=True, companion=True)


def test_a_reason_is_one_of_the_settings(panel: PanelClient) -> None:
    """Nobody is away for what no admin knows."""
    unknown = panel.press("presence", {"presence": "away", "reason": "Golf"})
    odd = panel.press("presence", {"presence": "available", "reason": "Break"})

    assert [HTTPStatus.UNPROCESSABLE_ENTITY] * 2 == [unknown.status_code, odd.status_code]
    assert "Meeting" in unknown.text
    assert "available" == shown(panel)["state"]


@pytest.mark.requirement("S4-25")
def test_in_logout_calls_are_offered_to_the_companion_alone(
    panel: PanelClient, companion: PanelClient, call: OutsideCall
) -> None:
    """The softphone shows the call and takes no command, though the agent works there on."""
    choose(panel, "logout")
    states = shown(companion, state="logout")
    call.tell("leg.offered")
    ringing = panel.call(phase="ringing")
    path = f"calls/{ringing['id']}/answer"
    companion.call(phase="ringing")
    refused, dialled = panel.press(path), panel.press("dial", {"number": "+14155550130"})
    took_over = panel.press("take-over", {"page": panel.page})
    taken = companion.press(path)

    assert (False, True) == (states["salesforce"], states["companion"])
    assert companion.page == companion.desk["lease"]["holder"]
    assert [(HTTPStatus.CONFLICT, "logout")] * 3 == [
        (each.status_code, each.json()["state"]) for each in (refused, dialled, took_over)
    ]
    assert HTTPStatus.CONFLICT != taken.status_code


def test_a_wrap_up_stays_editable_in_logout(panel: PanelClient, call: OutsideCall) -> None:
    """It was decided before (DECISION 38)."""
    ended = wrapping_up(panel, call)
    choose(panel, "logout")
    noted = panel.press(f"calls/{ended['id']}/result", {"call_result": "Solved"})

    assert HTTPStatus.ACCEPTED == noted.status_code


def test_who_comes_back_from_logout_rings_again(panel: PanelClient) -> None:
    """Without a companion nobody has the lease in Logout."""
    choose(panel, "logout")
    away = shown(panel, state="logout", salesforce=False)
    holder = panel.desk["lease"]["holder"]
    choose(panel, "available")

    assert ("", False) == (holder, away["companion"])
    assert shown(panel, state="available", salesforce=True)
    assert panel.page == panel.desk["lease"]["holder"]


@pytest.mark.requirement("S4-4")
def test_closing_every_window_is_no_sign_out(
    running: Running, seat: Seat, companion: PanelClient
) -> None:
    """Only twelve hours without any sign of life are (DECISION 36)."""
    with PanelClient(seat):
        shown(companion, salesforce=True, companion=True)
    holder = has_the_lease(companion)
    closed = shown(companion)
    falls_silent(running, seat, "softphone")

    assert holder
    assert closed["salesforce"]
    assert shown(companion, salesforce=False, companion=True)


@pytest.mark.requirement("S4-26")
def test_the_companion_signs_in_as_it_is_opened_or_focused(running: Running, seat: Seat) -> None:
    """The first time, and after it was signed out by silence, while its session is valid."""
    with PanelClient(seat) as softphone:
        never = shown(softphone)["companion"]
        began = time.monotonic()
        with PanelClient(seat, client="companion") as opened:
            first = shown(softphone, companion=True)
        took = [time.monotonic() - began]
        has_the_lease(softphone)
        falls_silent(running, seat, "companion")
        silent = shown(softphone, companion=False)
        began = time.monotonic()
        opened.press("focus", {"page": opened.page})
        assert shown(softphone, companion=True)
        took.append(time.monotonic() - began)

        assert (False, True, False) == (never, first["companion"], silent["companion"])
        assert SHOWN_WITHIN_S >= min(took)  # what else the machine does may hold up one of them


def test_sign_out_in_one_client_leaves_the_other(
    panel: PanelClient, companion: PanelClient
) -> None:
    """Pressed in the softphone it says nothing of the companion (DECISION 36)."""
    logout(panel)

    assert shown(companion, salesforce=False, companion=True)
    assert HTTPStatus.UNAUTHORIZED == panel.press("focus", {"page": panel.page}).status_code


def test_after_sign_out_in_the_companion_only_sign_in_counts(
    seat: Seat, panel: PanelClient, companion: PanelClient
) -> None:
    """Opening it again brings nobody back (DECISION 39)."""
    logout(companion)
    shown(panel, companion=False)
    companion.press("focus", {"page": companion.page})
    still = shown(panel)["companion"]
    PanelClient(seat, client="companion")

    assert not still
    assert shown(panel, companion=True)


def test_nobody_speaks_for_another_agent(running: Running, panel: PanelClient) -> None:
    """A body that names an agent, a client or a page of theirs is not listened to."""
    with PanelClient(running.seat()) as victim:
        focused = panel.press("focus", {"page": victim.page, "client": "companion"})
        taken = panel.press("take-over", {"page": victim.page})
        answer = panel.press(
            "presence", {"presence": "logout", "agent": victim.seat.agent_id, "client": "companion"}
        )

        assert answer.status_code in {HTTPStatus.ACCEPTED, HTTPStatus.UNPROCESSABLE_ENTITY}
        assert focused.status_code in {HTTPStatus.ACCEPTED, HTTPStatus.UNPROCESSABLE_ENTITY}
        assert HTTPStatus.CONFLICT == taken.status_code
        assert shown(victim, state="available", companion=False)
        assert victim.page == victim.desk["lease"]["holder"]
        assert not shown(panel)["companion"]

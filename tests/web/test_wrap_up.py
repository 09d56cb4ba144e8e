"""From the end of the call to its Task: Save, the timer, Extend, the next call (DECISION 13)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import NOBODY, OtherOrg, OutsideCall, calls_on, telephone_system, wrapping_up


@pytest.fixture(scope="module")
def hasty_org(running: Running) -> OtherOrg:
    """An org whose agents have a second after a call."""
    return OtherOrg(running, wrap_up_s=1, extension_s=2)


@pytest.fixture
def hasty(running: Running, hasty_org: OtherOrg) -> Iterator[PanelClient]:
    running.no_more_faults()
    with hasty_org.panel() as panel:
        yield panel


def outside(panel: PanelClient, number: str = "+14155550101") -> OutsideCall:
    return OutsideCall(telephone_system(panel.running), panel.seat.line, number)


def heard(panel: PanelClient, code: str) -> bool:
    panel.listen()
    return code in panel.said


# ── Save ─────────────────────────────────────────────────────────────────────────────────────


def test_what_stands_in_the_panel_at_save_is_written(panel: PanelClient) -> None:
    """Text, call result and customer, by the agent, for the agent."""
    call = outside(panel)
    at = f"calls/{wrapping_up(panel, call)['id']}"
    panel.press(f"{at}/notes", {"text": "asked"})
    panel.press(f"{at}/result", {"call_result": "Voicemail"})
    panel.press(f"{at}/save", {"text": "asked for refund", "call_result": "Solved"})

    saved = panel.call(phase="saved")
    task = panel.running.task_of(call.placed)
    assert "asked for refund" in task["Description"]
    assert ("Solved", panel.seat.user_id) == (task["CallDisposition"], task["OwnerId"])
    assert ("agent", True) == (saved["log"]["by"], saved["log"]["task_url"].endswith(task["Id"]))


def test_with_nothing_assigned_the_first_save_asks_once_more(panel: PanelClient) -> None:
    """The second one saves: nobody is locked in (DECISION 6)."""
    call = outside(panel, NOBODY)
    at = f"calls/{wrapping_up(panel, call)['id']}"
    panel.press(f"{at}/save", {"text": "wrong number"})
    until(lambda: heard(panel, "said.nothing-assigned-once-more"), "the question")

    asked = panel.call(phase="wrap-up")
    assert ("wrong number", True) == (asked["notes"]["text"], asked["warning"])
    panel.press(f"{at}/save", {"text": "wrong number"})
    panel.call(phase="saved")
    assert panel.running.task_of(call.placed).get("WhoId") is None


def test_a_save_sent_twice_asks_only_once(panel: PanelClient) -> None:
    """The repeat of a lost answer is not the second press."""
    call = outside(panel, NOBODY)
    at = f"calls/{wrapping_up(panel, call)['id']}"
    for _ in range(2):
        panel.press(f"{at}/save", {"text": ""}, key="the same press")
    until(lambda: heard(panel, "said.nothing-assigned-once-more"), "the question")

    assert "wrap-up" == panel.call()["phase"]
    assert [] == panel.running.tasks_of(call.placed)


def test_the_record_the_page_names_at_save_is_taken_into_account(panel: PanelClient) -> None:
    """Opened during the call, told by nobody until Save asked (DECISION 9)."""
    case = {"id": panel.running.record_id("Case", "00001026"), "type": "Case", "name": "00001026"}
    panel.show(None)
    call = outside(panel)
    at = f"calls/{wrapping_up(panel, call)['id']}"
    panel.show(case)
    until(lambda: ("Case 00001026", "auto") in panel.assigned(), "the Case")
    panel.press(f"{at}/save", {"text": "", "page": {"answered": True, "record": case}})

    panel.call(phase="saved")
    assert case["id"] == panel.running.task_of(call.placed)["WhatId"]


def test_after_save_nothing_is_edited(panel: PanelClient) -> None:
    """What the panel shows as saved is what stands in Salesforce."""
    call = outside(panel)
    at = f"calls/{wrapping_up(panel, call)['id']}"
    panel.press(f"{at}/save", {"text": "done"})
    panel.call(phase="saved")
    answer = panel.press(f"{at}/notes", {"text": "more"})

    assert (409, "saved") == (answer.status_code, answer.json()["state"])


# ── the timer ────────────────────────────────────────────────────────────────────────────────


def test_at_the_end_of_wrap_up_the_server_writes_what_is_there(
    hasty: PanelClient, hasty_org: OtherOrg
) -> None:
    """Without Save, without a question, by the server (S1-2)."""
    call = OutsideCall(hasty_org.system(), hasty.seat.line)
    call.tell("leg.offered", "leg.connected")
    talking = hasty.call(phase="talking", matching="done")
    hasty.press(f"calls/{talking['id']}/notes", {"text": "half a sentence"})
    call.tell("call.ended")

    assert "server" == hasty.call(phase="saved")["log"]["by"]
    assert "half a sentence" in hasty.running.task_of(call.placed)["Description"]


@pytest.mark.requirement("S1-2")
def test_the_timer_needs_no_panel(hasty: PanelClient, hasty_org: OtherOrg) -> None:
    """The laptop was shut during the call."""
    call = OutsideCall(hasty_org.system(), hasty.seat.line)
    call.tell("leg.offered", "leg.connected")
    hasty.call(phase="talking")
    hasty.disconnect()
    call.tell("call.ended")

    assert hasty.seat.user_id == hasty.running.task_of(call.placed)["OwnerId"]
    assert 1 == len(hasty.running.tasks_of(call.placed))


@pytest.mark.requirement("B-17")
def test_extend_gives_more_time(hasty: PanelClient, hasty_org: OtherOrg) -> None:
    """The wrap-up ends that much later, and the panel knows."""
    call = OutsideCall(hasty_org.system(), hasty.seat.line)
    call.tell("leg.offered", "leg.connected", "call.ended")
    before = hasty.call(phase="wrap-up")
    assert 202 == hasty.press(f"calls/{before['id']}/extend").status_code
    until(lambda: calls_on(hasty)[before["id"]] != before, "the new end of the wrap-up")
    after = hasty.calls[before["id"]]

    ends = [datetime.fromisoformat(each["wrap_up"]["ends_at"]) for each in (before, after)]
    assert 2 == (ends[1] - ends[0]).total_seconds()
    assert 2 == after["wrap_up"]["extension_s"]


@pytest.fixture(scope="module")
def strict_org(running: Running) -> OtherOrg:
    """An org that requires a call result; its agents have three seconds."""
    return OtherOrg(running, require_call_result=True, wrap_up_s=3)


@pytest.mark.requirement("B-17")
def test_at_0_the_log_is_written_and_flagged_where_a_call_result_is_required(
    running: Running, strict_org: OtherOrg
) -> None:
    """Save was refused for it; the end of the timer is not to be refused (DECISION 13)."""
    running.no_more_faults()
    with strict_org.panel() as panel:
        call = OutsideCall(strict_org.system(), panel.seat.line)
        ended = wrapping_up(panel, call)
        panel.press(f"calls/{ended['id']}/save", {"text": "asked for refund"})
        until(lambda: heard(panel, "said.needs-result"), "the refusal of Save")
        saved = panel.call(phase="saved")

    assert ("server", "log.needs-result") == (saved["log"]["by"], saved["log"]["reason"]["code"])
    (task,) = running.tasks_of(call.placed)
    assert (None, True) == (task.get("CallDisposition"), "asked for refund" in task["Description"])


def test_a_minute_is_the_default(panel: PanelClient) -> None:
    """What an org gets that set nothing."""
    shown = wrapping_up(panel, outside(panel))

    ended_at = datetime.fromisoformat(shown["ended_at"])
    ends_at = datetime.fromisoformat(shown["wrap_up"]["ends_at"])
    assert 60 <= (ends_at - ended_at).total_seconds() < 61


@pytest.mark.parametrize("ago_s", [3600.0, -3600.0], ids=["an hour slow", "an hour fast"])
def test_a_telephone_system_s_clock_does_not_time_the_agent(
    panel: PanelClient, ago_s: float
) -> None:
    """Its stamps say how long was talked; the agent's minute runs by our clock."""
    call = outside(panel)
    call.tell("leg.offered", "leg.connected", "call.ended", ago_s=ago_s)
    shown = panel.call(phase="wrap-up")

    left = datetime.fromisoformat(shown["wrap_up"]["ends_at"]) - datetime.now(UTC)
    assert 50 < left.total_seconds() <= 60


# ── the next call ────────────────────────────────────────────────────────────────────────────


def test_the_next_call_ends_the_wrap_up_when_it_is_answered(panel: PanelClient) -> None:
    """Until then it only rings above it; what was typed belongs to its own call."""
    first = outside(panel)
    at = f"calls/{wrapping_up(panel, first)['id']}"
    second = outside(panel, NOBODY)
    second.tell("leg.offered")
    panel.call(phase="ringing")
    answer = panel.press(f"{at}/notes", {"text": "typed while it rang"})
    second.tell("leg.connected")

    assert 202 == answer.status_code
    panel.call(phase="talking")
    assert "typed while it rang" in panel.running.task_of(first.placed)["Description"]
    assert [] == panel.running.tasks_of(second.placed)


def test_a_new_call_takes_the_place_of_what_is_saved(panel: PanelClient) -> None:
    """The panel shows work, not history."""
    first = outside(panel)
    saved = wrapping_up(panel, first)
    panel.press(f"calls/{saved['id']}/save", {"text": ""})
    panel.call(phase="saved")
    outside(panel, NOBODY).tell("leg.offered")
    panel.call(phase="ringing")

    assert saved["id"] not in calls_on(panel)

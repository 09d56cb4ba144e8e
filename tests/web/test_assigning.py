"""Assign, choose, Del and Undo through the server, and the question to the page (B-2)."""

from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import NOBODY, SHARED, SWITCHBOARD, OutsideCall, telephone_system

NOT_ANSWERED: dict[str, Any] = {"answered": False, "record": None}


def talking(panel: PanelClient, number: str) -> str:
    """Bring a call to the agent; return its id on the panel."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", "leg.connected")
    call_id: str = panel.call(phase="talking", matching="done")["id"]
    return call_id


def record(panel: PanelClient, kind: str, name: str) -> dict[str, str]:
    """Return a record of the stand-in as a page names it."""
    return {"id": panel.running.record_id(kind, name), "type": kind, "name": name}


def shown(panel: PanelClient, kind: str, name: str) -> dict[str, str]:
    """Let the page have shown a record since before the call's time; nothing is opened by it."""
    one = record(panel, kind, name)
    panel.show(one)
    until(lambda: known(panel) == one["id"], f"{name} to be known")
    return one


def known(panel: PanelClient) -> str:
    panel.listen()
    seen = panel.desk.get("open_record") or {}
    return "" if seen.get("note") else str(seen.get("id", ""))


def become(panel: PanelClient, assigned: list[tuple[str, str]]) -> None:
    """Wait until exactly this is assigned."""
    until(lambda: panel.assigned() == assigned, lambda: f"{assigned}, not {panel.assigned()}")


def assign(panel: PanelClient, call_id: str, named: str, page: dict[str, Any]) -> None:
    answer = panel.press(f"calls/{call_id}/assign", {"record_id": named, "page": page})
    assert 202 == answer.status_code, answer.text


# ── the page is asked once more (B-2) ────────────────────────────────────────────────────────


def test_assign_takes_the_record_the_button_named(panel: PanelClient) -> None:
    """The page says that it still shows it."""
    case = shown(panel, "Case", "00001026")
    call_id = talking(panel, NOBODY)
    assign(panel, call_id, case["id"], {"answered": True, "record": case})

    become(panel, [("Case 00001026", "you")])


def test_assign_never_takes_another_record_than_the_one_named(panel: PanelClient) -> None:
    """The page has moved on: nothing is assigned, and the button names what is open now."""
    case = shown(panel, "Case", "00001026")
    other = record(panel, "Case", "00001027")
    call_id = talking(panel, NOBODY)
    assign(panel, call_id, case["id"], {"answered": True, "record": other})
    until(lambda: "said.open-record-changed" in heard(panel), "the word that it changed")
    until(lambda: known(panel) == other["id"], "the account of what is open now")

    assert other["id"] == panel.desk["assign"]["record"]["id"]
    assert [] == panel.assigned()


def heard(panel: PanelClient) -> list[str]:
    panel.listen()
    return panel.said


def test_assign_does_nothing_where_the_page_shows_no_record(panel: PanelClient) -> None:
    """The agent went home in the console; the button is disabled with the reason."""
    case = shown(panel, "Case", "00001026")
    call_id = talking(panel, NOBODY)
    assign(panel, call_id, case["id"], {"answered": True, "record": None})
    until(lambda: "said.no-open-record" in heard(panel), "the word that nothing is open")

    assert ([], False) == (panel.assigned(), panel.desk["assign"]["enabled"])
    assert "reason.no-open-record" == panel.desk["assign"]["reason"]["code"]


def test_where_the_page_is_silent_the_record_is_taken_with_its_age(panel: PanelClient) -> None:
    """400 ms are enough to ask; the agent is told how old the knowledge is."""
    case = shown(panel, "Case", "00001026")
    call_id = talking(panel, NOBODY)
    assign(panel, call_id, case["id"], NOT_ANSWERED)
    become(panel, [("Case 00001026", "you")])

    assert "said.page-silent" in heard(panel)


def test_a_record_nobody_showed_is_not_assigned(panel: PanelClient) -> None:
    """A script that names any id gets nowhere."""
    call_id = talking(panel, NOBODY)
    assign(panel, call_id, record(panel, "Case", "00001026")["id"], NOT_ANSWERED)
    until(lambda: "said.no-open-record" in heard(panel), "the word that nothing is open")

    assert [] == panel.assigned()


# ── choose, Del, Undo ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "matches"),
    [
        (SWITCHBOARD, {"Charles Babbage", "Mary Somerville"}),
        (SHARED, {"Charles Babbage", "Grace Hopper"}),
    ],
)
def test_of_several_matches_none_is_assigned_and_all_are_offered(
    panel: PanelClient, number: str, matches: set[str]
) -> None:
    """Nobody knows who is on the phone but the agent."""
    talking(panel, number)

    (call,) = panel.calls.values()
    assert ([], matches) == (panel.assigned(), {each["label"] for each in call["matches"]})
    assert call["warning"]


def test_a_chosen_match_is_the_agents_own(panel: PanelClient) -> None:
    """The Task will carry it, and the Undo names it."""
    call_id = talking(panel, SHARED)
    grace = panel.running.record_id("Contact", "Grace Hopper")
    panel.press(f"calls/{call_id}/choose", {"record_id": grace})
    become(panel, [("Grace Hopper", "you")])

    (call,) = panel.calls.values()
    assert {"code": "undo.choose", "params": {"record": "Grace Hopper"}} == call["undo"]
    assert not call["warning"]


def test_what_did_not_match_cannot_be_chosen(panel: PanelClient) -> None:
    """The list is the list."""
    call_id = talking(panel, SHARED)
    ada = panel.running.record_id("Contact", "Ada Lovelace")

    assert 202 == panel.press(f"calls/{call_id}/choose", {"record_id": ada}).status_code
    assert [] == panel.assigned()


def test_del_keeps_a_record_out_until_the_agent_brings_it_back(panel: PanelClient) -> None:
    """Opening it again does not put it back (DECISION 5); Undo does."""
    call_id = talking(panel, "+14155550101")
    ada = record(panel, "Contact", "Ada Lovelace")
    become(panel, [("Ada Lovelace", "auto")])
    panel.press(f"calls/{call_id}/unassign", {"record_id": ada["id"]})
    become(panel, [])
    panel.show(None)
    panel.show(ada)
    until(lambda: known(panel) == ada["id"], "Ada to be known")

    assert [] == panel.assigned()
    panel.press(f"calls/{call_id}/undo")
    become(panel, [("Ada Lovelace", "auto")])
    assert ["said.assigned", "said.unassigned", "said.undone"] == heard(panel)


def test_undo_takes_an_assignment_back(panel: PanelClient) -> None:
    """One press, one word, and a way back."""
    case = shown(panel, "Case", "00001026")
    call_id = talking(panel, NOBODY)
    assign(panel, call_id, case["id"], {"answered": True, "record": case})
    become(panel, [("Case 00001026", "you")])
    panel.press(f"calls/{call_id}/undo")

    become(panel, [])


def test_an_assignment_sent_twice_is_taken_back_by_one_undo(panel: PanelClient) -> None:
    """The repeat of a lost answer is no second command."""
    call_id = talking(panel, SHARED)
    grace = panel.running.record_id("Contact", "Grace Hopper")
    for _ in range(2):
        panel.press(f"calls/{call_id}/choose", {"record_id": grace}, key="the same press")
    become(panel, [("Grace Hopper", "you")])
    panel.press(f"calls/{call_id}/undo")

    become(panel, [])


def test_two_pages_of_an_agent_show_the_same(panel: PanelClient) -> None:
    """Whichever page was pressed, both know (DECISION 48)."""
    with PanelClient(panel.seat) as second:
        call_id = talking(panel, SHARED)
        grace = panel.running.record_id("Contact", "Grace Hopper")
        second.press(f"calls/{call_id}/choose", {"record_id": grace})
        become(panel, [("Grace Hopper", "you")])

        second.call(phase="talking", matching="done")
        become(second, [("Grace Hopper", "you")])
        until(lambda: heard(panel) and panel.seqs[-1] == second.seqs[-1], "the same message")

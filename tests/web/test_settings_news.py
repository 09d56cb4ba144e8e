"""A changed setting is in the panels that are open, and calls under way go by it (B-14)."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from cti_adapter.configuration.document import Document
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import ADA, OtherOrg, OtherSeat, OutsideCall, wrapping_up

WITHIN_S = 5.0
"""B-14: open panels take a change within so long."""


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    return OtherOrg(running)


@pytest.fixture
def panel(org: OtherOrg) -> Iterator[PanelClient]:
    settled = {"extension_s": 60, "wrap_up_s": 60, "admin_contact": "", "show_do_not_log": False}
    change(org, call_results=("Solved",), smart_assign=True, **settled)
    with org.panel() as panel:
        panel.results("Solved")
        yield panel


def change(org: OtherOrg, **policy: Any) -> None:
    with org.running.configuration() as elsewhere:
        elsewhere.change(
            org.id,
            lambda config: replace(config, policy=replace(config.policy, **policy)),
            version=None,
            by="i@example.test",
            summary="",
        )


def ringing(org: OtherOrg, panel: PanelClient) -> OutsideCall:
    return OutsideCall(org.system(), panel.seat.line, ADA)


@pytest.mark.requirement("B-14")
def test_an_open_panel_takes_a_change_up(org: OtherOrg, panel: PanelClient) -> None:
    """Nobody asks forty agents to reload; it was changed by another process, as `config` does."""
    began = time.monotonic()
    change(org, call_results=("Sold", "Not sold"))
    panel.results("Sold", "Not sold")

    assert WITHIN_S > time.monotonic() - began


def test_a_panel_that_was_away_gets_the_change_when_it_is_back(
    org: OtherOrg, panel: PanelClient
) -> None:
    """A notebook slept; its tab goes on where it was."""
    last_seq = panel.seqs[-1]
    panel.disconnect()
    change(org, call_results=("Sold",))
    with org.panel() as witness:
        witness.results("Sold")
    panel.connect(last_seq)

    assert ["Sold"] == panel.results("Sold")
    assert sorted(set(panel.seqs)) == panel.seqs


def test_a_call_under_way_stays_on_the_panel(org: OtherOrg, panel: PanelClient) -> None:
    """The change is told between two events of the call, and takes nothing from it."""
    call = ringing(org, panel)
    before = wrapping_up(panel, call)
    change(org, call_results=("Sold",), extension_s=30, wrap_up_s=5)
    panel.results("Sold")
    after = panel.call(phase="wrap-up")

    assert before["wrap_up"]["ends_at"] == after["wrap_up"]["ends_at"]
    assert 30 == after["wrap_up"]["extension_s"]
    assert before["assigned"] == after["assigned"]


def test_a_result_that_was_chosen_stays(org: OtherOrg, panel: PanelClient) -> None:
    """It was on the list when the agent chose it: the Save is not refused for it."""
    call = ringing(org, panel)
    ended = wrapping_up(panel, call)
    panel.press(f"calls/{ended['id']}/result", {"call_result": "Solved"})
    panel.call(call_result="Solved")
    change(org, call_results=("Sold",))
    panel.results("Sold")
    refused = panel.press(f"calls/{ended['id']}/result", {"call_result": "Voicemail"})
    answer = panel.press(f"calls/{ended['id']}/save", {"text": "refund", "call_result": "Solved"})

    assert (422, 202) == (refused.status_code, answer.status_code), answer.text


def test_the_next_opening_goes_by_the_new_setting(org: OtherOrg, panel: PanelClient) -> None:
    """Smart Assign off means off, also for a call that has begun."""
    call = ringing(org, panel)
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    change(org, call_results=("Sold",), smart_assign=False)
    panel.results("Sold")
    panel.show({"id": panel.running.record_id("Case", "00001026"), "type": "Case", "label": "x"})

    assert [("Ada Lovelace", "auto")] == panel.assigned()


@pytest.mark.requirement("S4-34")
def test_an_agents_default_and_whom_to_ask_are_in_the_panel_as_soon_as_an_admin_changes_them(
    org: OtherOrg, panel: PanelClient
) -> None:
    """Page 'Users' and an imported file alike; of another agent's change nobody else is told."""
    before = panel.settings
    with org.panel() as other:
        change(org, admin_contact="Mary, extension 12")
        panel.told(do_not_log=False, admin_contact="Mary, extension 12")
        other.told(admin_contact="Mary, extension 12")
        heard = other.seqs[-1]
        log_by_default(org, panel, do_not_log=True)
        after = panel.told(do_not_log=True)
        log_by_default(org, other, do_not_log=True)
        other.told(do_not_log=True)

        assert ("integration@example.test", False) == (
            before["admin_contact"],
            before["do_not_log"],
        )
        assert "Mary, extension 12" == after["admin_contact"]
        assert heard + 1 == other.seqs[-1]


def log_by_default(org: OtherOrg, panel: PanelClient, *, do_not_log: bool) -> None:
    """Change 'Do not log by default' of the panel's agent."""

    def edit(document: Document) -> Document:
        assert document.agents is not UNSET
        agent_id = str(panel.seat.agent_id)
        changed = replace(document.agents[agent_id], do_not_log=do_not_log)
        return replace(document, agents={**document.agents, agent_id: changed})

    with org.running.configuration() as elsewhere:
        elsewhere.replace(org.id, edit, version=None, by="i@example.test", summary="")


@pytest.mark.requirement("S4-2")
@pytest.mark.requirement("B-14")
def test_the_do_not_log_option_and_an_agents_default_act_on_a_call_that_runs(
    org: OtherOrg,
) -> None:
    """Row 4: no checkbox while the option is off; on, it is there, as the agent's default says."""
    change(org, call_results=("Solved",), show_do_not_log=False)
    with PanelClient(OtherSeat(org, signed_in=False), org.key, client="companion") as companion:
        call = ringing(org, companion)
        call.tell("leg.offered")
        without = companion.call(phase="ringing")["logging"]
        began = time.monotonic()
        change(org, show_do_not_log=True)
        offered = checkbox(companion, shown=True, checked=False)
        took = time.monotonic() - began
        log_by_default(org, companion, do_not_log=True)
        by_default = checkbox(companion, shown=True, checked=True)
        change(org, show_do_not_log=False)
        gone = checkbox(companion, shown=False, checked=False)
        call.tell("leg.connected")
        talking = companion.call(phase="talking")["logging"]["checkbox"]
        call.tell("leg.held")
        held = companion.call(phase="held")["logging"]["checkbox"]
        call.tell("call.ended")
        over = companion.call(phase="wrap-up")["logging"]["checkbox"]

    assert [False] * 4 == [without["checkbox"], talking, held, over]
    assert (True, "companion") == (offered["checkbox"], offered["by"])
    assert "nobody" == by_default["by"]
    assert "companion" == gone["by"]
    assert WITHIN_S > took


def checkbox(panel: PanelClient, *, shown: bool, checked: bool) -> dict[str, Any]:
    """Wait until the checkbox of the panel's call stands so; return group Logging."""

    def found() -> dict[str, Any] | None:
        logging: dict[str, Any] = panel.call(phase="ringing")["logging"]
        return logging if (shown, checked) == (logging["checkbox"], logging["checked"]) else None

    return until(found, f"a checkbox: shown {shown}, checked {checked}")

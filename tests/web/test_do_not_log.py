"""The checkbox 'Do not log the call in Salesforce', from the companion to the ledger (2.4)."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest

from cti_adapter.calls.call import CallKey
from cti_adapter.calls.events import DoNotLogChosen
from cti_adapter.service.ports import Unit
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.logging_stage import agent, answered, outcome, settled
from tests.web.stage import OtherOrg, OutsideCall
from tests.web.test_history import history

OFF, ON, NONE = (True, False), (True, True), (False, False)
"""Whether the checkbox is there, and whether it is checked."""
ROW_4 = "out/in"
NOT_LOGGED = (4, "nobody", "do-not-log", 0)
LOGGED = (4, "companion", "companion", 1)
CONFIRMED_WITHIN_S = 1.0


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    """An org whose agents may choose."""
    running.no_more_faults()
    return OtherOrg(running, show_do_not_log=True, wrap_up_s=1)


@pytest.fixture
def companion(org: OtherOrg) -> Iterator[PanelClient]:
    """An agent who has the companion alone."""
    with PanelClient(agent(org, "out/out"), org.key, client="companion") as client:
        yield client


@pytest.fixture
def call(org: OtherOrg, companion: PanelClient) -> OutsideCall:
    return OutsideCall(org.system(), companion.seat.line)


def switch(panel: PanelClient, *, checked: bool) -> float:
    """Press the checkbox, and wait until the server says how it stands; return the seconds."""
    (shown,) = (each for each in panel.calls.values() if each["logging"]["checkbox"])
    began = time.monotonic()
    answer = panel.press(f"calls/{shown['id']}/do-not-log", {"checked": checked})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text
    sees(panel, (True, checked))
    return time.monotonic() - began


def sees(panel: PanelClient, box: tuple[bool, bool], **call: Any) -> tuple[bool, bool]:
    """Wait until the panel's one call has the checkbox so; fail with how it was last."""

    def found() -> tuple[bool, bool] | None:
        shown = panel.call(**call)["logging"]
        return box if box == (shown["checkbox"], shown["checked"]) else None

    return until(found, lambda: f"the checkbox {box}; there is {panel.calls}")


def kept_choices(org: OtherOrg, call: OutsideCall) -> list[bool]:
    """Return how the checkbox of a call was switched, as the journal has it."""
    storage = org.running.storage()

    def read(unit: Unit) -> list[bool]:
        file = unit.find_call_by_key(CallKey(f"{org.connector}:{call.placed.call_id}"))
        assert file is not None
        journal = unit.read_journal(file.call.id)
        return [event.checked for event in journal if isinstance(event, DoNotLogChosen)]

    try:
        return storage.units.read(org.id, read)
    finally:
        storage.close()


@pytest.mark.requirement("S4-5", "S4-6", "S4-8", "S4-9", "S4-10", "S4-11", "S4-28", "B-5")
def test_it_is_switched_at_any_time_and_its_state_at_the_end_decides(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """On while ringing, off while talking, on while held; then the client is killed."""
    call.tell("leg.offered")
    sees(companion, OFF, phase="ringing")
    took = [switch(companion, checked=True)]
    call.tell("leg.connected")
    sees(companion, ON, phase="talking")
    took.append(switch(companion, checked=False))
    call.tell("leg.held")
    sees(companion, OFF, phase="held")
    took.append(switch(companion, checked=True))
    said = companion.call(phase="held")["logging"]
    companion.break_off()
    call.tell("call.ended")

    assert NOT_LOGGED == outcome(org, call)
    assert CONFIRMED_WITHIN_S >= min(took)  # what else the machine does may hold up one of them
    assert NOT_LOGGED[:3] == (said["row"], said["by"], said["reason"])
    companion.connect()
    following = OutsideCall(org.system(), companion.seat.line)
    following.tell("leg.offered")
    assert OFF == sees(companion, OFF, phase="ringing")


@pytest.mark.requirement("A-12", "S4-7", "S4-10")
def test_off_again_before_the_end_is_logged_and_the_next_starts_at_the_default(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """The next one is dialled: dialback shows the checkbox as well (DECISION 42)."""
    call.tell("leg.offered", "leg.connected", "leg.held")
    sees(companion, OFF, phase="held")
    switch(companion, checked=True)
    switch(companion, checked=False)
    call.tell("call.ended")
    assert LOGGED == outcome(org, call)

    following = OutsideCall(org.system(), companion.seat.line)
    following.tell("leg.initiated", direction="outbound")
    assert OFF == sees(companion, OFF, phase="dialling")


@pytest.mark.requirement("S4-29")
def test_untouched_the_agents_default_decides(org: OtherOrg) -> None:
    """With the companion in the background all the while."""
    seats = [agent(org, ROW_4, do_not_log=default) for default in (True, False)]
    calls = [answered(org, seat) for seat in seats]

    assert [NOT_LOGGED, LOGGED] == [outcome(org, call) for call in calls]


@pytest.mark.requirement("S4-17")
def test_signed_in_to_salesforce_alone_there_is_none_in_any_phase(org: OtherOrg) -> None:
    """Row 2 with the option on; the default has no effect either (DECISION 35)."""
    with PanelClient(agent(org, "out/out", do_not_log=True), org.key) as softphone:
        call = OutsideCall(org.system(), softphone.seat.line)
        for event, phase in (
            ("leg.initiated", "dialling"),
            ("leg.offered", "ringing"),
            ("leg.connected", "talking"),
            ("leg.held", "held"),
            ("call.ended", "wrap-up"),
        ):
            call.tell(event)
            assert NONE == sees(softphone, NONE, phase=phase)

    assert (2, "softphone", "signed-in", 1) == outcome(org, call)


@pytest.mark.requirement("S4-17", "S4-27")
def test_it_is_switched_in_the_softphone_in_logout_and_the_companion_shows_it(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """Signed in to Salesforce there is none; after Logout both clients have the same one."""
    with PanelClient(companion.seat, org.key) as softphone:
        call.tell("leg.offered", "leg.connected")
        sees(softphone, NONE, phase="talking")
        logout = softphone.press("presence", {"presence": "logout", "reason": ""})
        assert HTTPStatus.ACCEPTED == logout.status_code, logout.text
        sees(softphone, OFF)
        switch(softphone, checked=True)

        assert ON == sees(companion, ON)


def test_clients_that_disagree_both_show_what_the_server_has_and_that_decides(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """Pressed in both at once, one on and one off: each press is taken, and the last one stands."""
    with PanelClient(companion.seat, org.key) as softphone:
        softphone.press("presence", {"presence": "logout", "reason": ""})
        call.tell("leg.offered", "leg.connected")
        path = f"calls/{companion.call(phase='talking')['id']}/do-not-log"
        for panel in (softphone, companion):
            sees(panel, OFF)
        with ThreadPoolExecutor(2) as at_once:
            presses = [
                at_once.submit(panel.press, path, {"checked": checked})
                for panel, checked in ((softphone, True), (companion, False))
            ]
        last = kept_choices(org, call)[-1]
        for panel in (softphone, companion):
            sees(panel, (True, last))
    call.tell("call.ended")

    assert [HTTPStatus.ACCEPTED] * 2 == [each.result().status_code for each in presses]
    assert (NOT_LOGGED if last else LOGGED) == outcome(org, call)


def test_after_the_end_it_is_refused_and_before_where_there_is_none(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """Who logs is decided once (DECISION 34); in row 2 nobody chooses."""
    call.tell("leg.offered", "leg.connected")
    path = f"calls/{companion.call(phase='talking')['id']}/do-not-log"
    with PanelClient(companion.seat, org.key):
        in_row_3 = companion.press(path, {"checked": True})
    odd = companion.press(path, {"checked": "perhaps"})
    call.tell("call.ended")
    over = companion.press(path, {"checked": True})
    elsewhere = companion.press("calls/nobodys/do-not-log", {"checked": True})

    assert [409, 422, 409, 404] == [
        each.status_code for each in (in_row_3, odd, over, elsewhere)
    ], (in_row_3.text, odd.text, over.text, elsewhere.text)
    assert "who logs it is decided" in over.json()["detail"]


def test_nobody_has_the_checkbox_of_a_colleagues_call(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """It is not on their panel, so to them it is not there; with whom it is, nothing changed."""
    call.tell("leg.offered", "leg.connected")
    path = f"calls/{companion.call(phase='talking')['id']}/do-not-log"
    with PanelClient(agent(org, "out/out"), org.key, client="companion") as colleague:
        refused = colleague.press(path, {"checked": True})

    assert HTTPStatus.NOT_FOUND == refused.status_code, refused.text
    assert OFF == sees(companion, OFF, phase="talking")


def test_of_a_do_not_log_call_little_is_left(
    org: OtherOrg, companion: PanelClient, call: OutsideCall
) -> None:
    """Time, direction, duration, masked number, reason; nothing that was typed (DECISION 44)."""
    call.tell("leg.offered", "leg.connected")
    talking = companion.call(phase="talking", matching="done")
    sees(companion, OFF)
    companion.press(f"calls/{talking['id']}/notes", {"text": "asked for refund"})
    switch(companion, checked=True)
    call.tell("call.ended")
    file = settled(org, call)
    storage = org.running.storage()
    try:
        journal = storage.units.read(org.id, lambda unit: unit.read_journal(file.call.id))
    finally:
        storage.close()
    (past,) = history(companion)["calls"]

    assert ("", ["erased"]) == (
        file.notes.text,
        [event.text for event in journal if hasattr(event, "text")],
    )
    assert ("…01", [], False, "why.do-not-log") == (
        past["number"],
        past["records"],
        past["log_now"],
        past["reason"]["code"],
    )

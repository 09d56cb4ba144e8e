"""Notes of a call that is handed on: each agent's words stay in the event they were typed in."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OutsideCall, calls_on, telephone_system


@pytest.fixture
def other(running: Running) -> Iterator[PanelClient]:
    """A colleague at a seat of their own."""
    with PanelClient(running.seat()) as client:
        yield client


def test_the_last_words_before_a_transfer_still_go_where_they_were_typed(
    panel: PanelClient, other: PanelClient
) -> None:
    """They were on their way when the call left the panel; nobody else may write there."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.tell("leg.offered", "leg.connected")
    notes = f"calls/{panel.call(phase='talking')['id']}/notes"
    panel.press(notes, {"text": "first"})
    handed = call.event("call.transferred", kind="blind", from_agent=panel.seat.line)
    handed["data"]["to_agent"] = other.seat.line
    call.system.tell(handed)
    call.tell("leg.ended")
    call.tell("leg.offered", "leg.connected", agent=other.seat.line)
    now = other.call(phase="talking")["notes"]
    until(lambda: not calls_on(panel), "the call gone from the first panel")

    assert "" == now["text"]
    late = panel.press(notes, {"text": "first, and last", "event_id": ""})
    assert HTTPStatus.ACCEPTED == late.status_code, late.text
    other.press(notes, {"text": "second", "event_id": now["event_id"]})
    told = ["first, and last", "second"]
    until(lambda: told == typed_in(other), "both notes inside their events")
    refused = [
        panel.press(notes, {"text": "x", "event_id": now["event_id"]}),
        panel.press(notes, {"text": "x"}),
        other.press(notes, {"text": "x", "event_id": "transferred:never"}),
    ]
    assert [404, 404, 422] == [answer.status_code for answer in refused]
    assert "event_id" in refused[-1].text


def typed_in(panel: PanelClient) -> list[str]:
    """Return the notes inside the events of the panel's one call."""
    (call,) = calls_on(panel).values()
    return [event["notes"] for event in call["events"] if event["notes"]]

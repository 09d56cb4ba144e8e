"""Attributes of a call in fields of its Task, as an admin has mapped them."""

from collections.abc import Iterator

import pytest

from cti_adapter.calls.policy import FieldMapping
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy
from tests.web.stage import OutsideCall, save, saved_once, telephone_system

MAPPED = {"order": "Order_Number__c", "value": "Order_Value__c"}


@pytest.fixture
def mapped(running: Running) -> Iterator[None]:
    """The org with two attributes mapped, which no other test sends."""
    rows = (FieldMapping(attribute=name, field=field) for name, field in MAPPED.items())
    change_policy(running, field_mapping=tuple(rows))
    yield
    change_policy(running, field_mapping=())


@pytest.mark.requirement("S1-20")
@pytest.mark.usefixtures("mapped")
def test_an_attribute_reaches_its_field_also_where_it_comes_late(panel: PanelClient) -> None:
    """The number of the order with the call, its value a minute after Save."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.tell("leg.offered", attributes={"order": "A-17"})
    panel.call(phase="ringing", matching="done")
    call.tell("leg.connected", "call.ended")
    save(panel, panel.call(phase="wrap-up"))
    first = saved_once(panel, call)
    call.tell("recording.available", url="https://pbx.example/r", attributes={"value": "12.5"})

    assert ("A-17", None) == (first["Order_Number__c"], first.get("Order_Value__c"))
    until(
        lambda: panel.running.tasks_of(call.placed)[0].get("Order_Value__c") == 12.5,
        "a value that came late",
    )

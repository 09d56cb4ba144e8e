"""Attributes of a call in fields of its Task, as an admin has mapped them."""

from collections.abc import Iterator

import pytest
import requests

from cti_adapter.calls.policy import FieldMapping
from tests.support.admin_page import INTEGRATION, AdminClient
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.settings_change import change_policy
from tests.web.stage import OtherOrg, OutsideCall, save, saved_once, telephone_system
from tests.web.test_admin_settings import save as settings_saved

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


@pytest.mark.requirement("B-10", "S1-20")
def test_a_field_can_be_named_the_moment_it_is_there(running: Running) -> None:
    """Refused, made visible in Setup, saved again: nobody waits for ten minutes to pass."""
    running.no_more_faults()
    admin = AdminClient(running, org_id=OtherOrg(running).id)
    mapped = {"field_mapping-0-attribute": "order", "field_mapping-0-field": "Order_Number__c"}
    hide(running, "Order_Number__c")
    try:
        refused = settings_saved(admin, "logging", **mapped)
    finally:
        hide(running)
    taken = settings_saved(admin, "logging", **mapped)
    AdminClient(running).submit("/admin/salesforce/check", {})  # others need not believe it

    assert (422, 200) == (refused.status_code, taken.status_code)
    assert 'id="field_mapping-0-field-fault"' in refused.text


def hide(running: Running, *fields: str) -> None:
    """Keep fields of Task from the integration user, and no others."""
    body = {"user": INTEGRATION, "hidden_fields": {"Task": list(fields)}}
    answer = requests.post(
        f"{running.salesforce}/_control/visibility", json=body, timeout=TIMEOUT_S
    )
    assert answer.ok, answer.text

"""A Lead that is converted after its call takes the Task along (DECISION 21)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cti_adapter.app.product import NoPost, Product, utc_now
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.following import EVERY, Following
from cti_adapter.settings import Settings
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OtherOrg, OutsideCall, calls_on, put_key_back
from tests.web.test_courier import a_person, control, save_after_the_end, talking_to
from tests.web.test_following import shown

OPPORTUNITY = "Universal Machines"


@pytest.fixture
def keyless(running: Running) -> Iterator[OtherOrg]:
    """An org with no place for the call key; it is put back."""
    running.keeps_key(activity=False)
    yield OtherOrg(running)
    put_key_back(running)


def logged_on_a_lead(panel: PanelClient, call: OutsideCall, number: str) -> tuple[str, str]:
    """Have a call saved whose caller is a Lead of their own; return the Lead, and the Task."""
    lead = a_person(panel.running, "Lead", number, Company="Universal Machines")
    talking_to(panel, call, number, lead)
    return lead, save_after_the_end(panel, call)["Id"]


def converted(running: Running, lead: str, *, strand_tasks: bool) -> dict[str, Any]:
    """Convert a Lead in Salesforce, which takes its Tasks along, or leaves them behind."""
    more = {"opportunity": OPPORTUNITY, "strand_tasks": strand_tasks}
    return control(running, "convert-lead", lead=lead, **more)


def brought_along(running: Running, task_id: str, became: dict[str, Any]) -> None:
    """Wait until a Task stands on the Contact and the Opportunity."""
    wanted = (became["contact"], became["opportunity"])

    def there() -> bool:
        row = next(each for each in running.records("Task") if each["Id"] == task_id)
        return (row["WhoId"], row.get("WhatId")) == wanted

    until(there, "the Task on the Contact and the Opportunity")


def look_around(running: Running, org_id: OrgId) -> None:
    """Let the product look for conversions at once, as another of its processes does."""
    storage = running.storage()
    settings = Settings(
        public_url=running.url,
        database_url=running.demo.database,
        secret_keys=(running.demo.keys.fernet,),
    )
    try:
        product = Product(settings, storage, NoPost())
        start = utc_now()
        moments = iter([start, start + EVERY, *[start] * 100])
        asks = Following(
            product.flow,
            product.orgs.salesforce,
            storage.reconciliation.find_call,
            storage.findings,
            lambda: next(moments),
        )
        for _ in range(2):  # the first look of a process has time
            asks.look_around([org_id], {org_id: timedelta(days=1)})
    finally:
        storage.close()


@pytest.mark.parametrize("strand_tasks", [False, True])
def test_who_opens_the_history_sees_where_the_task_went(
    panel: PanelClient, call: OutsideCall, number: str, *, strand_tasks: bool
) -> None:
    """To the new Contact and the new Opportunity, also where Salesforce does not."""
    lead, task_id = logged_on_a_lead(panel, call, number)
    call_id = panel.call(phase="saved")["id"]
    became = converted(panel.running, lead, strand_tasks=strand_tasks)
    shown(panel, call_id, "Turing", OPPORTUNITY)

    brought_along(panel.running, task_id, became)
    assert "contact" == calls_on(panel)[call_id]["assigned"][0]["record"]["type"].lower()


@pytest.mark.parametrize("strand_tasks", [False, True])
def test_a_conversion_is_followed_although_nobody_opens_the_history(
    panel: PanelClient, call: OutsideCall, number: str, *, strand_tasks: bool
) -> None:
    """For as long as the ledger keeps the call, by a look every few minutes."""
    lead, task_id = logged_on_a_lead(panel, call, number)
    became = converted(panel.running, lead, strand_tasks=strand_tasks)
    look_around(panel.running, panel.running.org_id)

    brought_along(panel.running, task_id, became)


def test_it_is_followed_too_where_no_task_has_a_key(
    running: Running, keyless: OtherOrg, number: str
) -> None:
    """The plain id says which call it may be, and its ledger whether it wrote this Task."""
    with keyless.panel() as panel:
        call = OutsideCall(keyless.system(), panel.seat.line)
        lead, task_id = logged_on_a_lead(panel, call, number)
        plain = {"CallObject": running.task_of(call.placed)["CallObject"], "WhoId": lead}
        same = {"attributes": {"type": "Task"}, **plain}
        theirs = running.load({**same, "Subject": "Of another system"})["0"]
        became = converted(running, lead, strand_tasks=True)
        look_around(running, keyless.id)

        brought_along(running, task_id, became)
        left = next(row for row in running.records("Task") if row["Id"] == theirs)
        assert lead == left["WhoId"]

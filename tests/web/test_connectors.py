"""Real telephone systems from end to end: set up by an admin, heard by the hook, logged as a Task.

Everything a kind can tell stands in tests/contract/telephony; here one call of each goes the whole
way, and one press the other way.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cti_adapter.app.product import NoPost, new_id, utc_now
from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallKey
from cti_adapter.calls.policy import DefaultOwner, FieldMapping
from cti_adapter.duties import Bell
from cti_adapter.org_book import OrgBook
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.told_afterwards import ToldAfterwards
from cti_adapter.simulator.client import Placed
from cti_adapter.telephony.connector import ToldCall
from cti_adapter.telephony.twilio_past import running_calls, told_calls
from cti_adapter.web.panel import JsonPanel
from tests.support.admin_page import AdminClient, words
from tests.support.patience import until
from tests.support.running import Running, fresh_name
from tests.web.stage import ADA, OURS, OtherOrg, OtherSeat, save
from tests.web.vendor_stage import ACCOUNT, FILLED_IN, RECORDING, System, added, rfc, story

KINDS = sorted(FILLED_IN)
CLOCKS = {"twilio": timedelta(hours=-3), "vonage": timedelta(hours=5), "ctm": timedelta(hours=-9)}
THE_ORGS_OWN = {"LastModifiedDate", "LastModifiedById", "SystemModstamp"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.requirement("B-22", "B-24", "S1-13")
def test_a_call_of_a_real_system_is_one_task_of_the_agent_with_a_late_recording(
    running: Running, kind: str
) -> None:
    """Set up with what its vendor shows, told in its words, by a clock that is hours off.

    A proxy in front of us has called us by another name: what was signed is our public address.
    """
    org = OtherOrg(running)
    system = added(running, org, kind)
    with org.panel() as panel:
        told = story(kind, panel.seat.line, off=CLOCKS[kind])
        for body in told.told:
            system.post(body, x_forwarded_host="inside.example", x_forwarded_proto="http")
        save(panel, panel.call(phase="wrap-up", matching="done"))
        task = running.task_of(Placed(call_id=told.call_id))
        system.post(told.recorded)

        def changed() -> dict[str, Any]:
            (found,) = running.tasks_of(Placed(call_id=told.call_id))
            return {
                name: value
                for name, value in found.items()
                if value != task.get(name) and name not in THE_ORGS_OWN
            }

        after = until(changed, "the recording")

    assert panel.seat.user_id == task["OwnerId"]
    assert "delivered" in task["Description"].casefold()
    assert {"CTI_Recording__c": RECORDING} == after
    assert until(lambda: "A signed event came." in words(system.admin.get(system.path)), "it")


def owned_org(running: Running, **policy: Any) -> tuple[OtherOrg, str]:
    """Return an org and its default owner, a user whom nobody is linked to."""
    name = fresh_name("owner")
    owner = running.make_user(f"{name}@example.test", name)
    default = DefaultOwner(type="User", id=owner)
    return OtherOrg(running, default_owner=default, wrap_up_s=1, **policy), owner


def answered(system: System, agent: OtherSeat, query: str = "", rung: str = "") -> Placed:
    """Let an agent answer a call, after it rang at another one."""
    told = story(system.kind, agent.line, rung=rung)
    for body in told.told:
        system.post(body, query)
    return Placed(call_id=told.call_id)


def owners_of(running: Running, *calls: Placed) -> list[str]:
    """Return whose the Tasks are, once the wrap-ups are over."""
    return [str(running.task_of(call)["OwnerId"]) for call in calls]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.requirement("S3-6", "S3-7", "S3-8")
def test_whose_a_call_is_follows_its_route(running: Running, kind: str) -> None:
    """To an agent: theirs; to a queue: who answers it; to a number: the default owner's."""
    org, owner = owned_org(running)
    system = added(running, org, kind)
    direct, answering, busy = (OtherSeat(org) for _ in range(3))
    calls = [
        answered(system, direct),
        answered(system, answering, "queue=Support", rung=busy.line),
        answered(system, busy, "route=number"),
    ]

    assert [direct.user_id, answering.user_id, owner] == owners_of(running, *calls)


@pytest.mark.requirement("S3-8")
def test_the_link_can_be_made_to_apply_to_receiving_numbers(running: Running) -> None:
    """'Agent link applies to receiving numbers' is on, for whichever telephone system tells it."""
    org, _ = owned_org(running, link_applies_to_numbers=True)
    agents = {kind: OtherSeat(org) for kind in KINDS}
    calls = [
        answered(added(running, org, kind), agent, "route=number") for kind, agent in agents.items()
    ]

    assert [agent.user_id for agent in agents.values()] == owners_of(running, *calls)


@pytest.mark.requirement("S3-15", "S1-20")
def test_forms_and_tags_of_a_tracking_system_reach_salesforce(running: Running) -> None:
    """A form is a Lead of the default owner, once however often it is told; tags are a field."""
    mapped = FieldMapping(attribute="Tags", field="Order_Number__c")
    org, owner = owned_org(running, field_mapping=(mapped,))
    system, last_name = added(running, org, "ctm"), f"Byron{uuid4().hex[:6]}"
    nobodys = f"+1212555{uuid4().int % 10_000:04}"  # a Lead of Ada's number is in others' way
    form = {"id": uuid4().hex, "direction": "form", "caller_number": nobodys}
    for _ in range(2):
        system.post({**form, "form": {"name": f"Ada {last_name}", "message": "Call me."}})
    told = story("ctm", OtherSeat(org).line)
    begun, ended = told.told
    system.post({**begun, "tag_list": ["new"]})
    system.post({**ended, "tag_list": ["new", "sales"]})
    task = running.task_of(Placed(call_id=told.call_id))

    def leads() -> list[dict[str, Any]]:
        return [row for row in running.records("Lead") if row["LastName"] == last_name]

    assert "new, sales" == task["Order_Number__c"]
    (lead,) = until(leads, "the lead")
    assert (owner, "Call me.") == (lead["OwnerId"], lead["Description"])


def test_a_call_that_was_never_told_is_found_and_logged_as_told_afterwards(
    running: Running,
) -> None:
    """Our hook was down: the vendor's own list of calls makes good for it, once.

    A call that still runs is shown to its agent, as if it had been told.
    """
    org = OtherOrg(running, wrap_up_s=600)
    agent, busy = OtherSeat(org), OtherSeat(org)
    begun = datetime.now(UTC) - timedelta(hours=1)
    root = f"CA{uuid4().hex}"
    row = {"sid": root, "from": ADA, "to": OURS, "status": "completed"}
    row["direction"] = "inbound"
    row |= {"start_time": rfc(begun), "end_time": rfc(begun + timedelta(minutes=2))}
    child = {**row, "sid": f"CA{uuid4().hex}", "parent_call_sid": root, "to": agent.line}
    runs = {**row, "sid": f"CA{uuid4().hex}", "status": "in-progress"}
    on_it = {**child, "sid": f"CA{uuid4().hex}", "parent_call_sid": runs["sid"], "to": busy.line}
    on_it["status"] = "in-progress"
    storage = running.storage()
    try:
        orgs = OrgBook(storage.settings, public_url=running.url)
        flow = CallFlow(
            storage.units,
            orgs=orgs,
            panel=JsonPanel(),
            post=NoPost(),
            bell=Bell(),
            clock=utc_now,
            new_id=new_id,
        )

        def told(_org: object, _key: str, since: datetime) -> tuple[ToldCall, ...]:
            return tuple(told_calls([row, child], since, "US"))

        def look() -> int:
            ToldAfterwards(
                flow,
                storage.units,
                storage.findings,
                systems=lambda: {org.id: {org.connector: frozenset({"resync"})}},
                ask=told,
                ask_now=lambda _org, _key: tuple(running_calls([runs, on_it], "US")),
                clock=utc_now,
            ).look()
            found = storage.findings.of(org.id, like="asked/")
            return int(found[f"asked/{org.connector}/"].facts["n"])

        found = [look(), look()]
        key = CallKey(f"{org.connector}:{root}")
        file = storage.units.read(org.id, lambda unit: unit.find_call_by_key(key))
        key = CallKey(f"{org.connector}:{runs['sid']}")
        live = storage.units.read(org.id, lambda unit: unit.find_call_by_key(key))
    finally:
        storage.close()

    assert [1, 0] == found
    assert file is not None
    assert ("afterwards", agent.line) == (file.call.attributes["told"], file.call.responsible)
    assert not file.call.is_wrapping_up
    assert live is not None
    assert ("talking", {}) == (live.call.phase_for(Line(busy.line)), live.call.attributes)
    assert agent.user_id == running.task_of(Placed(call_id=root))["OwnerId"]
    story_of_it = AdminClient(running, org_id=org.id).get(f"/admin/calls/{file.call.id}")
    assert "We asked for the calls we had missed, and found it." in words(story_of_it)


def test_what_is_not_asked_for_is_refused_with_its_field(running: Running) -> None:
    """And a secret that is left empty stays as it is."""
    org = OtherOrg(running)
    system = added(running, org, "twilio")
    refused = system.admin.submit(f"{system.path}/settings", {"account_sid": "A" * 600})
    kept = system.admin.submit(f"{system.path}/settings", {"account_sid": ACCOUNT})

    assert 422 == refused.status_code
    assert "This is not what is asked for here." in words(refused)
    assert kept.ok
    assert "One is kept." in words(kept)

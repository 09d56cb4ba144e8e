"""Real telephone systems from end to end: set up by an admin, heard by the hook, logged as a Task.

Everything a kind can tell stands in tests/contract/telephony; here one call of each goes the whole
way, and one press the other way.
"""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import requests

from cti_adapter.app.product import NoPost, new_id, utc_now
from cti_adapter.calls.call import CallKey
from cti_adapter.duties import Bell
from cti_adapter.org_book import OrgBook
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.told_afterwards import ToldAfterwards
from cti_adapter.simulator.client import Placed
from cti_adapter.telephony.connector import ToldCall
from cti_adapter.telephony.twilio_past import told_calls
from cti_adapter.web.panel import JsonPanel
from tests.contract.telephony.senders import BY_KIND, SENDERS, encoded, private_key
from tests.support.admin_page import AdminClient, words
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import ADA, OURS, OtherOrg, OtherSeat, save
from tests.web.vendor import Vendor, vendor

ACCOUNT, TOKEN = "AC" + "1" * 32, "auth-token-of-the-vendor"
RECORDING = "https://api.example.test/recordings/1"
FILLED_IN = {
    "twilio": {"account_sid": ACCOUNT, "caller_id": OURS},
    "vonage": {"application_id": "78d335fa-323d-0114-9c3d-d6f0d48968cf", "caller_id": OURS},
    "ctm": {"agent_by": "name"},
}


class System(NamedTuple):
    """A telephone system that an admin has added and filled in through the pages."""

    kind: str
    hook: str
    admin: AdminClient
    path: str

    def post(self, body: dict[str, Any], query: str = "") -> None:
        post = encoded(BY_KIND[self.kind], body, query)._replace(hook=self.hook)
        headers = SENDERS[self.kind](post, TOKEN, datetime.now(UTC))
        url = self.hook + (f"?{query}" if query else "")
        answer = requests.post(url, data=post.body, headers=headers, timeout=TIMEOUT_S)
        assert answer.ok, answer.text


def added(running: Running, org: OtherOrg, kind: str, **more: str) -> System:
    """Add a telephone system as an admin does it."""
    admin = AdminClient(running, org_id=org.id)
    form = {"kind": kind, "name": f"{kind} {uuid4().hex[:6]}", "command_url": ""}
    first = admin.submit("/admin/telephony/new", form)
    path = "/admin/telephony/" + first.url.rstrip("/").rpartition("/")[2]
    secret = {"private_key": private_key()} if kind == "vonage" else {}
    values = {"signing_secret": TOKEN, **FILLED_IN[kind], **secret, **more}
    filled = admin.submit(f"{path}/settings", values)
    assert filled.ok, filled.text
    assert TOKEN not in filled.text
    assert "PRIVATE KEY" not in filled.text
    return System(kind, f"{running.url}/hooks/{path.rpartition('/')[2]}", admin, path)


def rfc(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0))


def story(kind: str, line: str) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """Return a short answered call as the vendor tells it, with its id, and its recording."""
    now, call = datetime.now(UTC), f"{uuid4().hex}"
    if kind == "ctm":
        about: dict[str, Any] = {
            "id": call,
            "caller_number": ADA,
            "tracking_number": OURS,
            "direction": "inbound",
        }
        base = {**about, "unix_time": int(now.timestamp()), "agent": {"name": line}}
        ended = {**base, "duration": 5, "talk_time": 4, "dial_status": "answered"}
        return call, [base, ended], {**ended, "audio": RECORDING}
    if kind == "vonage":
        uuid, moment = f"{uuid4()}", now.isoformat()
        leg = {"conversation_uuid": f"CON-{call}", "uuid": uuid, "timestamp": moment}
        leg |= {"from": ADA.lstrip("+"), "to": f"app:{line}", "direction": "outbound"}
        first = {**leg, "uuid": f"{uuid4()}", "to": OURS.lstrip("+"), "direction": "inbound"}
        told = [{**leg, "status": status} for status in ("ringing", "answered", "completed")]
        recorded = {"conversation_uuid": f"CON-{call}", "recording_url": RECORDING}
        return (
            f"CON-{call}",
            [{**first, "status": "answered"}, *told, {**first, "status": "completed"}],
            {**recorded, "recording_uuid": f"{uuid4()}", "timestamp": moment},
        )
    root = f"CA{call}"
    parent: dict[str, Any] = {"CallSid": root, "From": ADA, "To": OURS, "Timestamp": rfc(now)}
    child = {**parent, "CallSid": f"CA{uuid4().hex}", "ParentCallSid": root, "To": f"client:{line}"}
    steps = enumerate(("ringing", "in-progress", "completed"))
    told = [{**child, "CallStatus": status, "SequenceNumber": f"{n}"} for n, status in steps]
    recorded = {"CallSid": root, "RecordingSid": "RE1", "RecordingUrl": RECORDING}
    return root, [*told, {**parent, "CallStatus": "completed", "SequenceNumber": "0"}], recorded


@pytest.mark.parametrize("kind", sorted(FILLED_IN))
@pytest.mark.requirement("B-22", "B-24", "S1-13", "S3-6")
def test_a_call_of_a_real_system_is_one_task_of_the_agent_with_a_late_recording(
    running: Running, kind: str
) -> None:
    """Set up with what its vendor shows, told in its vendor's words."""
    org = OtherOrg(running)
    system = added(running, org, kind)
    with org.panel() as panel:
        call_id, told, recorded = story(kind, panel.seat.line)
        for body in told:
            system.post(body)
        save(panel, panel.call(phase="wrap-up", matching="done"))
        task = running.task_of(Placed(call_id=call_id))
        system.post(recorded)

        def late() -> dict[str, Any] | None:
            (found,) = running.tasks_of(Placed(call_id=call_id))
            return found if found.get("CTI_Recording__c") == RECORDING else None

        after = until(late, "the recording")

    assert panel.seat.user_id == task["OwnerId"] == after["OwnerId"]
    assert "delivered" in task["Description"].casefold()
    assert task["Id"] == after["Id"]
    assert until(lambda: "A signed event came." in words(system.admin.get(system.path)), "it")


def test_a_click_on_a_number_asks_the_vendor_and_the_panel_offers_what_it_can(
    running: Running,
) -> None:
    """The agent's telephone rings; who answers there has the number dialled."""
    org = OtherOrg(running, command_url="")
    storage = running.storage()
    storage.settings.remove_connector(org.id, org.connector)  # calls go by the first one
    storage.close()
    with vendor() as api, org.panel() as panel:
        system = added(running, org, "twilio", api_url=api)
        pressed = panel.press("dial", {"number": ADA, "record": None})
        assert pressed.ok, pressed.text
        call = panel.call(phase="dialling")
        ((path, asked),) = Vendor.came
        native_id = path.split("/")[-2]
        about = f"call={native_id}&leg=leg-9&agent={panel.seat.line}"
        joined = {
            "ConferenceSid": "CF" + uuid4().hex,
            "FriendlyName": native_id,
            "StatusCallbackEvent": "participant-join",
            "CallSid": "CA" + uuid4().hex,
            "ParticipantLabel": asked["Label"][0],
            "SequenceNumber": 1,
            "Timestamp": rfc(datetime.now(UTC)),
        }
        system.post(joined, about)
        dialled = until(lambda: Vendor.came[1:], "the far end")
        answered = {"CallSid": "CA" + uuid4().hex, "CallStatus": "in-progress", "To": ADA}
        system.post({**answered, "From": OURS, "SequenceNumber": 2}, about)
        talking = panel.call(phase="talking")
        system.post({**answered, "From": OURS, "CallStatus": "completed"}, about)

    assert [f"client:{panel.seat.line}"] == asked["To"]
    assert ["hang_up"] == call["controls"]
    assert [ADA] == dialled[0][1]["To"]
    assert ["hold", "mute", "transfer", "consult", "hang_up"] == talking["controls"]


def test_a_call_that_was_never_told_is_found_and_logged_as_told_afterwards(
    running: Running,
) -> None:
    """Our hook was down: the vendor's own list of calls makes good for it, once."""
    org = OtherOrg(running, wrap_up_s=600)
    agent, begun = OtherSeat(org), datetime.now(UTC) - timedelta(hours=1)
    root = f"CA{uuid4().hex}"
    row = {"sid": root, "from": ADA, "to": OURS, "status": "completed"}
    row["direction"] = "inbound"
    row |= {"start_time": rfc(begun), "end_time": rfc(begun + timedelta(minutes=2))}
    child = {**row, "sid": f"CA{uuid4().hex}", "parent_call_sid": root, "to": agent.line}
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
                clock=utc_now,
            ).look()
            found = storage.findings.of(org.id, like="asked/")
            return int(found[f"asked/{org.connector}/"].facts["n"])

        found = [look(), look()]
        key = CallKey(f"{org.connector}:{root}")
        file = storage.units.read(org.id, lambda unit: unit.find_call_by_key(key))
    finally:
        storage.close()

    assert [1, 0] == found
    assert file is not None
    assert ("afterwards", agent.line) == (file.call.attributes["told"], file.call.responsible)
    assert not file.call.is_wrapping_up
    assert agent.user_id == running.task_of(Placed(call_id=root))["OwnerId"]


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


@pytest.mark.requirement("S1-14")
def test_a_call_is_handed_to_a_colleague_through_the_vendor(running: Running) -> None:
    """The vendor raises no event of it: its yes is the transfer, and its time."""
    org = OtherOrg(running)
    colleague = OtherSeat(org)
    with vendor() as api, org.panel() as panel:
        system = added(running, org, "twilio", api_url=api)
        call_id, told, _ = story("twilio", panel.seat.line)
        for body in told[:2]:
            system.post(body)
        call = panel.call(phase="talking")
        nobody = panel.press(f"calls/{call['id']}/transfer", {"to": "somebody"})
        itself = panel.press(f"calls/{call['id']}/transfer", {"to": panel.seat.line})
        pressed = panel.press(f"calls/{call['id']}/transfer", {"to": colleague.line})
        ((path, asked),) = Vendor.came
        system.post(told[2])  # the agent's own leg is over

        def handed_on() -> bool:
            panel.listen()
            return call["id"] not in panel.calls

        until(handed_on, "the call to leave the panel")
        key = CallKey(f"{system.hook.rpartition('/')[2]}:{call_id}")
        storage = running.storage()
        file = storage.units.read(org.id, lambda unit: unit.find_call_by_key(key))
        storage.close()

    assert [422, 422, 202] == [nobody.status_code, itself.status_code, pressed.status_code]
    assert path.endswith(f"/Calls/{call_id}.json")
    assert f">{colleague.line}</Client>" in asked["Twiml"][0]
    assert file is not None
    (transfer,) = file.call.transfers
    assert (panel.seat.line, colleague.line) == (transfer.from_line, transfer.to_line)

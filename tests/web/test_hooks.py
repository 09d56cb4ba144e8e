"""What telephone systems are answered: contract.md §3 and §4, and what is kept of what they say."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
from msgspec.structs import replace

from cti_adapter.demo import ORG
from cti_adapter.web.hooks import LARGEST
from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import OtherOrg, OutsideCall, TelephoneSystem, telephone_system


@pytest.fixture
def system(running: Running) -> TelephoneSystem:
    return telephone_system(running)


@pytest.fixture
def call(system: TelephoneSystem, seat: Seat) -> OutsideCall:
    return OutsideCall(system, seat.line)


def told(answer: requests.Response) -> tuple[int, str]:
    """Return status and error id of a problem."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["error_id"]


def faults(answer: requests.Response) -> list[str]:
    """Return the fields a 422 names."""
    assert (422, "unprocessable") == told(answer)
    return [each["field"] for each in answer.json()["errors"]]


# ── taken ────────────────────────────────────────────────────────────────────────────────────


def test_an_event_is_answered_with_what_was_taken(call: OutsideCall) -> None:
    """Exactly the body of the contract, for senders who look at it."""
    answer = call.system.post(call.event("leg.offered"))

    assert (202, {"accepted": 1, "duplicates": 0}) == (answer.status_code, answer.json())


def test_a_batch_is_taken_at_once(call: OutsideCall) -> None:
    """Systems that collect send an array."""
    batch = [call.event("leg.offered"), call.event("leg.connected"), call.event("call.ended")]
    answer = call.system.post(batch, media_type="application/cloudevents-batch+json")

    assert {"accepted": 3, "duplicates": 0} == answer.json()


def test_a_delivery_that_comes_again_is_a_duplicate(call: OutsideCall) -> None:
    """Our answer was lost, so they send it again: nothing happens twice."""
    event, message_id = call.event("leg.offered"), uuid4().hex
    call.system.post(event, id=message_id)
    answer = call.system.post(event, id=message_id)

    assert (202, {"accepted": 0, "duplicates": 1}) == (answer.status_code, answer.json())


def test_an_event_that_comes_again_under_another_delivery_is_a_duplicate(
    call: OutsideCall,
) -> None:
    """Source and id name the event, whatever carries it."""
    event = call.event("leg.offered")
    assert {"accepted": 1, "duplicates": 0} == call.system.tell(event)
    other = call.event("leg.connected")

    assert {"accepted": 1, "duplicates": 2} == call.system.post([event, other, event]).json()


def test_the_same_id_of_another_source_is_another_event(call: OutsideCall) -> None:
    """Two exchanges may count alike."""
    event = call.event("leg.offered")
    call.system.tell(event)

    assert {"accepted": 1, "duplicates": 0} == call.system.tell({**event, "source": "/pbx/2"})


@pytest.mark.parametrize(
    "event",
    [
        {"type": "leg.teleported", "data": {"call_id": 7, "agent": []}},
        {"type": "com.example.heartbeat"},
        {"type": "agent.presence_changed", "data": {"agent": "nobody", "presence": "away"}},
    ],
    ids=lambda event: event["type"],
)
def test_what_we_have_no_use_for_is_accepted_and_kept(
    running: Running, system: TelephoneSystem, event: dict[str, Any]
) -> None:
    """A telephone system may say more than we understand, today."""
    event = {"specversion": "1.0", "id": uuid4().hex, "source": "/pbx/test", **event}
    assert {"accepted": 1, "duplicates": 0} == system.tell(event)

    storage = running.storage()
    try:
        kept = storage.inbox.latest(ORG, running.demo.keys.connector, 50)
    finally:
        storage.close()
    assert json.dumps(event).encode() in [item.body for item in kept]


# ── refused ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "how",
    [
        {"headers": {"webhook-signature": None}},
        {"headers": {"webhook-signature": "v1,bm90IHVz"}},
        {"headers": {"webhook-signature": "nonsense"}},
        {"headers": {"webhook-id": None}},
        {"headers": {"webhook-timestamp": None}},
        {"headers": {"webhook-timestamp": "now"}},
        {"secret": "whsec_c29tZWJvZHkgZWxzZQ=="},
        {"age": timedelta(minutes=6)},
        {"age": timedelta(minutes=-6)},
    ],
    ids=str,
)
def test_who_did_not_sign_is_refused_without_a_reason(
    call: OutsideCall, how: dict[str, Any]
) -> None:
    """Unsigned, wrongly signed, stale: the same words for all, and nothing is taken."""
    answer = call.system.post(call.event("leg.offered"), **how)

    assert (401, "unauthorised") == told(answer)
    assert "The signature is missing, wrong or out of its time." == answer.json()["detail"]


def test_an_unknown_hook_is_answered_like_a_wrong_signature(
    running: Running, call: OutsideCall
) -> None:
    """Which keys exist is nobody's business, whatever is sent to them."""
    nowhere = TelephoneSystem(f"{running.url}/hooks/guessed", call.system.secret)
    wrong = {"headers": {"webhook-signature": "v1,bm90IHVz"}}
    event = call.event("leg.offered")

    assert call.system.post(event, **wrong).json() == nowhere.post(event).json()
    text = {"media_type": "text/plain"}
    assert call.system.post(event, **text).json() == nowhere.post(event, **text).json()
    huge = b" " * (LARGEST + 1)
    assert call.system.post(huge).json() == nowhere.post(huge).json()


def test_an_oversized_delivery_is_refused(call: OutsideCall) -> None:
    """Nobody fills our memory."""
    body = json.dumps([call.event("leg.offered")]).encode()

    assert (413, "too-large") == told(call.system.post(body + b" " * LARGEST))


def test_an_oversized_delivery_without_a_length_is_refused(call: OutsideCall) -> None:
    """Chunked, so that its size is only known in the end."""
    answer = requests.post(
        call.system.hook,
        data=iter([b" " * 65536] * 5),
        headers={"content-type": "application/json"},
        timeout=TIMEOUT_S,
    )

    assert (413, "too-large") == told(answer)


def test_another_media_type_is_refused(call: OutsideCall) -> None:
    """A form or a text is not what was agreed on."""
    answer = call.system.post(call.event("leg.offered"), media_type="text/xml")

    assert (415, "wrong-media-type") == told(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"<xml/>", b'"text"', b"[[]]", b"[" * 90_000])
def test_a_signed_body_that_is_no_event_is_refused(system: TelephoneSystem, body: bytes) -> None:
    """In words, for the integrator at the other end."""
    assert ["$"] == [field.split(".")[0].split("[")[0] for field in faults(system.post(body))]


def test_a_batch_with_one_bad_member_is_refused_as_a_whole(call: OutsideCall) -> None:
    """They mend it and send it again; half of it would be there already."""
    good, bad = call.event("leg.offered"), call.event("leg.held")
    del bad["data"]["agent"]
    answer = call.system.post([good, bad])

    assert ["$[1].data.agent"] == faults(answer)
    assert {"accepted": 1, "duplicates": 0} == call.system.tell(good)


def test_every_fault_is_named(call: OutsideCall) -> None:
    """One round with the integrator, not one for each fault."""
    wrong_number = call.event("leg.offered", remote_number="Ada", local_number="office")
    wrong_word = call.event("leg.offered", direction="sideways")
    answer = call.system.post([wrong_number, call.event("leg.connected"), wrong_word])

    assert [
        "$[0].data.remote_number",
        "$[0].data.local_number",
        "$[2].data.direction",
    ] == faults(answer)


def test_a_number_that_is_none_is_refused_with_its_field(call: OutsideCall) -> None:
    """It would be a call nobody could ever find."""
    answer = call.system.post(call.event("leg.offered", remote_number="<b>Ada</b>"))

    assert ["$.data.remote_number"] == faults(answer)
    assert "use E.164 like +14155550101" in answer.json()["errors"][0]["message"]


# ── rotation ─────────────────────────────────────────────────────────────────────────────────


def test_a_second_secret_is_good_while_they_are_rotated(running: Running) -> None:
    """Nobody has to change both ends in the same second."""
    org = OtherOrg(running)
    event = OutsideCall(org.system(), "101").event("leg.offered")
    new = "whsec_bmV3IHNlY3JldA=="
    storage = running.storage()
    try:
        (connector,) = storage.settings.connectors(org.id)
        storage.settings.put_connector(replace(connector, secrets=(new, org.secret)))
    finally:
        storage.close()

    assert org.system().post(event, secret=new).ok
    assert org.system().post(event, secret=org.secret).ok


# ── what it is used for ──────────────────────────────────────────────────────────────────────


def test_an_event_for_an_unknown_call_opens_it(panel: PanelClient) -> None:
    """We were restarted, or the first events were lost: the call is there all the same."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.tell("leg.connected", remote_number="+14155550101")

    assert "+1 415-555-0101" == panel.call(phase="talking", matching="done")["number"]

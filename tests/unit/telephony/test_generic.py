"""The codec of the generic webhook: whom it believes, what it reads, how it signs.

What it reads is a table: tests/payloads/generic holds bodies as telephone systems send them, and
beside each, NAME.expected.json, how it is understood or why it is refused.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from standardwebhooks import Webhook

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import BadSignature, Unprocessable
from cti_adapter.telephony.connector import Credentials, WebhookRequest
from cti_adapter.telephony.generic import MOST_EVENTS, Generic
from tests.support.talked import requests_of

PAYLOADS = Path(__file__).parents[2] / "payloads" / "generic"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json") if not path.stem.endswith(".expected"))
SECRET, OTHER_SECRET = "whsec_Zmlyc3Qgc2VjcmV0", "whsec_c2Vjb25kIHNlY3JldA=="
CREDENTIALS = Credentials(secrets=(SECRET,), region="US", command_url="https://pbx.example.com/c")
RECEIVED_AT = datetime(2026, 11, 21, 18, 10, tzinfo=UTC)
ID = "msg-1"
BODY = (PAYLOADS / "contract-example.json").read_bytes()


def signed(body: bytes, secret: str = SECRET, *, age: timedelta = timedelta()) -> WebhookRequest:
    """Return a request as a telephone system sends it."""
    at = datetime.now(UTC) - age
    signature = Webhook(secret).sign(ID, at, body.decode("utf-8", "surrogateescape"))
    return with_headers(body, {"webhook-timestamp": f"{at:%s}", "webhook-signature": signature})


def with_headers(body: bytes, headers: dict[str, str]) -> WebhookRequest:
    every = {"webhook-id": ID, "content-type": "application/cloudevents+json", **headers}
    return WebhookRequest(headers=every, body=body, received_at=RECEIVED_AT)


def understood(body: bytes) -> Any:
    """Return what the codec makes of a body, in the form of the expected files."""
    try:
        delivery = Generic().read(signed(body), CREDENTIALS)
    except Unprocessable as refused:
        return {"errors": [msgspec.to_builtins(fault) for fault in refused.faults]}
    decoded = [{"call": one.native_id, "event": one.event} for one in delivery.incoming]
    return json.loads(msgspec.json.encode(decoded))


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_payload_is_understood_as_written_beside_it(name: str) -> None:
    """What an integrator sends means the same in every release."""
    expected = json.loads((PAYLOADS / f"{name}.expected.json").read_bytes())

    assert expected == understood((PAYLOADS / f"{name}.json").read_bytes())


# ── whom it believes ─────────────────────────────────────────────────────────────────────────


def test_a_delivery_is_named_by_its_webhook_id() -> None:
    """A sender who repeats itself says the same id again."""
    assert ID == Generic().read(signed(BODY), CREDENTIALS).id


def test_the_raw_event_is_kept_as_it_came() -> None:
    """Whoever looks into the inbox later sees what was sent, not what we understood."""
    (one,) = Generic().read(signed(BODY), CREDENTIALS).incoming

    assert (BODY.strip(), "/pbx/main", "evt-000017") == (
        one.item.body.strip(),
        one.item.source,
        one.item.event_id,
    )


def test_while_secrets_are_rotated_both_are_good() -> None:
    """The telephone system is changed a minute after us, or before."""
    both = Credentials(secrets=(OTHER_SECRET, SECRET), region="US")

    assert ID == Generic().read(signed(BODY, SECRET), both).id
    assert ID == Generic().read(signed(BODY, OTHER_SECRET), both).id


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "x"},
        {"webhook-signature": "v1,not base64!"},
        {"webhook-signature": "v1,YQ"},
        {"webhook-signature": "v1,YQ==,YQ=="},
        {"webhook-signature": ","},
        {"webhook-signature": "v2,YQ=="},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-id": ""},
    ],
    ids=str,
)
def test_nothing_but_a_signature_is_taken_for_one(headers: dict[str, str]) -> None:
    """A header that a parser stumbles over must not open the door."""
    now = f"{datetime.now(UTC):%s}"
    request = with_headers(BODY, {"webhook-timestamp": now, **headers})

    with pytest.raises(BadSignature):
        Generic().read(request, CREDENTIALS)


def test_a_signature_of_another_body_is_refused() -> None:
    """Nobody on the way changes a number."""
    request = with_headers(BODY.replace(b"0101", b"0999"), dict(signed(BODY).headers))

    with pytest.raises(BadSignature):
        Generic().read(request, CREDENTIALS)


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)], ids=str)
def test_a_request_out_of_its_time_is_refused(age: timedelta) -> None:
    """What somebody recorded is worth nothing five minutes later."""
    with pytest.raises(BadSignature):
        Generic().read(signed(BODY, age=age), CREDENTIALS)


def test_a_refusal_says_nothing_about_why() -> None:
    """Whoever tries keys learns nothing from the answers (contract.md §3)."""
    with pytest.raises(BadSignature) as stale:
        Generic().read(signed(BODY, age=timedelta(hours=1)), CREDENTIALS)
    with pytest.raises(BadSignature) as unsigned:
        Generic().read(with_headers(BODY, {}), CREDENTIALS)

    assert str(stale.value) == str(unsigned.value)


# ── bodies that are none ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b'{"specversion": "1.0"',
        b"null",
        b'"call.ended"',
        b"[" * 100_000,
        b'{"data": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"specversion": "1.0", "id": "\\ud800", "source": "/pbx", "type": "call.ended"}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_signed_body_that_is_no_event_is_refused_in_words(body: bytes) -> None:
    """The integrator sees what is wrong instead of a fault of ours."""
    with pytest.raises(Unprocessable) as refused:
        Generic().read(signed(body), CREDENTIALS)

    assert ["$"] == [fault.field.split(".")[0] for fault in refused.value.faults]


def test_more_events_than_a_batch_takes_are_refused() -> None:
    """One delivery cannot keep everybody else waiting."""
    body = b"[" + b",".join([BODY] * (MOST_EVENTS + 1)) + b"]"

    with pytest.raises(Unprocessable, match="at most 500 events"):
        Generic().read(signed(body), CREDENTIALS)


# ── what it says ─────────────────────────────────────────────────────────────────────────────


def test_a_command_is_signed_with_the_newest_secret() -> None:
    """The telephone system verifies us as we verify it (contract.md §4)."""
    at = datetime.now(UTC)
    both = Credentials(
        secrets=(OTHER_SECRET, SECRET), region="US", command_url="https://pbx.example.com/c"
    )
    command = Command(
        id="cmd-1", verb="dtmf", native_id="c-42", leg_id="l-7", line=Line("101"), digits="12#"
    )

    (sent,) = requests_of(Generic().encode(command, at, both))

    Webhook(OTHER_SECRET).verify(sent.body, dict(sent.headers))
    told = json.loads(sent.body)
    assert ("cmd-1", "command.dtmf") == (told["id"], told["type"])
    assert {"call_id": "c-42", "leg_id": "l-7", "agent": "101", "digits": "12#"} == told["data"]


def test_an_originate_names_the_number() -> None:
    """The telephone system dials it, and calls the leg by our ids."""
    number = PhoneNumber("+14155550130")
    command = Command(
        id="cmd-1", verb="originate", native_id="c-1", leg_id="l-1", line=Line("101"), number=number
    )

    (sent,) = requests_of(Generic().encode(command, datetime.now(UTC), CREDENTIALS))

    assert number == json.loads(sent.body)["data"]["number"]

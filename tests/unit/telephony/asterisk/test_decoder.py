"""What no recording shows: broken messages, missing settings, and looks at a running PBX."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cti_adapter.telephony.asterisk.ari import Bridge, Channel, Snapshot
from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.exchange import Directory, Exchange
from cti_adapter.telephony.asterisk.told import Told, cloud_event, deliveries
from cti_adapter.telephony.generic_events import decode_events
from tests.support.asterisk_recordings import (
    DEVICES,
    OUTCOMES,
    calls_of,
    fresh,
    lines_of,
    outcome_of,
)

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
RING_GROUP, TRANSFER = "04-ringgroup-one-answers", "20-attended-transfer-by-phone-refer-replaces"
ANSWERED = "01-inbound-answer-hold-blindtransfer-hangup"

SEEDS = [
    json.loads(line)
    for name in (ANSWERED, TRANSFER, "11-attended-transfer-ami-atxfer")
    for line in lines_of(name)
    if b"ChannelVarset" not in line
]
ABSURD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """Return a real message with one member missing, doubled or absurd, at any depth."""
    message = json.loads(json.dumps(draw(st.sampled_from(SEEDS))))
    place: Any = message
    while True:
        name = draw(st.sampled_from(sorted(place)))
        deeper = isinstance(place[name], dict) and place[name]
        if not deeper or draw(st.booleans()):
            break
        place = place[name]
    if draw(st.booleans()):
        del place[name]
    else:
        place[name] = draw(ABSURD)
    return json.dumps(message).encode()


@settings(max_examples=60)
@given(st.lists(bent(), max_size=25))
def test_no_message_stops_the_decoder_and_none_is_told_wrongly(messages: list[bytes]) -> None:
    """A PBX of another release must not end the line of a whole company."""
    decoder = fresh()
    told = [each for message in messages for each in decoder.take_ari(message)]
    posted = [cloud_event(each, str(nth), "/asterisk/main") for nth, each in enumerate(told)]
    raw = [msgspec.Raw(msgspec.json.encode(each)) for each in posted]

    assert len(raw) == len(decode_events(raw, "GB", AT))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(SEEDS), max_size=40))
def test_any_order_of_events_is_survived(messages: list[Any]) -> None:
    """Streams are joined, cut and resumed anywhere."""
    decoder = fresh()
    for message in messages:
        decoder.take_ari(json.dumps(message))
    told = decoder.resync(Snapshot(at=AT))

    assert ({}, {}, {}) == (
        decoder.exchange.channels,
        decoder.exchange.calls,
        decoder.exchange.bridges,
    ), told


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_noise_is_no_event(noise: bytes | str) -> None:
    """Whatever is not ARI is nothing."""
    assert [] == fresh().take_ari(noise)


@given(st.dictionaries(st.sampled_from(["Event", "Uniqueid", "Queue", "Timestamp"]), ABSURD))
def test_noise_on_the_manager_is_no_event(noise: dict[str, Any]) -> None:
    """The same for the AMI."""
    assert [] == fresh().take_ami(noise, AT)


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_a_restart_of_ours_in_the_middle_changes_nothing(name: str) -> None:
    """What is known is written down, so that a deployment loses no call that runs."""
    before = fresh()
    lines = lines_of(name)
    told = [each for line in lines[: len(lines) // 2] for each in before.take_ari(line)]
    kept = msgspec.json.decode(msgspec.json.encode(before.exchange), type=Exchange)
    after = Decoder(Directory(DEVICES), kept)
    told += [each for line in lines[len(lines) // 2 :] for each in after.take_ari(line)]

    assert OUTCOMES[name] == [outcome_of(call, events) for call, events in calls_of(told)]


@pytest.mark.parametrize("name", [ANSWERED, RING_GROUP])
def test_without_the_linkedid_the_dialling_tells_whose_call_it_is(name: str) -> None:
    """An admin who forgot `channelvars` sees calls all the same."""
    decoder = fresh()
    told: list[Told] = []
    for line in lines_of(name):
        message = json.loads(line)
        for each in ("channel", "caller", "peer", "transferee"):
            message.get(each, {}).pop("channelvars", None)
        told += decoder.take_ari(json.dumps(message))

    assert OUTCOMES[name] == [outcome_of(call, events) for call, events in calls_of(told)]


def test_a_call_that_began_before_we_were_up_is_told_by_the_first_look() -> None:
    """An agent who talks while we start sees the call."""
    told = fresh().resync(running("Up", together=True))

    assert ["call.created", "leg.connected"] == [each.type for each in told]


def test_a_call_that_rings_while_we_start_rings_on_the_panel() -> None:
    """Nor is that one lost."""
    told = fresh().resync(running("Ringing", together=False))

    assert ["call.created", "leg.offered"] == [each.type for each in told]


def test_a_second_look_tells_nothing_new() -> None:
    """Reconnecting costs no flicker."""
    decoder = fresh()
    decoder.resync(running("Up", together=True))

    assert [] == decoder.resync(running("Up", together=True))


def test_after_a_restart_of_the_pbx_every_call_is_over() -> None:
    """Its ids begin anew, so nothing of before is there any more."""
    decoder = fresh()
    decoder.resync(running("Up", together=True))
    told = decoder.resync(Snapshot(at=AT))

    assert ["leg.ended", "call.ended"] == [each.type for each in told]


def test_what_the_dialplan_says_of_a_call_is_passed_on() -> None:
    """A variable named in `channelvars` shows in the panel; a record id is a record id."""
    said = {"CTI_RECORD_ID": "003ADA", "account": "4711", "empty": ""}
    told = fresh().resync(running("Ringing", together=False, said=said))

    assert ("003ADA", {"account": "4711"}) == (
        told[-1].data["record_id"],
        told[-1].data["attributes"],
    )


def test_two_phones_of_one_agent_ring_once() -> None:
    """One popup per agent and call, however many devices stand on the desk."""
    decoder = Decoder(Directory({"PJSIP/alice": "101", "PJSIP/mobile": "101"}))
    call = running("Ringing", together=False)
    mobile = a_channel("ast1-1.3", "PJSIP/mobile-00000003", "Ringing")
    told = decoder.resync(Snapshot(at=AT, channels=(*call.channels, mobile), bridges=call.bridges))

    assert ["101"] == [each.data["agent"] for each in told if each.type == "leg.offered"]


def test_the_events_of_one_call_are_delivered_together() -> None:
    """A call that is over when it is told must ring on no panel."""
    waiting = [Told(type="leg.held", at=AT, call_id=f"call-{nth % 3}") for nth in range(150)]
    portions = [{each.call_id for each in portion} for portion in deliveries(waiting)]

    assert [{"call-0", "call-1"}, {"call-2"}] == portions


def a_channel(id_: str, name: str, state: str, said: dict[str, str] | None = None) -> Channel:
    return msgspec.convert(
        {
            "id": id_,
            "name": name,
            "state": state,
            "caller": {"number": "+442079460123"},
            "dialplan": {"exten": "101"},
            "channelvars": {"CHANNEL(linkedid)": "ast1-1.1", **(said or {})},
        },
        type=Channel,
    )


def running(state: str, *, together: bool, said: dict[str, str] | None = None) -> Snapshot:
    """Return a PBX on which a customer has called alice."""
    customer = a_channel("ast1-1.1", "PJSIP/trunk-00000001", "Up" if together else "Ring", said)
    alice = a_channel("ast1-1.2", "PJSIP/alice-00000002", state)
    bridge = Bridge(id="b", channels=("ast1-1.1", "ast1-1.2") if together else ())
    return Snapshot(at=AT, channels=(customer, alice), bridges=(bridge,))

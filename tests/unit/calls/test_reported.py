"""What a telephone system may say: the vocabulary connectors are written against."""

from typing import get_args

from cti_adapter.calls.reported import CallFacts, LegOffered, TelephonyEvent
from tests.support.builders import LINE_A, at

VOCABULARY = {
    "call.created",
    "call.queued",
    "call.dequeued",
    "leg.initiated",
    "leg.offered",
    "leg.withdrawn",
    "leg.connected",
    "leg.held",
    "leg.retrieved",
    "leg.muted",
    "leg.unmuted",
    "leg.ended",
    "consult.started",
    "consult.ended",
    "call.transferred",
    "call.conferenced",
    "voicemail.left",
    "recording.available",
    "message.received",
    "message.sent",
    "call.ended",
}


def test_the_words_are_those_of_the_published_contract() -> None:
    """contract.md §4: who connects a telephone system relies on each of them."""
    assert VOCABULARY == {each.__struct_config__.tag for each in get_args(TelephonyEvent)}


def test_an_event_may_say_nothing_but_what_happened() -> None:
    """A small telephone system sends no more."""
    offered = LegOffered(at=at("09:00:00"), leg_id="l-101", line=LINE_A)

    assert (CallFacts(), "") == (offered.facts, offered.sequence)

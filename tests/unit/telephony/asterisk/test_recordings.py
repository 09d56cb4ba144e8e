"""Every recorded call of a real Asterisk comes to the outcome that is stated beside it."""

import json
from datetime import UTC, datetime

import pytest

from cti_adapter.telephony.asterisk.ari import Snapshot
from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.told import Told
from tests.support.asterisk_recordings import (
    OUTCOMES,
    RECORDINGS,
    calls_of,
    fresh,
    lines_of,
    outcome_of,
    replayed,
)

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
WITH_AMI = [path.name.removesuffix(".ami.jsonl") for path in RECORDINGS.glob("*.ami.jsonl")]


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_a_recording_comes_to_the_outcome_stated_beside_it(name: str) -> None:
    """What a real PBX says becomes the call that really took place, and one Task."""
    found = [outcome_of(call, told) for call, told in calls_of(replayed(name))]

    assert OUTCOMES[name] == found


def test_every_recording_has_its_outcome() -> None:
    """A recording nobody judged proves nothing."""
    recorded = {path.name.removesuffix(".ari.jsonl") for path in RECORDINGS.glob("*.ari.jsonl")}

    assert recorded == set(OUTCOMES)


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_nothing_is_kept_of_calls_that_are_over(name: str) -> None:
    """A PBX of a busy office runs for months."""
    decoder = fresh()
    for line in lines_of(name):
        decoder.take_ari(line)

    assert ({}, {}, {}) == (
        decoder.exchange.channels,
        decoder.exchange.calls,
        decoder.exchange.bridges,
    )


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_an_event_that_comes_twice_changes_nothing(name: str) -> None:
    """What is replayed after a lost line may have been heard before it was lost."""
    decoder = fresh()
    twice = [told for line in lines_of(name) for told in twice_taken(decoder, line)]

    assert OUTCOMES[name] == [outcome_of(call, told) for call, told in calls_of(twice)]


def twice_taken(decoder: Decoder, line: bytes) -> list[Told]:
    return [*decoder.take_ari(line), *decoder.take_ari(line)]


@pytest.mark.parametrize("name", sorted(WITH_AMI))
@pytest.mark.parametrize("first", ["ari", "ami"])
def test_the_order_of_the_two_streams_does_not_matter(name: str, first: str) -> None:
    """ARI and AMI are two sockets; which one is faster is chance."""
    decoder = fresh()
    ari = [(float(nth), line, "ari") for nth, line in enumerate(lines_of(name))]
    shift = -500 if first == "ami" else 0.5
    ami = [(nth + shift, line, "ami") for nth, line in enumerate(lines_of(name, "ami"))]
    told: list[Told] = []
    for _, line, stream in sorted(ari + ami):
        if stream == "ari":
            told += decoder.take_ari(line)
        else:
            told += decoder.take_ami(json.loads(line), AT)

    assert OUTCOMES[name] == [outcome_of(call, events) for call, events in calls_of(told)]


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_a_line_lost_for_good_ends_every_call_by_the_next_look(name: str) -> None:
    """Calls that end while we hear nothing do not stay on a screen."""
    decoder = fresh()
    lines = lines_of(name)
    told = [each for line in lines[: len(lines) // 2] for each in decoder.take_ari(line)]
    told += decoder.resync(Snapshot(at=told[-1].at))

    assert [] == [call.native_id for call, _ in calls_of(told) if not call.is_over]

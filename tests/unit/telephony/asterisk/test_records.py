"""Calls that nobody saw: told from the PBX's records, and only those."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.told import Told
from tests.support.asterisk_recordings import (
    OUTCOMES,
    RECORDINGS,
    calls_of,
    fresh,
    lines_of,
    outcome_of,
)

RECORDS: dict[str, list[dict[str, str]]] = json.loads((RECORDINGS / "records.json").read_bytes())
ANSWERED = "04-ringgroup-one-answers"
LATER = timedelta(minutes=1)


def came(record: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(float(record["Timestamp"]), UTC)


def told_of(decoder: Decoder, records: list[dict[str, str]]) -> list[Told]:
    """Hand records in as they came; return what is told once no more can come."""
    for each in records:
        assert [] == decoder.take_ami(each, came(each))
    return decoder.unseen(came(records[-1]) + LATER)


@pytest.mark.parametrize(
    "name", sorted(set(RECORDS) - {"01-inbound-answer-hold-blindtransfer-hangup"})
)
def test_a_record_tells_who_talked_and_what_came_of_it(name: str) -> None:
    """As the events of the same call tell it; what was held or transferred is in no record."""
    told = told_of(fresh(), RECORDS[name])
    (found,) = [outcome_of(call, events) for call, events in calls_of(told)]
    (wanted,) = OUTCOMES[name]

    for each in ("direction", "talked", "outcome"):
        assert wanted[each] == found[each]


def test_a_call_that_was_seen_is_told_no_second_time() -> None:
    """Every call has its records: nearly all of them are no news."""
    decoder = fresh()
    for line in lines_of(ANSWERED):
        decoder.take_ari(line)

    assert [] == told_of(decoder, RECORDS[ANSWERED])


def test_a_call_that_is_told_afterwards_says_so() -> None:
    """It stands in the history as such."""
    told = told_of(fresh(), RECORDS[ANSWERED])

    assert {"told": "afterwards"} == told[0].data["attributes"]


@pytest.mark.parametrize(("said", "number"), [("", None), ("allowed", "+442079460123")])
def test_a_number_is_shown_only_where_the_pbx_says_that_it_may_be(
    said: str, number: str | None
) -> None:
    """A record has the number of a caller who withheld it, too."""
    records = [{**each, "Presentation": said} for each in RECORDS[ANSWERED]]
    told = told_of(fresh(), records)

    assert {number} == {each.data["remote_number"] for each in told}


@pytest.mark.parametrize("hours", [-8, 0, 5.75])
def test_the_local_time_of_the_pbx_is_reckoned_back(hours: float) -> None:
    """A record names no zone, but it comes when the call ends."""
    shift = timedelta(hours=hours)
    names = ("StartTime", "AnswerTime", "EndTime")

    def shifted(record: dict[str, str]) -> dict[str, str]:
        times = {name: record[name] for name in names if record[name]}
        moved = {n: str(datetime.fromisoformat(text) + shift) for n, text in times.items()}
        return record | moved

    told = told_of(fresh(), [shifted(each) for each in RECORDS[ANSWERED]])

    assert datetime(2026, 11, 21, 18, 15, 57, tzinfo=UTC) == told[0].at


def test_a_call_waits_until_all_its_records_are_there() -> None:
    """A ring group has one for each phone."""
    decoder, records = fresh(), RECORDS[ANSWERED]
    decoder.take_ami(records[0], came(records[0]))

    assert [] == decoder.unseen(came(records[0]) + timedelta(seconds=1))


ABSURD: st.SearchStrategy[Any] = st.none() | st.integers() | st.text(max_size=20)


@given(st.dictionaries(st.sampled_from(sorted(RECORDS[ANSWERED][0])), ABSURD))
def test_noise_in_a_record_stops_nothing(noise: dict[str, Any]) -> None:
    """A PBX of another release, or another program on its port."""
    decoder, record = fresh(), RECORDS[ANSWERED][0]
    decoder.take_ami(record | noise | {"Event": "Cdr"}, came(record))
    told = decoder.unseen(came(record) + LATER)

    assert len(told) < 10

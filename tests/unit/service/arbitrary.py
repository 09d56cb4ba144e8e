"""Calls as no telephone system should tell them: any events, any order, any number of times."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.record import RecordId
from tests.support.builders import (
    ADAS_NUMBER,
    AGENT_A,
    AGENT_B,
    LINE_A,
    LINE_B,
    LINE_C,
    RECORDS,
    UNKNOWN_NUMBER,
    as_the_page_says,
    at,
)

NINE = at("09:00:00")

LINES = (LINE_A, LINE_B, LINE_C)

moments = st.integers(0, 600).map(lambda seconds: NINE + timedelta(seconds=seconds))
lines = st.sampled_from(LINES)
sequences = st.sampled_from(["", "0001", "0002", "0003", "0004"])
facts = st.builds(
    e.CallFacts,
    direction=st.sampled_from([None, None, "Inbound", "Outbound", "Internal"]),
    remote_number=st.sampled_from([None, ADAS_NUMBER, UNKNOWN_NUMBER]),
    withheld=st.booleans(),
    queue=st.sampled_from(["", "Support"]),
)
known_records = st.sampled_from(sorted(RECORDS.values(), key=lambda record: record.id))
records = st.builds(
    lambda record, known: record if known else as_the_page_says(record),
    known_records,
    st.booleans(),
)


def _leg_id(line: Line, number: int) -> str:
    return f"c-42:{line}" if number == 0 else f"l-{line}-{number}"


def _leg_events(cls: Any) -> st.SearchStrategy[e.TelephonyEvent]:
    return st.builds(
        lambda line, number, **rest: cls(line=line, leg_id=_leg_id(line, number), **rest),
        line=lines,
        number=st.integers(0, 2),
        at=moments,
        sequence=sequences,
        facts=facts,
    )


def _told(cls: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[e.TelephonyEvent]:
    return st.builds(cls, at=moments, facts=facts, **fields)


telephony = st.one_of(
    *map(
        _leg_events,
        (
            e.LegInitiated,
            e.LegOffered,
            e.LegWithdrawn,
            e.LegConnected,
            e.LegHeld,
            e.LegRetrieved,
            e.LegMuted,
            e.LegUnmuted,
            e.LegEnded,
        ),
    ),
    _told(e.CallCreated),
    _told(e.CallQueued),
    _told(e.CallDequeued),
    _told(e.ConsultStarted, line=lines, target=lines),
    _told(e.ConsultEnded, line=lines, target=lines),
    _told(e.CallConferenced, lines=st.tuples(lines, lines)),
    _told(
        e.CallTransferred,
        to_line=st.one_of(st.none(), lines),
        to_queue=st.sampled_from(["", "Support"]),
    ),
    _told(e.VoicemailLeft, url=st.just("https://pbx.example.test/1")),
    _told(e.CallEnded, outcome=st.sampled_from([None, "answered", "missed"])),
)

agents = st.sampled_from([AGENT_A, AGENT_B])
by_agents = st.one_of(
    st.builds(e.RecordOpened, at=moments, agent=agents, record=records),
    st.builds(e.AssignPressed, at=moments, agent=agents, record=records),
    st.builds(
        e.RecordRemoved, at=moments, agent=agents, record_id=known_records.map(lambda r: r.id)
    ),
    st.builds(e.UndoPressed, at=moments, agent=agents),
    st.builds(e.NotesTyped, at=moments, agent=agents, text=st.sampled_from(["", "refund"])),
    st.builds(e.SavePressed, at=moments, agent=agents),
    st.builds(e.WrapUpExtended, at=moments, agent=agents, seconds=st.just(60)),
    st.builds(e.RetryPressed, at=moments, agent=agents),
)
answers = st.one_of(
    st.builds(e.CallerLookedUp, at=moments, found=st.lists(known_records, max_size=2).map(tuple)),
    st.builds(e.LookupDelayed, at=moments, reason=st.just("TIMEOUT")),
    st.builds(
        e.TaskFound,
        at=moments,
        task_id=st.just(RecordId("00T000000000001AAA")),
        people=st.lists(known_records, max_size=2).map(tuple),
        what=st.one_of(st.none(), known_records),
        taken=st.booleans(),
    ),
    st.builds(e.RecordLookedUp, at=moments, record=known_records, still_open=st.booleans()),
    st.builds(
        e.RecordNamed,
        at=moments,
        record_id=known_records.map(lambda r: r.id),
        record=st.one_of(st.none(), known_records),
    ),
    st.builds(
        e.RecordUnreadable,
        at=moments,
        record_id=known_records.map(lambda r: r.id),
        reason=st.sampled_from(["gone", "hidden", "failed", "slow"]),
    ),
    st.builds(e.WrapUpExpired, at=moments),
    st.builds(e.TaskWritten, at=moments, task_id=st.just("00T1"), url=st.just("")),
    st.builds(e.TaskDelayed, at=moments, code=st.just("TIMEOUT")),
)

given_up = st.builds(
    e.EntryGivenUp,
    at=moments,
    kind=st.sampled_from(["log", "match"]),
    edition=st.integers(1, 2),
    text=st.just("a test call"),
    admin=st.just(""),
)

without_links = st.builds(e.LinksLeftOut, at=moments, edition=st.integers(1, 2), admin=st.just(""))
by_admins = st.one_of(given_up, without_links)

events = st.one_of(telephony, telephony, by_agents, by_admins, answers)
stories = st.builds(
    lambda first, rest: [first, *rest], telephony, st.lists(events, min_size=1, max_size=12)
)
"""A call from its first event on; the first one is a telephone system's."""

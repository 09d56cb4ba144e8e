"""The journal gives back what happened, and keeps what identifies a person apart from it."""

from typing import Any

import pytest
from sqlalchemy import create_engine, text

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import (
    CallEnded,
    CallerLookedUp,
    CallEvent,
    CallFacts,
    DialPlaced,
    LegConnected,
    LegOffered,
    NotesTyped,
    TaskRefused,
)
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.storage import Storage
from tests.contract.storage.builders import NINE, ORG, SECOND, A

CALL, LINE = CallId("call-1"), Line("101")
ADA = Record(
    id=RecordId("003000000000001AAA"),
    type="Contact",
    label="Ada Lovelace",
    known=True,
    account_name="Analytical Engines",
    phone="(415) 555-0101",
)
BARE = Record(id=RecordId("500000000000001AAA"), type="Case", label="Case 00001026")
FACTS = CallFacts(
    direction="Inbound",
    remote_number=PhoneNumber("+14155550101"),
    local_number=PhoneNumber("+14155550100"),
    attributes={"topic": "Difference Engine"},
)
STORY: list[CallEvent] = [
    LegOffered(at=NINE, leg_id="l-1", line=LINE, facts=FACTS),
    CallerLookedUp(at=NINE + SECOND, found=(ADA, BARE)),
    LegConnected(at=NINE + 2 * SECOND, leg_id="l-1", line=LINE),
    DialPlaced(
        at=NINE, agent=A, line=LINE, leg_id="l-2", number=PhoneNumber("+14155550101"), record=BARE
    ),
    NotesTyped(at=NINE + 3 * SECOND, agent=A, text="Ada asks for the Bernoulli numbers"),
    TaskRefused(at=NINE + 4 * SECOND, message="no such Contact: Ada Lovelace"),
    CallEnded(at=NINE + 5 * SECOND),
]
PRIVATE_WORDS = ("Ada", "5550101", "555-0101", "5550100", "Difference", "Analytical", "00001026")


def rows_of(url: str, sentence: str) -> list[Any]:
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(sentence))
        rows = list(result) if result.returns_rows else []
    engine.dispose()
    return rows


@pytest.fixture
def told(storage: Storage) -> Storage:
    storage.units.write(ORG, lambda unit: unit.append_journal(CALL, STORY[:3]))
    storage.units.write(ORG, lambda unit: unit.append_journal(CALL, STORY[3:]))
    return storage


def test_the_journal_gives_back_every_event_in_order(told: Storage) -> None:
    """A call is the fold of its journal, bit for bit (D2)."""
    assert STORY == told.units.read(ORG, lambda unit: unit.read_journal(CALL))


@pytest.mark.usefixtures("told")
def test_nothing_that_identifies_a_person_stands_in_the_journal_itself(url: str) -> None:
    """The side table can be erased, the journal stays (B-13)."""
    rows = rows_of(url, "SELECT type, body FROM journal ORDER BY position")
    public = " ".join(body for _, body in rows)

    assert [] == [word for word in PRIVATE_WORDS if word in public]
    assert ["leg.offered", "caller.looked-up"] == [kind for kind, _ in rows[:2]]


def test_after_an_erasure_the_events_are_still_there(told: Storage, url: str) -> None:
    """Decisions can be compared; "erased" stands where notes and numbers were (B-13)."""
    rows_of(url, "DELETE FROM journal_private")
    events = told.units.read(ORG, lambda unit: unit.read_journal(CALL))

    assert [type(event) for event in STORY] == [type(event) for event in events]
    assert [event.at for event in STORY] == [event.at for event in events]
    assert NotesTyped(at=NINE + 3 * SECOND, agent=A, text="erased") == events[4]
    assert isinstance(events[1], CallerLookedUp)
    assert [ADA.id, BARE.id] == [record.id for record in events[1].found]
    assert ["erased", "erased"] == [record.label for record in events[1].found]


def test_notes_can_be_erased_alone(told: Storage) -> None:
    """Of a do-not-log call nothing stays that was typed; all else does (DECISION 44)."""
    told.units.write(ORG, lambda unit: unit.erase_notes(CALL))
    events = told.units.read(ORG, lambda unit: unit.read_journal(CALL))
    typed = [each for each in STORY if isinstance(each, NotesTyped)]

    assert ["erased"] * len(typed) == [e.text for e in events if isinstance(e, NotesTyped)]
    assert [e for e in STORY if not isinstance(e, NotesTyped)] == [
        e for e in events if not isinstance(e, NotesTyped)
    ]


def test_calls_have_journals_of_their_own(told: Storage) -> None:
    """Positions are counted within a call."""
    other = CallId("call-2")
    told.units.write(ORG, lambda unit: unit.append_journal(other, STORY[-1:]))

    assert STORY[-1:] == told.units.read(ORG, lambda unit: unit.read_journal(other))

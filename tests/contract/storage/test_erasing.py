"""What is kept of a call whose caller is erased, and what is to be sent of it (B-15)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent, CallFacts, LegOffered, PolicyApplied
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Hint, Policy
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import Entry, Kind, Status
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, SECOND, an_entry, an_event
from tests.contract.storage.test_journal import rows_of

CALL, OTHER = CallId("call-1"), CallId("call-2")
ADA = PhoneNumber("+14155550101")
SETTINGS = PolicyApplied(
    at=NINE, policy=Policy(hints=(Hint(situation="no-match", text="Call back"),))
)
RINGS = LegOffered(
    at=NINE, leg_id="l-1", line=Line("101"), facts=CallFacts(direction="Inbound", remote_number=ADA)
)
ENTRY = replace(an_entry(key="log call-1"), payload=b'{"said": "+14155550101"}')
DOUBLES = an_entry(key="doubles call-1", call_id=f"{Kind.DOUBLES}/{CALL}", kind=Kind.DOUBLES)
ELSE = replace(an_entry(key="log call-2", call_id=OTHER), payload=b'{"said": "else"}')


@pytest.fixture
def told(storage: Storage) -> Storage:
    def work(unit: SqlUnit) -> None:
        for call_id in (CALL, OTHER):
            unit.append_journal(call_id, (SETTINGS, RINGS))
        for entry in (ENTRY, DOUBLES, ELSE):
            unit.put_entry(entry)

    storage.units.write(ORG, work)
    return storage


def journal(storage: Storage, call_id: CallId) -> list[CallEvent]:
    return storage.units.read(ORG, lambda unit: unit.read_journal(call_id))


def erase(storage: Storage) -> None:
    storage.units.write(ORG, lambda unit: unit.erase_caller(CALL))


def claimed(storage: Storage) -> tuple[Entry, ...]:
    return storage.queue.claim(NINE, NINE + 60 * SECOND, 10)


@pytest.mark.requirement("B-15")
def test_the_settings_that_a_journal_quotes_stay_and_the_number_goes(told: Storage) -> None:
    """Decisions were made by them, and they name nobody."""
    erase(told)

    settings, rings = journal(told, CALL)
    assert SETTINGS == settings
    assert isinstance(rings, LegOffered)
    assert "erased" == rings.facts.remote_number
    assert [SETTINGS, RINGS] == journal(told, OTHER)


@pytest.mark.requirement("B-15")
def test_what_waits_for_an_erased_call_is_given_up_and_emptied(told: Storage, url: str) -> None:
    """What waits for other calls goes on."""
    erase(told)

    assert [ELSE.key] == [entry.key for entry in claimed(told)]
    kept = rows_of(url, "SELECT status, payload FROM outbox WHERE call_id <> 'call-2'")
    assert [(Status.GIVEN_UP, b"{}")] * 2 == [(row[0], bytes(row[1])) for row in kept]


@pytest.mark.requirement("B-15")
def test_a_call_of_which_something_is_being_sent_is_left_whole(told: Storage) -> None:
    """Nobody knows by then what Salesforce makes of it."""
    claimed(told)

    with pytest.raises(StateConflict):
        erase(told)
    assert [SETTINGS, RINGS] == journal(told, CALL)


@pytest.mark.requirement("B-15")
def test_an_emptied_event_is_still_known_as_a_repeat(storage: Storage) -> None:
    """Telephone systems repeat themselves, after an erasure too."""
    one, other = an_event(1), an_event(2)

    def work(unit: SqlUnit) -> None:
        for each in (one, other):
            unit.take_in("main", each, NINE)
        unit.empty_item("main", one)

    storage.units.write(ORG, work)

    assert not storage.units.write(ORG, lambda unit: unit.take_in("main", one, NINE))
    bodies = {item.event_id: item.body for item in storage.inbox.latest(ORG, "main", 2)}
    assert {one.event_id: b"", other.event_id: other.body} == bodies

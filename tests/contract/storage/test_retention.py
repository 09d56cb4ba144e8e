"""What is old is deleted, with all that belongs to it, and counted; what is not stays (B-15)."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.outbox.entry import Entry, Kind, OrgId, Status
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.comparing import Period
from cti_adapter.service.past_calls import Place
from cti_adapter.service.ports import AgentMessage
from cti_adapter.storage import Storage
from cti_adapter.storage.log_counts import LogCount, Slice
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, A, a_file, an_entry, an_event
from tests.contract.storage.test_erasing import RINGS
from tests.contract.storage.test_journal import rows_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NINE + 90 * DAY
OLD = NINE + DAY
ONE, TWO = CallId("call-1"), CallId("call-2")
OF_A_CALL = ("calls", "journal", "journal_private", "history", "call_aliases", "made_leads")


def a_call(number: int, org_id: OrgId = ORG) -> CallFile:
    """Return a call that was logged; each began an hour after the one before."""
    file = a_file(number, org_id)
    begun = replace(file.call, created_at=NINE + (number - 1) * HOUR)
    return replace(file, call=begun, ledger=Ledger(state="saved"))


def put(storage: Storage, number: int, org_id: OrgId = ORG) -> None:
    """Keep a call in every place in which one can stand."""
    file = a_call(number, org_id)
    call_id, at = file.call.id, file.call.created_at

    def work(unit: SqlUnit) -> None:
        unit.put_call(file)
        unit.append_journal(call_id, (RINGS,))
        unit.note_past_call(A, Place(at=at, call_id=call_id), unlogged=False)
        unit.put_alias(CallKey(f"main:part-{number}"), call_id)

    storage.units.write(org_id, work)
    number_of_it = PhoneNumber(f"+1415555010{number}")
    storage.made_leads.claim(org_id, number_of_it, call_id, at)
    storage.made_leads.made(org_id, number_of_it, RecordId("00Q000000000001AAA"))


def put_entry(storage: Storage, entry: Entry) -> None:
    storage.units.write(entry.org_id, lambda unit: unit.put_entry(entry))


def deleted(storage: Storage, *call_ids: CallId) -> int:
    return storage.retained.delete_calls(ORG, call_ids, lambda _: True)


def kept(url: str, table: str) -> Sequence[Any]:
    return rows_of(url, f"SELECT * FROM {table} WHERE org_id = '{ORG}'")  # noqa: S608 - our own


def old_calls(storage: Storage, *, after: Place | None = None, most: int = 9) -> list[str]:
    found = storage.retained.old_calls(ORG, NINE + 2 * HOUR, after=after, most=most)
    return [file.call.id for file in found]


@pytest.mark.requirement("B-15")
def test_a_call_goes_from_every_table_and_is_counted_where_it_stood(
    storage: Storage, url: str
) -> None:
    """The figures of a day are the same before and after."""
    for number in (1, 2):
        put(storage, number)
    put(storage, 1, OTHER_ORG)
    put_entry(storage, replace(an_entry(), status=Status.DONE))
    there, day = storage.reconciliation, Period(since=NINE - HOUR, until=NINE + DAY)
    before = there.counts(ORG, day), there.over_time(ORG, day, DAY)

    assert 1 == deleted(storage, ONE)
    assert [1] * len(OF_A_CALL) == [len(kept(url, table)) for table in OF_A_CALL]
    assert [] == list(kept(url, "outbox"))
    assert before == (there.counts(ORG, day), there.over_time(ORG, day, DAY))
    assert 1 == deleted(storage, TWO)
    assert [0] * len(OF_A_CALL) == [len(kept(url, table)) for table in OF_A_CALL]
    assert (LogCount(state="saved", reason="", n=2),) == there.counts(ORG, day)
    nine = NINE.replace(microsecond=0)
    by_hours = [(each.at, each.n) for each in there.over_time(ORG, day, HOUR)]
    assert [(nine, 1), (nine + HOUR, 1)] == by_hours
    ever_told = storage.milestones.has_calls(ORG)
    assert ever_told
    assert () != there.calls_of(OTHER_ORG, day, after=None, most=9)


@pytest.mark.requirement("B-15")
def test_calls_of_one_hour_are_counted_together(storage: Storage) -> None:
    """Of a call that is gone nothing is left by which it could be told from another."""
    for number in (1, 2):
        file = a_call(number)
        same = replace(file.call, created_at=NINE + number * timedelta(minutes=1))
        storage.units.write(ORG, partial(SqlUnit.put_call, file=replace(file, call=same)))
    deleted(storage, ONE, TWO)

    nine = NINE.replace(microsecond=0)
    found = storage.reconciliation.over_time(ORG, Period(since=nine, until=nine + HOUR), HOUR)
    assert (Slice(at=nine, state="saved", reason="", n=2),) == found


@pytest.mark.requirement("B-15")
@pytest.mark.parametrize(
    ("entry", "stays"),
    [
        (an_entry(), True),
        (replace(an_entry(), status=Status.DEAD), True),
        (an_entry(call_id=f"doubles/{ONE}", kind=Kind.DOUBLES), True),
        (replace(an_entry(), status=Status.GIVEN_UP), False),
    ],
)
def test_what_somebody_waits_for_keeps_its_call(
    storage: Storage, url: str, entry: Entry, *, stays: bool
) -> None:
    """However old it is: what was refused never goes by itself."""
    put(storage, 1)
    put_entry(storage, entry)

    assert (0 if stays else 1) == deleted(storage, ONE)
    assert stays == bool(kept(url, "journal"))
    assert stays == bool(kept(url, "outbox"))


@pytest.mark.requirement("B-15")
def test_a_call_that_may_not_go_any_more_stays(storage: Storage, url: str) -> None:
    """Somebody took its Save back between the look and the deletion."""
    put(storage, 1)

    assert 0 == storage.retained.delete_calls(ORG, [ONE], lambda _: False)
    assert [1] * len(OF_A_CALL) == [len(kept(url, table)) for table in OF_A_CALL]


def test_old_calls_are_found_page_by_page(storage: Storage) -> None:
    """Those that have to stay do not hide those behind them."""
    for number in (1, 2, 3):
        put(storage, number)
    first = Place(at=NINE, call_id=ONE)

    assert ["call-1", "call-2"] == old_calls(storage)
    assert ["call-1"] == old_calls(storage, most=1)
    assert ["call-2"] == old_calls(storage, after=first, most=1)


@pytest.mark.requirement("B-15")
def test_raw_events_and_presses_go_by_when_they_came(storage: Storage, url: str) -> None:
    """More of them than one batch has, and those of another org stay."""
    many = range(501)

    def work(unit: SqlUnit) -> None:
        for number in many:
            unit.take_in("main", an_event(number), NINE)
        unit.take_delivery("main", "d-1", NINE)
        unit.take_in("main", replace(an_event(), event_id="new"), TODAY)

    storage.units.write(ORG, work)
    storage.units.write(OTHER_ORG, lambda unit: unit.take_in("main", an_event(), NINE))
    storage.retained.delete_raw(ORG, OLD)

    assert ["new"] == [item.event_id for item in storage.inbox.latest(ORG, "main", 9)]
    assert [] == list(kept(url, "deliveries"))
    assert 1 == len(storage.inbox.latest(OTHER_ORG, "main", 9))


@pytest.mark.requirement("B-15")
def test_what_was_sent_goes_and_what_salesforce_refused_stays(storage: Storage, url: str) -> None:
    """A form that was refused waits for somebody, however long."""
    sent = replace(an_entry("a", "form:a", Kind.FORM), status=Status.DONE)
    refused = replace(an_entry("b", "form:b", Kind.FORM), status=Status.DEAD)
    untold = replace(an_entry("c", "gone/call-9", Kind.HOOK), status=Status.DEAD)
    waits = an_entry("d", "form:d", Kind.FORM)
    for entry in (sent, refused, untold, waits):
        put_entry(storage, entry)
    storage.retained.delete_sent(ORG, TODAY)

    assert ["b", "d"] == sorted(row.key for row in kept(url, "outbox"))


@pytest.mark.requirement("B-15")
def test_messages_go_with_what_came_in(storage: Storage, url: str) -> None:
    """A page that was away so long is told everything anew."""

    def work(unit: SqlUnit) -> None:
        unit.put_desk(replace(unit.desk(A), seq=1))
        unit.append_message(AgentMessage(agent_id=A, seq=1, body=b"{}"))

    storage.units.write(ORG, work)
    storage.retained.delete_raw(ORG, OLD)
    told = len(kept(url, "messages"))
    storage.retained.delete_raw(ORG, TODAY)

    assert (1, 0) == (told, len(kept(url, "messages")))
    assert None is storage.people.messages_since(ORG, A, 0)

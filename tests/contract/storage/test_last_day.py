"""What the charts of page Overview are read from: by the hour, of one org, and bounded."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from cti_adapter.logbook.ledger import Ledger
from cti_adapter.outbox.entry import Kind, Status
from cti_adapter.service.call_file import CallFile
from cti_adapter.storage import Storage
from cti_adapter.storage.last_day import HOUR
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, a_file, an_entry

TOP = NINE.replace(second=0, microsecond=0)
LATER = NINE + SECOND


def a_written_file(number: int, begun: datetime, took: float, reason: str = "") -> CallFile:
    """Return a call of which the Task stood so many seconds after its log was complete."""
    done = begun + 5 * SECOND
    settled = done + timedelta(seconds=took)
    ledger = Ledger(state="saved", reason=reason, completed_at=done, settled_at=settled)
    file = replace(a_file(number), ledger=ledger)
    return replace(file, call=replace(file.call, created_at=begun))


def test_what_waits_and_what_was_refused_is_told_by_the_hour(storage: Storage) -> None:
    """Form submissions are no calls, and what is put off to tomorrow does not wait yet."""

    def work(unit: SqlUnit) -> None:
        for number, ago in enumerate((0, 1, 30)):
            unit.put_entry(replace(an_entry(f"w{number}"), due_at=NINE - ago * HOUR))
        unit.put_entry(replace(an_entry("later"), due_at=NINE + HOUR))
        unit.put_entry(an_entry("form", kind=Kind.FORM))
        unit.put_entry(replace(an_entry("dead", call_id="x"), status=Status.DEAD))
        unit.put_entry(replace(an_entry("done", call_id="y"), status=Status.DONE))

    storage.units.write(ORG, work)
    there = storage.last_day

    assert {TOP: 1, TOP - HOUR: 1, TOP - 30 * HOUR: 1} == there.waiting(ORG, LATER)
    assert {TOP: 1} == there.refused(ORG)
    assert ({}, {}) == (there.waiting(OTHER_ORG, LATER), there.refused(OTHER_ORG))


def test_how_long_tasks_took_is_told_by_the_hour_of_their_calls(storage: Storage) -> None:
    """The quickest first; of a busy hour the newest so many, of what was given up nothing."""

    def work(unit: SqlUnit) -> None:
        for number, took in enumerate((9.0, 0.25, 1.5)):
            unit.put_call(a_written_file(number, NINE + number * SECOND, took))
        unit.put_call(a_written_file(3, NINE - HOUR, 4.0, reason="doubled"))
        unit.put_call(a_written_file(4, NINE, 99.0, reason="given-up"))
        unit.put_call(replace(a_file(5), ledger=Ledger(state="saved")))
        unit.put_call(a_file(6))

    storage.units.write(ORG, work)
    there, hours = storage.last_day, (TOP, TOP - HOUR)

    assert {TOP: (0.25, 1.5, 9.0), TOP - HOUR: (4.0,)} == there.seconds(ORG, hours)
    assert {TOP: (0.25, 1.5)} == there.seconds(ORG, (TOP,), most=2)
    assert {TOP: ()} == there.seconds(OTHER_ORG, (TOP,))

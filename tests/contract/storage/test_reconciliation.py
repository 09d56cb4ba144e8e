"""What became of the calls of an org: counted, listed, tried again and given up, org by org."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from cti_adapter.logbook.ledger import Ledger
from cti_adapter.outbox.dead_letter import DeadLetter
from cti_adapter.outbox.entry import Entry, Kind, Status
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.comparing import Period
from cti_adapter.storage import Storage
from cti_adapter.storage.log_counts import LogCount, Slice
from cti_adapter.storage.reconciliation import DeadClass
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, a_file, an_entry

RULE = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
LATER = NINE + SECOND


def a_logged_file(number: int, **ledger: Any) -> CallFile:
    return replace(a_file(number), ledger=Ledger(**ledger))


def dead(storage: Storage, key: str, code: str = RULE, words: str = "Say why", **more: Any) -> int:
    """Put an entry that was refused for good; return its id."""
    entry = an_entry(key, call_id=f"call of {key}", **more)

    def work(unit: SqlUnit) -> Entry:
        unit.put_entry(entry)
        return entry

    storage.units.write(entry.org_id, work)
    (claimed,) = storage.queue.claim(NINE, LATER, 10)
    refused = replace(
        claimed, status=Status.DEAD, attempts=3, last_error=f"{code}: {words}", error_code=code
    )
    storage.units.write(entry.org_id, lambda unit: unit.settle_entry(refused))
    return claimed.id


def letters(storage: Storage) -> list[int]:
    return [each.id for each in storage.reconciliation.dead_letters(ORG, start=0, most=10)]


DAY = Period(since=NINE, until=NINE + timedelta(days=1))


def test_calls_are_counted_by_state_and_reason(storage: Storage) -> None:
    """As the newest snapshot has them; those of another org are nobody's business."""

    def work(unit: SqlUnit) -> None:
        unit.put_call(a_file(1))
        unit.put_call(a_logged_file(1, state="saved"))
        unit.put_call(a_logged_file(2, state="saved"))
        unit.put_call(a_logged_file(3, state="not-logged", reason="internal"))
        unit.put_call(a_file(4))

    storage.units.write(ORG, work)
    storage.units.write(OTHER_ORG, lambda unit: unit.put_call(a_file(1, OTHER_ORG)))

    assert (
        LogCount(state="not-logged", reason="internal", n=1),
        LogCount(state="open", reason="", n=1),
        LogCount(state="saved", reason="", n=2),
    ) == storage.reconciliation.counts(ORG, DAY)


def test_a_period_has_the_calls_that_began_in_it(storage: Storage) -> None:
    """Its first moment is in it, its last one no more; steps are counted, calls opened by pages."""
    hour, nine = timedelta(hours=1), NINE.replace(microsecond=0)

    def work(unit: SqlUnit) -> None:
        for number, begun in enumerate((nine, nine + hour / 2, nine + hour, nine + 2 * hour)):
            file = a_logged_file(number, state="saved")
            unit.put_call(replace(file, call=replace(file.call, created_at=begun)))

    storage.units.write(ORG, work)
    there, period = storage.reconciliation, Period(since=nine, until=nine + 2 * hour)
    (counted,) = there.counts(ORG, period)
    first = there.calls_of(ORG, period, after=None, most=2)
    rest = there.calls_of(ORG, period, after=first[-1].call.id, most=2)

    assert 3 == counted.n
    assert (
        Slice(at=nine, state="saved", reason="", n=2),
        Slice(at=nine + hour, state="saved", reason="", n=1),
    ) == there.over_time(ORG, period, hour)
    assert (["call-0", "call-1"], ["call-2"]) == (
        [file.call.id for file in first],
        [file.call.id for file in rest],
    )
    assert () == there.over_time(OTHER_ORG, period, hour)


def test_what_waits_is_told_by_kind(storage: Storage) -> None:
    """How much, how much of it was tried, and when the next one is due."""

    def work(unit: SqlUnit) -> None:
        unit.put_entry(replace(an_entry("a"), attempts=2, last_error="TIMEOUT: no answer"))
        unit.put_entry(replace(an_entry("b"), due_at=LATER))
        unit.put_entry(an_entry("form", kind=Kind.FORM))

    storage.units.write(ORG, work)
    (logs,) = storage.reconciliation.waiting(ORG)

    assert () == storage.reconciliation.waiting(OTHER_ORG)
    assert (Kind.LOG, 2, 1, NINE, "TIMEOUT: no answer") == (
        logs.kind,
        logs.n,
        logs.tried,
        logs.next_at,
        logs.words,
    )


def test_dead_letters_are_listed_with_what_salesforce_said(storage: Storage) -> None:
    """The newest first, a page at a time, and by class."""
    first, second = dead(storage, "a"), dead(storage, "b")
    third = dead(storage, "c", code="INSUFFICIENT_ACCESS", words="no access", kind=Kind.MATCH)
    dead(storage, "form", kind=Kind.FORM)
    dead(storage, "theirs", org_id=OTHER_ORG)
    there = storage.reconciliation

    assert [third, second, first] == letters(storage)
    assert (
        DeadLetter(id=second, call_id="call of b", kind=Kind.LOG, code=RULE, words="Say why"),
    ) == there.dead_letters(ORG, start=1, most=1)
    assert (
        DeadClass(kind=Kind.LOG, code=RULE, n=2, words="Say why"),
        DeadClass(kind=Kind.MATCH, code="INSUFFICIENT_ACCESS", n=1, words="no access"),
    ) == there.dead_classes(ORG)


def test_one_or_a_class_is_tried_again(storage: Storage) -> None:
    """From its first attempt on, since somebody has mended something."""
    first, second, third = (dead(storage, key) for key in "abc")
    other = dead(storage, "d", code="INSUFFICIENT_ACCESS")
    there = storage.reconciliation
    one = there.retry(ORG, second, LATER)
    (again,) = storage.queue.claim(LATER, LATER + SECOND, 10)
    rest = there.retry_class(ORG, Kind.LOG, RULE, LATER)
    claimed = storage.queue.claim(LATER, LATER + SECOND, 10)

    assert (1, second, 0) == (one, again.id, again.attempts)
    assert (2, {first, third}) == (rest, {each.id for each in claimed})
    assert [other] == letters(storage)


def test_what_is_given_up_rests(storage: Storage) -> None:
    """It is no dead letter any more, and nobody tries it again."""
    letter = dead(storage, "a")
    found = storage.units.read(ORG, lambda unit: unit.find_dead(letter))
    given_up = storage.units.write(ORG, lambda unit: unit.give_up_dead(letter))

    assert found is not None
    assert letter == found.id
    assert given_up
    assert [] == letters(storage)
    assert 0 == storage.reconciliation.retry(ORG, letter, LATER)
    assert not storage.units.write(ORG, lambda unit: unit.give_up_dead(letter))


@pytest.mark.parametrize("act", ["retry", "class", "find", "give up"])
def test_another_org_has_no_letter_of_ours(storage: Storage, act: str) -> None:
    """D11."""
    letter = dead(storage, "a")
    there, units = storage.reconciliation, storage.units
    done = {
        "retry": lambda: there.retry(OTHER_ORG, letter, LATER),
        "class": lambda: there.retry_class(OTHER_ORG, Kind.LOG, RULE, LATER),
        "find": lambda: units.read(OTHER_ORG, lambda unit: unit.find_dead(letter)),
        "give up": lambda: units.write(OTHER_ORG, lambda unit: unit.give_up_dead(letter)),
    }[act]()

    assert not done
    assert [letter] == letters(storage)

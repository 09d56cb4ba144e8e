"""Whose calls were whose, on both databases: newest first, by pages, one agent and org alone."""

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.service.past_calls import PastCallsWanted, Place
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, A, B, a_file


@pytest.fixture(autouse=True)
def past(storage: Storage) -> None:
    """Five calls of agent A, the fourth of them unlogged; two at the same moment."""

    def work(unit: SqlUnit) -> None:
        for number in range(1, 6):
            unit.put_call(a_file(number))
            place = Place(at=NINE + SECOND * min(number, 4), call_id=CallId(f"call-{number}"))
            unit.note_past_call(A, place, unlogged=number == 4)

    storage.units.write(ORG, work)


def numbers(storage: Storage, wanted: PastCallsWanted) -> tuple[list[str], bool, int]:
    page = storage.units.read(ORG, lambda unit: unit.past_calls(A, wanted))
    return [file.call.id[-1] for file in page.files], page.more, page.unlogged


def test_the_newest_stands_first_and_the_next_page_goes_on_behind_the_last(
    storage: Storage,
) -> None:
    """Of two at once none is left out, none comes twice."""
    last = Place(at=NINE + SECOND * 4, call_id=CallId("call-5"))

    assert (["5", "4", "3", "2", "1"], False, 1) == numbers(storage, PastCallsWanted(limit=5))
    assert (["5"], True, 1) == numbers(storage, PastCallsWanted(limit=1))
    assert (["4", "3"], True, 1) == numbers(storage, PastCallsWanted(limit=2, before=last))


def test_the_unlogged_are_found_until_they_are_logged(storage: Storage) -> None:
    """Noted again, a call keeps its place."""
    assert (["4"], False, 1) == numbers(storage, PastCallsWanted(limit=5, unlogged=True))

    again = Place(at=NINE + SECOND * 4, call_id=CallId("call-4"))
    storage.units.write(ORG, lambda unit: unit.note_past_call(A, again, unlogged=False))

    assert ([], False, 0) == numbers(storage, PastCallsWanted(limit=5, unlogged=True))
    assert 5 == len(numbers(storage, PastCallsWanted(limit=9))[0])


def test_another_agent_and_another_org_find_nothing(storage: Storage) -> None:
    """Not even whether there is such a call."""
    wanted = PastCallsWanted(limit=5)
    first = CallId("call-1")

    assert () == storage.units.read(ORG, lambda unit: unit.past_calls(B, wanted)).files
    assert () == storage.units.read(OTHER_ORG, lambda unit: unit.past_calls(A, wanted)).files
    assert storage.units.read(ORG, lambda unit: unit.has_past_call(A, first))
    assert not storage.units.read(ORG, lambda unit: unit.has_past_call(B, first))
    assert not storage.units.read(OTHER_ORG, lambda unit: unit.has_past_call(A, first))

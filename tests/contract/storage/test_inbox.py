"""Raw input is stored once, and found again."""

from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, SECOND, an_event


def test_the_same_event_is_taken_in_once(storage: Storage) -> None:
    """Telephone systems repeat what they are not sure we heard."""
    taken = [
        storage.units.write(ORG, lambda unit: unit.take_in("main", an_event(1), NINE)),
        storage.units.write(ORG, lambda unit: unit.take_in("main", an_event(1), NINE)),
        storage.units.write(ORG, lambda unit: unit.take_in("main", an_event(2), NINE)),
        storage.units.write(ORG, lambda unit: unit.take_in("other", an_event(1), NINE)),
    ]

    assert [True, False, True, True] == taken


def test_an_event_twice_in_one_batch_is_taken_in_once(storage: Storage) -> None:
    """A batch is one unit; the repeat sees what the unit has just written."""
    taken = storage.units.write(
        ORG, lambda unit: [unit.take_in("main", an_event(1), NINE) for _ in range(2)]
    )

    assert [True, False] == taken


def test_the_same_delivery_is_noted_once(storage: Storage) -> None:
    """`webhook-id` is the key of a delivery (contract.md §4)."""
    noted = [
        storage.units.write(ORG, lambda unit: unit.take_delivery("main", "msg-1", NINE)),
        storage.units.write(ORG, lambda unit: unit.take_delivery("main", "msg-1", NINE)),
    ]

    assert [True, False] == noted


def test_the_latest_input_is_found_as_it_came(storage: Storage) -> None:
    """An admin who sets up a telephone system looks at what it really sends."""

    def work(unit: SqlUnit) -> None:
        for number in (1, 2, 3):
            unit.take_in("main", an_event(number), NINE + number * SECOND)

    storage.units.write(ORG, work)

    assert (an_event(3), an_event(2)) == storage.inbox.latest(ORG, "main", 2)

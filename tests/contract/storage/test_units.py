"""What a unit promises: all of it or nothing, on disk when the caller is told, one org alone."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEnded
from cti_adapter.errors import StorageUnavailable
from cti_adapter.outbox.entry import Status
from cti_adapter.service.desk import Desk
from cti_adapter.service.ports import AgentMessage
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import (
    NINE,
    ORG,
    OTHER_ORG,
    SECOND,
    A,
    B,
    a_file,
    an_agent,
    an_entry,
    an_event,
    an_org,
)


def put(number: int) -> Callable[[SqlUnit], int]:
    def work(unit: SqlUnit) -> int:
        unit.put_call(a_file(number))
        return number

    return work


def found(storage: Storage, *numbers: int) -> list[bool]:
    return storage.units.read(
        ORG, lambda unit: [unit.find_call(a_file(n).call.id) is not None for n in numbers]
    )


def test_a_unit_returns_what_its_work_returned_and_is_stored(storage: Storage) -> None:
    """The caller answers the telephone system with it."""
    result = storage.units.write(ORG, put(1))

    assert 1 == result
    assert [True] == found(storage, 1)


def test_a_call_comes_back_as_it_was_put(storage: Storage) -> None:
    """The snapshot is what the next event is folded into."""
    file = replace(a_file(), call_result="Call back")
    storage.units.write(ORG, lambda unit: unit.put_call(file))

    assert file == storage.units.write(ORG, lambda unit: unit.lock_call(file.call.id))
    assert file == storage.units.write(ORG, lambda unit: unit.lock_call_by_key(file.call.key))
    assert file == storage.units.read(ORG, lambda unit: unit.find_call_by_key(file.call.key))


def test_an_exception_undoes_the_whole_unit_and_reaches_its_caller(storage: Storage) -> None:
    """A fold that fails must not leave half a call."""

    def work(unit: SqlUnit) -> None:
        unit.put_call(a_file(1))
        unit.put_entry(an_entry())
        raise RuntimeError("the fold failed")

    with pytest.raises(RuntimeError, match="the fold failed"):
        storage.units.write(ORG, work)

    assert [False] == found(storage, 1)
    assert None is storage.queue.next_due()


def test_one_bad_event_does_not_take_its_neighbours_with_it(storage: Storage) -> None:
    """Units that are committed together still stand or fall alone (D3)."""
    begin = threading.Barrier(12)

    def write(number: int) -> str:
        def work(unit: SqlUnit) -> str:
            unit.put_call(a_file(number))
            if number % 3 == 0:
                raise ValueError(f"bad {number}")
            return f"good {number}"

        begin.wait()
        try:
            return storage.units.write(ORG, work)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(12) as threads:
        results = list(threads.map(write, range(12)))

    assert [f"{'bad' if n % 3 == 0 else 'good'} {n}" for n in range(12)] == results
    assert [n % 3 != 0 for n in range(12)] == found(storage, *range(12))


def test_a_broken_statement_undoes_its_unit_alone(storage: Storage) -> None:
    """The database refuses the second message with the same number; the desk is not moved."""
    message = AgentMessage(agent_id=A, seq=1, body=b"{}")
    storage.units.write(ORG, lambda unit: unit.append_message(message))

    def work(unit: SqlUnit) -> None:
        unit.put_call(a_file(1))
        unit.append_message(message)

    with pytest.raises(Exception, match=r"(?i)unique"):
        storage.units.write(ORG, work)

    assert [False] == found(storage, 1)
    assert 2 == storage.units.write(ORG, put(2))


def test_a_read_sees_one_moment(storage: Storage) -> None:
    """A snapshot for a panel must not mix what was before a write with what came after."""

    def look(unit: SqlUnit) -> list[bool]:
        before = unit.find_call(a_file(1).call.id) is not None
        with ThreadPoolExecutor(1) as another:
            another.submit(storage.units.write, ORG, put(1)).result()
        return [before, unit.find_call(a_file(1).call.id) is not None]

    assert [False, False] == storage.units.read(ORG, look)
    assert [True] == found(storage, 1)


def test_a_read_cannot_write(storage: Storage) -> None:
    """What is not on disk by a commit must not be answered for."""
    with pytest.raises(StorageUnavailable):
        storage.units.read(ORG, put(1))

    assert [False] == found(storage, 1)


def test_an_exception_of_a_read_reaches_its_caller(storage: Storage) -> None:
    """And the connection is good for the next one."""

    def work(_: SqlUnit) -> None:
        raise RuntimeError("the view failed")

    for _ in range(6):
        with pytest.raises(RuntimeError, match="the view failed"):
            storage.units.read(ORG, work)

    assert [False] == found(storage, 1)


def test_two_events_of_one_call_are_folded_one_after_the_other(storage: Storage) -> None:
    """Lost updates would be lost events (D3)."""
    storage.units.write(ORG, put(1))

    def fold(unit: SqlUnit) -> None:
        file = unit.lock_call(a_file(1).call.id)
        assert file is not None
        unit.put_call(replace(file, call_result=file.call_result + "x"))

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(storage.units.write, ORG, fold) for _ in range(40)]:
            done.result()

    file = storage.units.read(ORG, lambda unit: unit.find_call(a_file(1).call.id))
    assert file is not None
    assert 40 == len(file.call_result)


def test_two_first_events_of_one_call_make_one_call(storage: Storage) -> None:
    """Nothing is there yet to be locked, and still only one may begin it."""
    begin = threading.Barrier(6)

    def first(number: int) -> bool:
        def work(unit: SqlUnit) -> bool:
            if unit.lock_call_by_key(a_file(1).call.key) is not None:
                return False
            call = replace(a_file(1).call, id=CallId(f"call-of-{number}"))
            unit.put_call(replace(a_file(1), call=call))
            return True

        begin.wait()
        return storage.units.write(ORG, work)

    with ThreadPoolExecutor(6) as threads:
        begun = list(threads.map(first, range(6)))

    assert 1 == sum(begun)


def test_two_first_messages_to_one_agent_get_two_numbers(storage: Storage) -> None:
    """A desk that is not there yet is locked all the same."""
    begin = threading.Barrier(6)

    def send(_: int) -> int:
        def work(unit: SqlUnit) -> int:
            desk = unit.lock_desk(A)
            unit.put_desk(replace(desk, seq=desk.seq + 1))
            unit.append_message(AgentMessage(agent_id=A, seq=desk.seq + 1, body=b"{}"))
            return desk.seq + 1

        begin.wait()
        return storage.units.write(ORG, work)

    with ThreadPoolExecutor(6) as threads:
        numbers = sorted(threads.map(send, range(6)))

    assert [1, 2, 3, 4, 5, 6] == numbers


def test_no_org_sees_what_another_one_stored(storage: Storage) -> None:
    """Two orgs with the same ids everywhere; one is full, the other one empty (D11)."""
    storage.settings.put_org(an_org())
    storage.people.put_agent(an_agent())

    def fill(unit: SqlUnit) -> None:
        unit.take_in("main", an_event(), NINE)
        unit.take_delivery("main", "msg-1", NINE)
        unit.put_call(a_file())
        unit.append_journal(a_file().call.id, [CallEnded(at=NINE)])
        unit.put_desk(Desk(org_id=ORG, agent_id=A, seq=1))
        unit.append_message(AgentMessage(agent_id=A, seq=1, body=b"{}"))
        unit.put_entry(an_entry())
        unit.remembered("key-1", A)

    storage.units.write(ORG, fill)

    def look(unit: SqlUnit) -> list[object]:
        return [
            unit.find_call(a_file().call.id),
            unit.lock_call(a_file().call.id),
            unit.lock_call_by_key(a_file().call.key),
            unit.find_call_by_key(a_file().call.key),
            unit.read_journal(a_file().call.id),
            unit.desk(A).seq,
            unit.agent(A),
            unit.agent_on(Line("101")),
            unit.remembered("key-1", A),
            unit.take_in("main", an_event(), NINE),
            unit.take_delivery("main", "msg-1", NINE),
        ]

    assert [None, None, None, None, [], 0, None, None, False, True, True] == storage.units.write(
        OTHER_ORG, look
    )
    assert () == storage.people.agents(OTHER_ORG)
    assert None is storage.people.agent_of(OTHER_ORG, "005a")
    assert None is storage.people.messages_since(OTHER_ORG, A, 1)
    assert 1 == len(storage.inbox.latest(ORG, "main", 10))


def test_no_org_changes_what_another_one_stored(storage: Storage) -> None:
    """The same key in two orgs is two things; a row of one is refused in a unit of the other."""
    storage.units.write(ORG, lambda unit: unit.put_entry(an_entry()))
    (claimed,) = storage.queue.claim(NINE, NINE + SECOND, 10)
    later = NINE + SECOND

    storage.units.write(OTHER_ORG, lambda unit: unit.hurry_entries(a_file().call.id, NINE))
    storage.units.write(OTHER_ORG, lambda unit: unit.put_entry(an_entry(org_id=OTHER_ORG)))
    stolen = replace(claimed, org_id=OTHER_ORG, status=Status.DONE)
    storage.units.write(OTHER_ORG, lambda unit: unit.settle_entry(stolen))

    assert [OTHER_ORG] == [entry.org_id for entry in storage.queue.claim(NINE, later, 10)]
    with pytest.raises(ValueError, match="a row of org engines in a unit of org compilers"):
        storage.units.write(OTHER_ORG, put(1))


def test_a_repeated_command_is_known_again(storage: Storage) -> None:
    """A client that lost our answer sends the command once more, with the same key."""
    seen = [
        storage.units.write(ORG, lambda unit: unit.remembered("key-1", A)),
        storage.units.write(ORG, lambda unit: unit.remembered("key-1", A)),
        storage.units.write(ORG, lambda unit: unit.remembered("key-1", B)),
    ]

    assert [False, True, False] == seen

"""Two web processes on one database agree who has an agent's lease (docs/adr/0024)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.service import lease as leases
from cti_adapter.service.lease import Lease, Page
from cti_adapter.service.ports import Unit
from cti_adapter.storage import FernetSealer, Storage, open_storage
from tests.contract.storage.builders import ORG, an_org
from tests.unit.service.builders_of_pages import AT, page

A = AgentId("a")
SECOND = timedelta(seconds=1)


@pytest.fixture
def processes(url: str) -> Iterator[tuple[Storage, Storage]]:
    """Two processes: on SQLite there is one, and both are its threads."""
    sealer = FernetSealer([Fernet.generate_key().decode()])
    one = open_storage(url, sealer)
    one.settings.put_org(an_org())
    other = one if one.is_sqlite else open_storage(url, sealer)
    yield one, other
    one.close()
    if other is not one:
        other.close()


def relet(storage: Storage, change: Callable[[Lease], Lease]) -> Lease:
    def work(unit: Unit) -> Lease:
        desk = unit.lock_desk(A)
        unit.put_desk(replace(desk, lease=change(desk.lease)))
        return unit.lock_desk(A).lease

    return storage.units.write(ORG, work)


def test_pages_that_come_at_once_are_all_there_and_one_has_it(
    processes: tuple[Storage, Storage],
) -> None:
    """No process overwrites what the other has just written."""
    pages = [page(f"page-{n}", "pc", process=f"p-{n % 2}") for n in range(8)]
    begin = Barrier(len(pages))

    def come(one: Page) -> Lease:
        begin.wait()
        n = pages.index(one)
        return relet(processes[n % 2], lambda lease: leases.joined(lease, one, AT))

    with ThreadPoolExecutor(len(pages)) as threads:
        seen = list(threads.map(come, pages))
    lease = processes[0].people.desk(ORG, A).lease

    assert set(pages) == set(lease.pages)
    assert {lease.holder} == {each.holder for each in seen}


def test_a_process_lives_as_long_as_it_says_so(processes: tuple[Storage, Storage]) -> None:
    """And no longer than twenty seconds without a word."""
    one, other = processes
    one.web_processes.seen("p-1", AT)
    other.web_processes.seen("p-2", AT)
    other.web_processes.seen("p-2", AT + 20 * SECOND)

    assert {"p-1", "p-2"} == one.web_processes.living(AT + 20 * SECOND)
    assert {"p-2"} == one.web_processes.living(AT + 21 * SECOND)


def test_it_is_known_when_each_process_lived_last(processes: tuple[Storage, Storage]) -> None:
    """The pages it held were alive until then, and nobody else could say so."""
    one, other = processes
    one.web_processes.seen("p-1", AT)
    other.web_processes.seen("p-2", AT + 20 * SECOND)

    assert {"p-1": AT, "p-2": AT + 20 * SECOND} == one.web_processes.last_seen()


def test_processes_that_died_long_ago_are_forgotten(processes: tuple[Storage, Storage]) -> None:
    """Each start has a name of its own; they would be many in a year."""
    one, _ = processes
    one.web_processes.seen("p-1", AT)
    one.web_processes.seen("p-2", AT + timedelta(days=2))

    assert {"p-2"} == one.web_processes.living(AT)

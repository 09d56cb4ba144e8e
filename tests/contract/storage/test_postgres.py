"""What only several processes on one server can do to each other."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from msgspec.structs import replace

from cti_adapter.errors import StorageUnavailable
from cti_adapter.service.ports import AgentMessage
from cti_adapter.storage import FernetSealer, Storage, listen, open_storage
from cti_adapter.storage.notify import Listener
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import ORG, A, a_file, an_entry
from tests.support.patience import until


@pytest.fixture
def storage(postgres_url: str, sealer: FernetSealer) -> Iterator[Storage]:
    opened = open_storage(postgres_url, sealer)
    yield opened
    opened.close()


def say(url: str, sentence: str) -> None:
    address = url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sentence.encode())


CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Ears:
    """What a listener has heard."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self.listener: Listener = listen(
            url,
            on_message=lambda org_id, agent_id: self.heard.append(f"{org_id} {agent_id}"),
            on_outbox=lambda: self.heard.append("outbox"),
            on_gap=lambda: self.heard.append("gap"),
        )

    def hear(self, *words: str) -> None:
        """Wait until just this was heard."""
        until(lambda: list(words) == self.heard, f"{words}")


@pytest.fixture
def ears(postgres_url: str) -> Iterator[Ears]:
    made = Ears(postgres_url)
    made.hear("gap")
    yield made
    made.listener.close()


def send(unit: SqlUnit) -> None:
    desk = unit.lock_desk(A)
    unit.put_desk(replace(desk, seq=desk.seq + 1))
    unit.append_message(AgentMessage(agent_id=A, seq=desk.seq + 1, body=b"{}"))


def test_what_one_process_stores_another_one_hears(storage: Storage, ears: Ears) -> None:
    """The socket of the agent may be in another process than the webhook."""
    storage.units.write(ORG, send)
    storage.units.write(ORG, lambda unit: unit.put_entry(an_entry()))

    ears.hear("gap", "engines a", "outbox")


def test_what_is_rolled_back_is_not_heard(storage: Storage, ears: Ears) -> None:
    """A tiding is part of the transaction it speaks of."""

    def fail(unit: SqlUnit) -> None:
        send(unit)
        raise RuntimeError("the fold failed")

    with pytest.raises(RuntimeError):
        storage.units.write(ORG, fail)
    storage.units.write(ORG, lambda unit: unit.put_entry(an_entry()))

    ears.hear("gap", "outbox")


def test_a_listener_that_lost_its_connection_says_so_and_listens_again(
    storage: Storage, ears: Ears, postgres_url: str
) -> None:
    """What it missed meanwhile is made good by looking into the database."""
    say(postgres_url, CUT)

    ears.hear("gap", "gap")
    storage.close()
    storage.units.write(ORG, send)
    ears.hear("gap", "gap", "engines a")


def test_a_listener_whose_news_cannot_be_looked_at_goes_on(
    storage: Storage, postgres_url: str
) -> None:
    """The database has no connection left for who was told; the process is not deaf ever after."""
    heard: list[str] = []

    def note(what: str) -> None:
        heard.append(what)
        if heard in (["gap"], ["gap", "gap", "engines a"]):
            raise StorageUnavailable

    listener = listen(
        postgres_url,
        on_message=lambda org_id, agent_id: note(f"{org_id} {agent_id}"),
        on_outbox=lambda: None,
        on_gap=lambda: note("gap"),
    )
    try:
        until(lambda: heard == ["gap", "gap"], "the listener to begin again")
        storage.units.write(ORG, send)
        until(lambda: heard == ["gap", "gap", "engines a", "gap"], "another beginning")
        storage.units.write(ORG, send)
        until(lambda: heard[4:] == ["engines a"], "what comes later")
    finally:
        listener.close()


def test_a_lost_server_is_said_and_the_next_write_works(
    storage: Storage, postgres_url: str
) -> None:
    """PostgreSQL was restarted under us: one 503, then business as usual."""
    storage.units.write(ORG, send)
    say(postgres_url, CUT)

    with pytest.raises(StorageUnavailable):
        storage.units.write(ORG, send)
    storage.units.write(ORG, send)

    assert 2 == storage.people.desk(ORG, A).seq


def test_a_server_that_is_not_there_is_said(sealer: FernetSealer) -> None:
    """The process starts before its database."""
    storage = open_storage("postgresql+psycopg://cti@127.0.0.1:1/cti", sealer)

    assert False is storage.ready()
    with pytest.raises(StorageUnavailable):
        storage.units.read(ORG, lambda unit: unit.desk(A))

    storage.close()


def test_who_loses_a_deadlock_is_run_again(storage: Storage) -> None:
    """Two units that lock two calls crosswise are both stored."""
    storage.units.write(ORG, lambda unit: unit.put_call(a_file(1)))
    storage.units.write(ORG, lambda unit: unit.put_call(a_file(2)))
    both_hold_one = threading.Barrier(2)
    attempts: list[int] = []

    def cross(first: int, second: int) -> None:
        def work(unit: SqlUnit) -> None:
            attempts.append(first)
            unit.lock_call(a_file(first).call.id)
            if attempts.count(first) == 1:
                both_hold_one.wait()
            unit.lock_call(a_file(second).call.id)
            send(unit)

        storage.units.write(ORG, work)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(cross, 1, 2), threads.submit(cross, 2, 1)]:
            done.result()

    assert len(attempts) > 2
    assert 2 == storage.people.desk(ORG, A).seq

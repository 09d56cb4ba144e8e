"""Every release of the past is followed by this one in the middle of its work, and loses nothing.

What stands in the database is of the product's own making; the processes are those of the Procfile,
and Salesforce is the stand-in. All begin before one is waited for.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import pytest

from cti_adapter.demo import Demo, Ports
from cti_adapter.demo.forge import Forge
from cti_adapter.demo.ports import free_port
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.storage.migrations import HEAD
from tests.contract.storage.half_full import STATES, HalfFull, versions
from tests.support.patience import until
from tests.support.running import Running

ON_POSTGRESQL = "on-postgresql"
"""The org of the upgrade there: the oldest release's."""
BY_ITSELF = {state: int(state not in {"refused", "talking"}) for state in STATES}
"""Tasks of each call before somebody says something."""
AT_LAST = dict.fromkeys(STATES, 1)


class Upgraded:
    """This release on what an older one left."""

    def __init__(self, half_full: HalfFull, demo: Demo, name: str) -> None:
        self._half_full, self._demo, self.name = half_full, demo, name

    def settled(self, wanted: dict[str, int]) -> dict[str, int]:
        """Wait until these Tasks stand and nothing more is to be sent; return all there are."""
        there = self._half_full

        def is_done() -> bool:
            tasks = there.tasks(self.name)
            reached = all(tasks[state] >= n for state, n in wanted.items())
            return reached and there.is_sent(self._demo.database)

        until(is_done, lambda: f"{self.name}: {there.tasks(self.name)} {self._log()}", within_s=30)
        return there.tasks(self.name)

    def have_a_say(self) -> tuple[int, int]:
        """Let the telephone tell an end, and an admin try again; return how many were taken."""
        taken = self._half_full.tell_end(self._demo.database, self.name)
        return taken.accepted, self._half_full.try_again(self._demo.database, self.name)

    def has_copy(self) -> bool:
        """Whether what was there before stands beside the database."""
        file = Path(self._demo.database.removeprefix("sqlite:///"))
        return any(file.parent.glob(f"{file.name}.schema-*.backup"))

    def _log(self) -> str:
        return self._demo.log.read_text()[-2000:] if self._demo.log else ""


@pytest.fixture(scope="module")
def half_full(running: Running, tmp_path_factory: pytest.TempPathFactory) -> HalfFull:
    running.no_more_faults()
    folder = tmp_path_factory.mktemp("half-full")
    return HalfFull(running, folder, (*versions(), ON_POSTGRESQL))


@contextmanager
def deployed(running: Running, folder: Path, database: str | None = None) -> Iterator[Demo]:
    """A deployment with the keys of the one that runs, not yet begun."""
    folder.mkdir()
    (folder / "demo-keys.json").write_bytes(msgspec.json.encode(running.demo.keys))
    demo = Demo(folder, Ports(free_port(), 0, 0), control=False, database=database)
    demo.output, demo.log = subprocess.DEVNULL, folder / "product.log"
    try:
        yield demo
    finally:
        for process in demo.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_every_call_is_one_task_whichever_release_was_before(
    running: Running, half_full: HalfFull, postgres: PostgresServer, tmp_path: Path
) -> None:
    """Whatever had become of its log by then; what is told once more is known.

    On SQLite by the web process, on PostgreSQL by the work process.
    """
    with ExitStack() as around:
        forge = around.enter_context(Forge(patched=True))
        begun = []
        for version in versions():
            demo = around.enter_context(deployed(running, tmp_path / version))
            demo.forges["product"] = forge
            half_full.make(demo.database, version, version)
            demo.begin_product()
            begun.append(Upgraded(half_full, demo, version))
        sqlite = [*begun]
        url = postgres.make_database()
        demo = around.enter_context(deployed(running, tmp_path / ON_POSTGRESQL, url))
        half_full.make(url, versions()[0], ON_POSTGRESQL)
        demo.begin_product("work")
        begun.append(Upgraded(half_full, demo, ON_POSTGRESQL))

        written = {each.name: each.settled(BY_ITSELF) for each in begun}
        taken = {each.name: each.have_a_say() for each in begun}
        at_last = {each.name: each.settled(AT_LAST) for each in begun}

        assert {each.name: BY_ITSELF for each in begun} == written
        assert {each.name: (1, 1) for each in begun} == taken
        assert {each.name: AT_LAST for each in begun} == at_last
        assert {each.name: each.name != HEAD for each in sqlite} == {
            each.name: each.has_copy() for each in sqlite
        }

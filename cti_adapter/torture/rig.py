"""Our real processes, started by the lines of the Procfile, killed and started again.

What the product stands between is the demo's: the Salesforce stand-in over HTTP, which is never
killed. The database is a file of SQLite, or a PostgreSQL that is given. Judges nothing.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, func, select, text

from cti_adapter.calls.policy import Policy
from cti_adapter.demo import ORG, Demo, Ports
from cti_adapter.demo.forge import Forge
from cti_adapter.demo.ports import free_port
from cti_adapter.demo.processes import Cluster
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.engine import of_all_orgs, parsed, reading
from cti_adapter.storage.schema import OPEN_ENTRIES, outbox
from cti_adapter.torture.ground import in_memory
from cti_adapter.torture.staff import staff
from cti_adapter.torture.stand_in import StandIn

WRAP_UP_S = 2
LONG_AGO = timedelta(minutes=20)
"""Longer than every wait of the outbox: each lease, each pause, the longest backoff."""

_SOONER = (
    "UPDATE outbox SET due_at = due_at - :by, lease_until = lease_until - :by"
    " WHERE status IN ('pending', 'inflight')"
)


class Rig:
    """The product and the stand-in, in processes of their own.

    Args:
        dice: of this run.
        lines: how many agents there are.
        database: URL of an empty PostgreSQL database; None for a file of SQLite.
        many_lives: whether the product starts so often that it is forked from a process that has
            read its modules (demo/forge.py).
        on_disk: whether files are where they would be; else in memory, which a SIGKILL leaves alone
            as well and which a busy machine's disk does not slow down.
        webs: how many web processes; more than one stand behind a balancer.
        works: how many processes do the work, on PostgreSQL.
        crash_database: kills the database and starts it again; None where it is not to be killed.
    """

    org_id: OrgId = ORG

    def __init__(  # noqa: PLR0913 - what makes one rig differ from another, by name
        self,
        dice: Random,
        *,
        lines: int,
        database: str | None = None,
        many_lives: bool = False,
        on_disk: bool = False,
        webs: int = 1,
        works: int = 1,
        crash_database: Callable[[], None] | None = None,
    ) -> None:
        self._webs, self._works = webs, works
        self._crash_database = crash_database
        self._many_lives = many_lives
        self._dice = dice
        self._lines = lines
        self._database = database
        self._root = None if on_disk else in_memory()
        self._around = ExitStack()
        self._demo: Demo
        self._looking: Engine
        self.salesforce: StandIn
        self.users: dict[str, str] = {}
        """The Salesforce user of each agent, by line; of "" who makes Tasks that nobody owns."""
        self.kills: Counter[str] = Counter()
        self.absences: list[tuple[float, float]] = []
        """When nothing of ours answered, from and to, by time.perf_counter()."""
        self.restarts: list[tuple[float, float]] = []
        """When a web process was ended in order, from and to."""

    def __enter__(self) -> Self:
        folder = Path(
            self._around.enter_context(TemporaryDirectory(prefix="cti-torture-", dir=self._root))
        )
        ports = Ports(*(free_port() for _ in range(3)))
        policy = Policy(region="US", pop="never", wrap_up_s=WRAP_UP_S)
        cluster = Cluster(tuple(free_port() for _ in range(self._webs)), self._works)
        demo = Demo(
            folder,
            ports,
            control=True,
            database=self._database,
            policy=policy,
            cluster=cluster if self._webs > 1 else None,
        )
        demo.output, demo.log = subprocess.DEVNULL, folder / "product.log"
        if self._many_lives:
            kinds = {name: name in demo.webs for name in demo.own}
            made = {
                one: self._around.enter_context(Forge(patched=one)) for one in {*kinds.values()}
            }
            demo.forges = {name: made[is_web] for name, is_web in kinds.items()}
        self._demo = demo
        database = parsed(demo.database)
        self._looking = reading(database) if self.is_sqlite else of_all_orgs(database)
        self._around.callback(self._looking.dispose)
        self._around.callback(demo.stop)
        try:
            demo.start()
            self.salesforce = StandIn(demo.salesforce)
            self.salesforce.be_large()
            with closing(self.storage()) as storage:
                self.users = staff(storage, self.salesforce, self._lines, self.token)
        except BaseException:
            self._around.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._around.close()

    @property
    def url(self) -> str:
        return self._demo.product

    @property
    def connector(self) -> str:
        return self._demo.keys.connector

    @property
    def webhook_secret(self) -> str:
        return self._demo.keys.webhook

    @property
    def is_sqlite(self) -> bool:
        return self._demo.database.startswith("sqlite")

    def token(self, line: str) -> str:
        """Return the session token of an agent's page."""
        return f"token-of-line-{line}-{self._demo.keys.connector}"

    def storage(self) -> Storage:
        """Open the product's database beside it; close it again."""
        return open_storage(self._demo.database, FernetSealer((self._demo.keys.fernet,)))

    def unwritten(self) -> int:
        """Return how many deliveries to Salesforce wait, those under way among them."""
        waiting = select(func.count()).select_from(outbox).where(OPEN_ENTRIES)
        with self._looking.connect() as connection:
            return connection.execute(waiting).scalar_one()

    def log(self) -> str:
        """Return all that the product has logged."""
        assert self._demo.log is not None  # noqa: S101 - set where the rig is entered
        return self._demo.log.read_text(errors="replace")

    # life and death

    def kill_something(self) -> None:
        """Kill one of our processes, or all of them, without a warning; start what is gone.

        Among several web processes one is restarted in order as often.
        """
        works = self._demo.own[len(self._demo.webs) :]
        webs = [*self._demo.webs] if self._webs > 1 else []  # a single one is "everything"
        victims = ["everything", "everything", "worker", *works, *webs]
        victim = self._dice.choice([*victims, *(["database"] if self._crash_database else [])])
        began = time.perf_counter()
        if webs and self._dice.random() < 1 / len(victims):
            self.restart_a_web()
            return
        if victim == "worker":
            self._kill_worker()
        elif victim == "database":
            assert self._crash_database is not None  # noqa: S101 - else it is no victim
            self._crash_database()
            self._looking.dispose()  # its connections are those of the dead one
        elif victim == "everything":
            self._end([*self._demo.own])
            self.let_pass(self._dice.choice((timedelta(0), LONG_AGO, LONG_AGO)))
            self._demo.begin_product()
        else:
            self._end([victim])
            self._demo.begin_product(victim)
        self.kills[victim] += 1
        is_gone = victim in {"everything", "database"}
        if is_gone or self._dice.random() < 0.9:  # noqa: PLR2004 - else it dies while it starts
            self._demo.wait_until_ready()
        if is_gone:
            self.absences.append((began, time.perf_counter()))

    def restart_a_web(self) -> None:
        """End one web process in order, and start it again."""
        name, began = self._dice.choice([*self._demo.webs]), time.perf_counter()
        self._demo.processes[name].send_signal(signal.SIGTERM)
        self._demo.processes[name].wait()
        self.restarts.append((began, time.perf_counter()))
        self._demo.begin_product(name)
        self._demo.wait_until_ready()

    def begin_anew(self, after: timedelta = LONG_AGO) -> None:
        """Let everything die once more and come back so long after."""
        began = time.perf_counter()
        self._end([*self._demo.own])
        self.kills["everything"] += 1
        self.let_pass(after)
        self._demo.start_product()
        self.absences.append((began, time.perf_counter()))

    def stop(self) -> None:
        """End our processes in order."""
        for name in self._demo.own:
            self._demo.processes[name].send_signal(signal.SIGTERM)
            self._demo.processes[name].wait()

    def let_pass(self, time_: timedelta) -> None:
        """Let our processes have been dead for longer than they were.

        What the outbox waits for is moved into the past: leases, backoff, the probe of a paused
        org. Only while everything is dead, and nothing else of the database is touched.
        """
        moved = {"by": int(time_.total_seconds() * 1_000_000)}
        engine = of_all_orgs(parsed(self._demo.database))
        with engine.begin() as connection:
            connection.execute(text(_SOONER), moved)
            connection.execute(text("UPDATE pauses SET probe_at = probe_at - :by"), moved)
        engine.dispose()

    def _end(self, names: list[str]) -> None:
        """Kill whole process groups: the server and its worker at the same moment."""
        for name in names:
            os.killpg(self._demo.processes[name].pid, signal.SIGKILL)
        for name in names:
            self._demo.processes[name].wait()

    def _kill_worker(self) -> None:
        """Kill the worker alone, as a system does that runs out of memory; its master goes on."""
        master = self._demo.processes[self._dice.choice([*self._demo.webs])].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        time.sleep(0.05)  # until it is gone, the worker's socket may still take what is sent

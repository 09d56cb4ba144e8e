"""The processes of a demo, three or more: started in order, ended in order.

On SQLite the product is one process. On PostgreSQL a second one does the work, and as a cluster
there are several of both, behind a balancer.

The twin of the demo's org has a stand-in and a telephone system of its own, in the processes that
run already: another server each, and no state in common.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import IO, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from cti_adapter.app import ROOT
from cti_adapter.calls.policy import Policy
from cti_adapter.demo.balancer import balancer
from cti_adapter.demo.forge import Forge, Running
from cti_adapter.demo.org import DemoOrg
from cti_adapter.demo.ports import free_port
from cti_adapter.demo.settings import (
    DEMO_POLICY,
    ORG,
    ORG_KEY,
    TWIN,
    TWIN_KEY,
    link_agents,
    put_settings,
)
from cti_adapter.errors import SettingsError
from cti_adapter.org_book import OrgBook
from cti_adapter.storage import migrate, open_storage
from cti_adapter.storage.secrets import FernetSealer

PRODUCT_HOST, SALESFORCE_HOST = "127.0.0.1", "localhost"
READY_WITHIN_S = 30.0


class Ports(NamedTuple):
    """TCP ports of the three processes; without its two there is no twin."""

    product: int
    salesforce: int
    telephone: int
    twin_salesforce: int = 0
    twin_telephone: int = 0


class Cluster(NamedTuple):
    """The product as more than one process of each kind, on PostgreSQL."""

    web_ports: tuple[int, ...]
    """Where the web processes listen; the balancer before them has the product's own port."""
    works: int


class Demo:
    """One running demo: its folder, its addresses, its processes."""

    def __init__(  # noqa: PLR0913 - what makes one demo differ from another, by name
        self,
        state: Path,
        ports: Ports,
        *,
        control: bool,
        database: str | None = None,
        policy: Policy = DEMO_POLICY,
        cluster: Cluster | None = None,
    ) -> None:
        self._state = state
        self._cluster = cluster
        self._policy = policy
        self._control = control
        self._ports = ports
        self.processes: dict[str, Running] = {}
        """Those it has started: "salesforce", "telephone", "balancer" of a cluster, and `own`."""
        self.log: Path | None = None
        """Where the product's log goes; None leaves it in the terminal."""
        self.output: int | None = None
        """Where else processes may write: the terminal, or subprocess.DEVNULL for nowhere."""
        self.product_env: dict[str, str] = {}
        """More environment for the product."""
        self.forges: dict[str, Forge] = {}
        """Who begins one of `own` instead of the system, where it starts very often."""
        self.product = f"http://{PRODUCT_HOST}:{ports.product}"
        self.salesforce = f"http://{SALESFORCE_HOST}:{ports.salesforce}"
        self.telephone = f"http://{PRODUCT_HOST}:{ports.telephone}"
        self.database = database or f"sqlite:///{state / 'cti.sqlite3'}"
        """With PostgreSQL a process of its own does the work (D5)."""
        self.webs = self._web_processes()
        """Where each of the product's web processes listens, by name."""
        is_sqlite = self.database.startswith("sqlite")
        works = ["work"] if cluster is None else _numbered("work", cluster.works)
        self.own = (*self.webs, *(() if is_sqlite else works))
        """The names of the product's own processes."""
        self.counting = {name: free_port() for name in self.own if name not in self.webs}
        """Where each of them that has no web tells what it has counted: a port of this machine."""
        self.what_stays = (
            "nothing stays" if cluster else "the state stays in the folder of the demo"
        )
        first = DemoOrg(
            state,
            org_id=ORG,
            key=ORG_KEY,
            name="Demo",
            product=self.product,
            salesforce=self.salesforce,
            telephone=self.telephone,
        )
        self.keys = first.keys
        self.twin = self._twin() if ports.twin_salesforce else None
        self._orgs = (first, self.twin) if self.twin else (first,)

    def _web_processes(self) -> dict[str, str]:
        if self._cluster is None:
            return {"product": f"{PRODUCT_HOST}:{self._ports.product}"}
        at = [f"{PRODUCT_HOST}:{port}" for port in self._cluster.web_ports]
        return dict(zip(_numbered("web", len(at)), at, strict=True))

    def _twin(self) -> DemoOrg:
        return DemoOrg(
            self._state / "twin",
            org_id=TWIN,
            key=TWIN_KEY,
            name="Twin",
            product=self.product,
            salesforce=f"http://{SALESFORCE_HOST}:{self._ports.twin_salesforce}",
            telephone=f"http://{PRODUCT_HOST}:{self._ports.twin_telephone}",
        )

    def start(self) -> None:
        """Start all three processes and wait until they answer."""
        self._start_salesforce()
        self._start_telephone()
        migrate(self.database)  # while those two begin
        self._wait_for(f"{self.salesforce}/services/data/")
        self._set_up()
        self.start_product()
        self._wait_for(f"{self.telephone}/")

    def stop(self) -> None:
        """End every process this demo started, the product first."""
        processes = [*reversed(self.processes.values())]
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait(self) -> int:
        """Return when one of the processes has ended, with its exit code."""
        while True:
            for process in self.processes.values():
                if process.poll() is not None:
                    return process.poll() or 1
            time.sleep(0.5)

    def _start_salesforce(self) -> None:
        for org in self._orgs:
            org.write_files()
        first, ports = self._orgs[0], self._ports
        command = [sys.executable, "-m", "cti_adapter.emulator", "--port", str(ports.salesforce)]
        command += ["--state", str(first.folder / "salesforce.sqlite3")]
        command += ["--apps", str(first.folder / "apps.json")]
        command += ["--call-center", str(first.folder / "call-center.json")]
        if self.twin:
            command += ["--beside", self.twin.key, str(ports.twin_salesforce)]
            command += [str(self.twin.folder)]
        self._run("salesforce", [*command, *(["--control"] if self._control else [])])

    def _start_telephone(self) -> None:
        first, ports = self._orgs[0], self._ports
        command = [sys.executable, "-m", "cti_adapter.simulator", "serve"]
        command += ["--port", str(ports.telephone), "--hook-url", first.hook]
        command += ["--secret-file", str(first.secret_file)]
        if self.twin:
            command += ["--beside", str(ports.twin_telephone), self.twin.hook]
            command += [str(self.twin.secret_file)]
        self._run("telephone", command)

    def start_product(self) -> None:
        """Start the product, once more where it was ended, and wait until it is ready."""
        self.begin_product()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return when the product says that it takes requests, in each of its processes."""
        for address in self.webs.values():
            self._wait_for(f"http://{address}/readyz")
        if self._cluster is not None and "balancer" not in self.processes:
            at = f"{PRODUCT_HOST}:{self._ports.product}"
            self._run("balancer", balancer(self._state, at, [*self.webs.values()]))
        self._wait_for(f"{self.product}/readyz")

    def begin_product(self, *names: str) -> None:
        """Start the product's processes, all or those named, and return at once."""
        env = {
            "CTI_PUBLIC_URL": self.product,
            "CTI_DATABASE_URL": self.database,
            "CTI_SECRET_KEYS": self.keys.fernet,
        } | self.product_env
        with self.log.open("ab") if self.log is not None else nullcontext() as log:
            for name in names or self.own:
                is_web = name in self.webs
                port = ["--metrics-port", str(self.counting[name])] if not is_web else []
                bind = ["--bind", self.webs[name]] if is_web else port
                command = [*_procfile("web" if is_web else "work"), *bind]
                self._run(name, command, env, log)

    def _run(
        self,
        name: str,
        command: list[str],
        env: dict[str, str] | None = None,
        log: IO[bytes] | None = None,
    ) -> None:
        env = {**os.environ, **(env or {})}
        if name in self.forges:
            self.processes[name] = self.forges[name].begin(command, cwd=ROOT, env=env, log=log)
            return
        self.processes[name] = subprocess.Popen(  # noqa: S603 - our own modules
            command,
            cwd=ROOT,
            env=env,
            stdout=self.output,
            stderr=log if log is not None else self.output,
            start_new_session=True,  # Ctrl-C reaches us alone, and we end the others in order
        )

    def _wait_for(self, url: str) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until:
            if any(process.poll() is not None for process in self.processes.values()):
                raise SettingsError("a process of the demo did not start; is its port in use?")
            try:
                with urlopen(url, timeout=2):  # noqa: S310 - our own loopback addresses
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise SettingsError(f"{url} did not answer within {READY_WITHIN_S:.0f} s")

    def _set_up(self) -> None:
        """Write what an admin would."""
        storage = open_storage(self.database, FernetSealer((self.keys.fernet,)))
        try:
            for org in self._orgs:
                put_settings(storage, org, policy=self._policy)
                link_agents(storage, OrgBook(storage.settings, public_url=self.product), org.id)
        finally:
            storage.close()


def _numbered(kind: str, number: int) -> list[str]:
    return [f"{kind}-{each}" for each in range(1, number + 1)]


def _procfile(line: str) -> list[str]:
    """Return what production runs, with the programs of our own environment."""
    for text in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = text.partition(":")
        if name == line:
            program, *arguments = shlex.split(command)
            return [str(Path(sys.executable).parent / program), *arguments]
    raise SettingsError(f"the Procfile has no line {line}")

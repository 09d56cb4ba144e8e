"""The three processes of a demo (four on PostgreSQL): started in order, ended in order."""

import json
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
from cti_adapter.demo.keys import keys_in, write_secret
from cti_adapter.demo.settings import DEMO_POLICY, ORG_KEY, link_agents, put_settings
from cti_adapter.errors import SettingsError
from cti_adapter.org_book import OrgBook
from cti_adapter.storage import migrate, open_storage
from cti_adapter.storage.secrets import FernetSealer

PRODUCT_HOST, SALESFORCE_HOST = "127.0.0.1", "localhost"
READY_WITHIN_S = 30.0


class Ports(NamedTuple):
    """TCP ports of the three processes."""

    product: int
    salesforce: int
    telephone: int


class Demo:
    """One running demo: its folder, its addresses, its processes."""

    def __init__(
        self,
        state: Path,
        ports: Ports,
        *,
        control: bool,
        database: str | None = None,
        policy: Policy = DEMO_POLICY,
    ) -> None:
        self._state = state
        self._policy = policy
        self._control = control
        self._ports = ports
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        """Those it has started: "salesforce", "telephone", "product", perhaps "work"."""
        self.log: Path | None = None
        """Where the product's log goes; None leaves it in the terminal."""
        self.product_env: dict[str, str] = {}
        """More environment for the product."""
        self.product = f"http://{PRODUCT_HOST}:{ports.product}"
        self.salesforce = f"http://{SALESFORCE_HOST}:{ports.salesforce}"
        self.telephone = f"http://{PRODUCT_HOST}:{ports.telephone}"
        self.database = database or f"sqlite:///{state / 'cti.sqlite3'}"
        """With PostgreSQL a process of its own does the work (D5)."""
        state.mkdir(parents=True, exist_ok=True)
        self.keys = keys_in(state / "demo-keys.json")

    def start(self) -> None:
        """Start all three processes and wait until they answer."""
        self._start_salesforce()
        self._wait_for(f"{self.salesforce}/services/data/")
        self._set_up()
        self._start_telephone()
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
                    return process.returncode or 1
            time.sleep(0.5)

    def _start_salesforce(self) -> None:
        apps, center = self._state / "apps.json", self._state / "call-center.json"
        app = {
            "client_id": self.keys.client_id,
            "client_secret": self.keys.client_secret,
            "callback_urls": [f"{self.product}/auth/callback"],
            "certificate_pem": self.keys.public_key,
            "name": "CTI Adapter",
            # an admin approved the app for everybody, so no agent is asked for consent
            "permitted_users": "admin_approved",
            "preauthorised_users": ["*"],
        }
        apps.write_text(json.dumps([app]))
        adapter = f"{self.product}/o/{ORG_KEY}/softphone"
        center.write_text(json.dumps({"adapter_url": adapter, "height": 560, "width": 400}))
        command = [
            sys.executable,
            "-m",
            "cti_adapter.emulator",
            "--port",
            str(self._ports.salesforce),
        ]
        command += ["--state", str(self._state / "salesforce.sqlite3")]
        command += ["--apps", str(apps), "--call-center", str(center)]
        self._run("salesforce", [*command, *(["--control"] if self._control else [])])

    def _start_telephone(self) -> None:
        secret = self._state / "webhook-secret"
        write_secret(secret, self.keys.webhook)
        hook = f"{self.product}/hooks/{self.keys.connector}"
        command = [sys.executable, "-m", "cti_adapter.simulator", "serve"]
        command += ["--port", str(self._ports.telephone)]
        self._run("telephone", [*command, "--hook-url", hook, "--secret-file", str(secret)])

    def start_product(self) -> None:
        """Start the product, once more where it was ended, and wait until it is ready."""
        bind = f"{PRODUCT_HOST}:{self._ports.product}"
        env = {
            "CTI_PUBLIC_URL": self.product,
            "CTI_DATABASE_URL": self.database,
            "CTI_SECRET_KEYS": self.keys.fernet,
        }
        with self.log.open("ab") if self.log is not None else nullcontext() as log:
            self._run("product", [*_procfile("web"), "--bind", bind], env | self.product_env, log)
            if not self.database.startswith("sqlite"):
                self._run("work", _procfile("work"), env, log)
        self._wait_for(f"{self.product}/readyz")

    def _run(
        self,
        name: str,
        command: list[str],
        env: dict[str, str] | None = None,
        log: IO[bytes] | None = None,
    ) -> None:
        self.processes[name] = subprocess.Popen(  # noqa: S603 - our own modules
            command,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stderr=log,
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
        """Bring the database up to date, and write what an admin would."""
        migrate(self.database)
        storage = open_storage(self.database, FernetSealer((self.keys.fernet,)))
        try:
            put_settings(
                storage,
                self.keys,
                salesforce=self.salesforce,
                telephone=self.telephone,
                policy=self._policy,
            )
            link_agents(storage, OrgBook(storage.settings, public_url=self.product))
        finally:
            storage.close()


def _procfile(line: str) -> list[str]:
    """Return what production runs, with the programs of our own environment."""
    for text in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = text.partition(":")
        if name == line:
            program, *arguments = shlex.split(command)
            return [str(Path(sys.executable).parent / program), *arguments]
    raise SettingsError(f"the Procfile has no line {line}")

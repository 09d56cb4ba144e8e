"""`cti-adapter demo`: the product with its stand-ins, on this machine, for anybody to try.

The Salesforce stand-in answers on localhost and the product on 127.0.0.1: two sites for the
browser, as in real life (contract.md §6). Every process is the real one, spoken to over HTTP;
this file makes keys, writes the settings an admin would make, starts and ends the processes.
"""

import json
import os
import secrets
import shlex
import signal
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import nullcontext
from pathlib import Path
from typing import IO, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import msgspec
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cti_adapter.app import ROOT, utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.policy import Policy
from cti_adapter.errors import SettingsError
from cti_adapter.org_book import OrgBook, OrgConfig
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.storage import Storage, migrate, open_storage
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings

ORG = OrgId("org-1")
ORG_KEY = "demo"
PRODUCT_HOST, SALESFORCE_HOST = "127.0.0.1", "localhost"
READY_WITHIN_S = 30.0

AGENTS = (
    ("a", "101", "Agent A", "a@example.test"),
    ("b", "102", "Agent B", "b@example.test"),
    ("c", "103", "Agent C", None),
)
"""Our id, telephone id, name and linked Salesforce user (requirements.md 1.3); C is not linked."""


class Ports(NamedTuple):
    """TCP ports of the three processes."""

    product: int
    salesforce: int
    telephone: int


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The secrets of one demo, made once and kept beside its state."""

    fernet: str
    client_id: str
    client_secret: str
    private_key: str
    public_key: str
    connector: str
    webhook: str


class Demo:
    """One running demo: its folder, its addresses, its processes."""

    def __init__(
        self, state: Path, ports: Ports, *, control: bool, database: str | None = None
    ) -> None:
        self._state = state
        self._control = control
        self._ports = ports
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        """Those it has started: "salesforce", "telephone", "product", perhaps "work"."""
        self.log: Path | None = None
        """Where the product's log goes; None leaves it in the terminal."""
        self.product = f"http://{PRODUCT_HOST}:{ports.product}"
        self.salesforce = f"http://{SALESFORCE_HOST}:{ports.salesforce}"
        self.telephone = f"http://{PRODUCT_HOST}:{ports.telephone}"
        self.database = database or f"sqlite:///{state / 'cti.sqlite3'}"
        """With PostgreSQL a process of its own does the work (D5)."""
        state.mkdir(parents=True, exist_ok=True)
        self.keys = _keys(state / "demo-keys.json")

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
            "preauthorised_users": ["integration@example.test"],
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
        _write_secret(secret, self.keys.webhook)
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
            self._run("product", [*_procfile("web"), "--bind", bind], env, log)
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
        """Write what an admin would: the org, its telephone system, the linked agents."""
        migrate(self.database)
        storage = open_storage(self.database, FernetSealer((self.keys.fernet,)))
        try:
            self._put_settings(storage)
            _link_agents(storage, OrgBook(storage.settings, public_url=self.product))
        finally:
            storage.close()

    def _put_settings(self, storage: Storage) -> None:
        config = OrgConfig(
            login_url=self.salesforce,
            client_id=self.keys.client_id,
            username="integration@example.test",
            hosts=(self.salesforce,),
            policy=Policy(region="US"),
        )
        org = OrgSettings(
            id=ORG,
            key=ORG_KEY,
            name="Demo",
            config=msgspec.to_builtins(config),
            created_at=utc_now(),
        )
        storage.settings.put_org(org)
        private = {"client_secret": self.keys.client_secret, "private_key": self.keys.private_key}
        storage.settings.put_org_secrets(ORG, private)
        storage.settings.put_connector(
            ConnectorSettings(
                org_id=ORG,
                key=self.keys.connector,
                kind="simulator",
                name="Telephone simulator",
                secrets=(self.keys.webhook,),
                command_url=f"{self.telephone}/commands",
                created_at=utc_now(),
            )
        )


def run_demo(state: Path, ports: Ports, *, control: bool = False) -> int:
    """Start the demo, say where it is, and end with Ctrl-C.

    Args:
        state: folder of its databases and keys.
        ports: where its processes listen.
        control: whether the Salesforce stand-in takes orders from tests.

    Returns:
        0 after Ctrl-C, else the exit code of the process that ended by itself.
    """
    began = time.monotonic()
    demo = Demo(state.resolve(), ports, control=control)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        demo.start()
        sys.stdout.write(_greeting(demo, time.monotonic() - began))
        sys.stdout.flush()
        return demo.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        demo.stop()


def _procfile(line: str) -> list[str]:
    """Return what production runs, with the programs of our own environment."""
    for text in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = text.partition(":")
        if name == line:
            program, *arguments = shlex.split(command)
            return [str(Path(sys.executable).parent / program), *arguments]
    raise SettingsError(f"the Procfile has no line {line}")


def _greeting(demo: Demo, seconds: float) -> str:
    return f"""
Ready in {seconds:.1f} s.

  Console    {demo.salesforce}/lightning/app/console
             log in as a@example.test, open "Phone" in the bar below, press Sign in
  Telephone  {demo.telephone}/
             or: cti-adapter simulate call --from +14155550101 --to-agent 101

Ctrl-C ends everything; the state stays in the folder of the demo.
"""


def _keys(path: Path) -> Keys:
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=Keys)
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    keys = Keys(
        fernet=Fernet.generate_key().decode(),
        client_id=secrets.token_urlsafe(24),
        client_secret=secrets.token_urlsafe(32),
        private_key=private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        public_key=private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        connector=secrets.token_urlsafe(12),
        webhook=f"whsec_{b64encode(secrets.token_bytes(32)).decode()}",
    )
    _write_secret(path, msgspec.json.encode(keys).decode())
    return keys


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text)


def _link_agents(storage: Storage, orgs: OrgBook) -> None:
    users = orgs.salesforce(ORG).users([user for *_, user in AGENTS if user])
    for agent_id, line, name, username in AGENTS:
        storage.people.put_agent(
            Agent(
                org_id=ORG,
                id=AgentId(agent_id),
                line=Line(line),
                name=name,
                user_id=users[username] if username else None,
            )
        )

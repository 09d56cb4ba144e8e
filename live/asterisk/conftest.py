"""The whole of it: Asterisk, the product with its stand-ins, and `connect` between them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import CallId
from cti_adapter.service.ports import Agent
from cti_adapter.storage.settings import ConnectorSettings
from cti_adapter.telephony.generic import signed_headers
from live.asterisk import config
from live.asterisk.pbx import ROOT, Pbx
from live.asterisk.phone import Phone
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.seat import AgentA, AgentB

KEY, SECRET = "live-asterisk", "whsec_bGl2ZS1hc3Rlcmlzay1zZWNyZXQtMDAwMQ=="
COMMANDS = f"http://127.0.0.1:{config.COMMAND_PORT}/"
ROOM = range(config.FIRST_LINE, config.FIRST_LINE + config.ROOM)
CUSTOMER = "+14155550101"
"""Ada Lovelace of the reference data."""


class Connect:
    """`cti-adapter connect`, as an operator runs it."""

    def __init__(self, running: Running, folder: Path, key: str = KEY) -> None:
        self._running, self._folder, self._key = running, folder, key
        self._process: subprocess.Popen[bytes] | None = None
        self.ups = 0
        """How often its line was up before it was started last."""

    def start(self) -> None:
        """Start it and wait until its line is up."""
        self.begin()
        until(lambda: self.said("line.up") > self.ups, "the line is up", within_s=30)

    def begin(self) -> None:
        """Start it and return at once."""
        env = {
            "CTI_PUBLIC_URL": self._running.url,
            "CTI_DATABASE_URL": self._running.demo.database,
            "CTI_SECRET_KEYS": self._running.demo.keys.fernet,
        }
        self.ups = self.said("line.up")
        command = [sys.executable, "-m", "cti_adapter", "connect", self._key]
        command += ["--state", str(self._folder)]
        with (self._folder / "connect.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **env}, stderr=log, stdout=log
            )

    def said(self, what: str) -> int:
        """Return how often its log says so."""
        file = self._folder / "connect.log"
        return file.read_text().count(what) if file.exists() else 0

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(15)


@pytest.fixture(scope="session")
def pbx() -> Iterator[Pbx]:
    assert (ROOT / "usr/sbin/asterisk").exists(), "run `make test-asterisk`: it unpacks Asterisk"
    with Pbx() as running:
        yield running


def devices() -> dict[str, str]:
    """Return whose phones are whose."""
    return {"PJSIP/alice": "101", "PJSIP/bob": "102"} | {f"PJSIP/room{n}": str(n) for n in ROOM}


def connector(running: Running, key: str, phones: dict[str, str], **more: str) -> ConnectorSettings:
    """Return the PBX as an admin sets it up."""
    return ConnectorSettings(
        org_id=running.org_id,
        key=key,
        kind="asterisk",
        name=f"Asterisk {key}",
        secrets=(SECRET,),
        command_url=COMMANDS,
        settings={
            "ari_url": f"http://127.0.0.1:{config.ARI_PORT}/ari",
            "ami_port": str(config.AMI_PORT),
            "devices": ",".join(f"{name}={line}" for name, line in phones.items()),
            "context": "agents",
            **more,
        },
        vault={"ari_password": config.PASSWORD, "ami_password": config.PASSWORD},
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def connect(
    running: Running, pbx: Pbx, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connect]:
    storage = running.storage()
    for line in ROOM:
        agent_id = AgentId(f"room-{line}")
        name = f"Room {line}"
        user_id = running.make_user(f"room{line}@example.test", name)
        org_id, own = running.org_id, Line(str(line))
        storage.people.put_agent(
            Agent(org_id=org_id, id=agent_id, line=own, name=name, user_id=user_id)
        )
    storage.settings.put_connector(connector(running, KEY, devices()))
    storage.close()
    del pbx
    folder = tmp_path_factory.mktemp("connect")
    process = Connect(running, folder)
    process.start()
    try:
        yield process
    finally:
        process.stop()


@pytest.fixture
def alice(connect: Connect) -> Iterator[Phone]:
    del connect
    with Phone("alice", config.ALICE_PORT) as phone:
        yield phone


@pytest.fixture
def bob(connect: Connect) -> Iterator[Phone]:
    del connect
    with Phone("bob", config.BOB_PORT) as phone:
        yield phone


@pytest.fixture
def customer() -> Iterator[Phone]:
    with Phone(CUSTOMER, config.CUSTOMER_PORT) as phone:
        yield phone


@pytest.fixture
def panel(running: Running, connect: Connect, pbx: Pbx) -> Iterator[PanelClient]:
    """Agent A's panel, empty; their phone is alice. Whatever a test leaves is hung up."""
    del connect
    with PanelClient(AgentA(running)) as client:
        yield client
        pbx.command("channel request hangup all")
        until(lambda: "0 active channels" in pbx.command("core show channels"), "silence")


@pytest.fixture
def known(running: Running) -> set[str]:
    """The Tasks there are already."""
    return {row["Id"] for row in running.records("Task")}


@pytest.fixture
def colleague(panel: PanelClient) -> Iterator[PanelClient]:
    """Agent B's panel; their phone is bob."""
    with PanelClient(AgentB(panel.running)) as client:
        yield client


def ask(verb: str, **data: str) -> int:
    """Post a command to `connect`, as the web process does; return the status."""
    id_, at = uuid4().hex, datetime.now(UTC)
    body = json.dumps({"id": id_, "type": f"command.{verb}", "data": data}).encode()
    headers = signed_headers(id_, at, body, (SECRET,))
    return requests.post(COMMANDS, body, headers=headers, timeout=10).status_code


def native_id(running: Running, call_id: str) -> str:
    """Return the id under which the PBX knows a call of ours."""
    storage = running.storage()
    try:
        file = storage.units.read(running.org_id, lambda unit: unit.find_call(CallId(call_id)))
    finally:
        storage.close()
    assert file is not None
    return file.call.native_id

"""The product itself under load: a database as an admin and the agents would have left it.

Started as the Procfile says. The agents are signed in before it starts; what they do from then on
goes over HTTP like everybody's. Salesforce is not there and not asked.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from compileall import compile_dir
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import msgspec
from cryptography.fernet import Fernet

from bench.contestants import SECRET, Contestant, gunicorn
from bench.processes import ROOT, running
from bench.webhooks import TelephoneSystem, line_of
from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.policy import Policy
from cti_adapter.demo.ports import free_port
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.ports import Agent
from cti_adapter.service.seating import sit_down
from cti_adapter.storage import Storage, migrate, open_storage
from cti_adapter.storage.secrets import FernetSealer, fingerprint
from cti_adapter.storage.sessions import Session
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings

ORG = OrgId("bench")
CONNECTOR = "bench"
NOWHERE = "http://localhost:9"
"""The org's address: the calls of the benchmark never ask it anything."""


class Product:
    """Makes the database once and starts the product on a copy of it each time."""

    name = "product"

    def __init__(self, agents: int) -> None:
        compile_dir(ROOT / "cti_adapter", quiet=1)  # what is measured is no first start
        (ROOT / "var").mkdir(exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-")
        self._key = Fernet.generate_key().decode()
        self._filled = Path(self._folder.name, "filled.sqlite3")
        url = f"sqlite:///{self._filled}"
        migrate(url)
        storage = open_storage(url, FernetSealer((self._key,)), clock=utc_now)
        try:
            _put_org(storage)
            for agent in range(agents):
                _put_signed_in_agent(storage, agent)
        finally:
            storage.close()

    @property
    def database(self) -> Path:
        """The file that each start copies."""
        return self._filled

    def close(self) -> None:
        self._folder.cleanup()

    @contextmanager
    def started(
        self, env: dict[str, str] | None = None, *, in_place: bool = False
    ) -> Iterator[Contestant]:
        """Start the product as the Procfile does, on a copy of its database or on the file itself.

        The second is for a file too large to be copied: a further start finds what this one left.
        """
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        database = self._filled
        if not in_place:
            database = Path(self._folder.name, f"run-{port}.sqlite3")
            shutil.copy(self._filled, database)
        settings = {
            "CTI_PUBLIC_URL": origin,
            "CTI_DATABASE_URL": f"sqlite:///{database}",
            "CTI_SECRET_KEYS": self._key,
            "CTI_LOG_FORMAT": "json",
        }
        with (
            tempfile.TemporaryFile() as errors,
            running(gunicorn(port), port, "/readyz", settings | (env or {}), errors) as process,
        ):
            yield Contestant(
                name=self.name,
                process=process,
                origin=origin,
                telephone=TelephoneSystem(SECRET, f"/hooks/{CONNECTOR}"),
                tickets=lambda agents: _tickets(origin, agents),
                errors=errors,
            )


def _put_org(storage: Storage) -> None:
    config = OrgConfig(
        login_url=NOWHERE,
        client_id="bench",
        username="integration@example.test",
        hosts=(NOWHERE,),
        policy=Policy(region="US"),
    )
    storage.settings.put_org(
        OrgSettings(
            id=ORG,
            key="bench",
            name="Benchmark",
            config=msgspec.to_builtins(config),
            created_at=utc_now(),
        )
    )
    storage.settings.put_connector(
        ConnectorSettings(
            org_id=ORG,
            key=CONNECTOR,
            kind="generic",
            name="Benchmark",
            secrets=(SECRET,),
            command_url=f"{NOWHERE}/commands",
            created_at=utc_now(),
        )
    )


def _put_signed_in_agent(storage: Storage, number: int) -> None:
    agent = AgentId(f"agent-{number}")
    user_id = f"005{number:015}"
    storage.people.put_agent(
        Agent(
            org_id=ORG,
            id=agent,
            line=Line(line_of(number)),
            name=f"Agent {number}",
            user_id=user_id,
        )
    )
    sit_down(storage.units, ORG, agent, utc_now())
    storage.sessions.open_session(
        Session(
            org_id=ORG,
            agent_id=agent,
            user_id=user_id,
            created_at=utc_now(),
            seen_at=utc_now(),
            expires_at=utc_now() + timedelta(hours=1),
            token_hash=fingerprint(token_of(number)),
            sign_in=token_of(number),
            checked_at=utc_now(),
        ),
        renew_token=None,
    )


def token_of(number: int) -> str:
    """Return the bearer token of an agent who is signed in."""
    return f"token-of-agent-{number}"


def _tickets(origin: str, agents: Sequence[int]) -> dict[int, str]:
    return {number: _ticket(origin, number) for number in agents}


def _ticket(origin: str, number: int) -> str:
    headers = {"Authorization": f"Bearer {token_of(number)}", "Content-Type": "application/json"}
    request = Request(f"{origin}/api/socket-ticket", b'{"last_seq": null}', headers)  # noqa: S310 - loopback
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own loopback address
        ticket: str = json.load(answer)["ticket"]
        return ticket

"""The database every seed begins with: the schema, one org, four agents; copied, never shared.

SQLite as it is served, a file with a write-ahead log, in a temporary folder: in memory where the
machine has such a folder, since a sync of the disk is what most of the time would go to, and none
of what is looked for depends on it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.sign_in import came
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent, Unit
from cti_adapter.storage import FernetSealer, Storage, migrate, open_storage
from cti_adapter.storage.settings import OrgSettings
from cti_adapter.torture.clock import MORNING

ORG = OrgId("torture")
USERS = {line: f"005{line:>012}AAA" for line in ("101", "102", "103", "104")}
"""The Salesforce user of each agent, by line."""
_MEMORY = "/dev/shm"  # noqa: S108 - the folders in it are made by tempfile
SEED = "seed.sqlite3"
"""The copy that is used."""


class Ground:
    """A folder with the database as it is before the first call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sealer = FernetSealer([Fernet.generate_key().decode()])
        self._template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self._template}")
        storage = open_storage(f"sqlite:///{self._template}", self._sealer)
        storage.settings.put_org(
            OrgSettings(id=ORG, key="torture", name="Torture", created_at=MORNING)
        )
        for line, user_id in USERS.items():
            seat(
                storage,
                Agent(
                    org_id=ORG,
                    id=AgentId(line),
                    line=Line(line),
                    name=f"Agent {line}",
                    user_id=user_id,
                ),
                MORNING,
            )
        storage.close()

    @contextmanager
    def fresh(self) -> Iterator[Storage]:
        """Open a copy that nobody has used; it is gone afterwards."""
        copy = self.folder / SEED
        shutil.copy(self._template, copy)
        storage = open_storage(f"sqlite:///{copy}", self._sealer)
        try:
            yield storage
        finally:
            storage.close()
            for left in self.folder.glob(f"{SEED}*"):
                left.unlink()


def seat(storage: Storage, agent: Agent, at: datetime) -> None:
    """Make an agent who is signed in to the softphone from a moment on (DECISION 36)."""
    storage.people.put_agent(agent)

    def work(unit: Unit) -> None:
        desk = unit.lock_desk(agent.id)
        there = came(desk.sign_in, "softphone", at, session_at=at, loaded=True)
        unit.put_desk(replace(desk, sign_in=there))

    storage.units.write(agent.org_id, work)


def in_memory() -> str | None:
    """Return the machine's folder of files in memory; None has files where TMPDIR says."""
    chosen = "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK)
    return None if chosen else _MEMORY


@contextmanager
def ground() -> Iterator[Ground]:
    """Make a ground in a temporary folder."""
    with TemporaryDirectory(prefix="cti-torture-", dir=in_memory()) as folder:
        yield Ground(Path(folder).resolve())

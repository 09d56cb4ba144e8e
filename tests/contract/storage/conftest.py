"""Every test of storage runs on both databases, each on an empty one with the schema in it."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, delete

from cti_adapter.calls.policy import Policy
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.linking import Linking
from cti_adapter.storage import FernetSealer, Storage, migrate, open_storage
from cti_adapter.storage.schema import metadata
from tests.contract.storage.builders import an_org
from tests.contract.storage.configured import configured
from tests.contract.storage.staff import NOW, A, B, Book, C, Staff


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_database(postgres: PostgresServer) -> str:
    url = postgres.make_database()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "cti.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = shutil.copy(sqlite_template, tmp_path / "cti.sqlite3")
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    engine.dispose()
    return postgres_database


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def sealer() -> FernetSealer:
    return FernetSealer([Fernet.generate_key().decode()])


@pytest.fixture
def storage(url: str, sealer: FernetSealer) -> Iterator[Storage]:
    opened = open_storage(url, sealer)
    yield opened
    opened.close()


@pytest.fixture
def staff() -> Staff:
    return Staff()


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def ports(storage: Storage, staff: Staff, book: Book) -> LinkPorts:
    storage.settings.put_org(an_org())
    for one in (A, B, C):
        storage.people.put_agent(one)
    numbers = count(1)
    return LinkPorts(
        roster=storage.agents,
        users=lambda _: staff,
        history=book,
        sign_out=book.sign_out,
        policy=lambda _: Policy(),
        clock=lambda: NOW,
        new_id=lambda: f"new-{next(numbers)}",
    )


@pytest.fixture
def linking(ports: LinkPorts) -> Linking:
    return Linking(ports)


@pytest.fixture
def changed() -> list[OrgId]:
    return []


@pytest.fixture
def configuration(storage: Storage, changed: list[OrgId]) -> Configuration:
    return configured(storage, changed)

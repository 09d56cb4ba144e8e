"""On PostgreSQL a unit sees the rows of its org alone, also where the code forgets to say which."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DataError, ProgrammingError

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.engine import parsed, writing
from cti_adapter.storage.postgresql import PostgresqlDatabase
from cti_adapter.storage.transaction import Transaction
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import ORG, OTHER_ORG, a_file, an_agent, an_org

OF_NO_ORG = {"alembic_version", "web_processes"}
"""Tables whose rows belong to the deployment."""
FENCED = (
    "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
    " WHERE relrowsecurity AND relforcerowsecurity AND polname = 'own_org'"
)


@pytest.fixture
def two_orgs(postgres_url: str, sealer: FernetSealer) -> Iterator[Storage]:
    opened = open_storage(postgres_url, sealer)
    for org_id in (ORG, OTHER_ORG):
        opened.settings.put_org(an_org(org_id))
        opened.people.put_agent(an_agent(org_id))
        put_call(opened, org_id)
        opened.audit.append(Deed(org_id=org_id, who="ada", what="settings.changed"))
    yield opened
    opened.close()


def put_call(storage: Storage, org_id: OrgId) -> None:
    storage.units.write(org_id, lambda unit: unit.put_call(a_file(1, org_id)))


def say(unit: SqlUnit, sql: str, **values: str) -> Any:
    """Say in a unit what forgets to name the org: no use case can."""
    return unit._transaction.core.execute(text(sql), values)  # noqa: SLF001 - see above


@pytest.mark.parametrize("table", ["calls", "agents", "audit_rows", "audit_chains"])
def test_a_forgotten_org_finds_the_own_rows_alone(two_orgs: Storage, table: str) -> None:
    """Nothing of another org is there, in a view as in a transaction that writes."""
    query = f"SELECT org_id FROM {table}"  # noqa: S608 - ours

    for units in (two_orgs.units.read, two_orgs.units.write):
        for org_id in (ORG, OTHER_ORG):
            assert [org_id] == units(org_id, lambda unit: list(say(unit, query).scalars()))


def test_a_unit_changes_nothing_of_another_org(two_orgs: Storage) -> None:
    """An update or a deletion without a condition leaves it."""

    def careless(unit: SqlUnit) -> tuple[int, int]:
        renamed = say(unit, "UPDATE agents SET name = 'Eve'").rowcount
        return renamed, say(unit, "DELETE FROM calls").rowcount

    assert (1, 1) == two_orgs.units.write(ORG, careless)
    names = {org_id: two_orgs.people.agents(org_id)[0].name for org_id in (ORG, OTHER_ORG)}
    assert "Eve" == names[ORG]
    assert "Eve" != names[OTHER_ORG]


@pytest.mark.parametrize("table", ["calls", "agents", "audit_rows", "audit_chains"])
def test_a_forged_org_finds_and_changes_nothing(two_orgs: Storage, table: str) -> None:
    """The id of another org in our user's own SQL; whom the unit began for has them."""
    where = "WHERE org_id = :other"
    sentences = (f"UPDATE {table} SET org_id = org_id {where}", f"DELETE FROM {table} {where}")  # noqa: S608 - ours

    def forge(unit: SqlUnit) -> list[int]:
        seen = say(unit, f"SELECT * FROM {table} {where}", other=OTHER_ORG).all()  # noqa: S608
        return [len(seen), *(say(unit, each, other=OTHER_ORG).rowcount for each in sentences)]

    assert [0, 0, 0] == two_orgs.units.write(ORG, forge)
    assert [1, 1, 1] == two_orgs.units.write(OTHER_ORG, forge)


@pytest.mark.parametrize(
    "smuggled",
    [
        "UPDATE agents SET org_id = :other, id = 'eve', line = '9'",
        "INSERT INTO probes (org_id, at) VALUES (:other, 0)",
    ],
)
def test_a_row_of_another_org_is_refused(two_orgs: Storage, smuggled: str) -> None:
    """Neither moved there nor added."""
    with pytest.raises(ProgrammingError, match="row-level security"):
        two_orgs.units.write(ORG, lambda unit: say(unit, smuggled, other=OTHER_ORG))


def test_a_connection_goes_back_to_the_pool_bound_to_nobody(
    two_orgs: Storage, postgres_url: str
) -> None:
    """However its transaction ended; the next to have it is of another org, or forgets."""
    del two_orgs  # has filled them
    database = PostgresqlDatabase(parsed(postgres_url))
    pool = database._engine  # noqa: SLF001 - the very connection is looked at

    def bound_to() -> tuple[str | None, int, int]:
        with pool.connect() as connection:
            setting = connection.execute(text("SHOW cti.org")).scalar()
            seen = connection.execute(text("SELECT count(*) FROM calls")).scalar_one()
            return setting, seen, pool.pool.checkedin()  # type: ignore[attr-defined]

    def fail(open_: Transaction) -> None:
        open_.core.execute(text("SELECT 1 / 0"))

    database.read(ORG, lambda open_: open_.core.execute(text("SELECT 1")))
    after_reading = bound_to()
    database.write(ORG, lambda open_: open_.core.execute(text("UPDATE calls SET updated_at = 2")))
    after_writing = bound_to()
    with pytest.raises(DataError):
        database.write(ORG, fail)
    after_failing = bound_to()
    database.close()

    assert ("-", 0, 0) == after_reading == after_writing == after_failing


def test_orgs_that_work_at_once_never_meet(two_orgs: Storage) -> None:
    """Four workers, two an org, share the connections of one process."""
    query = "SELECT org_id FROM calls UNION SELECT org_id FROM agents"

    def work(org_id: OrgId) -> set[tuple[OrgId, str]]:
        seen = set()
        for units in (two_orgs.units.read, two_orgs.units.write) * 15:
            seen |= {(org_id, each) for each in units(org_id, partial(say, sql=query)).scalars()}
        return seen

    with ThreadPoolExecutor(4) as workers:
        met = set().union(*workers.map(work, [ORG, OTHER_ORG] * 2))

    assert {(ORG, ORG), (OTHER_ORG, OTHER_ORG)} == met


@pytest.mark.parametrize("word", ["*", "-"])
def test_no_org_is_called_as_our_words(two_orgs: Storage, word: str) -> None:
    """It would be everybody, or nobody."""
    with pytest.raises(ValueError, match="no org has this id"):
        two_orgs.units.read(OrgId(word), lambda _: None)


@pytest.fixture
def ours(postgres_url: str) -> Iterator[Engine]:
    engine = writing(parsed(postgres_url))
    yield engine
    engine.dispose()


def test_whoever_forgets_to_say_for_whom_sees_nothing(two_orgs: Storage, ours: Engine) -> None:
    """On each table; also the owner of them; and who adds a table writes its policy."""
    del two_orgs  # has filled them
    with ours.connect() as connection:
        names = set(inspect(connection).get_table_names()) - OF_NO_ORG
        seen = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608
            for name in names
        }
        fenced = set(connection.execute(text(FENCED)).scalars())

    assert names == fenced
    assert dict.fromkeys(names, 0) == seen


def test_a_superuser_is_told_to_be_bound_by_nothing(
    two_orgs: Storage, postgres_url: str, sealer: FernetSealer
) -> None:
    """The doctor warns: PostgreSQL asks no policy about a superuser."""
    as_superuser = open_storage(postgres_url.replace("app@", "cti@"), sealer)
    seen = as_superuser.units.read(
        ORG, lambda unit: set(say(unit, "SELECT org_id FROM calls").scalars())
    )
    told = (two_orgs.is_fenced(), as_superuser.is_fenced())
    as_superuser.close()

    assert {ORG, OTHER_ORG} == seen
    assert (True, False) == told


def test_a_release_that_knows_of_no_policy_sees_all(two_orgs: Storage, postgres_url: str) -> None:
    """It runs beside this one while processes are restarted one by one, and must lose no call."""
    del two_orgs
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        seen = connection.execute(text("SELECT org_id FROM calls")).scalars().all()
        changed = connection.execute(text("UPDATE calls SET updated_at = 1")).rowcount
    engine.dispose()

    assert {ORG, OTHER_ORG} == set(seen)
    assert 2 == changed

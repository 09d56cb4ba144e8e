"""The audit log: a deed and its row are one; a row that is not as it was written is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import LIVES, AuditRetention, Deed, Verdict, Wanted, noting
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import Concerned
from cti_adapter.storage import FernetSealer, Storage, open_storage
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, an_org

DAY = timedelta(days=1)
SIXTH = """
    INSERT INTO audit_rows
    SELECT org_id, 6, at, who, what, of, before, after, address, request_id, times, seal
    FROM audit_rows WHERE seq = 5
"""


def did(of: str, org_id: OrgId = ORG) -> Deed:
    return Deed(org_id=org_id, who="ada@example.test", what="settings.changed", of=of)


def by_sql(url: str, *statements: str) -> None:
    """Do to the tables what no use case does."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def seen(found: Verdict) -> tuple[str, int | None]:
    return found.fault, found.broken_at


def deeds(storage: Storage, org_id: OrgId = ORG, wanted: Wanted | None = None) -> list[str]:
    return [row.deed.of for row in storage.audit.rows(org_id, wanted or Wanted())]


@pytest.fixture
def five(storage: Storage) -> Storage:
    """A chain of five rows, and one of another org."""
    for number in range(1, 6):
        storage.audit.append(did(f"thing {number}"))
    storage.audit.append(did("theirs", OTHER_ORG))
    return storage


def test_a_chain_that_nobody_touched_is_unbroken(five: Storage) -> None:
    """Since its first row; each org has its own."""
    found = five.audit.verify(ORG)

    assert ("", None) == seen(found)
    assert 5 == found.rows
    assert found.since is not None
    assert ["thing 5", "thing 4", "thing 3", "thing 2", "thing 1"] == deeds(five)
    assert 1 == five.audit.verify(OTHER_ORG).rows
    assert (ORG, OTHER_ORG) == tuple(sorted(five.audit.chains(), reverse=True))


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (("UPDATE audit_rows SET who = 'eve' WHERE seq = 3",), ("changed", 3)),
        (("UPDATE audit_rows SET times = 2 WHERE seq = 1",), ("changed", 1)),
        (("UPDATE audit_rows SET at = at + 1 WHERE seq = 5",), ("changed", 5)),
        (("DELETE FROM audit_rows WHERE seq = 2",), ("missing", 2)),
        (("DELETE FROM audit_rows WHERE seq = 1",), ("missing", 1)),
        (("DELETE FROM audit_rows WHERE seq = 5",), ("missing", 5)),
        (
            (SIXTH,),
            ("added", 6),
        ),
        (
            (
                "DELETE FROM audit_rows WHERE seq = 3",
                "UPDATE audit_rows SET seq = 3 WHERE seq = 4",
                "UPDATE audit_rows SET seq = 4 WHERE seq = 5",
                "UPDATE audit_chains SET seq = 4",
            ),
            ("end", 4),
        ),
        (
            (
                "DELETE FROM audit_rows WHERE seq = 5",
                "UPDATE audit_chains SET seal = (SELECT seal FROM audit_rows WHERE seq = 4)",
                "UPDATE audit_chains SET seq = 4",
            ),
            ("end", 4),
        ),
        (("DELETE FROM audit_chains",), ("end", 1)),
        (
            (
                "DELETE FROM audit_rows WHERE seq < 3",
                "UPDATE audit_chains SET anchor_seq = 2 WHERE org_id = 'engines'",
            ),
            ("end", 5),
        ),
    ],
)
def test_a_row_that_was_changed_taken_out_or_put_in_is_named(
    five: Storage, url: str, tampering: tuple[str, ...], found: tuple[str, int]
) -> None:
    """By whoever can write to the database, but has not our keys."""
    by_sql(url, *tampering)

    assert found == seen(five.audit.verify(ORG))


def test_what_was_taken_back_leaves_no_row(storage: Storage) -> None:
    """And what was done leaves one: they are one transaction."""
    storage.settings.put_org(an_org())

    def fails(_: object) -> None:
        raise LookupError("nothing was done")

    with noting(did("failed")), pytest.raises(LookupError):
        storage.units.write(ORG, fails)
    with noting(did("read")):
        storage.settings.orgs()
    with noting(did("secrets")):
        storage.settings.put_org_secrets(ORG, {"client_secret": "hush"})
        storage.settings.put_org_secrets(ORG, {"client_secret": "hush-hush"})

    assert ["secrets"] == deeds(storage)


def test_where_no_row_can_be_written_nothing_is_changed(storage: Storage, url: str) -> None:
    """A change without its row is not possible."""
    storage.settings.put_org(an_org())
    by_sql(url, "ALTER TABLE audit_rows RENAME TO elsewhere")
    try:
        with noting(did("secrets")), pytest.raises(Exception, match="audit_rows"):
            storage.settings.put_org_secrets(ORG, {"client_secret": "hush"})
    finally:
        by_sql(url, "ALTER TABLE elsewhere RENAME TO audit_rows")

    assert {} == storage.settings.org_secrets(ORG)


def test_many_at_once_stand_in_one_row_after_the_other(storage: Storage) -> None:
    """Also where several processes write."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: storage.audit.append(did(str(n))), range(12)))

    assert ("", None) == seen(storage.audit.verify(ORG))
    assert {str(n) for n in range(12)} == set(deeds(storage))


def test_after_a_year_a_row_goes_and_the_rest_still_verifies(
    url: str, sealer: FernetSealer
) -> None:
    """The newest row that went is the anchor; to take off another one is noticed."""
    moments = [NINE + day * DAY for day in range(4)]
    now: list[datetime] = [NINE]
    storage = open_storage(url, sealer, clock=lambda: now[0])
    for moment in moments:
        now[0] = moment
        storage.audit.append(did(f"{moment:%d}"))
    AuditRetention(storage.audit).tick(moments[2] + LIVES)
    left, found = deeds(storage), storage.audit.verify(ORG)
    storage.audit.append(did("later"))
    later = storage.audit.verify(ORG)
    by_sql(url, "DELETE FROM audit_rows WHERE seq = 3")
    broken = storage.audit.verify(ORG)
    storage.close()

    assert ["24", "23"] == left
    assert ("", 2, moments[1]) == (found.fault, found.rows, found.since)
    assert ("", 3) == (later.fault, later.rows)
    assert ("missing", 3) == seen(broken)


def test_rows_are_found_by_what_who_and_day(url: str, sealer: FernetSealer) -> None:
    """Newest first, a page at a time."""
    now: list[datetime] = [NINE]
    storage = open_storage(url, sealer, clock=lambda: now[0])
    for day, (who, what) in enumerate((("Ada", "a.x"), ("alan", "a.y"), ("Ada", "ab.x"))):
        now[0] = NINE + day * DAY
        storage.audit.append(Deed(org_id=ORG, who=who, what=what, of=str(day)))
    found = [
        deeds(storage, wanted=wanted)
        for wanted in (
            Wanted(what="a."),
            Wanted(who="ada"),
            Wanted(since=NINE + DAY, until=NINE + 2 * DAY),
            Wanted(limit=1),
            Wanted(before=3),
        )
    ]
    storage.close()

    assert [["1", "0"], ["2", "0"], ["1"], ["2"], ["1", "0"]] == found


def test_a_deed_is_found_by_the_name_of_who_did_it(storage: Storage) -> None:
    """An agent's row has the id of their user, and who knows that by heart?"""
    storage.settings.put_org(an_org())
    ada = Agent(org_id=ORG, id=AgentId("a"), line=Line("1"), name="Ada Løvelace", user_id="005a")
    unlinked = replace(ada, id=AgentId("b"), line=Line("2"), name="Nobody's user", user_id=None)
    storage.agents.change(ORG, Concerned(everybody=True), lambda _: [ada, unlinked])
    for org_id in (ORG, OTHER_ORG):
        storage.audit.append(Deed(org_id=org_id, who="005a", what="agent.signed_in", of="hers"))
    storage.audit.append(did("an admin's"))

    assert ["hers"] == deeds(storage, wanted=Wanted(who="LØVE"))
    assert ["hers"] == deeds(storage, wanted=Wanted(who="005A"))
    assert ["an admin's", "hers"] == deeds(storage, wanted=Wanted(who="ada"))
    assert [] == deeds(storage, wanted=Wanted(who="nobody"))
    assert [] == deeds(storage, OTHER_ORG, Wanted(who="løve"))

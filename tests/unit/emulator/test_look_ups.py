"""That what is asked for all day is looked up: the plan of the database, not a stop-watch."""

import pytest

from cti_adapter.emulator import loading, soql
from cti_adapter.emulator.columns import Columns
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import Org
from cti_adapter.emulator.statements import Scene, Statement
from cti_adapter.emulator.store import Store
from cti_adapter.emulator.viewpoint import of_user

PHONES = ("Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "Fax")
BY_ANY_PHONE = " OR ".join(f"{phone} IN ('4155550101', '(415) 555-0101')" for phone in PHONES)


@pytest.fixture(scope="module")
def org() -> Org:
    org = Org("rich", Store(None))
    loading.reset(org)
    return org


def plan(org: Org, query: str) -> list[str]:
    """Return the steps in which the database would answer a query."""
    asked = soql.parse(query)
    scene = Scene(org=org, schema=org.schema, viewpoint=of_user(org))
    sql, values = Statement(scene, asked, scene.kind(asked.source)).ids()
    return [str(row[3]) for row in org.store.run(f"EXPLAIN QUERY PLAN {sql}", values)]


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT Id FROM Contact WHERE ({BY_ANY_PHONE}) LIMIT 200",  # noqa: S608 - SOQL, not SQL
        "SELECT Id FROM Lead WHERE (Phone = '1' OR MobilePhone = '1') AND IsConverted = false",
        "SELECT Id FROM Task WHERE CTI_Call_Key__c = 'demo-1' ORDER BY CreatedDate",
        "SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'x')",
        "SELECT Id FROM Task WHERE Id = '00T000000000001' OR WhoId = '003000000000001'",
    ],
)
def test_an_indexed_column_is_looked_up(org: Org, query: str) -> None:
    """The records of the object are never walked through, however many there are."""
    steps = plan(org, query)

    assert any("record USING PRIMARY KEY" in s or "r USING PRIMARY KEY" in s for s in steps)
    assert [] == [step for step in steps if step.startswith("SCAN r") or "record_by_type" in step]


def test_another_column_is_read_through(org: Org) -> None:
    """What the condition needs is found all the same."""
    steps = plan(org, "SELECT Id FROM Contact WHERE Title LIKE '%Notes'")

    assert any("record_by_type" in step for step in steps)


def test_a_look_up_finds_what_the_column_now_has(org: Org) -> None:
    """The side table follows every change, a deletion and a refused write included."""
    ada = next(row for row in org.every("Contact") if row["FirstName"] == "Ada")
    kind = org.kind("Contact")
    org.update(ada["OwnerId"], kind, ada["Id"], {"MobilePhone": "+1 415 555 0150"})
    with pytest.raises(Refused):
        org.update(ada["OwnerId"], kind, ada["Id"], {"MobilePhone": "0151", "LastName": ""})
    found = org.store.run(
        "SELECT value, id FROM sought WHERE key = 'Contact.MobilePhone' AND id = ?", (ada["Id"],)
    )

    assert [("+1 415 555 0150", ada["Id"])] == found


def test_columns_are_those_of_the_object_asked(org: Org) -> None:
    """An alias is not taken for a relationship of the same name."""
    columns = Columns(org.schema, org.kind("Contact"), "c")

    assert ("Name",) == columns.path(("c", "Name"))
    assert ("Account", "Name") == columns.path(("Account", "Name"))

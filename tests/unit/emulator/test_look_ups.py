"""That what is asked for all day is looked up: the plan of the database, not a stop-watch."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy, deferred, recursive, sampled_from, tuples

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import loading
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.store import Store
from cti_adapter.emulator.soql import soql
from cti_adapter.emulator.soql.columns import Columns
from cti_adapter.emulator.soql.query import Answer
from cti_adapter.emulator.soql.statements import Scene, Statement
from cti_adapter.emulator.soql.viewpoint import of_user

PHONES = ("Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "Fax")
BY_ANY_PHONE = " OR ".join(f"{phone} IN ('4155550101', '(415) 555-0101')" for phone in PHONES)


@cache
def an_org() -> Org:
    org = Org("rich", Store(None))
    loading.reset(org)
    return org


@pytest.fixture
def org() -> Org:
    """One for all: what is changed in it belongs to Ada, whom the others leave alone."""
    return an_org()


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


COLUMNS = ("Phone", "MobilePhone", "Email", "Name", "LastName", "AccountId", "Title")


def conditions() -> SearchStrategy[str]:
    """Return conditions over what the reference contacts have, nested two levels deep."""
    rows = [row for row in an_org().every("Contact") if row["FirstName"] != "Ada"]
    values = [(name, row.get(name)) for row in rows for name in COLUMNS]
    literals = [(name, f"'{value}'" if value else "null") for name, value in values]
    plain = sampled_from([f"{name} = {text}" for name, text in literals])
    listed = sampled_from([f"{name} IN ({text}, {text}, null)" for name, text in literals])
    unlike = sampled_from([f"{name} != {text}" for name, text in literals])
    return recursive(
        plain | listed | unlike,
        lambda inner: tuples(inner, sampled_from((" AND ", " OR ")), inner).map(
            lambda three: f"({''.join(three)})"
        ),
        max_leaves=4,
    )


@given(condition=deferred(conditions))
@settings(max_examples=80, deadline=None)
def test_a_look_up_answers_as_reading_through_does(condition: str) -> None:
    """What is denied twice is never looked up, and must be the same records."""
    twice = f"NOT (NOT ({condition}))"

    assert selected(condition) == selected(twice)


def selected(condition: str) -> list[str]:
    query = soql.parse(f"SELECT Id FROM Contact WHERE {condition}")  # noqa: S608 - SOQL, not SQL
    return [row["Id"] for row in Answer(an_org(), "").records(query)]


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

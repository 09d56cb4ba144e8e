"""SOQL and SOSL: what is found, what is refused."""

import pytest

from tests.contract.emulator.standin import Client, fault_of

ADA, CHARLES, GRACE, MARY = "Ada Lovelace", "Charles Babbage", "Grace Hopper", "Mary Somerville"
ALAN, ENGINES = "Alan Turing", "Analytical Engines"


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("LastName = 'lovelace'", [ADA]),
        ("Name LIKE '%LOVE%'", [ADA]),
        ("Account.Name = 'Compiler Works'", [GRACE]),
        ("Account.Owner.Name = 'Integration User' AND FirstName = 'Ada'", [ADA]),
        ("MobilePhone != null", [CHARLES, GRACE]),
        ("MobilePhone = null AND (NOT FirstName = 'Ada')", [MARY]),
        ("FirstName IN ('Ada', 'grace')", [ADA, GRACE]),
        ("FirstName NOT IN ('Ada','Grace','Mary')", [CHARLES]),
        ("(FirstName='Ada' OR FirstName='Mary') AND Title != 'x'", [ADA, MARY]),
        ("DoNotCall = false AND CreatedDate > 2020-01-01T00:00:00Z AND Name < 'B'", [ADA]),
        ("Id IN (SELECT ContactId FROM Case)", [ADA]),
        ("AccountId NOT IN (SELECT Id FROM Account WHERE Industry = 'Engineering')", [GRACE]),
        ("LastName = 'O\\'Hara'", []),
    ],
)  # fmt: skip
def test_a_condition_selects(org: Client, where: str, names: list[str]) -> None:
    """Comparison, LIKE, IN, NOT, parents, nulls, moments and semi-joins."""
    soql = f"SELECT Name FROM Contact WHERE {where} ORDER BY Name"  # noqa: S608 - SOQL, not SQL

    assert names == org.names(soql)


def test_an_order_a_limit_and_an_offset(org: Client) -> None:
    """Descending, nulls last, one row from the second on."""
    soql = "SELECT Name FROM Contact ORDER BY MobilePhone DESC NULLS LAST, Name LIMIT 2 OFFSET 1"

    assert [GRACE, ADA] == org.names(soql)


def test_a_parent_is_nested_and_a_missing_parent_is_null(org: Client) -> None:
    """Also through the two-faced Who and What, whose Type is the object."""
    rows = org.query("SELECT Subject, Who.Name, Who.Type, What.Name, Owner.Username FROM Task")[
        "records"
    ]

    assert "Call Ada back" == rows[0]["Subject"]
    assert ("Ada Lovelace", "Contact") == (rows[0]["Who"]["Name"], rows[0]["Who"]["Type"])
    assert rows[0]["What"] is None
    assert "a@example.test" == rows[0]["Owner"]["Username"]


def test_a_count_has_no_records(org: Client) -> None:
    """COUNT() answers in totalSize."""
    answer = org.query("SELECT COUNT() FROM Contact WHERE Account.Name = 'Analytical Engines'")

    assert (3, []) == (answer["totalSize"], answer["records"])


def test_a_long_answer_goes_on_at_its_next_address(org: Client) -> None:
    """2,000 at once, or as few as asked; the walk ends where no address is given."""
    rows = [
        {"attributes": {"type": "Lead"}, "LastName": f"L{n}", "Company": "C"} for n in range(450)
    ]
    org.control("POST", "load", rows)
    headers = {"Sforce-Query-Options": "batchSize=200"}
    page = org.call("GET", "/query", params={"q": "SELECT Id FROM Lead"}, headers=headers).json()
    sizes = [len(page["records"])]
    while "nextRecordsUrl" in page:
        page = org.call("GET", page["nextRecordsUrl"], headers=headers).json()
        sizes.append(len(page["records"]))

    assert [200, 200, 51] == sizes
    assert page["done"]


def test_the_recycle_bin_is_seen_by_query_all_alone(org: Client) -> None:
    """queryAll finds what query no longer does."""
    org.call("DELETE", f"/sobjects/Contact/{org.records['ada']}")
    soql = "SELECT Name, IsDeleted FROM Contact WHERE LastName = 'Lovelace'"

    assert [] == org.names(soql)
    assert org.call("GET", "/queryAll", params={"q": soql}).json()["records"][0]["IsDeleted"]


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Id FROM", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Name = 'a' AND Id = null OR Id = null", "MALFORMED_QUERY"),
        ("SELECT Nonsense FROM Task", "INVALID_FIELD"),
        ("SELECT Nonsense.Name FROM Task", "INVALID_FIELD"),
        ("SELECT Id FROM Nonsense", "INVALID_TYPE"),
        ("SELECT Id FROM Task WHERE Description = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE WhoId = 'x'", "INVALID_QUERY_FILTER_OPERATOR"),
    ],
)
def test_what_is_no_query_is_refused(org: Client, soql: str, code: str) -> None:
    """With the code a client tells faults apart by."""
    assert (400, code) == fault_of(org.call("GET", "/query/", params={"q": soql}))


@pytest.mark.parametrize(
    ("sosl", "names"),
    [
        ("FIND {4155550101} IN PHONE FIELDS RETURNING Contact(Name)", [ADA]),
        ("FIND {14155550101} IN PHONE FIELDS RETURNING Contact(Name)", []),
        ("FIND {14155550101 OR 4155550101} IN PHONE FIELDS RETURNING Contact(Name)", [ADA]),
        ("FIND {14155550110} IN PHONE FIELDS RETURNING Account(Name), Contact(Name)", [ENGINES]),
        ("FIND {\\+1 415 555 0110} IN PHONE FIELDS RETURNING Account(Name)", [ENGINES]),
        ("FIND {14155550188} IN PHONE FIELDS RETURNING Contact(Name)", [CHARLES, GRACE]),
        ("FIND {4155550130} IN PHONE FIELDS RETURNING Lead(Name WHERE IsConverted=false)", [ALAN]),
        ("FIND {4155550101} IN NAME FIELDS RETURNING Contact(Name)", []),
        ("FIND {Ada} IN NAME FIELDS RETURNING Contact(Name)", [ADA]),
        ("FIND {lov*} IN ALL FIELDS RETURNING Contact(Name)", [ADA]),
        ('FIND {"ada lovelace"} RETURNING Contact(Name)', [ADA]),
        ("FIND {ada AND NOT lovelace} RETURNING Contact(Name)", []),
        ("FIND {(ada OR grace) test} RETURNING Contact(Name ORDER BY Name LIMIT 1)", [ADA]),
    ],
)  # fmt: skip
def test_a_search_finds(org: Client, sosl: str, names: list[str]) -> None:
    """Words without punctuation and case; a country code is neither added nor dropped."""
    assert names == org.found(sosl)


@pytest.mark.parametrize("term", ["+14155550101", "(415", "a & b", "who?s-it", "[x]", "*ada", ""])
def test_an_unescaped_reserved_character_is_an_error(org: Client, term: str) -> None:
    """Clients must put a backslash before it."""
    sosl = f"FIND {{{term}}} IN ALL FIELDS RETURNING Contact(Id)"

    assert (400, "MALFORMED_SEARCH") == fault_of(org.call("GET", "/search", params={"q": sosl}))


def test_a_search_by_parameters_needs_no_escaping(org: Client) -> None:
    """The body of parameterizedSearch is searched as it is written."""
    body = {
        "q": "(415) 555-0101",
        "in": "PHONE",
        "fields": ["Name"],
        "sobjects": [{"name": "Contact", "where": "LastName = 'Lovelace'", "limit": 3}],
    }
    rows = org.call("POST", "/parameterizedSearch", json=body).json()["searchRecords"]

    assert [ADA] == [row["Name"] for row in rows]


@pytest.mark.parametrize(
    "body",
    [
        {"q": "x", "sobjects": "Contact"},
        {"q": "x", "sobjects": ["Contact"]},
        {"q": "x", "overallLimit": "1"},
    ],
)
def test_parameters_that_are_none_are_refused(org: Client, body: dict[str, object]) -> None:
    """A wrong shape is the client's fault, not a failure of the org."""
    answer = org.call("POST", "/parameterizedSearch", json=body)

    assert (400, "JSON_PARSER_ERROR") == fault_of(answer)


def test_a_describe_names_the_children_of_a_record(org: Client) -> None:
    """A subquery walks by these names, the two views of activities among them."""
    children = org.call("GET", "/sobjects/Account/describe").json()["childRelationships"]
    names = {one["childSObject"]: one["relationshipName"] for one in children}
    history = org.call("GET", "/sobjects/ActivityHistory/describe").json()

    assert ("Contacts", "Projects__r") == (names["Contact"], names["Project__c"])
    assert "ActivityHistories" == names["ActivityHistory"]
    assert (False, None) == (history["queryable"], history["keyPrefix"])

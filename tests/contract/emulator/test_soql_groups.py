"""SOQL that answers with groups: aggregates, GROUP BY, HAVING."""

from typing import Any

import pytest

from tests.contract.emulator.standin import Client, fault_of


def rows(org: Client, soql: str) -> list[dict[str, Any]]:
    """Return the groups of an answer without what every group carries."""
    return [
        {key: value for key, value in row.items() if key != "attributes"}
        for row in org.query(soql)["records"]
    ]


def test_a_group_is_an_aggregate_result(org: Client) -> None:
    """Named by its column, an alias, or expr0; `totalSize` counts the groups."""
    answer = org.query(
        "SELECT Account.Name, COUNT(Id), MAX(LastName) last FROM Contact"
        " GROUP BY Account.Name ORDER BY COUNT(Id) DESC"
    )

    assert (2, True) == (answer["totalSize"], answer["done"])
    assert {
        "attributes": {"type": "AggregateResult"},
        "Name": "Analytical Engines",
        "expr0": 3,
        "last": "Somerville",
    } == answer["records"][0]


@pytest.mark.parametrize(
    ("soql", "groups"),
    [
        (
            "SELECT COUNT(MobilePhone) n, COUNT_DISTINCT(MobilePhone) d FROM Contact",
            [{"n": 2, "d": 1}],
        ),
        (
            "SELECT SUM(Amount), AVG(Amount), MIN(CloseDate) FROM Opportunity",
            [{"expr0": 59000.0, "expr1": 29500.0, "expr2": "2027-03-31"}],
        ),
        (
            (
                "SELECT StageName, SUM(Amount) s FROM Opportunity"
                " GROUP BY StageName HAVING SUM(Amount) > 20000"
            ),
            [{"StageName": "Qualification", "s": 42000.0}],
        ),
        (
            (
                "SELECT CALENDAR_YEAR(CloseDate) y, COUNT(Id) n FROM Opportunity"
                " GROUP BY CALENDAR_YEAR(CloseDate)"
            ),
            [{"y": 2027, "n": 2}],
        ),
        (
            (
                "SELECT CALENDAR_QUARTER(CloseDate) FROM Opportunity GROUP BY"
                " CALENDAR_QUARTER(CloseDate) ORDER BY CALENDAR_QUARTER(CloseDate)"
            ),
            [{"expr0": 1}, {"expr0": 2}],
        ),
        (
            "SELECT IsClosed, COUNT(Id) FROM Task GROUP BY IsClosed",
            [{"IsClosed": False, "expr0": 1}],
        ),
        ("SELECT Origin FROM Case GROUP BY Origin HAVING Origin LIKE 'P%'", [{"Origin": "Phone"}]),
        ("SELECT COUNT(Id) FROM Contact WHERE LastName = 'Nobody'", [{"expr0": 0}]),
    ],
)
def test_groups_are_counted_summed_and_compared(
    org: Client, soql: str, groups: list[dict[str, Any]]
) -> None:
    """Reports of call logs live on these."""
    assert groups == rows(org, soql)


def test_a_limited_count_stops_there(org: Client) -> None:
    """COUNT() takes a LIMIT; the size is all it answers."""
    answer = org.query("SELECT COUNT() FROM Contact LIMIT 2")

    assert {"totalSize": 2, "done": True, "records": []} == answer


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Name, COUNT(Id) FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Name, COUNT(Id) FROM Contact GROUP BY LastName", "MALFORMED_QUERY"),
        ("SELECT COUNT(Id) n, SUM(NumberOfEmployees) n FROM Account", "MALFORMED_QUERY"),
        ("SELECT COUNT(), Id FROM Contact", "MALFORMED_QUERY"),
        ("SELECT COUNT() FROM Contact ORDER BY Name", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE COUNT(Id) > 1", "MALFORMED_QUERY"),
        ("SELECT Name n FROM Contact", "MALFORMED_QUERY"),
        ("SELECT CreatedDate FROM Contact GROUP BY CreatedDate", "INVALID_FIELD"),
        ("SELECT SUM(Name) FROM Account", "INVALID_FIELD"),
        ("SELECT Name FROM Account GROUP BY ROLLUP(Name)", "MALFORMED_QUERY"),
    ],
)
def test_what_is_no_group_is_refused(org: Client, soql: str, code: str) -> None:
    """What is shown is grouped or aggregated, and named once."""
    assert (400, code) == fault_of(org.call("GET", "/query", params={"q": soql}))

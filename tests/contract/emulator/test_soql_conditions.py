"""SOQL conditions: date literals, joins, and how a fault in a query is told."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.contract.emulator.standin import Client, fault_of

ZONE = ZoneInfo("America/Los_Angeles")


def at_noon(org: Client, *, hours_later: int = 0) -> None:
    """Put the org's clock to tomorrow's noon in the users' zone, or some hours later."""
    now = datetime.now(ZONE)
    noon = datetime.combine(now.date() + timedelta(days=1), time(12), ZONE)
    org.control(
        "POST", "clock", {"ahead_s": noon.timestamp() + hours_later * 3600 - now.timestamp()}
    )


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ("CreatedDate = TODAY", 1),
        ("CreatedDate >= TODAY AND CreatedDate < TOMORROW", 1),
        ("CreatedDate = LAST_N_DAYS:1", 1),
        ("CreatedDate > LAST_N_DAYS:1", 0),
        ("CreatedDate = THIS_YEAR", 1),
        ("CreatedDate < THIS_WEEK", 0),
        ("CreatedDate != TODAY", 0),
        ("CreatedDate = N_DAYS_AGO:1", 0),
        ("ActivityDate = NEXT_N_DAYS:7", 0),
        ("ActivityDate != TODAY", 1),
    ],
)
def test_a_date_literal_is_a_span_of_days(org: Client, where: str, count: int) -> None:
    """The Task is made now, at noon; a missing date is unequal to every span."""
    at_noon(org)
    org.made("Task", Subject="Now")
    soql = f"SELECT COUNT() FROM Task WHERE Subject = 'Now' AND {where}"  # noqa: S608 - SOQL

    assert count == org.query(soql)["totalSize"]


def test_a_day_begins_at_the_midnight_of_the_user(org: Client) -> None:
    """What was made at noon was made yesterday, thirteen hours later."""
    asked = "SELECT COUNT() FROM Task WHERE Subject = 'Now' AND CreatedDate = {}"
    at_noon(org)
    org.made("Task", Subject="Now")
    today = org.query(asked.format("TODAY"))["totalSize"]
    at_noon(org, hours_later=13)
    spans = ("TODAY", "YESTERDAY", "N_DAYS_AGO:1", "LAST_N_DAYS:1")
    later = [org.query(asked.format(span))["totalSize"] for span in spans]

    assert (1, [0, 1, 1, 1]) == (today, later)


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Id FROM Task WHERE CreatedDate = SOMEDAY", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE Subject = TODAY", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE CreatedDate > 2026-01-01", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE Subject = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE IsClosed = 'true'", "INVALID_FIELD"),
        ("SELECT Id FROM Task WHERE WhoId LIKE '003%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Task WHERE Status INCLUDES ('a;b')", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Task ORDER BY Description", "INVALID_FIELD"),
        (
            "SELECT Id FROM Contact WHERE Name = 'a' OR Id IN (SELECT WhoId FROM Task)",
            "MALFORMED_QUERY",
        ),
        ("SELECT Id FROM Contact WHERE Id IN (SELECT Subject FROM Task)", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Id IN (SELECT WhoId FROM Task LIMIT 1)", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("SELECT Id FROM Task WHERE Subject = 'a\\%'", "MALFORMED_QUERY"),
        ("", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE " + "NOT " * 3000 + "Id = null", "QUERY_TOO_COMPLICATED"),
        ("SELECT Id FROM Task WHERE " + "NOT " * 300 + "Id = null", "QUERY_TOO_COMPLICATED"),
        ("SELECT Id FROM Task LIMIT 99999999999999999999", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE Subject = '\\ud800'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE Subject = '\\u00zz'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE CreatedDate > 0001-01-01T00:00:00+14:00", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task WHERE CreatedDate > LAST_N_DAYS:" + "9" * 5000, "MALFORMED_QUERY"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(org: Client, soql: str, code: str) -> None:
    """With the code a client tells faults apart by."""
    assert (400, code) == fault_of(org.call("GET", "/query", params={"q": soql}))


@pytest.mark.parametrize(
    ("soql", "told"),
    [
        (
            "SELECT Id, Nonsense FROM Task",
            (
                "\nSELECT Id, Nonsense FROM Task\n           ^\nERROR at Row:1:Column:12\n"
                "No such column 'Nonsense' on entity 'Task'."
            ),
        ),
        (
            "SELECT Id FROM Task WHERE",
            (
                "\nSELECT Id FROM Task WHERE\n                         ^\n"
                "ERROR at Row:1:Column:26\nunexpected token: '<EOF>'"
            ),
        ),
        (
            "SELECT Id\nFROM Task\nWHERE Subject = foo bar",
            (
                "\nWHERE Subject = foo bar\n                    ^\n"
                "ERROR at Row:3:Column:21\nunexpected token: 'bar'"
            ),
        ),
        (
            "SELECT Id FROM Task WHERE Boss.Name = 'x'",
            (
                "\nSELECT Id FROM Task WHERE Boss.Name = 'x'\n                          ^\n"
                "ERROR at Row:1:Column:27\nDidn't understand relationship 'Boss' in field path."
            ),
        ),
    ],
)
def test_a_fault_is_told_with_its_place(org: Client, soql: str, told: str) -> None:
    """Row, column and an arrow: what a person who wrote the query looks for."""
    message = org.call("GET", "/query", params={"q": soql}).json()[0]["message"]

    assert told == message[: len(told)]


def test_semi_joins_look_through_references(org: Client) -> None:
    """Either way, and by a reference as by the id."""
    open_calls = (
        "SELECT Name FROM Contact WHERE Id IN (SELECT WhoId FROM Task WHERE IsClosed = false)"
    )
    colleagues = (
        "SELECT Name FROM Contact WHERE AccountId IN (SELECT AccountId FROM Opportunity"
        " WHERE Amount > 20000) AND Id NOT IN (SELECT WhoId FROM Task)"
    )

    assert ["Ada Lovelace"] == org.names(open_calls)
    assert ["Grace Hopper"] == org.names(colleagues)


def test_a_part_of_a_date_is_compared_as_a_number(org: Client) -> None:
    """Functions stand in WHERE and ORDER BY as columns do; toLabel() is the value itself."""
    soql = (
        "SELECT Name, toLabel(StageName) stage FROM Opportunity WHERE CALENDAR_MONTH(CloseDate) > 3"
        " AND DAY_ONLY(CreatedDate) > 2020-01-01 ORDER BY CALENDAR_YEAR(CloseDate)"
    )
    (row,) = org.query(soql)["records"]

    assert ("Compiler rollout", "Qualification") == (row["Name"], row["stage"])


def test_text_is_looked_up_without_case_and_with_its_escapes(org: Client) -> None:
    """The index must not answer otherwise than the comparison would."""
    made = org.made("Contact", LastName="Ó\\'Hara_%", Phone="1-800-FLOWERS")
    ways = (
        "LastName = 'Ó\\\\\\'Hara_%'",
        "LastName LIKE '%Hara\\_\\%'",
        "Phone IN ('1-800-flowers') OR MobilePhone = '1-800-flowers'",
        f"Id = '{made[:15]}'",
    )
    found = [org.query(f"SELECT Id FROM Contact WHERE {way}")["records"] for way in ways]  # noqa: S608 - SOQL

    assert [[made]] * len(ways) == [[row["Id"] for row in rows] for rows in found]


def test_a_long_list_of_alternatives_is_answered(org: Client) -> None:
    """A client without IN writes one OR behind the other."""
    many = " OR ".join(f"Subject LIKE 'a{n}'" for n in range(400))

    assert [] == org.query(f"SELECT Id FROM Task WHERE {many}")["records"]  # noqa: S608 - SOQL


def test_a_lock_and_a_view_change_nothing(org: Client) -> None:
    """FOR UPDATE, FOR VIEW and FOR REFERENCE are taken; a keyword can be a name."""
    assert 1 == org.query("SELECT Id FROM Task LIMIT 1 FOR UPDATE")["totalSize"]
    assert 1 == org.query("SELECT Id FROM Task FOR VIEW FOR REFERENCE")["totalSize"]
    assert 1 == org.query("SELECT g.Id FROM Group AS g WHERE g.Type = 'Queue'")["totalSize"]

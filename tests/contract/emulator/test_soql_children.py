"""SOQL that reaches past its own object: child records, TYPEOF, FIELDS()."""

import pytest

from tests.contract.emulator.standin import Client, fault_of


def test_children_are_an_answer_of_their_own_inside_the_record(org: Client) -> None:
    """totalSize, done and records again, and null where there is no child."""
    soql = (
        "SELECT Name, (SELECT Name FROM Contacts WHERE LastName LIKE 'H%'), (SELECT Id FROM Cases)"
        " FROM Account ORDER BY Name"
    )
    engines, works = org.query(soql)["records"]

    assert None is engines["Contacts"]
    assert 2 == engines["Cases"]["totalSize"]
    assert (1, True) == (works["Contacts"]["totalSize"], works["Contacts"]["done"])
    assert "Grace Hopper" == works["Contacts"]["records"][0]["Name"]
    assert "Contact" == works["Contacts"]["records"][0]["attributes"]["type"]


def test_children_are_ordered_and_limited_for_each_record(org: Client) -> None:
    """A LIMIT in the subquery is one of each parent; Account.Contacts is Contacts."""
    soql = (
        "SELECT Name, (SELECT LastName FROM Account.Contacts ORDER BY LastName LIMIT 1),"
        " (SELECT Name FROM Projects__r) FROM Account ORDER BY Name"
    )
    found = org.query(soql)["records"]

    assert ["Babbage", "Hopper"] == [one["Contacts"]["records"][0]["LastName"] for one in found]
    assert "Bombe" == found[0]["Projects__r"]["records"][0]["Name"]


def test_activities_of_a_record_are_its_tasks_closed_and_open(org: Client) -> None:
    """Of an account also those of its people; the timeline of another client shows them so."""
    org.made("Task", Subject="Done", Status="Completed", WhoId=org.records["ada"])
    soql = (
        "SELECT (SELECT Subject FROM ActivityHistories), (SELECT Subject FROM OpenActivities),"
        " (SELECT Subject FROM Tasks) FROM {} WHERE Id = '{}'"
    )
    account = org.query(soql.format("Account", org.records["analytical_engines"]))["records"][0]
    contact = org.query(soql.format("Contact", org.records["ada"]))["records"][0]

    assert "Done" == account["ActivityHistories"]["records"][0]["Subject"]
    assert "Call Ada back" == account["OpenActivities"]["records"][0]["Subject"]
    assert None is account["Tasks"]
    assert (1, 1, 2) == tuple(
        contact[name]["totalSize"] for name in ("ActivityHistories", "OpenActivities", "Tasks")
    )
    history = contact["ActivityHistories"]["records"][0]["attributes"]
    assert "ActivityHistory" == history["type"]


def test_columns_may_depend_on_the_type_referred_to(org: Client) -> None:
    """TYPEOF asks the person in Who for other columns than the lead."""
    soql = (
        "SELECT TYPEOF Who WHEN Contact THEN LastName, Title WHEN Lead THEN Company"
        " ELSE Name END, TYPEOF What WHEN Account THEN Phone END FROM Task"
    )
    (task,) = org.query(soql)["records"]

    assert ("Lovelace", "Head of Notes") == (task["Who"]["LastName"], task["Who"]["Title"])
    assert None is task["What"]


def test_fields_of_a_group_need_not_be_named(org: Client) -> None:
    """FIELDS(CUSTOM) and FIELDS(STANDARD) together are FIELDS(ALL)."""
    (every,) = org.query("SELECT FIELDS(ALL) FROM Task LIMIT 200")["records"]
    (custom,) = org.query("SELECT FIELDS(CUSTOM) FROM Task LIMIT 1")["records"]
    (standard,) = org.query("SELECT FIELDS(STANDARD) FROM Task")["records"]

    assert "CTI_Call_Key__c" in custom
    assert "CTI_Call_Key__c" not in standard
    assert every.keys() == custom.keys() | standard.keys()


def test_one_is_mine_by_its_owner(org: Client) -> None:
    """USING SCOPE mine keeps to the user who asks."""
    mine = "SELECT Id FROM Task USING SCOPE mine"
    others = org.query(mine)["totalSize"]
    org.sign_in("a@example.test")

    assert (0, 1) == (others, org.query(mine)["totalSize"])


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Id FROM ActivityHistory", "INVALID_TYPE_FOR_OPERATION"),
        ("SELECT (SELECT Id FROM Contact) FROM Account", "INVALID_TYPE"),
        ("SELECT (SELECT Nonsense FROM Contacts) FROM Account", "INVALID_FIELD"),
        ("SELECT (SELECT COUNT(Id) FROM Contacts) FROM Account", "MALFORMED_QUERY"),
        ("SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact", "MALFORMED_QUERY"),
        ("SELECT TYPEOF Who WHEN Account THEN Name END FROM Task", "INVALID_TYPE"),
        ("SELECT FIELDS(ALL) FROM Task", "MALFORMED_QUERY"),
        ("SELECT FIELDS(ALL) FROM Task LIMIT 201", "MALFORMED_QUERY"),
        ("SELECT Id FROM Task USING SCOPE nobody", "MALFORMED_QUERY"),
        ("SELECT FORMAT(Amount) FROM Opportunity", "MALFORMED_QUERY"),
    ],
)
def test_what_cannot_be_reached_is_refused(org: Client, soql: str, code: str) -> None:
    """With the code for what is wrong with it."""
    assert (400, code) == fault_of(org.call("GET", "/query", params={"q": soql}))

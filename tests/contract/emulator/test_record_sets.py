"""Up to 200 records in one call, and trees of them (facts/salesforce.md 5.2, 5.3, 9.1.13)."""

from typing import Any

import pytest

from tests.contract.emulator.standin import Client, fault_of

SETS = "/composite/sobjects"
Row = dict[str, Any]


def record(kind: str, **values: Any) -> Row:
    return {"attributes": {"type": kind}, **values}


def written(org: Client, method: str, path: str = SETS, **body: Any) -> list[Row]:
    answer = org.call(method, path, json=body)
    assert 200 == answer.status_code, answer.text
    return list(answer.json())


def codes(rows: list[Row]) -> list[str | None]:
    """Return the code of every row's first error, None where it succeeded."""
    return [None if row["success"] else row["errors"][0]["statusCode"] for row in rows]


def count(org: Client, subject: str) -> int:
    """Return how many Tasks have this subject."""
    tasks = org.query("SELECT Subject FROM Task")["records"]
    return [row["Subject"] for row in tasks].count(subject)


GOOD = record("Task", Subject="Set")
BAD = record("Task", Subject="Set", CallType="Sideways")


def test_records_are_created_each_for_itself(org: Client) -> None:
    """200 and a row each, in their order; statusCode, not errorCode."""
    rows = written(org, "POST", records=[GOOD, BAD, record("Account", Name="Set")])

    assert [None, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", None] == codes(rows)
    assert ["00T", "001"] == [rows[0]["id"][:3], rows[2]["id"][:3]]
    assert {"statusCode", "message", "fields"} == set(rows[1]["errors"][0])
    assert ["CallType"] == rows[1]["errors"][0]["fields"]
    assert 1 == count(org, "Set")


def test_all_or_none_undoes_the_good_ones(org: Client) -> None:
    """The bad one says why, the others that they were undone."""
    rows = written(org, "POST", records=[GOOD, BAD, GOOD], allOrNone=True)

    undone = "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert [undone, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", undone] == codes(rows)
    assert [] == [row for row in rows if "id" in row]
    assert 0 == count(org, "Set")


def test_records_are_changed_and_deleted_by_id(org: Client) -> None:
    """A wrong id is refused in its row."""
    one, two = org.made("Task", Subject="Set"), org.made("Task", Subject="Set")
    changed = written(
        org,
        "PATCH",
        records=[record("Task", id=one, Subject="New"), record("Task", id="00T000000000000AAA")],
    )
    deleted = org.call("DELETE", f"{SETS}?ids={two},{one},{one}&allOrNone=false").json()

    assert [one, None] == [changed[0]["id"], changed[1].get("id")]
    assert [None, "NOT_FOUND"] == codes(changed)
    assert [None, None, "ENTITY_IS_DELETED"] == codes(deleted)


def test_records_are_upserted_by_an_external_id(org: Client) -> None:
    """Created where the key is new, changed where it is not, and which of the two is told."""
    path = f"{SETS}/Task/CTI_Call_Key__c"
    rows = [
        record("Task", CTI_Call_Key__c="k/1 ü", Subject="One"),
        record("Task", CTI_Call_Key__c="k/1 ü", Subject="Two"),
    ]
    first, second = written(org, "PATCH", path, records=rows)

    assert [(True, True), (True, False)] == [
        (row["success"], row["created"]) for row in (first, second)
    ]
    assert "Two" == org.read("Task", first["id"])["Subject"]


def test_records_are_read_by_their_ids(org: Client) -> None:
    """In the order asked for, null where there is none."""
    ada, path = org.records["ada"], f"{SETS}/Contact"
    got = org.call("GET", f"{path}?ids={ada},003000000000000AAA&fields=Name").json()
    posted = written(org, "POST", path, ids=[ada], fields=["Name", "Account.Name"])
    wrong = org.call("GET", f"{path}?ids={ada}&fields=Nonsense")

    assert ["Ada Lovelace", None] == [got[0]["Name"], got[1]]
    assert "Ada Lovelace" == posted[0]["Name"]
    assert (400, "INVALID_FIELD") == fault_of(wrong)


def test_200_records_are_one_call_and_201_are_too_many(org: Client) -> None:
    """Nothing of a call that is too large is done."""
    org.control("DELETE", "requests")
    rows = written(org, "POST", records=[GOOD] * 200)
    too_many = org.call("POST", SETS, json={"records": [GOOD] * 201})

    assert [None] * 200 == codes(rows)
    assert (400, "EXCEEDED_ID_LIMIT") == fault_of(too_many)
    assert 200 == count(org, "Set")


def test_a_record_among_many_may_be_locked(org: Client) -> None:
    """A fault with the path of a single record befalls one row."""
    org.control("POST", "faults", [{"match": "POST /sobjects/Task", "kind": "lock"}])

    assert ["UNABLE_TO_LOCK_ROW", None] == codes(written(org, "POST", records=[GOOD, GOOD]))


def test_an_admin_s_rules_hold_for_every_record_of_a_set(org: Client) -> None:
    """And a header of the call holds for each of them: insisting on a duplicate works."""
    rule = {"object": "Contact", "fields": ["Phone", "LastName"], "action": "alert"}
    org.control("POST", "duplicate-rules", [rule])
    body = {"records": [record("Contact", LastName="Lovelace", Phone="4155550101")]}
    refused = written(org, "POST", records=body["records"])
    insisting = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
    allowed = org.call("POST", SETS, json=body, headers=insisting).json()

    assert ["DUPLICATES_DETECTED", None] == codes([*refused, *allowed])
    assert refused[0]["errors"][0]["duplicateResult"]["matchResults"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "JSON_PARSER_ERROR"),
        ({"records": "x"}, "JSON_PARSER_ERROR"),
        ({"records": [5]}, "JSON_PARSER_ERROR"),
        ({"records": [{"Subject": "no type"}]}, "INVALID_TYPE"),
    ],
)
def test_a_wrong_set_is_refused_as_a_whole(org: Client, body: Row, code: str) -> None:
    """Before any record is written."""
    assert (400, code) == fault_of(org.call("POST", SETS, json=body))


def test_a_read_only_org_takes_no_sets_but_answers_composite_reads(org: Client) -> None:
    """A part that reads goes on, a part that writes is refused alone."""
    org.control("POST", "org", {"read_only": True})
    code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
    refused = org.call("POST", SETS, json={"records": [GOOD]})
    parts = [
        {"method": "GET", "url": "/services/data/v67.0/sobjects", "referenceId": "a"},
        {
            "method": "POST",
            "url": "/services/data/v67.0/sobjects/Task",
            "referenceId": "b",
            "body": {},
        },
    ]
    rows = org.call("POST", "/composite", json={"compositeRequest": parts}).json()
    org.control("POST", "org", {"read_only": False})

    assert (503, code) == fault_of(refused)
    assert [200, 503] == [row["httpStatusCode"] for row in rows["compositeResponse"]]


def planted(name: str, **children: Any) -> Row:
    row = {"attributes": {"type": "Account", "referenceId": name}, "Name": name}
    return row | {key: {"records": value} for key, value in children.items()}


def child(kind: str, reference: str, **values: Any) -> Row:
    return {"attributes": {"type": kind, "referenceId": reference}, **values}


def test_a_tree_creates_parents_and_children(org: Client) -> None:
    """One call; every record is named by its reference."""
    tree = planted(
        "Works",
        Contacts=[child("Contact", "clarke", LastName="Clarke")],
        Cases=[child("Case", "broken", Subject="Broken")],
    )
    answer = org.call("POST", "/composite/tree/Account", json={"records": [tree]})
    made = {row["referenceId"]: row["id"] for row in answer.json()["results"]}

    assert (201, False) == (answer.status_code, answer.json()["hasErrors"])
    assert ["Works", "clarke", "broken"] == list(made)
    assert made["Works"] == org.read("Contact", made["clarke"])["AccountId"]
    assert made["Works"] == org.read("Case", made["broken"])["AccountId"]


def test_a_tree_with_a_fault_leaves_nothing(org: Client) -> None:
    """Only the faults are told, each by its reference."""
    tree = planted("Works", Contacts=[child("Contact", "nameless", FirstName="No")])
    answer = org.call("POST", "/composite/tree/Account", json={"records": [tree]})
    (fault,) = answer.json()["results"]

    assert (400, True) == (answer.status_code, answer.json()["hasErrors"])
    assert ("nameless", "REQUIRED_FIELD_MISSING") == (
        fault["referenceId"],
        fault["errors"][0]["statusCode"],
    )
    assert [] == org.names("SELECT Name FROM Account WHERE Name = 'Works'")


@pytest.mark.parametrize(
    ("record_of_tree", "code"),
    [
        ({"Name": "No reference"}, "JSON_PARSER_ERROR"),
        (planted("Works", Widgets=[child("Contact", "c", LastName="C")]), "INVALID_FIELD"),
        (planted("Works", Contacts=[child("Contact", "c", LastName="C")] * 200), "INVALID_INPUT"),
    ],
)
def test_a_wrong_tree_is_refused_as_a_whole(org: Client, record_of_tree: Row, code: str) -> None:
    """Nothing of it is created."""
    answer = org.call("POST", "/composite/tree/Account", json={"records": [record_of_tree]})

    assert (400, code) == fault_of(answer)
    assert [] == org.names("SELECT Name FROM Account WHERE Name = 'Works'")

"""Record types: which a record may have, and which it gets (facts/salesforce.md 1.6, 5.4)."""

import pytest

from tests.contract.emulator.standin import Client, fault_of


@pytest.fixture
def typed(org: Client) -> Client:
    """The org with two record types of Task, one switched off, and one of Lead."""
    org.control("POST", "org", {"record_types": True})
    rows = [
        ("Inbound", "Task", True), ("Old", "Task", False), ("Phone", "Lead", True),
    ]  # fmt: skip
    tree = [
        {
            "attributes": {"type": "RecordType", "referenceId": name},
            "Name": name,
            "DeveloperName": name,
            "SobjectType": kind,
            "IsActive": active,
        }
        for name, kind, active in rows
    ]
    org.records |= org.control("POST", "load", tree)["references"]
    return org


def test_a_task_without_a_record_type_gets_the_default(typed: Client) -> None:
    """The writer's profile has one."""
    task = typed.made("Task", Subject="Call")
    soql = "SELECT RecordType.DeveloperName FROM Task WHERE Subject = 'Call'"

    assert typed.records["Inbound"] == typed.read("Task", task)["RecordTypeId"]
    assert "Inbound" == typed.query(soql)["records"][0]["RecordType"]["DeveloperName"]


@pytest.mark.parametrize("wrong", ["Phone", "Old"])
def test_another_object_s_or_an_inactive_one_is_refused(typed: Client, wrong: str) -> None:
    """The message has the id; on create and on change."""
    chosen = typed.records[wrong]
    answer = typed.create("Task", RecordTypeId=chosen)
    task = typed.made("Task", RecordTypeId=typed.records["Inbound"])
    changed = typed.call("PATCH", f"/sobjects/Task/{task}", json={"RecordTypeId": chosen})

    assert (400, "INVALID_CROSS_REFERENCE_KEY") == fault_of(answer) == fault_of(changed)
    assert (
        f"Record Type ID: this ID value isn't valid for the user: {chosen}"
        == answer.json()[0]["message"]
    )


def test_the_description_names_them(typed: Client) -> None:
    """Active ones and the master, the default marked."""
    infos = typed.call("GET", "/sobjects/Task/describe").json()["recordTypeInfos"]

    assert [("Inbound", True), ("Master", False)] == [
        (one["developerName"], one["defaultRecordTypeMapping"]) for one in infos
    ]


def test_off_there_is_no_column(org: Client) -> None:
    """An org without record types has no RecordTypeId."""
    assert (400, "INVALID_FIELD") == fault_of(org.create("Task", RecordTypeId=None))

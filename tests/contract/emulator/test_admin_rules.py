"""What an admin of the org sets up: rules, queues, audit fields (facts/salesforce.md 5.4, 7)."""

from typing import Any

import pytest
import requests

from tests.contract.emulator.standin import Client, fault_of

NEW_ADA = {"LastName": "Lovelace", "Phone": "4155550101"}
ALLOW = {"Sforce-Duplicate-Rule-Header": "allowSave=true; includeRecordDetails=true"}


def set_up(org: Client, sort: str, **rule: Any) -> None:
    org.control("POST", f"{sort}-rules", [rule])


def test_a_validation_rule_refuses_with_the_admin_s_words(org: Client) -> None:
    """On create and on change; the field is named; nothing is written."""
    set_up(
        org,
        "validation",
        object="Task",
        field="CallDisposition",
        when="Status = 'Completed' AND CallDisposition = null",
        message="Say how the call ended.",
    )
    task = org.made("Task", Subject="Call")
    created = org.create("Task", Subject="No result", Status="Completed")
    changed = org.call("PATCH", f"/sobjects/Task/{task}", json={"Status": "Completed"})

    for answer in (created, changed):
        assert [
            {
                "message": "Say how the call ended.",
                "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                "fields": ["CallDisposition"],
            }
        ] == answer.json()
    assert "Not Started" == org.read("Task", task)["Status"]
    assert 0 == org.query("SELECT COUNT() FROM Task WHERE Subject = 'No result'")["totalSize"]
    assert 201 == org.create("Task", Status="Completed", CallDisposition="Sold").status_code


def test_a_validation_rule_on_tasks_blocks_a_conversion(org: Client) -> None:
    """The Tasks go through an ordinary update; the lead stays what it was."""
    alan = org.records["alan"]
    org.made("Task", WhoId=alan, Subject="Stuck")
    set_up(org, "validation", object="Task", when="Subject = 'Stuck'", message="Not this one.")
    answer = requests.post(f"{org.url}/_control/convert-lead", json={"lead": alan}, timeout=10)

    assert (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION") == fault_of(answer)
    assert not org.read("Lead", alan)["IsConverted"]


def test_a_duplicate_is_shown_with_the_records_it_equals(org: Client) -> None:
    """A phone number counts by its digits; alert lets a client insist."""
    set_up(org, "duplicate", object="Contact", fields=["Phone", "LastName"], action="alert")
    refused = org.create("Contact", **NEW_ADA)
    detailed = org.call(
        "POST",
        "/sobjects/Contact",
        json=NEW_ADA,
        headers={"Sforce-Duplicate-Rule-Header": "allowSave=false; includeRecordDetails=true"},
    )
    insisted = org.call("POST", "/sobjects/Contact", json=NEW_ADA, headers=ALLOW)
    fault = refused.json()[0]
    (match,) = fault["duplicateResult"]["matchResults"]
    (record,) = detailed.json()[0]["duplicateResult"]["matchResults"][0]["matchRecords"]

    assert (400, "DUPLICATES_DETECTED", "Use one of these records?") == (
        refused.status_code,
        fault["errorCode"],
        fault["message"],
    )
    assert [org.records["ada"]] == [row["record"]["Id"] for row in match["matchRecords"]]
    assert "Ada" == record["record"]["FirstName"]
    assert 201 == insisted.status_code


def test_a_rule_that_blocks_cannot_be_overruled(org: Client) -> None:
    """allowSave is heard by rules that only warn."""
    set_up(org, "duplicate", object="Contact", fields=["Phone", "LastName"], action="block")
    answer = org.call("POST", "/sobjects/Contact", json=NEW_ADA, headers=ALLOW)

    assert (400, "DUPLICATES_DETECTED") == fault_of(answer)
    assert not answer.json()[0]["duplicateResult"]["allowSave"]
    assert 201 == org.create("Contact", LastName="Lovelace").status_code


@pytest.mark.parametrize(
    ("header", "owner"), [("FALSE", "integration"), ("TRUE", "support"), (None, "support")]
)
def test_an_assignment_rule_runs_unless_the_client_says_no(
    org: Client, header: str | None, owner: str
) -> None:
    """A new lead keeps the owner sent only with Sforce-Auto-Assign: FALSE."""
    set_up(org, "assignment", object="Lead", owner=org.records["support"])
    answer = org.call(
        "POST",
        "/sobjects/Lead",
        json={"LastName": "Church", "Company": "Lambda", "OwnerId": org.records["integration"]},
        headers={"Sforce-Auto-Assign": header} if header else {},
    )

    assert org.records[owner] == org.read("Lead", answer.json()["id"])["OwnerId"]


@pytest.mark.parametrize(("version", "status"), [("47.0", 400), ("48.0", 201)])
def test_a_queue_owns_tasks_since_version_48(org: Client, version: str, status: int) -> None:
    """Below it the queue is of incorrect type, and its Tasks are not changed either."""
    body = {"Subject": "Call", "OwnerId": org.records["support"]}
    answer = org.call("POST", f"/services/data/v{version}/sobjects/Task", json=body)
    task = org.made("Task", **body)
    path = f"/services/data/v{version}/sobjects/Task/{task}"
    changed = org.call("PATCH", path, json={"Subject": "Changed"})

    assert status == answer.status_code
    assert (204 if status == 201 else 400) == changed.status_code


def test_audit_fields_are_set_with_the_org_s_leave(org: Client) -> None:
    """On create only; without the switch they are read-only."""
    audited = {"CreatedById": org.records["user_a"], "CreatedDate": "2026-01-02T03:04:05Z"}
    refused = org.create("Task", Subject="Call", **audited)
    org.control("POST", "org", {"set_audit_fields": True})
    task = org.made("Task", Subject="Call", **audited)
    row = org.read("Task", task)
    changed = org.call("PATCH", f"/sobjects/Task/{task}", json=audited)

    assert (400, "INVALID_FIELD_FOR_INSERT_UPDATE") == fault_of(refused) == fault_of(changed)
    assert (org.records["user_a"], "2026-01-02T03:04:05.000+0000") == (
        row["CreatedById"],
        row["CreatedDate"],
    )


def test_an_archived_task_is_found_by_query_all(org: Client) -> None:
    """Old closed activities drop out of a plain query."""
    row = {"attributes": {"type": "Task"}, "Subject": "Ancient", "IsArchived": True}
    org.control("POST", "load", [row])
    soql = "SELECT Subject FROM Task WHERE Subject = 'Ancient'"

    assert 0 == org.query(soql)["totalSize"]
    assert 1 == org.call("GET", "/queryAll/", params={"q": soql}).json()["totalSize"]


@pytest.mark.parametrize(
    ("sort", "rule", "message"),
    [
        ("validation", {"object": "Nope"}, "object: the org has no Nope"),
        ("validation", {"object": "Task"}, "when, message: texts, when being a condition of SOQL"),
        ("duplicate", {"object": "Lead", "fields": ["Nope"]}, "Lead has no Nope"),
        ("duplicate", {"object": "Lead", "fields": ["Phone"], "action": "cry"},
         "action: one of block, alert"),
        ("assignment", {"object": "Task"}, "object: one of Case, Lead"),
        ("assignment", {"object": "Lead", "owner": "x"}, "owner: the id of a user or a queue"),
    ],
)  # fmt: skip
def test_a_rule_nobody_can_apply_is_named(
    org: Client, sort: str, rule: dict[str, Any], message: str
) -> None:
    """The answer says which member is wrong."""
    answer = requests.post(f"{org.url}/_control/{sort}-rules", json=[rule], timeout=10)

    assert (400, message) == (answer.status_code, answer.json()[0]["message"])

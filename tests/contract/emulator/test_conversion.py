"""What becomes of a converted lead and of its activities (facts/salesforce.md 3)."""

import pytest
import requests

from tests.contract.emulator.standin import Client, fault_of


def convert(org: Client, **wish: object) -> dict[str, str]:
    """Convert Alan, or another lead, by the control interface."""
    return dict(org.control("POST", "convert-lead", {"lead": org.records["alan"], **wish}))


def refused(org: Client, **wish: object) -> tuple[int, str]:
    body = {"lead": org.records["alan"], **wish}
    return fault_of(requests.post(f"{org.url}/_control/convert-lead", json=body, timeout=10))


def test_a_lead_becomes_account_contact_and_opportunity(org: Client) -> None:
    """Its values go where the standard mapping puts them, its owner owns all three."""
    became = convert(org, opportunity="Bombe contract")
    contact = org.read("Contact", became["contact"])
    opportunity = org.read("Opportunity", became["opportunity"])

    assert "Universal Machines" == org.read("Account", became["account"])["Name"]
    assert ("Alan Turing", "(415) 555-0130") == (contact["Name"], contact["Phone"])
    assert became["account"] == contact["AccountId"] == opportunity["AccountId"]
    assert "Bombe contract" == opportunity["Name"]
    assert org.records["integration"] == contact["OwnerId"]


def test_the_lead_says_what_it_became_and_can_be_read(org: Client) -> None:
    """The columns a client resolves a stale lead id by; no opportunity was asked for."""
    became = convert(org)
    soql = (
        "SELECT IsConverted, Status, ConvertedDate, ConvertedAccountId, ConvertedContactId,"
        " ConvertedOpportunityId FROM Lead WHERE LastName = 'Turing'"
    )
    (lead,) = org.query(soql)["records"]

    assert (True, "Closed - Converted") == (lead["IsConverted"], lead["Status"])
    assert 10 == len(lead["ConvertedDate"])
    assert (became["account"], became["contact"], None) == (
        lead["ConvertedAccountId"],
        lead["ConvertedContactId"],
        lead["ConvertedOpportunityId"],
    )


@pytest.mark.parametrize("shared", [True, False])
def test_every_activity_moves_and_open_ones_change_hands(org: Client, *, shared: bool) -> None:
    """Closed calls keep their owner; all hang on contact, opportunity and account."""
    org.control("POST", "org", {"shared_activities": shared})
    agent_a, agent_b, alan = (org.records[name] for name in ("user_a", "user_b", "alan"))
    closed = org.made("Task", WhoId=alan, OwnerId=agent_a, Status="Completed")
    opened = org.made("Task", WhoId=alan, OwnerId=agent_a)
    became = convert(org, opportunity="New", owner=agent_b)
    tasks = [org.read("Task", one) for one in (closed, opened)]

    assert [agent_a, agent_b] == [task["OwnerId"] for task in tasks]
    for task in tasks:
        assert (became["contact"], became["opportunity"], became["account"]) == (
            task["WhoId"],
            task["WhatId"],
            task["AccountId"],
        )
        assert not shared or [became["contact"]] == task["TaskWhoIds"]


def test_without_an_opportunity_activities_hang_on_the_account(org: Client) -> None:
    """Related To is never left empty."""
    task = org.made("Task", WhoId=org.records["alan"])
    became = convert(org)

    assert became["account"] == org.read("Task", task)["WhatId"]


def test_with_shared_activities_tasks_may_be_left_behind(org: Client) -> None:
    """The published repair, rows deleted and inserted anew, works; so may a client's."""
    alan = org.records["alan"]
    task = org.made("Task", WhoId=alan)
    became = convert(org, strand_tasks=True)
    stranded = org.read("Task", task)["WhoId"]
    soql = f"SELECT Id FROM TaskRelation WHERE TaskId = '{task}'"  # noqa: S608
    for row in org.query(soql)["records"]:
        org.call("DELETE", f"/sobjects/TaskRelation/{row['Id']}")
    org.made("TaskRelation", TaskId=task, RelationId=became["contact"])

    assert alan == stranded
    assert became["contact"] == org.read("Task", task)["WhoId"]


def test_a_converted_lead_takes_nothing_more(org: Client) -> None:
    """No change, no Task, no second conversion: one code for all."""
    alan = org.records["alan"]
    convert(org)

    assert (400, "CANNOT_UPDATE_CONVERTED_LEAD") == fault_of(
        org.call("PATCH", f"/sobjects/Lead/{alan}", json={"Title": "Dr."})
    )
    assert (400, "CANNOT_UPDATE_CONVERTED_LEAD") == fault_of(org.create("Task", WhoId=alan))
    assert (400, "CANNOT_UPDATE_CONVERTED_LEAD") == refused(org)


def test_a_task_logged_early_is_closed_without_naming_the_lead(org: Client) -> None:
    """The platform has moved it; a change that still carries the lead is refused."""
    alan = org.records["alan"]
    task = org.made("Task", WhoId=alan)
    convert(org)
    path = f"/sobjects/Task/{task}"

    assert 204 == org.call("PATCH", path, json={"Status": "Completed"}).status_code
    assert 400 == org.call("PATCH", path, json={"WhoId": alan}).status_code


def test_the_four_writes_are_one_transaction_in_order(org: Client) -> None:
    """Account, contact, opportunity, lead: the lead's event is the fourth."""
    convert(org, opportunity="New")
    said = [row["payload"]["ChangeEventHeader"] for row in org.control("GET", "events")]

    assert [
        ("Account", "CREATE", 1),
        ("Contact", "CREATE", 2),
        ("Opportunity", "CREATE", 3),
        ("Lead", "UPDATE", 4),
    ] == [(row["entityName"], row["changeType"], row["sequenceNumber"]) for row in said]
    assert 1 == len({row["transactionKey"] for row in said})
    assert "ConvertedContactId" in said[3]["changedFields"]


def test_a_queue_s_lead_needs_an_owner(org: Client) -> None:
    """Queues own leads, not what becomes of them."""
    alan = org.records["alan"]
    org.call("PATCH", f"/sobjects/Lead/{alan}", json={"OwnerId": org.records["support"]})

    assert (400, "INVALID_OPERATION") == refused(org)
    assert [] == org.query("SELECT Id FROM Account WHERE Name = 'Universal Machines'")["records"]
    became = convert(org, owner=org.records["user_a"])
    assert org.records["user_a"] == org.read("Contact", became["contact"])["OwnerId"]


def test_a_lead_is_converted_into_what_is_there(org: Client) -> None:
    """A chosen contact keeps its values and gets what it lacked."""
    ada, account = org.records["ada"], org.records["analytical_engines"]
    became = convert(org, account=account, contact=ada)
    contact = org.read("Contact", ada)

    assert (account, ada) == (became["account"], became["contact"])
    assert ("Ada Lovelace", "Phone Inquiry") == (contact["Name"], contact["LeadSource"])


def test_a_status_that_is_not_converted_is_refused(org: Client) -> None:
    """LeadStatus says which statuses are."""
    assert (400, "INVALID_STATUS") == refused(org, status="Working - Contacted")

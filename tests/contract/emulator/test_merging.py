"""What becomes of merged records, and of what hung on them (facts/salesforce.md 3.3)."""

import requests

from tests.contract.emulator.standin import Client, fault_of


def test_a_loser_is_deleted_and_says_who_won(org: Client) -> None:
    """A client that holds the old id is told it is gone, and finds the survivor by queryAll."""
    ada, mary = org.records["ada"], org.records["mary"]
    org.control("POST", "merge", {"master": ada, "losers": [mary]})
    soql = f"SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '{mary}'"  # noqa: S608
    (row,) = org.call("GET", "/queryAll/", params={"q": soql}).json()["records"]

    assert (404, "ENTITY_IS_DELETED") == fault_of(org.call("GET", f"/sobjects/Contact/{mary}"))
    assert (True, ada) == (row["IsDeleted"], row["MasterRecordId"])
    assert [] == org.query(soql)["records"]


def test_tasks_go_to_the_master(org: Client) -> None:
    """As Name, in the list of names, and as Related To by way of the account."""
    ada, mary, grace = (org.records[name] for name in ("ada", "mary", "grace"))
    named = org.made("Task", WhoId=mary)
    listed = org.made("Task", TaskWhoIds=[grace, mary, ada])
    org.control("POST", "merge", {"master": ada, "losers": [mary]})

    assert ada == org.read("Task", named)["WhoId"]
    assert [grace, ada] == org.read("Task", listed)["TaskWhoIds"]
    assert (400, "ENTITY_IS_DELETED") == fault_of(org.create("Task", WhoId=mary))


def test_what_belongs_to_an_account_goes_to_the_master(org: Client) -> None:
    """Contacts, opportunities, custom objects and Tasks, read-only columns included."""
    works, engines = org.records["compiler_works"], org.records["analytical_engines"]
    task = org.made("Task", WhatId=org.records["difference_engine"])
    related = org.made("Task", WhatId=engines)
    org.control("POST", "merge", {"master": works, "losers": [engines]})

    assert works == org.read("Contact", org.records["ada"])["AccountId"]
    assert works == org.read("Opportunity", org.records["difference_engine"])["AccountId"]
    assert works == org.read("Project__c", org.records["bombe"])["Account__c"]
    assert works == org.read("Task", task)["AccountId"]
    assert (works, works) == tuple(
        org.read("Task", related)[name] for name in ("WhatId", "AccountId")
    )


def test_only_records_of_one_kind_are_merged(org: Client) -> None:
    """And a record is not merged into itself."""
    ada = org.records["ada"]
    for losers in ([org.records["alan"]], [ada], []):
        answer = requests.post(
            f"{org.url}/_control/merge", json={"master": ada, "losers": losers}, timeout=10
        )
        assert (400, "INVALID_OPERATION") == fault_of(answer)

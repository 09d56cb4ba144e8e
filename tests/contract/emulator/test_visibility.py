"""What one user may not see or write, while others may (facts/salesforce.md 1.1, 1.6, 9.1.17)."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.contract.emulator.standin import Client, fault_of

Kept = Callable[..., Client]


@pytest.fixture
def kept(org: Client) -> Kept:
    """Keep something from agent A, and sign in as the agent."""

    def keep(**access: Any) -> Client:
        org.control("POST", "visibility", {"user": "a@example.test", **access})
        org.sign_in("a@example.test")
        return org

    return keep


def test_a_hidden_record_is_nowhere(kept: Kept, org: Client) -> None:
    """Not in a query, a search, a read; the others of its object are."""
    ada = org.records["ada"]
    kept(hidden=[ada])

    assert ["Charles Babbage", "Grace Hopper", "Mary Somerville"] == sorted(
        org.names("SELECT Name FROM Contact")
    )
    assert [] == org.found("FIND {4155550101} IN PHONE FIELDS RETURNING Contact(Name)")
    assert (404, "NOT_FOUND") == fault_of(org.call("GET", f"/sobjects/Contact/{ada}"))


def test_others_see_it(kept: Kept, org: Client) -> None:
    """What is kept from one user is kept from that user only."""
    kept(hidden=[org.records["ada"]])
    org.sign_in()

    assert "Ada Lovelace" == org.read("Contact", org.records["ada"])["Name"]


def test_a_hidden_record_cannot_be_referred_to(kept: Kept, org: Client) -> None:
    """The code says access, the message has the 15-character id; so on Name and Related To."""
    ada, account = org.records["ada"], org.records["analytical_engines"]
    kept(hidden=[ada, account])

    for column, hidden in (("WhoId", ada), ("WhatId", account)):
        answer = org.create("Task", Subject="Call", **{column: hidden})
        assert (400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY") == fault_of(answer)
        assert answer.json()[0]["message"].endswith(f" {hidden[:15]}")


def test_a_hidden_record_is_not_changed(kept: Kept, org: Client) -> None:
    """Neither by id nor by key nor by deletion."""
    task = org.made("Task", Subject="Secret", CTI_Call_Key__c="secret")
    kept(hidden=[task])
    denied = (400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY")

    for path in (f"/sobjects/Task/{task}", "/sobjects/Task/CTI_Call_Key__c/secret"):
        assert denied == fault_of(org.call("PATCH", path, json={"Subject": "Mine"}))
        assert denied == fault_of(org.call("DELETE", path))
    org.sign_in()
    assert "Secret" == org.read("Task", task)["Subject"]


def test_the_account_is_derived_past_what_the_writer_sees(kept: Kept, org: Client) -> None:
    """The platform derives with its own eyes."""
    kept(hidden=[org.records["analytical_engines"]])
    task = org.made("Task", WhoId=org.records["ada"])

    assert org.records["analytical_engines"] == org.read("Task", task)["AccountId"]


def test_a_hidden_parent_shows_nothing(kept: Kept, org: Client) -> None:
    """The column of a related record is empty."""
    kept(hidden=[org.records["analytical_engines"]])
    (row,) = org.query("SELECT Account.Name FROM Contact WHERE LastName = 'Lovelace'")["records"]

    assert row["Account"] is None


def test_a_hidden_object_is_not_there(kept: Kept, org: Client) -> None:
    """Not described, not queried, and Related To does not take it."""
    project = org.records["bombe"]
    kept(hidden=["Project__c"])
    objects = {one["name"] for one in org.call("GET", "/sobjects").json()["sobjects"]}
    fields = {f["name"]: f for f in org.call("GET", "/sobjects/Task/describe").json()["fields"]}
    query = org.call("GET", "/query/", params={"q": "SELECT Id FROM Project__c"})

    assert "Project__c" not in objects
    assert "Project__c" not in fields["WhatId"]["referenceTo"]
    assert (400, "INVALID_TYPE") == fault_of(query)
    assert (404, "NOT_FOUND") == fault_of(org.call("GET", f"/sobjects/Project__c/{project}"))
    assert 400 == org.create("Task", WhatId=project).status_code


def test_a_hidden_field_is_no_column(kept: Kept, org: Client) -> None:
    """INVALID_FIELD on write and on query; not in the description, not in a read."""
    task = org.made("Task", Type="Call")
    kept(hidden_fields={"Task": ["Type"]})
    written = org.create("Task", Subject="Call", Type="Call")
    asked = org.call("GET", "/query/", params={"q": "SELECT Type FROM Task"})
    fields = {one["name"] for one in org.call("GET", "/sobjects/Task/describe").json()["fields"]}

    assert (400, "INVALID_FIELD") == fault_of(written) == fault_of(asked)
    assert "No such column 'Type' on sobject of type Task" == written.json()[0]["message"]
    assert "Type" not in fields
    assert "Type" not in org.read("Task", task)


def test_a_read_only_field_is_not_written(kept: Kept, org: Client) -> None:
    """It is read and described as such."""
    kept(read_only_fields={"Task": ["description"]})
    written = org.create("Task", Subject="Call", Description="Note")
    fields = {f["name"]: f for f in org.call("GET", "/sobjects/Task/describe").json()["fields"]}

    assert (400, "INVALID_FIELD_FOR_INSERT_UPDATE") == fault_of(written)
    assert ["Description"] == written.json()[0]["fields"]
    assert not fields["Description"]["createable"]


def test_records_of_a_read_only_object_are_read_and_neither_made_nor_changed(
    kept: Kept, org: Client
) -> None:
    """Without the right to create and edit, whatever the fields allow."""
    task = org.made("Task")
    kept(read_only=["Task"])
    described = org.call("GET", "/sobjects/Task/describe").json()

    assert (False, False) == (described["createable"], described["updateable"])
    assert not any(field["createable"] or field["updateable"] for field in described["fields"])
    assert [400, 400] == [
        org.create("Task", Subject="Call").status_code,
        org.call("PATCH", f"/sobjects/Task/{task}", json={"Subject": "Call"}).status_code,
    ]
    assert task == org.read("Task", task)["Id"]


@pytest.mark.parametrize(
    ("access", "message"),
    [
        ({"read_only": ["Nope"]}, "read_only: the org has no Nope"),
        ({"read_only": "Task"}, "read_only: a list of object names"),
        ({"hidden": ["Nonsense"]}, "hidden: Nonsense is neither an object nor an id"),
        ({"hidden_fields": {"Task": ["Nope"]}}, "hidden_fields: Task has no Nope"),
        (
            {"hidden_fields": {"Task": ["CallDisposition"]}},
            "hidden_fields: field-level security does not apply to CallDisposition",
        ),
        ({"read_only_fields": {"Nope": []}}, "read_only_fields: the org has no Nope"),
    ],
)
def test_what_cannot_be_kept_is_named(org: Client, access: dict[str, Any], message: str) -> None:
    """Call result and duration are nobody's to hide."""
    body = {"user": "a@example.test", **access}
    answer = requests.post(f"{org.url}/_control/visibility", json=body, timeout=10)

    assert (400, message) == (answer.status_code, answer.json()[0]["message"])


def test_a_page_writes_with_the_whole_org_s_rules(kept: Kept, org: Client) -> None:
    """What a page's user may not see is still derived for the Task the page saves."""
    kept(hidden=[org.records["analytical_engines"]])
    with requests.Session() as browser:
        login = {"choose": "a@example.test", "startURL": "/"}
        browser.post(f"{org.url}/login", data=login, allow_redirects=False, timeout=10)
        body = {"entityApiName": "Task", "Subject": "Call", "WhoId": org.records["ada"]}
        saved = browser.post(f"{org.url}/lightning/data/save", json=body, timeout=10).json()
    org.sign_in()

    assert org.records["analytical_engines"] == org.read("Task", saved["recordId"])["AccountId"]

"""Accounts that are persons, and the contact behind each (facts/salesforce.md 1.4)."""

from typing import Any

import pytest

from tests.contract.emulator.standin import Client, fault_of


@pytest.fixture
def persons(org: Client) -> Client:
    """The org with person accounts on."""
    org.control("POST", "org", {"person_accounts": True})
    return org


def ada_king(org: Client, **values: Any) -> dict[str, Any]:
    """Create a person account and return it."""
    made = org.made("Account", FirstName="Ada", LastName="King", **values)
    return org.read("Account", made)


def test_a_person_account_has_a_hidden_contact(persons: Client) -> None:
    """The same person, with the same numbers, to be named on a Task."""
    account = ada_king(persons, Phone="4155550170", PersonMobilePhone="4155550171")
    contact = persons.read("Contact", account["PersonContactId"])

    assert (True, "Ada King") == (account["IsPersonAccount"], account["Name"])
    assert (True, account["Id"], "Ada King") == (
        contact["IsPersonAccount"],
        contact["AccountId"],
        contact["Name"],
    )
    assert ("4155550170", "4155550171") == (contact["Phone"], contact["MobilePhone"])


def test_a_task_names_the_contact_and_never_the_account(persons: Client) -> None:
    """The account may be what the Task is related to."""
    account = ada_king(persons)
    wrong = persons.create("Task", WhoId=account["Id"])
    task = persons.made("Task", WhoId=account["PersonContactId"], WhatId=account["Id"])

    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(wrong)
    assert f"Name ID: id value of incorrect type: {account['Id']}" == wrong.json()[0]["message"]
    assert account["Id"] == persons.read("Task", task)["AccountId"]


def test_a_search_finds_the_person_twice(persons: Client) -> None:
    """Once as account and once as contact; clients collapse the two."""
    ada_king(persons, PersonHomePhone="4155550172")
    sosl = "FIND {4155550172} IN PHONE FIELDS RETURNING Account(Name), Contact(Name)"

    assert ["Ada King", "Ada King"] == persons.found(sosl)


def test_the_contact_follows_the_account(persons: Client) -> None:
    """It changes and goes with the account, and in no other way."""
    account = ada_king(persons)
    path = f"/sobjects/Account/{account['Id']}"
    hidden = f"/sobjects/Contact/{account['PersonContactId']}"
    changed = persons.call("PATCH", path, json={"LastName": "Byron", "PersonTitle": "Countess"})
    contact = persons.call("GET", hidden).json()
    alone = persons.call("PATCH", hidden, json={"Title": "Poet"})
    gone = persons.call("DELETE", hidden)

    assert 204 == changed.status_code
    assert ("Ada Byron", "Countess") == (contact["Name"], contact["Title"])
    assert (400, "INVALID_PERSON_ACCOUNT_OPERATION") == fault_of(alone) == fault_of(gone)
    assert 204 == persons.call("DELETE", path).status_code
    assert (404, "ENTITY_IS_DELETED") == fault_of(persons.call("GET", hidden))


def test_an_account_is_a_person_or_a_business(persons: Client) -> None:
    """A person's Name is not written, a business has no person's columns, for good."""
    business = persons.made("Account", Name="Byron Works")
    patched = persons.call(
        "PATCH", f"/sobjects/Account/{business}", json={"PersonEmail": "b@example.test"}
    )
    named = persons.create("Account", Name="Ada King", LastName="King")

    assert not persons.read("Account", business)["IsPersonAccount"]
    assert (400, "INVALID_FIELD_FOR_INSERT_UPDATE") == fault_of(patched) == fault_of(named)
    assert (400, "REQUIRED_FIELD_MISSING") == fault_of(persons.create("Account", Phone="1"))


def test_a_lead_without_company_becomes_a_person(persons: Client) -> None:
    """One account and its contact; the Tasks are on the contact."""
    lead = persons.made("Lead", FirstName="Ada", LastName="King", MobilePhone="4155550173")
    task = persons.made("Task", WhoId=lead)
    became = persons.control("POST", "convert-lead", {"lead": lead})
    account = persons.read("Account", became["account"])

    assert (True, "4155550173") == (account["IsPersonAccount"], account["PersonMobilePhone"])
    assert became["contact"] == account["PersonContactId"]
    assert became["contact"] == persons.read("Task", task)["WhoId"]


def test_off_there_are_no_persons(org: Client) -> None:
    """The columns do not exist, and a lead needs a company."""
    answer = org.call("GET", "/query/", params={"q": "SELECT PersonContactId FROM Account"})

    assert (400, "INVALID_FIELD") == fault_of(answer)
    assert (400, "INVALID_FIELD") == fault_of(org.create("Account", LastName="King"))
    assert (400, "REQUIRED_FIELD_MISSING") == fault_of(org.create("Lead", LastName="King"))

"""An org without our package and with nothing switched on: the profile `plain`."""

from tests.contract.emulator.standin import Client, fault_of


def test_nothing_is_switched_on(plain: Client) -> None:
    """What an admin has to turn on is off."""
    settings = plain.control("GET", "org")

    assert (False, False, False) == tuple(
        settings[name] for name in ("shared_activities", "person_accounts", "set_audit_fields")
    )


def test_there_is_no_call_key(plain: Client) -> None:
    """The column is unknown, and no upsert finds its way by it."""
    described = plain.call("GET", "/sobjects/Task/describe").json()["fields"]
    path = "/sobjects/Task/CTI_Call_Key__c/call-1"

    assert not any(one["name"].startswith("CTI_") for one in described)
    assert (400, "INVALID_FIELD") == fault_of(plain.create("Task", CTI_Call_Key__c="call-1"))
    assert (404, "NOT_FOUND") == fault_of(plain.call("PATCH", path, json={"Subject": "Call"}))


def test_the_rules_of_tasks_hold_all_the_same(plain: Client) -> None:
    """One Name, no Related To beside a lead, derived columns."""
    ada, alan, case = (plain.records[name] for name in ("ada", "alan", "case_1026"))
    task = plain.read("Task", plain.made("Task", WhoId=ada, WhatId=case, Status="Completed"))

    assert (plain.records["analytical_engines"], True) == (task["AccountId"], task["IsClosed"])
    assert "TaskWhoIds" not in task
    assert (400, "INVALID_FIELD") == fault_of(plain.create("Task", TaskWhoIds=[ada]))
    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(
        plain.create("Task", WhoId=alan, WhatId=case)
    )


def test_a_conversion_moves_the_one_name(plain: Client) -> None:
    """Without Shared Activities no Task can be left behind."""
    alan = plain.records["alan"]
    task = plain.made("Task", WhoId=alan)
    became = plain.control("POST", "convert-lead", {"lead": alan, "strand_tasks": True})

    assert became["contact"] == plain.read("Task", task)["WhoId"]


def test_a_switch_brings_what_it_stands_for(plain: Client) -> None:
    """An org is its profile and its switches."""
    plain.control("POST", "org", {"shared_activities": True})
    ada, grace = plain.records["ada"], plain.records["grace"]
    task = plain.made("Task", TaskWhoIds=[ada, grace])

    assert ada == plain.read("Task", task)["WhoId"]

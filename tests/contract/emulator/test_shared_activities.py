"""Several persons on one Task, with Shared Activities on and off (facts/salesforce.md 1.5)."""

from typing import Any

import pytest

from tests.contract.emulator.standin import Client, fault_of


def whos(org: Client, task: str) -> tuple[str | None, list[str]]:
    row = org.read("Task", task)
    return row["WhoId"], row["TaskWhoIds"]


def rows(org: Client, task: str, of: str = "TaskRelation") -> dict[str, Any]:
    """Return the rows of a Task: the record related to, and the row's id."""
    found = org.query(f"SELECT Id, RelationId FROM {of} WHERE TaskId = '{task}'")["records"]  # noqa: S608 - ids of this test
    return {row["RelationId"]: row["Id"] for row in found}


@pytest.fixture
def off(org: Client) -> Client:
    """The same org, Shared Activities off."""
    org.control("POST", "org", {"shared_activities": False})
    return org


def test_the_first_of_the_list_is_the_primary(org: Client) -> None:
    """One write makes Task, list, rows and counts."""
    ada, grace, case = (org.records[name] for name in ("ada", "grace", "case_1026"))
    task = org.made("Task", Subject="Call", TaskWhoIds=[ada, grace], WhatId=case)
    row = org.read("Task", task)

    assert (ada, [ada, grace]) == (row["WhoId"], row["TaskWhoIds"])
    assert (2, 1) == (row["WhoCount"], row["WhatCount"])
    assert org.records["analytical_engines"] == row["AccountId"]
    assert {ada, grace, case} == set(rows(org, task))
    assert {ada, grace} == set(rows(org, task, "TaskWhoRelation"))


def test_a_name_that_is_not_in_the_list_is_added_as_primary(org: Client) -> None:
    """No error since 37.0; nobody in the list is lost."""
    ada, grace = org.records["ada"], org.records["grace"]
    task = org.made("Task", WhoId=grace, TaskWhoIds=[ada])

    assert (grace, [grace, ada]) == whos(org, task)


def test_an_emptied_name_promotes_another(org: Client) -> None:
    """The Task keeps a primary as long as somebody is left."""
    ada, grace = org.records["ada"], org.records["grace"]
    task = org.made("Task", TaskWhoIds=[ada, grace])
    org.call("PATCH", f"/sobjects/Task/{task}", json={"WhoId": None})

    assert (grace, [grace]) == whos(org, task)


def test_an_emptied_list_keeps_the_name(org: Client) -> None:
    """TaskWhoIds null deletes all entries and adds WhoId again."""
    ada, grace = org.records["ada"], org.records["grace"]
    task = org.made("Task", TaskWhoIds=[ada, grace])
    org.call("PATCH", f"/sobjects/Task/{task}", json={"TaskWhoIds": None})

    assert (ada, [ada]) == whos(org, task)
    assert {ada} == set(rows(org, task))


def test_another_name_takes_the_old_one_s_place(org: Client) -> None:
    """The others of the list stay."""
    ada, grace, mary = (org.records[name] for name in ("ada", "grace", "mary"))
    task = org.made("Task", TaskWhoIds=[ada, grace])
    org.call("PATCH", f"/sobjects/Task/{task}", json={"WhoId": mary})

    assert (mary, [mary, grace]) == whos(org, task)


def test_one_lead_or_contacts(org: Client) -> None:
    """Never both, never two leads, and no Related To beside the lead."""
    ada, alan, case = (org.records[name] for name in ("ada", "alan", "case_1026"))
    other = org.made("Lead", LastName="Church", Company="Lambda")

    assert 201 == org.create("Task", TaskWhoIds=[alan]).status_code
    for wrong in ([ada, alan], [alan, other]):
        assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(org.create("Task", TaskWhoIds=wrong))
    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(
        org.create("Task", TaskWhoIds=[alan], WhatId=case)
    )


def test_at_most_fifty_contacts(org: Client) -> None:
    """Fifty fit, one more does not."""
    tree = [{"attributes": {"type": "Contact"}, "LastName": f"C{n}"} for n in range(51)]
    contacts = org.control("POST", "load", tree)["ids"]

    assert 201 == org.create("Task", TaskWhoIds=contacts[:50]).status_code
    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(org.create("Task", TaskWhoIds=contacts))


def test_a_refused_list_leaves_no_task(org: Client) -> None:
    """The list is written with the Task or not at all."""
    account = org.records["analytical_engines"]
    answer = org.create("Task", Subject="Half", TaskWhoIds=[org.records["ada"], account])

    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(answer)
    assert 0 == org.query("SELECT COUNT() FROM Task WHERE Subject = 'Half'")["totalSize"]


def test_a_row_made_or_deleted_changes_the_task(org: Client) -> None:
    """The rows are the other way to write the list; the last contact gone leaves no Name."""
    ada, grace = org.records["ada"], org.records["grace"]
    task = org.made("Task", Subject="Call")
    org.made("TaskRelation", TaskId=task, RelationId=ada, IsWhat=False)
    row = org.made("TaskRelation", TaskId=task, RelationId=grace)
    both = whos(org, task)
    for one in (rows(org, task)[ada], row):
        org.call("DELETE", f"/sobjects/TaskRelation/{one}")

    assert (ada, [ada, grace]) == both
    assert (None, []) == whos(org, task)


def test_a_row_says_which_side_it_is_of(org: Client) -> None:
    """IsWhat follows the record; there is one Related To, and nobody is related twice."""
    ada, case, project = (org.records[name] for name in ("ada", "case_1026", "bombe"))
    task = org.made("Task", WhoId=ada)
    relation = {"TaskId": task, "RelationId": case}

    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(org.create("TaskRelation", **relation))
    org.made("TaskRelation", **relation, IsWhat=True)
    assert case == org.read("Task", task)["WhatId"]
    for again, is_what in ((case, True), (project, True), (ada, False)):
        answer = org.create("TaskRelation", TaskId=task, RelationId=again, IsWhat=is_what)
        assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(answer)


def test_a_row_is_never_changed(org: Client) -> None:
    """TaskRelation has no update, TaskWhoRelation only reads."""
    ada = org.records["ada"]
    task = org.made("Task", WhoId=ada)
    row = rows(org, task)[ada]
    path = f"/sobjects/TaskRelation/{row}"
    body = {"TaskId": task, "RelationId": org.records["grace"]}

    assert (400, "INVALID_TYPE_FOR_OPERATION") == fault_of(org.call("PATCH", path, json=body))
    assert (400, "INVALID_TYPE_FOR_OPERATION") == fault_of(org.create("TaskWhoRelation", **body))
    assert ada == org.read("TaskWhoRelation", row)["RelationId"]


def test_a_deleted_task_takes_its_rows_along(org: Client) -> None:
    """Nothing points at a Task that is gone."""
    task = org.made("Task", WhoId=org.records["ada"])
    org.call("DELETE", f"/sobjects/Task/{task}")

    assert {} == rows(org, task)


def test_off_there_is_one_name_and_nothing_else(off: Client) -> None:
    """Neither columns nor objects; a client finds out by describe."""
    described = off.call("GET", "/sobjects/Task/describe").json()["fields"]
    objects = {one["name"] for one in off.call("GET", "/sobjects").json()["sobjects"]}
    answer = off.create("Task", TaskWhoIds=[off.records["ada"]])

    assert (400, "INVALID_FIELD") == fault_of(answer)
    assert "No such column 'TaskWhoIds' on sobject of type Task" == answer.json()[0]["message"]
    assert not {"TaskWhoIds", "WhoCount", "WhatCount"} & {one["name"] for one in described}
    assert not {"TaskRelation", "TaskWhoRelation"} & objects
    assert (404, "NOT_FOUND") == fault_of(off.create("TaskRelation", IsWhat=False))
    assert (
        "INVALID_TYPE"
        == off.call("GET", "/query/", params={"q": "SELECT Id FROM TaskRelation"}).json()[0][
            "errorCode"
        ]
    )


def test_on_again_every_task_has_its_rows(off: Client) -> None:
    """What was written meanwhile is in the list as well."""
    ada = off.records["ada"]
    task = off.made("Task", WhoId=ada)
    off.control("POST", "org", {"shared_activities": True})

    assert (ada, [ada]) == whos(off, task)
    assert {ada} == set(rows(off, task))

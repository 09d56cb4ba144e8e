"""What Salesforce enforces on a Task (facts/salesforce.md 1.1 to 1.6, 3.2, 6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.emulator.standin import Client, fault_of


@pytest.mark.parametrize("record", ["analytical_engines", "difference_engine", "user_a"])
def test_only_a_person_stands_in_name(org: Client, record: str) -> None:
    """An account, an opportunity or a user in WhoId is of incorrect type."""
    answer = org.create("Task", Subject="Call", WhoId=org.records[record])

    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(answer)
    assert ["WhoId"] == answer.json()[0]["fields"]
    assert (
        f"Name ID: id value of incorrect type: {org.records[record]}"
        == (answer.json()[0]["message"])
    )


@pytest.mark.parametrize("record", ["ada", "alan", "b_seven", "ada_compiler_works", "user_a"])
def test_only_what_tracks_activities_stands_in_related_to(org: Client, record: str) -> None:
    """Persons, relationships and objects without activities are of incorrect type."""
    answer = org.create("Task", Subject="Call", WhatId=org.records[record])

    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(answer)
    assert ["WhatId"] == answer.json()[0]["fields"]


@pytest.mark.parametrize(
    "record", ["analytical_engines", "case_1026", "difference_engine", "bombe"]
)
def test_a_tracked_record_stands_in_related_to(org: Client, record: str) -> None:
    """Accounts, cases, opportunities and custom objects with activities."""
    assert 201 == org.create("Task", Subject="Call", WhatId=org.records[record]).status_code


def test_a_lead_stands_alone(org: Client) -> None:
    """A Lead in Name leaves Related To empty, on create and on change."""
    alan, case = org.records["alan"], org.records["case_1026"]
    answer = org.create("Task", Subject="Call", WhoId=alan, WhatId=case)
    task = org.made("Task", Subject="Call", WhoId=alan)
    changed = org.call("PATCH", f"/sobjects/Task/{task}", json={"WhatId": case})

    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(answer)
    assert "cannot specify whatID with lead whoID" in answer.json()[0]["message"]
    assert (400, "FIELD_INTEGRITY_EXCEPTION") == fault_of(changed)


def test_a_converted_lead_takes_no_task_and_no_change(org: Client) -> None:
    """Both answer with the code a client must look again for."""
    lead = org.control(
        "POST",
        "load",
        [
            {
                "attributes": {"type": "Lead"},
                "LastName": "Noether",
                "Company": "Rings",
                "IsConverted": True,
                "ConvertedContactId": org.records["ada"],
            }
        ],
    )["ids"][0]

    assert (400, "CANNOT_UPDATE_CONVERTED_LEAD") == fault_of(
        org.create("Task", Subject="Call", WhoId=lead)
    )
    assert (400, "CANNOT_UPDATE_CONVERTED_LEAD") == fault_of(
        org.call("PATCH", f"/sobjects/Lead/{lead}", json={"Title": "Professor"})
    )


def test_a_malformed_id_and_a_record_nobody_has(org: Client) -> None:
    """A text that is no id is malformed; an id of nobody is a bad reference."""
    assert (400, "MALFORMED_ID") == fault_of(org.create("Task", Subject="Call", WhatId="50012"))
    assert (400, "INVALID_CROSS_REFERENCE_KEY") == fault_of(
        org.create("Task", Subject="Call", WhatId="500Hs0000000zzz")
    )


@pytest.mark.parametrize(
    ("who", "what", "account"),
    [
        ("ada", None, "analytical_engines"),
        ("grace", "analytical_engines", "analytical_engines"),
        ("ada", "compiler_rollout", "compiler_works"),
        (None, "bombe", "analytical_engines"),
        ("grace", "case_1026", "compiler_works"),
        (None, "case_1026", None),
        ("alan", None, None),
    ],
)
def test_the_account_is_derived(
    org: Client, who: str | None, what: str | None, account: str | None
) -> None:
    """From Related To unless it is a case, else from the contact, else nothing."""
    named = {"WhoId": who and org.records[who], "WhatId": what and org.records[what]}
    task = org.read("Task", org.made("Task", Subject="Call", **named))

    assert (account and org.records[account]) == task["AccountId"]


def test_a_closed_status_closes_the_task(org: Client) -> None:
    """IsClosed and CompletedDateTime follow Status, in both directions."""
    task = org.made("Task", Subject="Call", Status="Completed")
    closed = org.read("Task", task)
    org.call("PATCH", f"/sobjects/Task/{task}", json={"Status": "In Progress"})
    opened = org.read("Task", task)

    assert closed["IsClosed"]
    assert closed["CompletedDateTime"].endswith(".000+0000")
    assert (False, None) == (opened["IsClosed"], opened["CompletedDateTime"])


def test_a_bare_task_gets_the_org_s_defaults(org: Client) -> None:
    """Status, priority, subtype, and the writer as owner."""
    task = org.read("Task", org.made("Task"))

    assert ("Not Started", "Normal", "Task", org.records["integration"]) == (
        task["Status"],
        task["Priority"],
        task["TaskSubtype"],
        task["OwnerId"],
    )


def test_the_subtype_is_set_once(org: Client) -> None:
    """Create only: a change names it in fields."""
    task = org.made("Task", Subject="Call", TaskSubtype="Call")
    answer = org.call("PATCH", f"/sobjects/Task/{task}", json={"TaskSubtype": "Email"})

    assert (400, "INVALID_FIELD_FOR_INSERT_UPDATE") == fault_of(answer)
    assert ["TaskSubtype"] == answer.json()[0]["fields"]


@pytest.mark.parametrize("derived", ["AccountId", "IsClosed", "CompletedDateTime", "CreatedDate"])
def test_what_is_derived_is_not_written(org: Client, derived: str) -> None:
    """Read-only columns are refused, not ignored."""
    answer = org.create("Task", Subject="Call", **{derived: None})

    assert (400, "INVALID_FIELD_FOR_INSERT_UPDATE") == fault_of(answer)


def test_the_direction_is_one_of_three(org: Client) -> None:
    """CallType is restricted; anything else is refused by name."""
    assert 201 == org.create("Task", Subject="Call", CallType="Internal").status_code
    assert (400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST") == fault_of(
        org.create("Task", Subject="Call", CallType="Sideways")
    )


@pytest.mark.parametrize(
    ("column", "longest"),
    [("Subject", 255), ("Description", 32_000), ("CallDisposition", 255), ("CTI_Call_Id__c", 255)],
)
def test_a_text_has_its_length(org: Client, column: str, longest: int) -> None:
    """The longest fits, one more is too long; nothing is cut silently."""
    assert 201 == org.create("Task", **{column: "x" * longest}).status_code
    assert (400, "STRING_TOO_LONG") == fault_of(org.create("Task", **{column: "x" * (longest + 1)}))


def test_an_unknown_column_is_refused(org: Client) -> None:
    """The message names it."""
    answer = org.create("Task", Subject="Call", Nonsense__c="x")

    assert (400, "INVALID_FIELD") == fault_of(answer)
    assert "No such column 'Nonsense__c' on sobject of type Task" == answer.json()[0]["message"]


def test_the_call_key_is_unique_without_regard_to_case(org: Client) -> None:
    """The second insert learns the winner's 15-character id, and the key is a way in."""
    first = org.made("Task", Subject="Call", CTI_Call_Key__c="org:call-1")
    answer = org.create("Task", Subject="Call", CTI_Call_Key__c="ORG:call-1")

    assert (400, "DUPLICATE_VALUE") == fault_of(answer)
    assert (
        "duplicate value found: CTI_Call_Key__c duplicates value on record with id: " + first[:15]
    ) == answer.json()[0]["message"]
    assert first == org.read("Task", "CTI_Call_Key__c/org:call-1")["Id"]


def test_a_deleted_task_gives_its_key_back(org: Client) -> None:
    """The recycle bin holds no unique values."""
    first = org.made("Task", CTI_Call_Key__c="call-2")
    org.call("DELETE", f"/sobjects/Task/{first}")

    assert 201 == org.create("Task", CTI_Call_Key__c="call-2").status_code


def test_of_many_at_once_one_wins(org: Client) -> None:
    """Ten inserts of each of ten keys at the same moment are ten Tasks."""
    keys = [f"race-{number}" for number in range(10)] * 10
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda key: org.create("Task", CTI_Call_Key__c=key).status_code, keys)
        )
    written = org.query("SELECT COUNT() FROM Task WHERE CTI_Call_Key__c LIKE 'race-%'")

    assert [201] * 10 + [400] * 90 == sorted(answers)
    assert 10 == written["totalSize"]


def test_a_queue_owns_what_it_serves(org: Client) -> None:
    """Support takes Tasks and Leads, not Cases."""
    support = org.records["support"]

    assert 201 == org.create("Task", Subject="Call", OwnerId=support).status_code
    assert (400, "INVALID_OPERATION") == fault_of(org.create("Case", OwnerId=support))


def test_an_inactive_user_is_given_nothing(org: Client) -> None:
    """INACTIVE_OWNER_OR_USER names OwnerId."""
    gone = org.control("POST", "users", {"Username": "gone@example.test", "IsActive": False})["id"]
    answer = org.create("Task", Subject="Call", OwnerId=gone)

    assert (400, "INACTIVE_OWNER_OR_USER") == fault_of(answer)
    assert ["OwnerId"] == answer.json()[0]["fields"]

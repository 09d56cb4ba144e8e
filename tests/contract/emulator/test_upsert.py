"""Records by external id: upsert in all its answers, read and delete (facts/salesforce.md 6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.emulator.standin import Client, fault_of

BY_KEY = "/sobjects/Task/CTI_Call_Key__c"
BY_CODE = "/sobjects/Project__c/Project_Code__c"


def test_an_upsert_creates_once_and_then_changes(org: Client) -> None:
    """201 with created, then 200 without; the key is stored with the record."""
    made = org.call("PATCH", f"{BY_KEY}/c-1", json={"Subject": "Call"})
    changed = org.call("PATCH", f"{BY_KEY}/C-1", json={"Subject": "Call back"})
    task = org.read("Task", made.json()["id"])

    assert (201, True) == (made.status_code, made.json()["created"])
    assert (200, {**made.json(), "created": False}) == (changed.status_code, changed.json())
    assert ("c-1", "Call back") == (task["CTI_Call_Key__c"], task["Subject"])


def test_before_version_46_a_change_answers_with_nothing(org: Client) -> None:
    """204, and no created beside the id."""
    path = f"/services/data/v45.0{BY_KEY}/c-2"
    made, changed = (org.call("PATCH", path, json={"Subject": "Call"}) for _ in range(2))

    assert (201, {"id", "success", "errors"}) == (made.status_code, set(made.json()))
    assert (204, b"") == (changed.status_code, changed.content)


def test_a_key_of_several_records_writes_nothing(org: Client) -> None:
    """300 with the addresses, when the external id is not unique."""
    ids = [org.made("Project__c", Name="Twin", Project_Code__c="P-1") for _ in range(2)]
    answer = org.call("PATCH", f"{BY_CODE}/P-1", json={"Name": "Changed"})

    assert 300 == answer.status_code
    assert [f"/services/data/v67.0/sobjects/Project__c/{one}" for one in ids] == answer.json()
    assert 300 == org.call("GET", f"{BY_CODE}/p-1").status_code
    assert ["Twin", "Twin"] == [org.read("Project__c", one)["Name"] for one in ids]


def test_update_only_creates_nothing(org: Client) -> None:
    """updateOnly=true: no match is not found."""
    path = f"{BY_KEY}/c-3?updateOnly=true"

    assert (404, "NOT_FOUND") == fault_of(org.call("PATCH", path, json={"Subject": "Call"}))
    org.made("Task", CTI_Call_Key__c="c-3")
    assert 200 == org.call("PATCH", path, json={"Subject": "Call"}).status_code


@pytest.mark.parametrize("field", ["Nonsense__c", "Subject"])
def test_what_is_no_external_id_is_not_found(org: Client, field: str) -> None:
    """An unknown field and one that is no external id answer alike."""
    answer = org.call("PATCH", f"/sobjects/Task/{field}/x", json={"Subject": "Call"})

    assert (404, "NOT_FOUND") == fault_of(answer)


def test_the_key_is_said_once(org: Client) -> None:
    """It stands in the address and not in the body; so does the id."""
    twice = org.call("PATCH", f"{BY_KEY}/c-4", json={"CTI_Call_Key__c": "c-4"})
    task = org.made("Task", Subject="Call")
    again = org.call("PATCH", f"/sobjects/Task/{task}", json={"Id": task, "Subject": "x"})

    assert (400, "INVALID_FIELD") == fault_of(twice)
    assert (400, "INVALID_FIELD") == fault_of(again)


def test_a_change_by_upsert_may_not_carry_the_subtype(org: Client) -> None:
    """Create only, however the change comes: a retried upsert with it fails."""
    body = {"Subject": "Call", "TaskSubtype": "Call"}
    made, again = (org.call("PATCH", f"{BY_KEY}/c-5", json=body) for _ in range(2))

    assert 201 == made.status_code
    assert (400, "INVALID_FIELD_FOR_INSERT_UPDATE") == fault_of(again)
    assert ["TaskSubtype"] == again.json()[0]["fields"]


def test_of_many_upserts_at_once_one_creates(org: Client) -> None:
    """The others change the winner or are told its 15-character id; nobody writes a second."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(
                lambda _: org.call("PATCH", f"{BY_KEY}/race", json={"Subject": "Call"}), range(32)
            )
        )
    won = [one.json()["id"] for one in answers if one.status_code == 201]
    lost = [one.json()[0] for one in answers if one.status_code == 400]

    assert 1 == len(won)
    assert 1 == org.query("SELECT COUNT() FROM Task WHERE CTI_Call_Key__c = 'race'")["totalSize"]
    assert all("DUPLICATE_VALUE" == row["errorCode"] for row in lost)
    assert all(row["message"].endswith(won[0][:15]) for row in lost)


def test_a_post_may_stand_in_for_a_patch(org: Client) -> None:
    """?_HttpMethod=PATCH, by key and by id; a bare POST there is not allowed."""
    made = org.call("POST", f"{BY_KEY}/c-6?_HttpMethod=PATCH", json={"Subject": "Call"})
    task = f"/sobjects/Task/{made.json()['id']}"
    changed = org.call("POST", f"{task}?_HttpMethod=PATCH", json={"Subject": "Changed"})

    assert (201, 204) == (made.status_code, changed.status_code)
    assert "Changed" == org.call("GET", task).json()["Subject"]
    assert (405, "METHOD_NOT_ALLOWED") == fault_of(org.call("POST", task, json={}))


def test_an_upsert_by_id_only_changes(org: Client) -> None:
    """Id is a key too, but nobody can choose one; without a value it creates."""
    ada = org.records["ada"]
    changed = org.call("PATCH", f"/sobjects/Contact/Id/{ada}", json={"Title": "Poet"})
    nobody = org.call("PATCH", "/sobjects/Contact/Id/003Hs0000000zzz", json={"Title": "Poet"})
    made = org.call("POST", "/sobjects/Contact/Id", json={"LastName": "Clarke"})

    assert (200, 201) == (changed.status_code, made.status_code)
    assert "Poet" == org.read("Contact", ada)["Title"]
    assert (404, "NOT_FOUND") == fault_of(nobody)


def test_a_record_is_read_and_deleted_by_its_key(org: Client) -> None:
    """The key stands for the id; a slash in it is part of it."""
    task = org.made("Task", CTI_Call_Key__c="org/c-7")

    assert task == org.call("GET", f"{BY_KEY}/org/c-7").json()["Id"]
    assert 204 == org.call("DELETE", f"{BY_KEY}/org%2Fc-7").status_code
    assert (404, "NOT_FOUND") == fault_of(org.call("GET", f"{BY_KEY}/org/c-7"))


def test_a_relationship_leads_to_the_record_behind_it(org: Client) -> None:
    """sobjects/Contact/<id>/Account is the account; an empty one is not found."""
    ada, project = org.records["ada"], org.made("Project__c", Name="Alone")

    assert (
        "Analytical Engines" == org.call("GET", f"/sobjects/Contact/{ada}/Account").json()["Name"]
    )
    assert 404 == org.call("GET", f"/sobjects/Project__c/{project}/Account__r").status_code
    assert 404 == org.call("GET", f"/sobjects/Contact/{ada}/Nonsense").status_code


def test_a_reference_may_be_said_by_an_external_id(org: Client) -> None:
    """In place of the id, under the relationship's name; nobody there is a bad field."""
    account = org.made("Account", Name="Turing Works", Customer_Number__c="C-1")
    contact = org.made("Contact", LastName="Clarke", Account={"Customer_Number__c": "c-1"})
    nobody = org.create("Contact", LastName="Clarke", Account={"Customer_Number__c": "C-2"})
    no_key = org.create("Contact", LastName="Clarke", Account={"Name": "Turing Works"})

    assert account == org.read("Contact", contact)["AccountId"]
    assert (400, "INVALID_FIELD") == fault_of(nobody) == fault_of(no_key)
    assert (
        "Foreign key external ID: C-2 not found for field Customer_Number__c in entity Account"
        == nobody.json()[0]["message"]
    )


def test_name_and_related_to_are_not_said_by_an_external_id(org: Client) -> None:
    """They are polymorphic; an id is needed."""
    org.made("Project__c", Name="Colossus", Project_Code__c="P-2")
    answer = org.create("Task", Subject="Call", What={"Project_Code__c": "P-2"})

    assert (400, "INVALID_FIELD") == fault_of(answer)

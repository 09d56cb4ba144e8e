"""What the whole org goes through: a day's calls used up, maintenance, another language."""

from collections.abc import Iterator

import pytest
import requests

from tests.contract.emulator.standin import Client, fault_of

GERMAN_SESSION = "Sitzung abgelaufen oder ungültig"


@pytest.fixture(autouse=True)
def as_it_was(org: Client) -> Iterator[None]:
    """Leave no setting behind for tests that do not reset."""
    yield
    org.control("POST", "reset")


def usage(answer: requests.Response) -> tuple[int, int]:
    """Return calls taken and calls allowed, as the header tells them."""
    used, _, most = answer.headers["Sforce-Limit-Info"].removeprefix("api-usage=").partition("/")
    return int(used), int(most)


def test_every_answer_tells_how_many_calls_the_day_has_left(org: Client) -> None:
    """A refused call counts as well, and says so."""
    first, second = org.call("GET", "/limits"), org.create("Task", NoSuchField="x")
    left = org.call("GET", "/limits/").json()["DailyApiRequests"]

    assert usage(first)[0] + 1 == usage(second)[0]
    assert usage(second)[0] + 1 == left["Max"] - left["Remaining"]


def test_when_the_day_s_calls_are_used_up_everything_is_refused(org: Client) -> None:
    """403, until the limit is raised or another day begins."""
    org.control("POST", "org", {"daily_calls": usage(org.call("GET", "/limits"))[0]})
    refused = org.call("GET", "/limits")
    org.control("POST", "clock", {"ahead_s": 86_400})
    tomorrow = org.call("GET", "/limits")
    org.control("POST", "org", {"daily_calls": 0})

    assert (403, "REQUEST_LIMIT_EXCEEDED") == fault_of(refused)
    assert "TotalRequests Limit exceeded." == refused.json()[0]["message"]
    assert usage(refused)[0] == usage(refused)[1]
    assert (200, 1) == (tomorrow.status_code, usage(tomorrow)[0])
    assert 403 == org.call("GET", "/sobjects").status_code


def test_during_maintenance_the_org_can_be_read_only(org: Client) -> None:
    """Queries, searches and reads go on; no record is created, changed or deleted."""
    task = org.made("Task", Subject="Before")
    org.control("POST", "org", {"read_only": True})
    path = f"/sobjects/Task/{task}"
    writes = [
        org.create("Task"),
        org.call("PATCH", path, json={"Subject": "After"}),
        org.call("DELETE", path),
    ]
    find = {"q": "Lovelace", "sobjects": [{"name": "Contact"}]}
    search = org.call("POST", "/parameterizedSearch", json=find)

    assert {(503, "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE")} == {
        fault_of(one) for one in writes
    }
    assert "Before" == org.read("Task", task)["Subject"]
    assert 200 == search.status_code


def test_messages_follow_the_language_codes_do_not(org: Client) -> None:
    """Whoever reads the text instead of the code is lost in the next org."""
    org.made("Task", CTI_Call_Key__c="k-1")
    org.control("POST", "org", {"language": "de"})
    twice = org.create("Task", CTI_Call_Key__c="k-1").json()[0]
    long = org.create("Task", Subject="x" * 256).json()[0]
    org.token = "ended"
    ended = org.call("GET", "/limits").json()[0]

    assert "DUPLICATE_VALUE" == twice["errorCode"]
    assert twice["message"].startswith("Doppelter Wert gefunden: CTI_Call_Key__c dupliziert")
    assert long["message"].endswith("(maximale Länge=255)")
    assert ("INVALID_SESSION_ID", GERMAN_SESSION) == (ended["errorCode"], ended["message"])


def test_a_fault_speaks_the_language_of_the_org_and_an_admin_their_own(org: Client) -> None:
    """The text of a validation rule is nobody's to translate."""
    org.control("POST", "org", {"language": "de"})
    header = "X-Standin-Fault"
    lock = org.call("GET", "/limits", headers={header: "lock"}).json()[0]
    rule = "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Say why"
    admin = org.call("GET", "/limits", headers={header: rule}).json()[0]

    assert lock["message"].startswith("kein exklusiver Zugriff")
    assert "Say why" == admin["message"]

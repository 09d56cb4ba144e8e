"""Faults, ledger and state: what tests rely on to break the org on purpose."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from joserfc.jwk import RSAKey

from tests.contract.emulator.standin import Client, fault_of, start


@pytest.mark.parametrize(
    ("kind", "status", "code", "written"),
    [
        ("e503", 503, "SERVER_UNAVAILABLE", 0),
        ("e500_after", 500, "UNKNOWN_EXCEPTION", 1),
        ("lock", 400, "UNABLE_TO_LOCK_ROW", 0),
        ("limit", 403, "REQUEST_LIMIT_EXCEEDED", 0),
        ("session_once", 401, "INVALID_SESSION_ID", 0),
        ("reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Say why: it matters", 400,
         "FIELD_CUSTOM_VALIDATION_EXCEPTION", 0),
    ],
)  # fmt: skip
def test_a_fault_answers_once(org: Client, kind: str, status: int, code: str, written: int) -> None:
    """Then the org is itself again; only e500_after has written before it failed."""
    org.control("POST", "faults", [{"match": "POST /sobjects/Task", "kind": kind, "times": 1}])
    answer = org.create("Task", Subject="Faulty")
    count = org.query("SELECT COUNT() FROM Task WHERE Subject = 'Faulty'")["totalSize"]

    assert (status, code) == fault_of(answer)
    assert written == count
    assert 201 == org.create("Task", Subject="Sound").status_code


@pytest.mark.parametrize(("kind", "written"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_hides_what_was_done(org: Client, kind: str, written: int) -> None:
    """The client cannot know whether the Task was written."""
    org.control("POST", "faults", [{"match": "POST /sobjects/Task", "kind": kind}])

    with pytest.raises(requests.exceptions.ConnectionError):
        org.create("Task", Subject="Lost")

    assert written == org.query("SELECT COUNT() FROM Task WHERE Subject = 'Lost'")["totalSize"]


def test_html_and_nonsense_are_no_answer_of_the_api(org: Client) -> None:
    """A proxy's page with 503, and a 200 that is no JSON."""
    faults = [
        {"match": "GET /limits", "kind": "html503"},
        {"match": "* /limits", "kind": "nonsense"},
    ]
    org.control("POST", "faults", faults)
    html, nonsense = org.call("GET", "/limits"), org.call("GET", "/limits")

    assert (503, "text/html; charset=utf-8") == (html.status_code, html.headers["Content-Type"])
    assert 200 == nonsense.status_code
    with pytest.raises(requests.exceptions.JSONDecodeError):
        nonsense.json()


def test_a_slow_answer_is_the_right_one(org: Client) -> None:
    """delay_ms passes before the org acts."""
    fault = {"match": "GET /services/data/v67.0/limits", "kind": "slow", "delay_ms": 200}
    org.control("POST", "faults", [fault])
    began = time.monotonic()
    answer = org.call("GET", "/limits")

    assert 200 == answer.status_code
    assert time.monotonic() - began >= 0.2


def test_a_fault_nobody_knows_is_named(org: Client) -> None:
    """The answer says which member is wrong."""
    body = [{"match": "POST /sobjects/Task", "kind": "explode"}]
    answer = requests.post(f"{org.url}/_control/faults", json=body, timeout=10)

    assert 400 == answer.status_code
    assert answer.json()[0]["message"].startswith("faults[0].kind: one of")


def test_the_ledger_shows_calls_without_secrets(org: Client) -> None:
    """Method, path, body and status are kept; an assertion is not."""
    org.control("DELETE", "requests")
    org.sign_in()
    org.create("Task", Subject="Seen")
    token, task = org.control("GET", "requests")

    assert "assertion" not in token["body"]
    assert ("POST", "/services/data/v67.0/sobjects/Task/", {"Subject": "Seen"}, 201) == (
        task["method"],
        task["path"],
        task["body"],
        task["status"],
    )
    assert org.records["integration"] == task["user"]


def test_loaded_records_may_refer_to_each_other(org: Client) -> None:
    """The form is that of a Salesforce record tree."""
    rows = [
        {"attributes": {"type": "Account", "referenceId": "new"}, "Name": "Turing Works"},
        {"attributes": {"type": "Contact"}, "LastName": "Clarke", "AccountId": "@new"},
    ]
    made = org.control("POST", "load", rows)

    account = org.read("Contact", made["ids"][1])["AccountId"]

    assert "Turing Works" == org.read("Account", account)["Name"]


def test_a_user_is_signed_out_by_the_org(org: Client) -> None:
    """Their access tokens end; those of others live on."""
    other = org.token
    org.sign_in("a@example.test")
    org.control("POST", "sign-out", {"username": "a@example.test"})
    ended = org.call("GET", "/limits").status_code
    org.token = other

    assert (401, 200) == (ended, org.call("GET", "/limits").status_code)


def test_the_org_s_clock_can_be_put_ahead(org: Client) -> None:
    """What it stamps follows; a reset sets it right."""
    org.control("POST", "clock", {"ahead_s": 86_400 * 400})
    later = org.read("Task", org.made("Task"))["CreatedDate"]
    org.control("POST", "reset")
    org.sign_in()
    now = org.read("Task", org.made("Task"))["CreatedDate"]

    assert int(later[:4]) > int(now[:4])


def test_the_clock_of_sign_ins_can_be_put_ahead_too(org: Client) -> None:
    """The Date header of every answer is told by it."""
    before = org.call("GET", "/limits").headers["Date"]
    org.control("POST", "clock", {"ahead_s": 86_400, "sign_in": True})
    later = org.call("GET", "/limits").headers["Date"]
    org.control("POST", "clock", {"ahead_s": 0})
    after = org.call("GET", "/limits").headers["Date"]
    wrong = {"ahead_s": 0, "sign_in": "yes"}
    refused = requests.post(f"{org.url}/_control/clock", json=wrong, timeout=10)

    assert before[:16] != later[:16]
    assert before[:16] == after[:16]
    assert (400, "sign_in: true or false") == (refused.status_code, refused.json()[0]["message"])


def test_control_exists_only_when_asked_for(apps_file: Path) -> None:
    """Without --control the paths are not there; ready in under a second or two."""
    process = start(apps_file)
    try:
        answer = requests.post(f"{process.url}/_control/reset", timeout=10)
    finally:
        process.stop()

    assert 404 == answer.status_code


def test_a_state_file_outlives_the_process(
    apps_file: Path, app_key: RSAKey, tmp_path: Path
) -> None:
    """Records and tokens of a demo survive its restart; the plain profile has no call key."""
    options = ("--state", str(tmp_path / "org.sqlite3"), "--profile", "plain", "--control")
    first = start(apps_file, *options)
    org = Client(url=first.url, key=app_key)
    org.sign_in()
    refused = org.create("Task", CTI_Call_Key__c="x")
    lead = org.made("Lead", LastName="Hamilton", Company="Apollo")
    first.stop()
    second = start(apps_file, *options)
    org.url = second.url
    try:
        kept = org.read("Lead", lead)
    finally:
        second.stop()

    assert (400, "INVALID_FIELD") == fault_of(refused)
    assert "Hamilton" == kept["LastName"]


@pytest.mark.parametrize(
    ("apps", "fault"),
    [
        ("{}", "apps.json: give a list of apps"),
        ('[{"client_id": 5}]', "apps.json[0]: client_id must be a text"),
        (
            '[{"client_id": "x", "callback_urls": "http://127.0.0.1/"}]',
            "apps.json[0]: callback_urls must be a list of texts",
        ),
    ],
)
def test_a_wrong_file_ends_the_start_with_the_member_to_mend(
    tmp_path: Path, apps: str, fault: str
) -> None:
    """Exit code 2 and one line, no traceback."""
    path = tmp_path / "apps.json"
    path.write_text(apps, encoding="utf-8")
    command = [sys.executable, "-m", "cti_adapter.emulator", "--port", "0", "--apps", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - our own module

    assert (2, fault) == (ended.returncode, ended.stderr.strip())


def test_records_are_listed_by_what_stands_in_them(org: Client) -> None:
    """All of them without a condition; where there are several, each holds."""
    org.create("Task", Subject="Sought", Description="one")
    org.create("Task", Subject="Sought", Description="another")

    def found(query: str) -> list[str]:
        rows = org.control("GET", f"records/Task{query}")
        return [row["Description"] for row in rows if row["Subject"] == "Sought"]

    assert ["another", "one"] == sorted(found("")) == sorted(found("?Subject=Sought"))
    assert ["one"] == found("?Subject=Sought&Description=one")
    assert [] == found("?Subject=Sought&Description=none")

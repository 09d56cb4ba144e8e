"""The ways of failing a client must live with, each as Salesforce shows it (facts 5.4, 9.1.16)."""

import json
import time
from typing import Any

import pytest
import requests

from tests.contract.emulator.standin import Client, fault_of
from tests.support.patience import until

WRITE = "POST /sobjects/Task"
WRITTEN = "SELECT COUNT() FROM Task WHERE Subject = 'Once'"


def fail(org: Client, kind: str, match: str = WRITE, **more: Any) -> None:
    org.control("POST", "faults", [{"match": match, "kind": kind, **more}])


def written(org: Client) -> int:
    return int(org.query(WRITTEN)["totalSize"])


def test_an_answer_lost_after_the_commit_leaves_a_task(org: Client) -> None:
    """Whatever carries the bad news, the Task is there; trying again would make a second."""
    kinds = ["html502_after", "e503_after", "empty_after", "nonsense_after"]
    answers = []
    for kind in kinds:
        fail(org, kind)
        answers.append(org.create("Task", Subject="Once"))

    assert [502, 503, 200, 200] == [one.status_code for one in answers]
    assert 4 == written(org)


def test_a_commit_may_come_after_the_client_gave_up(org: Client) -> None:
    """The client's time-out says nothing of what the org will do."""
    fail(org, "slow", delay_ms=900)

    with pytest.raises(requests.exceptions.ReadTimeout):
        give_up_early(org)

    assert 1 == until(lambda: written(org), "the late commit")


def test_an_answer_may_come_long_after_the_commit(org: Client) -> None:
    """The Task can be read while its writer still waits."""
    fail(org, "slow_after", delay_ms=900)

    with pytest.raises(requests.exceptions.ReadTimeout):
        give_up_early(org)

    assert 1 == until(lambda: written(org), "the commit")


def give_up_early(org: Client) -> None:
    requests.post(
        f"{org.url}/services/data/v67.0/sobjects/Task",
        json={"Subject": "Once"},
        headers={"Authorization": f"Bearer {org.token}"},
        timeout=(10, 0.4),
    )


@pytest.mark.parametrize(
    ("kind", "status"), [("html420", 420), ("html500", 500), ("html502", 502), ("html503", 503)]
)
def test_what_stands_before_the_org_answers_with_a_page(
    org: Client, kind: str, status: int
) -> None:
    """No route, a proxy's fault, a maintenance page: none of them is JSON."""
    fail(org, kind, "GET /limits")
    answer = org.call("GET", "/limits")

    assert (status, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["Content-Type"],
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [("lock", 400), ("limit", 403), ("busy", 403), ("query_timeout", 400), ("e500", 500)],
)
def test_a_window_lasts_until_it_is_opened_again(org: Client, kind: str, status: int) -> None:
    """times is "always": no number of tries gets through."""
    fail(org, kind, "* /", times="always")
    refused = {org.call("GET", "/limits").status_code for _ in range(4)}
    waiting = org.control("GET", "faults")
    org.control("DELETE", "faults")

    assert {status} == refused
    assert "always" == waiting[0]["times"]
    assert 200 == org.call("GET", "/limits").status_code


def test_a_window_can_end_by_the_clock(org: Client) -> None:
    """for_ms: the org is itself again without anybody's help."""
    fail(org, "limit", "* /", for_ms=300)
    until(lambda: org.call("GET", "/limits").ok, "the end of the window")

    assert [] == org.control("GET", "faults")


def test_the_day_s_calls_used_up_are_told_with_their_number(org: Client) -> None:
    """403, never 429, and nothing says when to come again."""
    fail(org, "limit", "GET /limits")
    answer = org.call("GET", "/limits")
    used, _, most = answer.headers["Sforce-Limit-Info"].partition("=")[2].partition("/")

    assert (403, "REQUEST_LIMIT_EXCEEDED") == fault_of(answer)
    assert used == most
    assert "Retry-After" not in answer.headers


def test_an_expired_session_stays_expired(org: Client) -> None:
    """The token has really ended; only a new one is let in."""
    fail(org, "session", "GET /limits")
    first, second = org.call("GET", "/limits"), org.call("GET", "/sobjects")
    org.sign_in()

    assert [(401, "INVALID_SESSION_ID")] * 2 == [fault_of(first), fault_of(second)]
    assert 200 == org.call("GET", "/limits").status_code


def test_a_session_may_be_doubted_once(org: Client) -> None:
    """session_once: the same token works again."""
    fail(org, "session_once", "GET /limits")

    assert [401, 200] == [org.call("GET", "/limits").status_code for _ in range(2)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("session_always", "Session expired or invalid"),
        ("session_barred", "This session is not valid for use with the REST API"),
    ],
)
def test_no_new_token_helps_where_sessions_are_refused_for_good(
    org: Client, kind: str, text: str
) -> None:
    """A policy of the org: who renews for ever renews in vain."""
    fail(org, kind, "GET /limits")
    org.call("GET", "/limits")
    org.sign_in()
    again = org.call("GET", "/limits")

    assert (401, text) == (again.status_code, again.json()[0]["message"])


def test_a_validation_rule_names_the_admin_s_fields(org: Client) -> None:
    """The text is the admin's; the fields are where it is shown."""
    kind = "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Say why: it matters"
    fail(org, kind, fields=["Description", "Status"])
    answer = org.create("Task", Subject="Once")

    assert {
        "message": "Say why: it matters",
        "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "fields": ["Description", "Status"],
    } == answer.json()[0]


def test_a_refusal_may_have_another_status(org: Client) -> None:
    """Some codes were seen with more than one (5.4)."""
    fail(org, "reject:INSUFFICIENT_ACCESS_OR_READONLY:no", status=403)

    assert (403, "INSUFFICIENT_ACCESS_OR_READONLY") == fault_of(org.create("Task"))


def test_a_single_request_can_ask_to_fail(org: Client) -> None:
    """By a header, as a kind or with all members; the next request is well."""
    lock = org.call("GET", "/limits", headers={"X-Standin-Fault": "lock"})
    row = json.dumps({"kind": "reject:UNKNOWN:why", "fields": ["Id"], "status": 500})
    full = org.call("GET", "/limits", headers={"X-Standin-Fault": row})

    assert [(400, "UNABLE_TO_LOCK_ROW"), (500, "UNKNOWN")] == [fault_of(lock), fault_of(full)]
    assert 200 == org.call("GET", "/limits").status_code
    with pytest.raises(requests.exceptions.ConnectionError):
        org.call("GET", "/limits", headers={"X-Standin-Fault": "drop_after"})


@pytest.mark.parametrize("header", ["explode", "{", '{"kind": 5}', '{"kind": "slow", "times": 0}'])
def test_a_header_nobody_understands_is_said(org: Client, header: str) -> None:
    """A test that asks for nonsense learns it."""
    answer = org.call("GET", "/limits", headers={"X-Standin-Fault": header})

    assert (400, "BAD_CONTROL") == fault_of(answer)
    assert "X-Standin-Fault" in answer.json()[0]["message"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("times", "often"),
        ("times", 0),
        ("delay_ms", -1),
        ("for_ms", "long"),
        ("fields", "Id"),
        ("status", 200),
        ("match", "/limits"),
        ("kind", "lock_before"),
    ],
)
def test_a_wrong_member_is_named(org: Client, member: str, value: object) -> None:
    """And nothing of the list is taken."""
    body = [{"match": "* /", "kind": "lock", member: value}]
    answer = requests.post(f"{org.url}/_control/faults", json=body, timeout=10)

    assert (400, "BAD_CONTROL") == fault_of(answer)
    assert answer.json()[0]["message"].startswith(f"faults[0].{member}: ")
    assert [] == org.control("GET", "faults")


def test_slow_really_takes_its_time(org: Client) -> None:
    """No answer before delay_ms, whichever side of the commit it passes on."""
    fail(org, "slow", "GET /limits", delay_ms=200)
    fail(org, "slow_after", "GET /limits", delay_ms=200)
    began = time.monotonic()
    answers = [org.call("GET", "/limits").status_code for _ in range(2)]

    assert [200, 200] == answers
    assert time.monotonic() - began >= 0.4


def test_a_mix_befalls_a_share_of_the_calls_until_it_is_cleared(org: Client) -> None:
    """A long run wants an org that is bad throughout; waiting faults still come first."""
    org.control("POST", "fault-mix", {"seed": 1, "writes": {"lock": 1.0}, "reads": {}})
    fail(org, "e503")
    answers = [org.create("Task", Subject="Once") for _ in range(3)]
    counted = org.control("GET", "fault-mix")
    read = org.call("GET", "/limits")
    org.control("DELETE", "faults")

    assert [503, 400, 400] == [one.status_code for one in answers]
    assert (2, 200) == (counted["lock"], read.status_code)
    assert 201 == org.create("Task", Subject="Once").status_code


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"writes": {"explode": 0.5}}, "writes.explode: one of"),
        ({"reads": {"e503": 2}}, "reads.e503: a number from 0 to 1"),
        ({"writes": ["e503"]}, "writes: an object of"),
        ({"delay_ms": [5, 1]}, "delay_ms: two numbers"),
        ({"seed": "x"}, "seed: a whole number"),
        ({"else": 1}, "give an object of"),
    ],
)
def test_a_mix_that_is_not_understood_is_named(
    org: Client, body: dict[str, Any], says: str
) -> None:
    """The answer says which member is wrong."""
    answer = requests.post(f"{org.url}/_control/fault-mix", json=body, timeout=10)

    assert 400 == answer.status_code
    assert answer.json()[0]["message"].startswith(says)

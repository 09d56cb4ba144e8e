"""The commands of the panel: who may give them, when, and what is answered (contract.md §3)."""

from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OutsideCall, calls_on, telephone_system

EVERY_COMMAND = ("answer", "decline", "hold", "retrieve", "mute", "unmute", "hang_up", "undo")
BODIES: dict[str, dict[str, Any]] = {
    "dtmf": {"digits": "1"},
    "assign": {"record_id": "003000000000001", "page": {"answered": False}},
    "choose": {"record_id": "003000000000001"},
    "unassign": {"record_id": "003000000000001"},
    "notes": {"text": "x"},
    "result": {"call_result": "Solved"},
    "save": {"text": "x"},
    "extend": {},
    "retry": {},
}
PATHS = [*((each, {}) for each in EVERY_COMMAND), *BODIES.items()]


def told(answer: requests.Response) -> tuple[int, str]:
    """Return status and error id of a problem."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["error_id"]


def ringing(panel: PanelClient) -> tuple[OutsideCall, str]:
    """Let a call ring that this test tells; return it and its id on the panel."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.tell("leg.offered")
    return call, panel.call(phase="ringing", matching="done")["id"]


def commands(running: Running, call_id: str) -> list[dict[str, Any]]:
    """Return what the simulator was commanded about a call."""
    answer = requests.get(f"{running.telephone}/commands", timeout=TIMEOUT_S).json()
    return [
        each for each in answer["commands"] if each["command"]["data"].get("call_id") == call_id
    ]


# ── the agent's telephone ────────────────────────────────────────────────────────────────────


def test_each_button_does_what_it_says(panel: PanelClient) -> None:
    """The command goes to the telephone system, and its event moves the panel."""
    call = panel.seat.call("0101")
    at = f"calls/{panel.call(phase='ringing')['id']}"
    panel.press(f"{at}/answer")
    panel.call(phase="talking")
    panel.press(f"{at}/hold")
    panel.call(phase="held")
    panel.press(f"{at}/retrieve")
    panel.call(phase="talking", muted=False)
    panel.press(f"{at}/mute")
    panel.call(muted=True)
    panel.press(f"{at}/unmute")
    panel.call(muted=False)
    panel.press(f"{at}/dtmf", {"digits": "12#"})
    panel.press(f"{at}/hang_up")

    panel.call(phase="wrap-up")
    sent = [each["command"] for each in commands(panel.running, call.call_id)]
    verbs = ["answer", "hold", "retrieve", "mute", "unmute", "dtmf", "hang_up"]
    assert [f"command.{verb}" for verb in verbs] == [each["type"] for each in sent]
    assert "12#" == sent[5]["data"]["digits"]


def test_a_declined_call_leaves_the_panel(panel: PanelClient) -> None:
    """It rings no more here; what the telephone system does with it is its business."""
    panel.seat.call("0101")
    panel.press(f"calls/{panel.call(phase='ringing')['id']}/decline")

    until(lambda: calls_on(panel) == {}, "the call to leave the panel")


def test_the_same_press_sent_twice_is_done_once(panel: PanelClient) -> None:
    """The answer was lost on the way, so the browser asks again; the state has moved on."""
    call = panel.seat.call("0101")
    answer = f"calls/{panel.call(phase='ringing')['id']}/answer"
    key = uuid4().hex
    first = panel.press(answer, key=key)
    panel.call(phase="talking")
    again = panel.press(answer, key=key)
    another = panel.press(answer)

    assert (202, 202) == (first.status_code, again.status_code)
    assert (409, "state-conflict") == told(another)
    (one,) = commands(panel.running, call.call_id)
    assert 0 == one["repeats"]


def test_two_calls_and_the_same_key_are_two_commands(panel: PanelClient) -> None:
    """A client that is careless with keys answers what it was told to answer."""
    first, second = panel.seat.call("0101"), panel.seat.call("0999")
    until(lambda: len(calls_on(panel)) == 2, "two calls")
    for call_id in list(panel.calls):
        assert 202 == panel.press(f"calls/{call_id}/decline", key="1").status_code

    assert 1 == len(commands(panel.running, first.call_id))
    assert 1 == len(commands(panel.running, second.call_id))


def test_a_telephone_system_that_refuses_is_a_bad_gateway(panel: PanelClient) -> None:
    """It does not know the call: the agent is told, and may press again."""
    _, call_id = ringing(panel)
    key = uuid4().hex

    assert (502, "telephony") == told(panel.press(f"calls/{call_id}/answer", key=key))
    assert (502, "telephony") == told(panel.press(f"calls/{call_id}/answer", key=key))


# ── refused ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", ["hold", "retrieve", "mute", "unmute", "hang_up"])
def test_what_the_state_forbids_is_refused_with_the_state(panel: PanelClient, verb: str) -> None:
    """A panel that is behind learns how it really is."""
    _, call_id = ringing(panel)
    answer = panel.press(f"calls/{call_id}/{verb}")

    assert (409, "state-conflict") == told(answer)
    assert "ringing" == answer.json()["state"]


def test_a_log_is_saved_in_wrap_up_only(panel: PanelClient) -> None:
    """Save ends something that has to be there."""
    _, call_id = ringing(panel)
    answer = panel.press(f"calls/{call_id}/save", {"text": ""})

    assert (409, "state-conflict", "ringing") == (*told(answer), answer.json()["state"])


def test_a_log_that_does_not_wait_is_not_retried(panel: PanelClient) -> None:
    """There is nothing to try again."""
    _, call_id = ringing(panel)

    assert (409, "state-conflict") == told(panel.press(f"calls/{call_id}/retry"))


@pytest.mark.parametrize(("verb", "body"), PATHS, ids=[verb for verb, _ in PATHS])
def test_a_call_that_is_not_on_the_panel_does_not_exist(
    shared_panel: PanelClient, foreign_call: str, verb: str, body: dict[str, Any]
) -> None:
    """Neither one that never was, nor one of a colleague."""
    nowhere = shared_panel.press(f"calls/nowhere/{verb}", body)
    colleagues = shared_panel.press(f"calls/{foreign_call}/{verb}", body)

    assert (404, "not-found") == told(nowhere)
    assert nowhere.json() == colleagues.json()


@pytest.fixture(scope="module")
def foreign_call(running: Running) -> str:
    """The id of a call that rings at somebody else."""
    with PanelClient(running.seat()) as colleague:
        return ringing(colleague)[1]


@pytest.mark.parametrize("token", [None, "", "guessed", "Basic YTpi"])
def test_nobody_does_anything_without_a_token(running: Running, token: str | None) -> None:
    """And whoever has none learns nothing, not even whether a body is right."""
    header = {} if token is None else {"Authorization": f"Bearer {token}"}
    header = {"Authorization": token} if token and token.startswith("Basic") else header
    paths = [f"calls/any/{verb}" for verb, _ in PATHS] + ["page", "dial", "socket-ticket"]
    answers = [
        requests.post(f"{running.url}/api/{path}", data="{", headers=header, timeout=TIMEOUT_S)
        for path in paths
    ]
    answers.append(requests.get(f"{running.url}/api/snapshot", headers=header, timeout=TIMEOUT_S))

    assert {(401, "not-signed-in")} == {told(answer) for answer in answers}


WRONG = [
    ("calls/any/dtmf", {"digits": "1a"}, "digits"),
    ("calls/any/dtmf", {}, "digits"),
    ("calls/any/assign", {"record_id": "x", "page": {"answered": False}}, "record_id"),
    ("calls/any/assign", {"record_id": "003000000000001"}, "page"),
    ("calls/any/choose", {"record_id": "003; DROP TABLE"}, "record_id"),
    ("calls/any/unassign", {"record_id": 3}, "record_id"),
    ("calls/any/notes", {"text": "x" * 100_001}, "text"),
    ("calls/any/notes", {"text": None}, "text"),
    ("calls/any/save", {"text": "", "page": {"answered": "yes"}}, "page.answered"),
    ("dial", {"number": ""}, "number"),
    ("dial", {"number": "Ada"}, "number"),
    ("dial", {"number": "   "}, "number"),
    ("dial", {"number": "+14155550101", "record": {"id": "1", "type": "Lead"}}, "record.id"),
    ("page", {"window": "w" * 65}, "window"),
    ("page", {"window": "w", "record": {"id": "!" * 15, "type": "Case"}}, "record.id"),
    ("page", {"window": "w", "focused": 1}, "focused"),
    ("socket-ticket", {"last_seq": -1}, "last_seq"),
    ("socket-ticket", {"last_seq": 2**70}, "last_seq"),
]


@pytest.mark.parametrize(("path", "body", "field"), WRONG, ids=lambda value: str(value)[:30])
def test_a_body_that_is_wrong_is_refused_by_its_field(
    shared_panel: PanelClient, path: str, body: dict[str, Any], field: str
) -> None:
    """Whoever scripts the API sees what to mend."""
    answer = shared_panel.press(path, body)

    assert (422, "unprocessable") == told(answer)
    assert [field] == [each["field"] for each in answer.json()["errors"]]


@pytest.fixture(scope="module")
def shared_panel(running: Running) -> PanelClient:
    """A panel for requests that change nothing."""
    return PanelClient(running.seat())


def test_a_result_the_admin_did_not_set_is_refused(panel: PanelClient) -> None:
    """Reports would not know what to do with it."""
    _, call_id = ringing(panel)
    answer = panel.press(f"calls/{call_id}/result", {"call_result": "Bored"})

    assert (422, "unprocessable") == told(answer)
    assert "Solved, Follow-up, Voicemail, Wrong number" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 422), (b"[" * 9_000, 422), (b'{"number": "\xff"}', 422)]
)
def test_a_body_that_is_no_json_is_refused(
    shared_panel: PanelClient, body: bytes, status: int
) -> None:
    """Whatever it is, it is not a fault of ours."""
    headers = {
        "Authorization": f"Bearer {shared_panel.token}",
        "Content-Type": "application/json",
    }
    answer = requests.post(
        f"{shared_panel.running.url}/api/dial", data=body, headers=headers, timeout=TIMEOUT_S
    )

    assert (status, "unprocessable") == told(answer)


def test_a_form_is_no_json(shared_panel: PanelClient) -> None:
    """What another site can make a browser send is not understood (CSRF)."""
    answer = requests.post(
        f"{shared_panel.running.url}/api/dial",
        data={"number": "+14155550101"},
        headers={"Authorization": f"Bearer {shared_panel.token}"},
        timeout=TIMEOUT_S,
    )

    assert (415, "wrong-media-type") == told(answer)

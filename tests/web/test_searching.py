"""What is typed into 'Name' and 'Related To', looked for through the server."""

import threading
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy
from tests.web.stage import ADA, NOBODY, OutsideCall, telephone_system


def talking(panel: PanelClient, number: str = ADA) -> str:
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", "leg.connected")
    call_id: str = panel.call(phase="talking", matching="done")["id"]
    return call_id


def search(panel: PanelClient, slot: str, text: str, call_id: str = "") -> dict[str, Any]:
    answer = panel.press("search", {"slot": slot, "text": text, "call_id": call_id})
    assert HTTPStatus.OK == answer.status_code, answer.text
    found: dict[str, Any] = answer.json()
    return found


def labels(found: dict[str, Any]) -> list[str]:
    return [each["record"]["label"] for each in found["records"]]


@pytest.mark.parametrize("text", ["Lovel", "0101", "ada.love"])
def test_a_person_is_found_by_name_number_and_address(panel: PanelClient, text: str) -> None:
    """Whatever the caller tells the agent first (S2-37)."""
    assert ["Ada Lovelace"] == labels(search(panel, "who", text))


def test_what_is_found_says_how_it_stands_to_the_call(panel: PanelClient) -> None:
    """A record of another account is marked before anybody chooses it."""
    call_id = talking(panel)
    mine, other = (
        search(panel, "what", text, call_id)["records"][0]
        for text in ("Difference Engine", "Compiler rollout")
    )

    assert "candidate" == mine["record"]["relation"]
    assert ("other-account", "note.other-account") == (
        other["record"]["relation"],
        other["record"]["note"]["code"],
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"slot": "who", "text": "Ad"}, "text"),
        ({"slot": "who", "text": "x" * 101}, "text"),
        ({"slot": "Name", "text": "Ada"}, "slot"),
        ({"text": "Ada"}, "slot"),
    ],
)
def test_a_search_that_asks_nothing_is_refused(
    panel: PanelClient, body: dict[str, str], field: str
) -> None:
    """With the field that is wrong."""
    answer = panel.press("search", body)

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert [field] == [each["field"] for each in answer.json()["errors"]]


def test_the_call_of_another_agent_is_no_call(running: Running, panel: PanelClient) -> None:
    """Its slots tell who is on the phone: that is nobody else's business."""
    with PanelClient(running.seat()) as neighbour:
        theirs = talking(neighbour)
    body = {"slot": "who", "text": "Lovel", "call_id": theirs}

    assert HTTPStatus.NOT_FOUND == panel.press("search", body).status_code
    assert HTTPStatus.NOT_FOUND == panel.press(f"calls/{theirs}/cases").status_code


def test_an_org_that_cannot_be_asked_is_said_to_be_one(
    running: Running, panel: PanelClient
) -> None:
    """Nobody is told that nothing was found."""
    search(panel, "who", "Lovel")
    running.fault("GET /search", "limit", times=1)
    answer = panel.press("search", {"slot": "who", "text": "Lovel"})

    assert (HTTPStatus.BAD_GATEWAY, "search-failed") == (
        answer.status_code,
        answer.json()["error_id"],
    )


def test_a_search_that_hangs_holds_nothing_up(running: Running, panel: PanelClient) -> None:
    """The agent writes and chooses while the org takes its time; then the answer comes, or 504."""
    call_id = talking(panel)
    search(panel, "who", "Lovel")
    running.fault("GET /search", "slow", times=1, delay_ms=20_000)
    answers: list[int] = []
    wish = {"slot": "who", "text": "Lovel"}
    asking = threading.Thread(
        target=lambda: answers.append(panel.press("search", wish).status_code)
    )
    asking.start()
    meanwhile = [
        panel.press(f"calls/{call_id}/notes", {"text": "asks for Ada", "version": 0}).status_code,
        panel.press(f"calls/{call_id}/result", {"call_result": "Solved"}).status_code,
        panel.press(f"calls/{call_id}/unassign", {"record_id": ada(panel)}).status_code,
    ]
    running.no_more_faults()
    asking.join()

    assert [HTTPStatus.ACCEPTED] * 3 == meanwhile
    assert answers[0] in {HTTPStatus.OK, HTTPStatus.GATEWAY_TIMEOUT}


def ada(panel: PanelClient) -> str:
    return panel.running.record_id("Contact", "Ada Lovelace")


@pytest.fixture
def listing(running: Running) -> Iterator[Running]:
    """The product with 'List the customer's open cases' on."""
    change_policy(running, list_open_cases=True)
    yield running
    change_policy(running, list_open_cases=False)


def cases(panel: PanelClient, call_id: str) -> list[tuple[str, str]]:
    answer = panel.press(f"calls/{call_id}/cases")
    assert HTTPStatus.OK == answer.status_code, answer.text
    return [(each["record"]["label"], each["about"]) for each in answer.json()["records"]]


def test_open_cases_of_the_customer_are_listed_where_the_admin_wants_it(
    listing: Running, panel: PanelClient
) -> None:
    """Even if nobody opened them; a closed one, or another account's, is not (DECISION 23)."""
    del listing
    found = cases(panel, talking(panel))

    assert {
        ("Case 00001026", "Engine stalls after 40 turns"),
        ("Case 00001027", "Spare cam for the printing unit"),
    } <= set(found)


def test_open_cases_are_not_listed_by_default(panel: PanelClient) -> None:
    """Salesforce is asked for nothing nobody wanted."""
    assert [] == cases(panel, talking(panel))


def test_a_call_of_nobody_has_no_open_cases(listing: Running, panel: PanelClient) -> None:
    """There is no customer yet."""
    del listing

    assert [] == cases(panel, talking(panel, NOBODY))


# ── a choice ─────────────────────────────────────────────────────────────────────────────────


def swap(panel: PanelClient, call_id: str, slot: str, record_id: str) -> HTTPStatus:
    answer = panel.press(f"calls/{call_id}/swap", {"slot": slot, "record_id": record_id})
    return HTTPStatus(answer.status_code)


def heard(panel: PanelClient) -> list[str]:
    panel.listen()
    return panel.said


def become(panel: PanelClient, assigned: list[tuple[str, str]]) -> None:
    until(lambda: panel.assigned() == assigned, lambda: f"{assigned}, not {panel.assigned()}")


def test_what_was_found_is_assigned_by_choosing_it(panel: PanelClient) -> None:
    """The agent chose, so it is theirs, whoever stood there; the former stays an option (S2-38)."""
    call_id = talking(panel)
    (grace,) = search(panel, "who", "Hopper", call_id)["records"]
    assert HTTPStatus.ACCEPTED == swap(panel, call_id, "who", grace["record"]["id"])
    become(panel, [("Grace Hopper", "you")])

    assert "Ada Lovelace" in {each["label"] for each in panel.call()["candidates"]}


def test_what_nobody_found_is_read_before_it_is_assigned(panel: PanelClient) -> None:
    """After a restart the server remembers no answer; the choice counts all the same."""
    call_id = talking(panel, NOBODY)
    case = panel.running.record_id("Case", "00001027")
    assert HTTPStatus.ACCEPTED == swap(panel, call_id, "what", case)

    become(panel, [("Case 00001027", "you")])


@pytest.mark.parametrize("record_id", ["500000000000000", "not an id", "", "x" * 300])
def test_a_record_that_is_none_is_not_assigned(panel: PanelClient, record_id: str) -> None:
    """Gone, hidden, or never there: the field is named, and nothing has changed."""
    call_id = talking(panel)
    answer = panel.press(f"calls/{call_id}/swap", {"slot": "what", "record_id": record_id})

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert ["record_id"] == [each["field"] for each in answer.json()["errors"]]
    assert [("Ada Lovelace", "auto")] == panel.assigned()


def test_a_record_that_cannot_stand_there_is_refused_with_the_reason(panel: PanelClient) -> None:
    """A script that puts a Case into Name gets an answer, not an assignment."""
    call_id = talking(panel)
    case = panel.running.record_id("Case", "00001026")
    assert HTTPStatus.ACCEPTED == swap(panel, call_id, "who", case)
    until(lambda: "said.refused" in heard(panel), "the reason")

    assert [("Ada Lovelace", "auto")] == panel.assigned()


def test_a_further_contact_stands_beside_the_first(panel: PanelClient) -> None:
    """The stand-in's org has Shared Activities (DECISION 25)."""
    call_id = talking(panel)
    until(lambda: heard(panel) is not None and panel.desk["shared_activities"], "what it shares")
    mary = panel.running.record_id("Contact", "Mary Somerville")
    answer = panel.press(f"calls/{call_id}/add", {"record_id": mary})
    assert HTTPStatus.ACCEPTED == answer.status_code

    become(panel, [("Ada Lovelace", "auto"), ("Mary Somerville", "you")])

"""An agent asks a colleague, hands the customer over, joins all three, or hands on unasked."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import OtherOrg, OutsideCall, calls_on, save

ASKING = ["mute", "cancel_consult", "hang_up"]
HEARD = ["mute", "complete_consult", "cancel_consult", "conference", "hang_up"]
VERBS = ("transfer", "consult")
FREE = ["mute", "dtmf", "transfer", "consult", "hang_up"]


@pytest.fixture
def other(panel: PanelClient) -> Iterator[PanelClient]:
    """The panel of the colleague."""
    with PanelClient(panel.running.seat()) as other:
        yield other


def talking(panel: PanelClient) -> str:
    """Let the agent talk with Ada through the simulator; return the call's address."""
    panel.seat.call("0101", queue="Support")
    at = f"calls/{panel.call(phase='ringing', matching='done')['id']}"
    assert panel.press(f"{at}/answer").ok
    panel.call(phase="talking")
    return at


def controls(panel: PanelClient, *wanted: str) -> None:
    """Wait until the panel's one call offers exactly these."""

    def offered() -> bool:
        return [each["controls"] for each in calls_on(panel).values()] == [list(wanted)]

    until(offered, lambda: f"the controls {wanted}; there are {calls_on(panel)}")


def asked(panel: PanelClient, other: PanelClient) -> str:
    """Let the agent ask their colleague, who answers; return the call's address."""
    at = talking(panel)
    answer = panel.press(f"{at}/consult", {"to": other.seat.line})
    assert 202 == answer.status_code, answer.text
    controls(panel, *ASKING)
    assert other.press(f"calls/{other.call(phase='ringing')['id']}/answer").ok
    controls(panel, *HEARD)
    return at


def test_a_colleague_is_asked_and_takes_the_customer(
    panel: PanelClient, other: PanelClient
) -> None:
    """A consults B and completes: the wrap-up and the one Task are B's (A-8, DECISION 16)."""
    at = asked(panel, other)
    controls(other, "mute", "hang_up")
    assert 202 == panel.press(f"{at}/complete-consult").status_code
    until(lambda: calls_on(panel) == {}, "the call to leave the panel of who asked")
    controls(other, "hold", *FREE)
    call = other.call(phase="talking")
    other.press(f"calls/{call['id']}/hang_up")
    save(other, other.call(phase="wrap-up"))
    other.call(phase="saved")

    saved = other.call(phase="saved")
    assert saved["log"]["task_url"]
    assert "event.transferred" in [each["text"]["code"] for each in saved["events"]]


def test_a_question_is_taken_back_and_the_customer_is_there_again(
    panel: PanelClient, other: PanelClient
) -> None:
    """The colleague has nothing of the call afterwards."""
    at = asked(panel, other)
    assert 202 == panel.press(f"{at}/cancel-consult").status_code

    controls(panel, "hold", *FREE)
    panel.call(phase="talking")
    until(lambda: calls_on(other) == {}, "the call to leave the panel of who was asked")


def test_in_a_conference_either_agent_has_the_customer(
    panel: PanelClient, other: PanelClient
) -> None:
    """Who asked leaves, and the colleague goes on."""
    at = asked(panel, other)
    assert 202 == panel.press(f"{at}/conference").status_code
    controls(panel, "hold", *FREE)
    controls(other, "hold", *FREE)
    panel.press(f"{at}/hang_up")
    until(lambda: calls_on(panel) == {}, "the call to leave the panel of who asked")

    other.call(phase="talking")


def test_a_colleague_who_declines_leaves_the_customer_on_hold(
    panel: PanelClient, other: PanelClient
) -> None:
    """Nothing hangs in between: what can be done with a held call can be done again."""
    at = talking(panel)
    panel.press(f"{at}/consult", {"to": other.seat.line})
    other.press(f"calls/{other.call(phase='ringing')['id']}/decline")

    controls(panel, "retrieve", *(each for each in FREE if each != "dtmf"))
    panel.call(phase="held")


def test_completing_before_the_colleague_answers_is_refused_with_the_state(
    panel: PanelClient, other: PanelClient
) -> None:
    """A panel that is behind learns how it is; nobody is handed to a ringing telephone unasked."""
    at = talking(panel)
    panel.press(f"{at}/consult", {"to": other.seat.line})
    other.call(phase="ringing")
    controls(panel, *ASKING)
    early = [panel.press(f"{at}/{verb}") for verb in ("complete-consult", "conference", "consult")]

    assert [409, 409, 422] == [each.status_code for each in early]


def test_handed_on_unasked_it_rings_at_the_colleague(
    panel: PanelClient, other: PanelClient
) -> None:
    """A blind transfer, by line; the call leaves the panel."""
    at = talking(panel)
    assert 202 == panel.press(f"{at}/transfer", {"to": other.seat.line}).status_code

    other.call(phase="ringing")
    until(lambda: calls_on(panel) == {}, "the call to leave the panel")


def test_handed_back_into_its_queue_it_waits_there(panel: PanelClient) -> None:
    """The queue is the telephone system's; its name comes with the call."""
    at = talking(panel)
    found = panel.press(f"{at}/colleagues").json()
    assert 202 == panel.press(f"{at}/transfer", {"queue": found["queue"]}).status_code

    assert "Support" == found["queue"]
    until(lambda: calls_on(panel) == {}, "the call to leave the panel")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("transfer", {}),
        ("transfer", {"to": "  "}),
        ("transfer", {"to": "nobody"}),
        ("consult", {"to": ""}),
        ("consult", {"to": "nobody"}),
    ],
)
def test_whom_nobody_can_reach_is_refused_by_the_field(
    panel: PanelClient, call: OutsideCall, path: str, body: dict[str, str]
) -> None:
    """The dialog shows it at the box."""
    call.tell("leg.offered", "leg.connected")
    answer = panel.press(f"calls/{panel.call(phase='talking')['id']}/{path}", body)

    assert 422 == answer.status_code
    assert ["to"] == [each["field"] for each in answer.json()["errors"]]


def test_nobody_hands_a_call_to_themselves(panel: PanelClient, call: OutsideCall) -> None:
    """Their own line is no colleague's."""
    call.tell("leg.offered", "leg.connected")
    at = f"calls/{panel.call(phase='talking')['id']}"
    answers = [panel.press(f"{at}/{verb}", {"to": panel.seat.line}) for verb in VERBS]

    assert [422, 422] == [each.status_code for each in answers]


def test_a_command_to_a_call_that_just_ended_is_answered_with_its_state(
    panel: PanelClient, other: PanelClient
) -> None:
    """Never an error page, never a wrong state: what was pressed too late changes nothing."""
    at = asked(panel, other)
    panel.press(f"{at}/cancel-consult")
    panel.call(phase="talking")
    panel.press(f"{at}/hang_up")
    before = panel.call(phase="wrap-up")
    late = ("complete-consult", "cancel-consult", "conference", "hold", "mute", "hang_up")
    answers = [panel.press(f"{at}/{verb}") for verb in late]
    answers += [panel.press(f"{at}/{verb}", {"to": other.seat.line}) for verb in VERBS]

    assert {(409, "wrap-up")} == {(each.status_code, each.json()["state"]) for each in answers}
    assert before == panel.call(phase="wrap-up")


# ── to whom it could go ──────────────────────────────────────────────────────────────────────


def shown(found: dict[str, Any], line: str) -> dict[str, Any] | None:
    return next((each for each in found["colleagues"] if each["line"] == line), None)


def test_colleagues_are_shown_with_line_name_and_presence(
    panel: PanelClient, other: PanelClient, call: OutsideCall
) -> None:
    """Whom an agent asks depends on who is free."""
    call.tell("leg.offered", "leg.connected")
    at = f"calls/{panel.call(phase='talking')['id']}/colleagues"
    seat = other.seat
    states = [shown(panel.press(at, {"text": seat.line}).json(), seat.line)]
    other.press("presence", {"presence": "away", "reason": "Break"})
    states.append(shown(panel.press(at, {"text": seat.name}).json(), seat.line))
    other.press("presence", {"presence": "available"})
    OutsideCall(call.system, seat.line).tell("leg.offered", "leg.connected", "call.ended")
    states.append(shown(panel.press(at, {"text": seat.line}).json(), seat.line))

    told = {"line": seat.line, "name": seat.name}
    assert [
        told | {"state": "available", "reason": ""},
        told | {"state": "away", "reason": "Break"},
        told | {"state": "wrap-up", "reason": ""},
    ] == states


def test_who_is_on_the_call_is_not_offered_it(panel: PanelClient, other: PanelClient) -> None:
    """Neither the agent nor whom they ask already."""
    at = asked(panel, other)
    lines = (panel.seat.line, other.seat.line)
    found = [panel.press(f"{at}/colleagues", {"text": line}).json() for line in lines]

    assert [None, None] == [shown(each, line) for each, line in zip(found, lines, strict=True)]


def test_no_one_of_another_org_is_ever_named(panel: PanelClient) -> None:
    """The same people work for many orgs of one deployment; none learns of the others (D11)."""
    org = OtherOrg(panel.running)
    with org.panel() as stranger:
        call = OutsideCall(org.system(), stranger.seat.line)
        call.tell("leg.offered", "leg.connected")
        at = f"calls/{stranger.call(phase='talking')['id']}"
        everybody = stranger.press(f"{at}/colleagues").json()
        named = stranger.press(f"{at}/colleagues", {"text": panel.seat.line}).json()
        to_them = stranger.press(f"{at}/transfer", {"to": panel.seat.line})

    nobody = {"colleagues": [], "more": False, "queue": ""}
    assert [nobody, nobody] == [everybody, named]
    assert 409 == to_them.status_code


def test_a_system_that_takes_no_commands_offers_none(panel: PanelClient) -> None:
    """What a telephone system cannot do has no button, and says so when it is asked anyway."""
    org = OtherOrg(panel.running)
    with org.panel() as agent:
        OutsideCall(org.system(), agent.seat.line).tell("leg.offered", "leg.connected")
        call = agent.call(phase="talking")
        asked = agent.press(f"calls/{call['id']}/cancel-consult")

    assert ([], 409) == (call["controls"], asked.status_code)

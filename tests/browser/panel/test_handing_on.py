"""Calls controlled from the panel: to whom they go, what waits for its event, what is silent."""

from datetime import datetime
from typing import Any

from playwright.sync_api import Page, expect

from cti_adapter.web.messages import CallChanged, CallView
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import call, desk, held, ringing, snapshot
from tests.browser.panel.stage import Stage
from tests.support.axe import complaints

AT = "/api/calls/call-1"
B = {"line": "102", "name": "Agent B", "state": "available", "reason": ""}
C = {"line": "103", "name": "Agent C", "state": "away", "reason": "Break"}
NOT_OURS = frozenset({"page-has-heading-one"})
"""The panel is a part of a page that has one."""


def found(*colleagues: dict[str, str], queue: str = "") -> tuple[int, dict[str, Any]]:
    """Return the server's answer to who could take the call."""
    return 200, {"colleagues": list(colleagues), "more": False, "queue": queue}


def tell(stage: Stage, changed: CallView) -> None:
    """Let the server tell that the call is different."""

    def message(seq: int, now: datetime) -> CallChanged:
        return CallChanged(seq=seq, now=now, call=changed, desk=desk())

    stage.tell(message)


def control(page: Page, name: str, *, exact: bool = True) -> Any:
    return page.get_by_role("toolbar", name="Call controls").get_by_role(
        "button", name=name, exact=exact
    )


def test_a_press_is_pending_until_its_event_and_a_silent_system_is_said_to_be(
    page: Page, stage: Stage, show: Show
) -> None:
    """Requirements 5.6: shown after 500 ms, told after some seconds, and then free again."""
    page.clock.install()
    show(snapshot(call()), "talking")
    control(page, "Hold").click()
    stage.wait_for(f"{AT}/hold")
    page.clock.fast_forward(600)
    expect(control(page, "Hold")).to_have_attribute("aria-busy", "true")
    tell(stage, call())  # what else is told of the call is not the answer
    expect(control(page, "Hold")).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(5_000)
    expect(page.get_by_role("status").last).to_contain_text(
        "Hold: the telephone system has not answered. Try again, or use your phone"
    )
    expect(control(page, "Hold")).not_to_have_attribute("aria-busy", "true")
    control(page, "Hold").click()
    stage.wait_for(f"{AT}/hold", nth=2)
    tell(stage, held(controls=("retrieve", "hang_up")))

    expect(control(page, "Resume")).not_to_have_attribute("aria-busy", "true")
    stage.answers[f"{AT}/retrieve"] = (409, {"error_id": "state-conflict", "state": "wrap-up"})
    control(page, "Resume").click()
    expect(page.get_by_role("status").last).to_contain_text("The call has ended already")


def test_whom_to_hand_a_call_to_is_chosen_by_keyboard_alone(stage: Stage, show: Show) -> None:
    """Search, arrow, one of two buttons; Escape leaves it, and the focus is where it was."""
    stage.answers[f"{AT}/colleagues"] = found(B, C, queue="Support")
    page = show(snapshot(call()), "talking")
    transfer = control(page, "Transfer")
    transfer.press("Enter")
    dialog = page.get_by_role("dialog", name="Transfer Ada Lovelace")
    box = dialog.get_by_role("searchbox", name="Find a colleague, or type a number")
    expect(box).to_be_focused()
    expect(dialog.get_by_role("radio")).to_have_count(3)
    assert [] == complaints(page, but=NOT_OURS)
    now, first = (dialog.get_by_role("button", name=each) for each in ("Transfer now", "Ask first"))
    expect(now).to_have_attribute("aria-disabled", "true")
    box.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Agent B 102 · Available")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Agent C 103 · Away – Break")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Queue Support waits there again")).to_be_checked()
    expect(first).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")
    expect(transfer).to_be_focused()
    stage.answers[f"{AT}/colleagues"] = found()
    stage.answers[f"{AT}/consult"] = (422, {"error_id": "unprocessable"})
    transfer.press("Enter")
    box.fill("+1 415 555 0120")
    expect(dialog.get_by_role("radio")).to_be_checked()
    first.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text(
        "That is neither a colleague nor a telephone number."
    )
    now.press("Enter")
    expect(dialog).to_be_hidden()

    assert {"to": "+1 415 555 0120"} == stage.wait_for(f"{AT}/transfer").body


def test_while_a_colleague_is_asked_the_main_button_hands_over(stage: Stage, show: Show) -> None:
    """Requirements 5.2; before they have answered it says why it cannot."""
    asking = held(controls=("mute", "cancel_consult", "hang_up"))
    page = show(snapshot(asking), "held")
    expect(control(page, "Transfer")).to_have_attribute("aria-description", "not answered yet")
    tell(
        stage,
        held(controls=("mute", "complete_consult", "cancel_consult", "conference", "hang_up")),
    )
    names = ["Mute", "Back to caller", "Conference", "Transfer"]
    expect(page.get_by_role("toolbar").get_by_role("button")).to_have_text(names)
    control(page, "Mute").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")

    stage.wait_for(f"{AT}/complete-consult")


def test_what_the_telephone_system_cannot_do_has_no_button(stage: Stage, show: Show) -> None:
    """A system that takes no commands is worked at the phone, and the panel says so."""
    page = show(snapshot(ringing(can=("decline", "hang_up"), controls=("decline",))), "ringing")
    expect(page.get_by_role("button", name="Answer", exact=True)).to_have_count(0)
    expect(page.get_by_text("Answer at your phone")).to_be_visible()
    tell(stage, call(can=("hold", "retrieve", "hang_up"), controls=("hold", "hang_up")))
    expect(page.get_by_role("toolbar").get_by_role("button")).to_have_text(["Hold"])
    tell(stage, call(can=(), controls=()))

    expect(page.get_by_text("Use your phone")).to_be_visible()
    expect(page.get_by_role("toolbar", name="Call controls")).to_be_hidden()
    expect(page.get_by_role("button", name="Hang up")).to_be_hidden()

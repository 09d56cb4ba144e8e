"""The panel without a mouse and without eyes (requirements 5.5 and 5.7)."""

from playwright.sync_api import Page, expect

from cti_adapter.web.messages import CallChanged, CallView, DeskView
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import (
    ADA,
    CASE,
    assign,
    assigned,
    call,
    desk,
    notes,
    refused,
    ringing,
    snapshot,
    unknown,
    wrap_up,
)
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES


def tell(stage: Stage, view: CallView, at_desk: DeskView | None = None) -> None:
    """Tell the page about a call."""
    beside = at_desk or desk(view.id)
    stage.tell(lambda seq, now: CallChanged(seq=seq, now=now, call=view, desk=beside))


def test_enter_answers_while_the_dialog_has_the_focus(show: Show, stage: Stage) -> None:
    """Somebody who is in the panel answers with one key."""
    page = show(snapshot(), "ready")
    page.get_by_role("textbox", name="Number").focus()
    tell(stage, ringing())
    expect(page.get_by_role("alertdialog", name="Incoming call")).to_be_focused()
    page.keyboard.press("Enter")

    assert {} == stage.wait_for("/api/calls/call-1/answer").body


def test_escape_declines_only_when_pressed_twice(show: Show, stage: Stage) -> None:
    """A slip of the finger loses no customer."""
    page = show(snapshot(ringing()), "ringing")
    page.get_by_role("alertdialog", name="Incoming call").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Press Escape once more to decline").first).to_be_visible()
    assert [] == stage.commands()
    page.keyboard.press("Escape")

    stage.wait_for("/api/calls/call-1/decline")
    assert ["/api/calls/call-1/decline"] == stage.commands()


def test_a_ring_takes_no_focus_from_somebody_who_types(show: Show, stage: Stage) -> None:
    """An Enter meant for the notes must not answer a call."""
    page = show(snapshot(wrap_up(notes=notes(""))), "wrap-up")
    page.get_by_role("textbox", name="Notes").press_sequentially("Sent the cam")
    tell(stage, unknown(id="call-2"), desk("call-1"))
    expect(page.get_by_role("alertdialog", name="Incoming call")).to_be_visible()

    expect(page.get_by_role("textbox", name="Notes")).to_be_focused()


def test_a_ring_takes_no_focus_from_the_page_around(show: Show, stage: Stage) -> None:
    """Nobody was in the panel, so nobody is pulled into it."""
    page = show(snapshot(), "ready")
    tell(stage, ringing())
    expect(page.get_by_role("alertdialog", name="Incoming call")).to_be_visible()

    expect(page.locator("body")).to_be_focused()


def test_after_the_answer_the_focus_stays_with_the_call(show: Show, stage: Stage) -> None:
    """The pressed button is gone; whoever listens is told whose call it is."""
    page = show(snapshot(ringing()), "ringing")
    page.get_by_role("button", name="Answer", exact=True).focus()
    tell(stage, call())
    page.wait_for_selector("#panel[data-phase='talking']")

    expect(page.get_by_role("region", name="Call")).to_be_focused()


def test_arrow_keys_move_among_the_matching_records_and_enter_chooses(
    show: Show, stage: Stage
) -> None:
    """The list is one place, not two stops for every record."""
    page = show(snapshot(unknown()), "ringing")
    matching = page.get_by_role("list", name="Matching records")
    matching.get_by_role("button", name="Charles Babbage", exact=True).focus()
    page.keyboard.press("ArrowDown")
    chosen = matching.get_by_role("button", name="Grace Hopper", exact=True)
    expect(chosen).to_be_focused()
    expect(chosen).to_have_accessible_description("Contact · Compiler Works")
    page.keyboard.press("Enter")

    sent = stage.wait_for("/api/calls/call-1/choose").body
    assert {"record_id": unknown().matches[1].id} == sent


def test_a_disabled_assign_can_be_reached_read_and_pressed_in_vain(
    show: Show, stage: Stage
) -> None:
    """Whoever cannot press it learns why."""
    page = show(snapshot(call(), at_desk=desk(button=refused(CASE, "reason.limit"))), "talking")
    button = page.get_by_role("button", name="Assign", exact=True)
    button.focus()
    page.keyboard.press("Enter")

    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description("limit reached")
    assert [] == stage.commands()


def test_assign_says_its_target_age_and_what_gives_way(show: Show) -> None:
    """Before the press the agent knows what the press does (DECISION 4, B-2)."""
    offer = assign(CASE, seen=30.2, replaces="Analytical Engines")
    page = show(snapshot(call(), at_desk=desk(button=offer)), "talking")
    button = page.get_by_role("button", name="Assign Case 00001026", exact=True)

    expect(button).to_have_accessible_description(
        "Case · Analytical Engines seen 30 s ago replaces Analytical Engines"
    )


def test_after_del_the_focus_goes_to_the_next_record_then_to_the_list(
    show: Show, stage: Stage
) -> None:
    """The keyboard is never dropped."""
    both = call(assigned=(assigned(ADA), assigned(CASE, "you")))
    page = show(snapshot(both), "talking")
    page.get_by_role("button", name="Del Ada Lovelace").press("Enter")
    tell(stage, call(assigned=(assigned(CASE, "you"),)))
    expect(page.get_by_role("button", name="Del Ada Lovelace")).to_have_count(0)
    expect(page.get_by_role("button", name="Del Case 00001026")).to_be_focused()
    page.keyboard.press("Enter")
    tell(stage, call(assigned=()))
    expect(page.get_by_role("button", name="Del Case 00001026")).to_have_count(0)

    expect(page.get_by_role("list", name="Assigned records")).to_be_focused()


def test_the_toolbar_is_one_stop_and_arrows_move_inside(show: Show) -> None:
    """The pattern of a toolbar, as it is published."""
    page = show(STATES["talking"][1](), "talking")
    toolbar = page.get_by_role("toolbar", name="Call controls")
    toolbar.get_by_role("button", name="Mute").focus()
    page.keyboard.press("ArrowRight")
    expect(toolbar.get_by_role("button", name="Hold")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Hang up")).to_be_focused()


def test_the_keypad_sends_what_is_pressed_and_typed(show: Show, stage: Stage) -> None:
    """A voice menu is walked through with either hand; on a slow line, too, in the order typed."""
    stage.late["/api/calls/call-1/dtmf"] = [0.3]
    page = show(STATES["talking"][1](), "talking")
    page.get_by_role("button", name="Keypad").click()
    page.get_by_role("group", name="Keypad").get_by_role("button", name="4").click()
    page.keyboard.press("#")
    stage.wait_for("/api/calls/call-1/dtmf", nth=2)

    sent = [post.body for post in stage.posts if post.path.endswith("/dtmf")]
    assert [{"digits": "4"}, {"digits": "#"}] == sent
    expect(page.get_by_role("group", name="Keypad")).to_contain_text("Tones sent4#")


def test_the_menu_opens_closes_and_signs_out_by_keyboard(show: Show, stage: Stage) -> None:
    """The pattern of a menu button, as it is published."""
    page = show(snapshot(), "ready")
    menu = page.get_by_role("button", name="Menu")
    menu.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Call history")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    menu.press("Enter")
    page.get_by_role("menuitem", name="Sign out").press("Enter")

    page.wait_for_selector("#panel[data-phase='signed-out']")
    assert stage.signed_in is False


def test_signing_out_during_a_call_asks_once_and_says_who_logs(show: Show, stage: Stage) -> None:
    """The call is not lost, and the agent knows it (requirements 5.6)."""
    page = show(STATES["talking"][1](), "talking")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    question = page.get_by_role("alertdialog", name="Sign out during a call?")
    expect(question).to_contain_text("up to your org's settings")
    question.get_by_role("button", name="Stay signed in").click()

    expect(question).to_be_hidden()
    assert stage.signed_in is True


def test_there_is_one_live_region_and_the_ring_is_spoken_in_it(show: Show, stage: Stage) -> None:
    """Caller and queue are announced at once, without a flood."""
    page = show(snapshot(), "ready")
    tell(stage, ringing())

    status = page.get_by_role("status")
    expect(status).to_have_count(1)
    expect(status).to_have_text("Incoming call: Ada Lovelace, queue Support")


def test_the_warning_is_an_alert_and_goes_when_a_record_is_assigned(
    show: Show, stage: Stage
) -> None:
    """Nobody overlooks that a call has no record (DECISION 6)."""
    page = show(STATES["talking, nothing assigned"][1](), "talking")
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("No record is assigned. Open the caller's record or choose one")
    tell(stage, call())

    expect(alert).to_have_count(0)


def names(page: Page, role: str) -> list[str]:
    """Return what the controls of a role are called, top to bottom."""
    controls = page.locator(f"{role}:visible").all()
    return [one.get_attribute("aria-label") or one.inner_text().strip() for one in controls]


def test_the_order_of_tab_stops_is_the_order_on_the_screen(show: Show) -> None:
    """Requirements 5.3, top to bottom."""
    page = show(STATES["wrap-up"][1](), "wrap-up")

    assert [
        "Menu",
        "Open Ada Lovelace",
        "Extend",
        "Undo",
        "Why Ada Lovelace",
        "Del Ada Lovelace",
        "Why Case 00001026",
        "Del Case 00001026",
        "Assign",
        "Follow-up task",
        "Call events",
        "Save",
    ] == names(page, "button")

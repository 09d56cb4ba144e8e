"""What the panel asks of the server and the page around it, and what it does without an answer."""

import re
import uuid

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cti_adapter.web.messages import Announced, Text
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import (
    ADA,
    CASE,
    assign,
    call,
    desk,
    ended,
    notes,
    ringing,
    snapshot,
    wrap_up,
)
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES
from tests.browser.panel.test_keyboard import tell
from tests.support.patience import until

CASE_PAGE = {"recordId": "500000000001026AAA", "recordName": "00001026", "objectType": "Case"}
CASE_RECORD = {"id": "500000000001026AAA", "type": "Case", "name": "00001026"}


def told(page: Page) -> list[list[object]]:
    """Return what the page around the panel was asked to do."""
    asked: list[list[object]] = page.evaluate("page.told")
    return asked


# ── commands ──


def test_a_command_carries_a_key_and_is_repeated_with_the_same_one(
    show: Show, stage: Stage
) -> None:
    """A press that a broken line swallowed is done once, not twice, not never."""
    stage.answers["/api/calls/call-1/hold"] = (503, {})
    page = show(STATES["talking"][1](), "talking")
    page.get_by_role("button", name="Hold").click()
    first = stage.wait_for("/api/calls/call-1/hold")
    stage.answers.clear()
    second = stage.wait_for("/api/calls/call-1/hold", nth=2)

    assert first.key == second.key
    assert str(uuid.UUID(first.key)) == first.key


def test_a_press_that_is_not_confirmed_is_shown_as_pending(show: Show, stage: Stage) -> None:
    """After half a second the agent sees that the press was heard (requirements 5.6)."""
    page = show(STATES["talking"][1](), "talking")
    hold = page.locator("cti-controls button").nth(1)
    hold.click()
    expect(hold).to_have_attribute("aria-busy", "true")
    tell(stage, call(phase="held", held_at=call().started_at))

    expect(hold).not_to_have_attribute("aria-busy", "true")


def test_a_command_the_state_does_not_allow_is_said_in_words(show: Show, stage: Stage) -> None:
    """What happened, whether the call is safe, what to press; held already is no fault."""
    stage.answers["/api/calls/call-1/hold"] = (409, {"error_id": "conflict", "state": "held"})
    stage.answers["/api/calls/call-1/mute"] = (502, {"error_id": "telephony"})
    page = show(STATES["talking"][1](), "talking")
    page.get_by_role("button", name="Hold").click()

    expect(page.get_by_role("status")).to_contain_text("Hold is not possible now")
    page.get_by_role("button", name="Mute").click()
    expect(page.get_by_role("status")).to_contain_text("Mute did not work; the call goes on")


def test_assign_asks_the_page_first(show: Show, stage: Stage) -> None:
    """The record named and the record shown travel together (B-2)."""
    page = show(snapshot(call(), at_desk=desk(button=assign(CASE))), "talking")
    page.evaluate("record => page.quietly(record)", CASE_PAGE)
    page.get_by_role("button", name="Assign Case 00001026").click()
    sent = stage.wait_for("/api/calls/call-1/assign").body

    assert CASE.id == sent["record_id"]
    assert {"answered": True, "record": CASE_RECORD} == {
        name: sent["page"][name] for name in ("answered", "record")
    }


def test_a_silent_page_holds_assign_up_for_400_ms_only(show: Show, stage: Stage) -> None:
    """The answer is then: not answered (B-2)."""
    page = show(snapshot(call(), at_desk=desk(button=assign(CASE))), "talking")
    page.evaluate("page.silent()")
    page.get_by_role("button", name="Assign Case 00001026").click()
    sent = stage.wait_for("/api/calls/call-1/assign", within_s=2).body

    assert {"answered": False, "record": None} == {
        name: sent["page"][name] for name in ("answered", "record")
    }


def test_save_sends_text_result_and_what_the_page_shows(show: Show, stage: Stage) -> None:
    """Everything that stands in the panel at the press (DECISION 9)."""
    page = show(snapshot(wrap_up(notes=notes("", version=7), call_result="")), "wrap-up")
    page.evaluate("record => page.quietly(record)", CASE_PAGE)
    page.get_by_role("textbox", name="Notes").fill("Sent the cam")
    page.get_by_role("combobox", name="Call result").select_option("Follow-up")
    page.get_by_role("button", name="Save").click()
    sent = stage.wait_for("/api/calls/call-1/save").body

    assert ("Sent the cam", "Follow-up") == (sent["text"], sent["call_result"])
    assert CASE_RECORD == sent["page"]["record"]


def test_after_saving_the_page_is_refreshed_and_the_task_can_be_opened(
    show: Show, stage: Stage
) -> None:
    """The agent sees the new Task where it belongs."""
    page = show(snapshot(wrap_up()), "wrap-up")
    tell(stage, ended("saved"), desk(None))
    page.wait_for_selector("#panel[data-phase='saved']")

    link = page.get_by_role("link", name="Open task")
    expect(link).to_have_attribute("href", re.compile("^https://acme"))
    assert ["refreshView", None] in told(page)


def test_what_is_not_saved_says_why_and_can_be_retried(show: Show, stage: Stage) -> None:
    """The log is safe, and the agent knows (requirements 5.6)."""
    page = show(STATES["not saved"][1](), "not-saved")
    expect(page.get_by_text("The server keeps trying")).to_be_visible()
    page.get_by_role("button", name="Retry").click()

    stage.wait_for("/api/calls/call-1/retry")


# ── notes ──


@pytest.mark.requirement("S1-9")
def test_notes_are_on_the_server_within_two_seconds_of_the_last_key(
    show: Show, stage: Stage
) -> None:
    """DECISION 17, measured in the page."""
    page = show(STATES["talking"][1](), "talking")
    field = page.get_by_role("textbox", name="Notes")
    field.fill("")
    field.press_sequentially("asked for refund", delay=20)
    until(lambda: "asked for refund" == stage.posts[-1].body.get("text"), "notes", within_s=2)

    expect(page.get_by_text("saving")).to_be_hidden()
    assert "asked for refund" == stage.posts[-1].body["text"]


def test_near_the_limit_the_notes_say_how_much_is_left_and_else_nothing(show: Show) -> None:
    """A counter that always stands there is noise; one that comes too late cuts a sentence."""
    page = show(snapshot(call()), "talking")
    field = page.get_by_role("textbox", name="Notes")
    field.fill("x" * 99_499)
    field.press("End")
    expect(page.get_by_text("characters left")).to_have_count(0)
    field.press("y")
    expect(page.get_by_text("500 characters left")).to_be_visible()
    field.fill("short again")

    expect(page.get_by_text("characters left")).to_have_count(0)


def test_an_echo_does_not_overwrite_what_is_being_typed(show: Show, stage: Stage) -> None:
    """The server's older text comes back while the agent is a word further."""
    page = show(snapshot(call()), "talking")
    field = page.get_by_role("textbox", name="Notes")
    field.press_sequentially("one")
    stage.wait_for("/api/calls/call-1/notes")
    field.press_sequentially(" two")
    tell(stage, call(notes=notes("one", version=2)))
    stage.wait_for("/api/calls/call-1/notes", nth=2)

    expect(field).to_have_value("one two")


def test_leaving_the_page_takes_the_last_words_along(show: Show, stage: Stage) -> None:
    """A reload within the half second of rest loses nothing."""
    page = show(snapshot(call()), "talking")
    page.get_by_role("textbox", name="Notes").fill("last words")
    page.reload()

    assert "last words" == stage.wait_for("/api/calls/call-1/notes").body["text"]


# ── the page around ──


def test_opened_records_are_reported_once_and_again_on_focus(show: Show, stage: Stage) -> None:
    """Salesforce repeats itself; the server hears of news only."""
    page = show(snapshot(), "ready")
    stage.wait_for("/api/page")
    page.evaluate("record => { page.opens(record); page.opens(record); }", CASE_PAGE)
    stage.wait_for("/api/page", nth=2)
    page.evaluate("page.opens({})")
    stage.wait_for("/api/page", nth=3)

    reports = [post.body["record"] for post in stage.posts if post.path == "/api/page"]
    assert [None, CASE_RECORD, None] == reports


def test_two_clicks_on_a_number_make_one_call(show: Show, stage: Stage) -> None:
    """The panel shows itself and dials, with the record the number stood on (B-26)."""
    page = show(snapshot(), "ready")
    click = "record => page.clicks('+1 415 555 0101', record)"
    page.evaluate(click, CASE_PAGE)
    page.evaluate(click, CASE_PAGE)
    sent = stage.wait_for("/api/dial")

    assert {"number": "+1 415 555 0101", "record": CASE_RECORD} == sent.body
    assert 1 == len([post for post in stage.posts if post.path == "/api/dial"])
    assert ["setSoftphonePanelVisibility", {"visible": True}] in told(page)


def test_open_pops_the_record(show: Show) -> None:
    """A candidate can be looked at before it is chosen."""
    page = show(STATES["ringing, several match"][1](), "ringing")
    page.get_by_role("button", name="Open Grace Hopper").click()
    hopper = STATES["ringing, several match"][1]().calls[0].matches[1]

    popped = {"type": "sobject", "params": {"recordId": hopper.id}}
    assert ["screenPop", popped] in told(page)


def test_the_utility_bar_follows_the_call(show: Show, stage: Stage) -> None:
    """A minimised panel still says who rings (requirements 5.2)."""
    page = show(snapshot(), "ready")
    tell(stage, ringing())
    page.wait_for_selector("#panel[data-phase='ringing']")

    assert ["setSoftphoneItemLabel", {"label": "● Ada Lovelace"}] in told(page)
    assert ["setSoftphoneItemIcon", {"key": "incoming_call"}] in told(page)


# ── what comes from outside ──


def test_a_caller_named_in_html_is_shown_as_text(show: Show) -> None:
    """Names come from anybody; markup never does."""
    html = "<img src=x onerror=alert(1)>"
    mallory = type(ADA)(
        id=ADA.id,
        type="Contact",
        label=html,
        account="<b>",
        phone="",
        relation="assigned",
        note=None,
    )
    page = show(snapshot(ringing(party=mallory, matches=(mallory,))), "ringing")

    expect(page.get_by_role("region", name="Call")).to_contain_text(html)
    assert 0 == page.locator("img, cti-card b").count()


def test_what_the_server_announces_is_said(show: Show, stage: Stage) -> None:
    """The last message wins."""
    page = show(snapshot(call()), "talking")
    for code in ("said.assigned", "said.undone"):
        text = Text(code=code, params={"record": "Case 00001026"})
        stage.tell(
            lambda seq, now, text=text: Announced(  # type: ignore[misc]
                seq=seq, now=now, text=text, tone="success", call_id=None
            )
        )

    expect(page.get_by_role("status")).to_have_text("Undone: Case 00001026")


def test_a_reload_shows_the_same_screen(show: Show, context: BrowserContext) -> None:
    """Phase, notes and time are the server's, so they survive (B-7)."""
    page = show(STATES["held, different account"][1](), "held")
    page.reload()
    page.wait_for_selector("#panel[data-phase='held']")

    expect(page.get_by_role("textbox", name="Notes")).to_have_value(re.compile("^Asks why"))
    expect(page.get_by_role("status")).to_contain_text("Recovered")
    assert 1 == len(context.pages)

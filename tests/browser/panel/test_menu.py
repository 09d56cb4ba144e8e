"""What the menu of the state strip opens, and the agent's hotkeys (B-18, DECISION 24)."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from cti_adapter.service.hotkeys import DEFAULTS
from cti_adapter.web.messages import CallChanged, CallView, Snapshot, Text
from cti_adapter.web.panel_settings import HintView
from cti_adapter.web.past_calls import HistoryAnswer, HistoryCallView
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import CASE, assign, call, desk, ringing, snapshot, wrap_up
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES
from tests.support.axe import CONTRAST, complaints

NOT_OURS = frozenset({"page-has-heading-one"})
"""The panel is a part of a page that has one."""
UNLOGGED = HistoryCallView(
    id="c-1",
    direction="Inbound",
    number="+1 415-555-0999",
    records=(),
    started_at=datetime(2026, 11, 21, 9, 5, tzinfo=UTC),
    duration_s=0,
    answered=False,
    state="not-logged",
    task_url=None,
    reason=Text(code="why.missed-queue-call"),
    by_hand=False,
    log_now=True,
)
SPELL = HintView(situation="no-match", text="Ask for the name.\nSpell it back.", link="")
FORM = HintView(
    situation="contact-form",
    text="Type: Customer. More at https://intranet.example.com/types.",
    link="https://crm.example.com",
)


def told(*calls: CallView, **settings: Any) -> Snapshot:
    """Return what a page is told of calls, hints and keys."""
    made = snapshot(*calls)
    return msgspec.structs.replace(
        made, settings=msgspec.structs.replace(made.settings, **settings)
    )


def stranger(**changes: Any) -> CallView:
    """Return a call of somebody who is stored nowhere."""
    return call(**{"party": None, "assigned": (), "matches": (), "warning": True} | changes)


def choose(page: Page, item: str) -> Locator:
    """Choose from the menu by keyboard; return the dialog that opens."""
    page.get_by_role("button", name="Menu").press("Enter")
    page.get_by_role("menuitem", name=item, exact=True).press("Enter")
    dialog = page.get_by_role("dialog", name=item, exact=True)
    expect(dialog).to_be_visible()
    return dialog


@pytest.mark.parametrize(
    "item", ["Call history", "Hints", "Logging settings", "Keyboard shortcuts"]
)
def test_each_dialog_of_the_menu_is_accessible_and_gives_the_focus_back(
    item: str, show: Show, stage: Stage
) -> None:
    """Opened, read, closed: the keyboard is where it was (B-19)."""
    stage.history = HistoryAnswer(calls=(UNLOGGED,), before=None, unlogged=1)
    page = show(told(stranger(), hints=(SPELL, FORM)), "talking")
    page.set_viewport_size({"width": 320, "height": 480})
    expect(page.get_by_role("note", name="Hint")).to_contain_text("Ask for the name.")
    found = complaints(page, but=NOT_OURS) if item == "Hints" else []
    dialog = choose(page, item)
    if item == "Call history":
        expect(dialog.get_by_role("list", name="Call history")).to_contain_text("not answered")
    found += complaints(page, but=NOT_OURS)
    page.emulate_media(color_scheme="dark")
    found += complaints(page, CONTRAST)
    wider = dialog.evaluate("dialog => dialog.scrollWidth - dialog.clientWidth")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    assert ([], 0) == (found, wider)


def test_every_hint_is_there_on_request_with_its_lines_and_safe_links(show: Show) -> None:
    """Without a call, too: who is new reads them all."""
    page = show(told(hints=(SPELL, FORM)), "ready")
    dialog = choose(page, "Hints")
    note = page.get_by_role("note", name="Hint")

    expect(note).to_contain_text("Nobody has this number")
    expect(note).to_contain_text("Ask for the name.\nSpell it back.", use_inner_text=True)
    links = note.get_by_role("link").evaluate_all("all => all.map(one => one.href)")
    assert ["https://intranet.example.com/types", "https://crm.example.com/"] == links
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_hint_is_text_and_never_markup(show: Show) -> None:
    """What an admin pastes is shown as it is."""
    nasty = "<img src=x onerror=alert(1)> javascript:alert(1) http://plain.example"
    page = show(told(hints=(HintView(situation="no-match", text=nasty, link=""),)), "ready")
    choose(page, "Hints")
    note = page.get_by_role("note", name="Hint")

    expect(note).to_contain_text(nasty)
    expect(note.locator("a, img")).to_have_count(0)


@pytest.mark.requirement("S4-34")
def test_an_agent_reads_what_their_default_is_and_whom_to_ask(show: Show, stage: Stage) -> None:
    """Read-only, and never stale: what an admin changes stands there while the dialog is open."""
    page = show(told(admin_contact="admin@example.test"), "ready")
    dialog = choose(page, "Logging settings")
    expect(dialog).to_contain_text("Your default: log calls")
    expect(dialog).to_contain_text("ask admin@example.test")
    stage.show(told(do_not_log=True, admin_contact="Mary, extension 12"))

    expect(dialog).to_contain_text("Your default: do not log")
    expect(dialog).to_contain_text("ask Mary, extension 12")
    expect(dialog.locator("input, select, textarea")).to_have_count(0)


def test_where_no_hint_is_set_the_menu_says_so(show: Show) -> None:
    """An empty window would look broken."""
    page = show(snapshot(), "ready")

    expect(choose(page, "Hints")).to_contain_text("Your admin has set no hints.")


def test_a_hint_is_said_once_and_can_be_put_away_for_the_call(show: Show, stage: Stage) -> None:
    """It helps, and then it is out of the way; the focus stays with the call."""
    page = show(told(hints=(SPELL,)), "ready")
    page.get_by_role("textbox", name="Number").focus()
    stage.show(told(hints=(SPELL,)))  # settings that are told again say nothing
    page.evaluate(
        "window.said = []; new MutationObserver(() => said.push("
        "document.querySelector('[role=status]').textContent)).observe("
        "document.querySelector('[role=status]'), {childList: true})"
    )
    unknown = ringing(party=None, assigned=(), matches=(), matching="looking")
    told_of(stage, unknown)
    expect(page.get_by_role("alertdialog", name="Incoming call")).to_be_visible()
    told_of(stage, msgspec.structs.replace(unknown, matching="done"))
    note = page.get_by_role("note", name="Hint")
    expect(note).to_contain_text("Ask for the name.")
    expect(page.get_by_role("alertdialog", name="Incoming call")).to_be_focused()
    told_of(stage, stranger())
    page.wait_for_selector("#panel[data-phase='talking']")
    note.get_by_role("button", name="Hide hint").press("Enter")

    expect(note).to_be_hidden()
    expect(page.get_by_role("region", name="Call")).to_be_focused()
    said = page.evaluate("said")
    assert 1 == said.count("Hint: Ask for the name.")
    stage.snapshot = told(stranger(), hints=(SPELL,))
    page.reload()
    page.wait_for_selector("#panel[data-phase='talking']")
    expect(note).to_be_hidden()


def told_of(stage: Stage, view: CallView) -> None:
    """Tell the page about a call."""
    stage.tell(lambda seq, now: CallChanged(seq=seq, now=now, call=view, desk=desk(view.id)))


@pytest.mark.parametrize(
    ("state", "key", "command"),
    [
        ("ringing", "Alt+Shift+Y", "answer"),
        ("held, different account", "Alt+Shift+H", "retrieve"),
        ("talking", "Alt+Shift+X", "hang_up"),
        ("held, different account", "Alt+Shift+U", "undo"),
        ("talking", "Alt+Shift+G", "assign"),
        ("wrap-up", "Alt+Shift+S", "save"),
        ("wrap-up beside a call", "Alt+Shift+S", "save"),
    ],
)
def test_a_hotkey_presses_the_button_it_stands_for(
    state: str, key: str, command: str, show: Show, stage: Stage
) -> None:
    """Whatever has the focus in the panel, without a way through it (B-18)."""
    phase, make = STATES[state]
    page = show(make(), phase)
    page.keyboard.press(key)
    of_call = "call-0" if "beside" in state else "call-1"

    stage.wait_for(f"/api/calls/{of_call}/{command}")
    assert [f"/api/calls/{of_call}/{command}"] == stage.commands()


def test_hotkeys_go_to_the_fields_and_open_the_keypad(show: Show, stage: Stage) -> None:
    """Notes, call result and number are one press away."""
    page = show(STATES["wrap-up"][1](), "wrap-up")
    page.keyboard.press("Alt+Shift+R")
    expect(page.get_by_role("combobox", name="Call result")).to_be_focused()
    page.keyboard.press("Alt+Shift+E")
    expect(page.get_by_role("textbox", name="Notes")).to_be_focused()
    stage.show(STATES["talking"][1]())
    page.wait_for_selector("#panel[data-phase='talking']")
    page.keyboard.press("Alt+Shift+K")
    expect(page.get_by_role("group", name="Keypad")).to_be_visible()
    stage.show(snapshot())
    page.keyboard.press("Alt+Shift+D")

    expect(page.get_by_role("textbox", name="Number")).to_be_focused()


def test_declining_by_hotkey_takes_two_presses(show: Show, stage: Stage) -> None:
    """A slip of the finger loses no customer (requirements 5.5)."""
    page = show(snapshot(ringing()), "ringing")
    page.keyboard.press("Alt+Shift+N")
    expect(page.get_by_text("Press the keys once more to decline").first).to_be_visible()
    assert [] == stage.commands()
    page.keyboard.press("Alt+Shift+N")

    stage.wait_for("/api/calls/call-1/decline")


def test_a_key_alone_types_while_somebody_types_and_works_elsewhere(
    show: Show, stage: Stage
) -> None:
    """ "Hm" in the notes must neither hold nor mute; Alt and Shift with a letter type nothing."""
    keys = DEFAULTS | {"hold": "H", "hang-up": "F8"}
    page = show(told(call(), hotkeys=keys), "talking")
    notes = page.get_by_role("textbox", name="Notes")
    notes.press("h")
    notes.press("F8")
    notes.press("Alt+Shift+M")
    stage.wait_for("/api/calls/call-1/mute")
    assert ["/api/calls/call-1/mute"] == [
        each for each in stage.commands() if not each.endswith("/notes")
    ]
    expect(notes).to_have_value("h")
    page.get_by_role("button", name="Keypad").press("h")

    stage.wait_for("/api/calls/call-1/hold")


def test_what_is_not_possible_now_is_said_and_not_done(show: Show, stage: Stage) -> None:
    """A press without any effect would leave the agent guessing."""
    page = show(STATES["wrap-up"][1](), "wrap-up")
    page.keyboard.press("Alt+Shift+G")
    expect(page.get_by_role("status")).to_have_text("Assign is not possible now")
    page.keyboard.press("Alt+Shift+H")
    expect(page.get_by_role("status")).to_have_text("Hold or resume is not possible now")
    choose(page, "Hints")
    page.keyboard.press("Alt+Shift+S")

    assert [] == stage.commands()


def test_keys_are_changed_by_pressing_others_and_all_reset(show: Show, stage: Stage) -> None:
    """The agent need not know how a key is written."""
    page = show(snapshot(wrap_up(), at_desk=desk(button=assign(CASE))), "wrap-up")
    dialog = choose(page, "Keyboard shortcuts")
    change = dialog.get_by_role("button", name="Change Save")
    change.click()
    expect(dialog).to_contain_text("Press the new keys for Save")
    page.keyboard.press("Control+S")
    expect(dialog).to_contain_text("Choose Alt and Shift with a letter")
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("row", name="Save")).to_contain_text("AltShiftS")
    change.click()
    page.keyboard.press("Shift+F8")
    changed = stage.wait_for("/api/hotkeys").body
    change.click()
    page.keyboard.press("Delete")
    without = stage.wait_for("/api/hotkeys", nth=2).body
    dialog.get_by_role("button", name="Reset to defaults").click()

    assert {"hotkeys": DEFAULTS | {"save": "Shift+F8"}} == changed
    assert {"hotkeys": DEFAULTS | {"save": ""}} == without
    assert {"hotkeys": {}} == stage.wait_for("/api/hotkeys", nth=3).body
    assert [] == stage.commands()


def test_the_agent_is_told_when_the_server_does_not_keep_the_keys(show: Show, stage: Stage) -> None:
    """What is not on the server is gone with the next page."""
    stage.answers["/api/hotkeys"] = (503, {})
    page = show(snapshot(), "ready")
    dialog = choose(page, "Keyboard shortcuts")
    dialog.get_by_role("button", name="Change Save").click()
    page.keyboard.press("F8")

    expect(dialog).to_contain_text("The server did not keep the keys. Try again")

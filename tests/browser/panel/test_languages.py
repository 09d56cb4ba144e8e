"""The panel in a language of its own: complete from the first word to the last (B-20)."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from cti_adapter.web.past_calls import HistoryAnswer
from tests.browser.panel.parade import EVERY, Parade
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES
from tests.browser.panel.test_menu import UNLOGGED

PARTS = """() => [...document.querySelectorAll("#panel *")]
    .filter(one => one.localName.includes("-") && one.checkVisibility())
    .map(one => one.localName)"""


@pytest.mark.requirement("B-20")
def test_in_german_no_english_is_left(page: Page, stage: Stage, address: str) -> None:
    """A language is complete or it is not there (B-20)."""
    stage.language = "de"
    stage.snapshot = STATES["ready"][1]()
    page.goto(address)
    page.wait_for_selector("#panel[data-phase='ready']")
    german, seen = Parade(page, stage), ""
    for state in EVERY:
        german.show(state)
        seen += page.locator("#panel").inner_text()
        names = page.eval_on_selector_all("[aria-label]", "all => all.map(one => one.ariaLabel)")
        seen += "\n".join(names)

    english = ("Answer", "Decline", "Hang", "Hold", "Save", "Assign", "Record", "Notes", "Queue")
    assert [] == [word for word in english if word in seen]


@pytest.mark.requirement("B-20")
def test_the_panel_speaks_as_its_salesforce_user_does(
    page: Page, stage: Stage, address: str
) -> None:
    """In a browser of another language and zone: words and times change with the first snapshot."""
    stage.snapshot = STATES["talking"][1]()
    german = replace(
        stage.snapshot.agent, language="de", locale="de-DE", time_zone="Asia/Kathmandu"
    )
    stage.snapshot = replace(stage.snapshot, agent=german)
    page.goto(address)
    page.wait_for_selector("#panel[data-phase='talking']")
    expect(page.get_by_role("button", name="Auflegen")).to_be_visible()

    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.get_by_role("button", name="Hang up")).to_have_count(0)
    expect(page.locator("cti-panel")).to_have_count(1)
    expect(page.locator("cti-panel")).to_contain_text("bei Ihnen seit 19:47")  # 14:02 UTC


@pytest.mark.requirement("B-20")
def test_whoever_changes_the_language_keeps_every_part_of_the_panel(
    page: Page, stage: Stage, address: str
) -> None:
    """What was loaded for the first language stands there in the second, door and dialogs too."""
    stage.signed_in = False
    stage.snapshot = STATES["ready"][1]()
    stage.history = HistoryAnswer(calls=(UNLOGGED,), before=None, unlogged=1)
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("#panel[data-phase='ready']")
    english, german = Parade(page, stage), Parade(page, stage, language="de")
    for state, loaded in {
        "ready, missed calls": "cti-missed",
        "elsewhere": "cti-elsewhere",
    }.items():
        expect(english.show(state).locator(loaded)).to_be_visible()
    state_of: dict[str, str] = {}
    """By part, a state that shows it."""
    for state in EVERY:
        state_of |= dict.fromkeys(english.show(state).evaluate(PARTS), state)
    english.show("ready")
    menu = page.get_by_role("button", name="Menu")
    menu.click()
    page.get_by_role("menuitem", name="Call history").click()
    page.get_by_role("dialog", name="Call history").get_by_role("button", name="Close").click()
    german.show("ready")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    for part, state in state_of.items():
        german.show(state)
        expect(page.locator(part).filter(visible=True)).not_to_have_count(0)
    german.show("ready")
    page.get_by_role("button", name="Menü").click()
    page.get_by_role("menuitem", name="Anrufliste").click()
    expect(page.get_by_role("dialog", name="Anrufliste")).to_contain_text("nicht angenommen")
    page.keyboard.press("Escape")
    stage.signed_in = False
    stage.close(4401)

    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
    assert {"cti-elsewhere", "cti-missed"} <= set(state_of)

"""The Classic console: the softphone stays, tabs come and go (facts/open-cti.md 3.4, 4)."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.contract.emulator.classic_page import Classic


@pytest.fixture
def console(classic: Classic) -> Classic:
    """Agent A in the Classic console, on a list of contacts."""
    classic.page.goto(f"{classic.org.url}/console")
    expect(classic.shown().get_by_role("heading", level=1)).to_have_text("All Contacts")
    return classic


def _name(answer: Any) -> str:
    return str(json.loads(answer["result"])["objectName"])


def test_the_softphone_outlives_every_tab(console: Classic) -> None:
    """Its address says that it stands in a console, and so does the interface."""
    console.phone.evaluate("window.kept = true")
    console.shown().get_by_role("link", name="Ada Lovelace", exact=True).click()
    expect(console.tab("Ada Lovelace")).to_have_attribute("aria-selected", "true")
    console.page.evaluate("standin.close()")
    expect(console.tab("Ada Lovelace")).to_have_count(0)

    assert console.phone.evaluate("window.kept")
    assert console.ask("isInConsole")["result"] is True
    query = parse_qs(urlsplit(console.phone.url).query)
    assert ["org", "isdtp", "isWsVw", "nonce", "sfdcIFrameOrigin"] == list(query)


def test_focus_is_told_of_primary_tabs_and_the_navigation_tab_alone(console: Classic) -> None:
    """A subtab is not reported; who asks is told what the agent sees."""
    console.ask("isVisible")  # behind the listeners' registration
    console.pop(f"/{console.id_of('ada')}", force=False)
    console.heard("focus", 1)
    console.shown().get_by_role("link", name="00001026", exact=True).click()
    expect(console.shown().get_by_role("heading", level=1)).to_have_text("00001026")
    asked = _name(console.ask("getPageInfo"))
    console.tab("All Contacts").click()
    console.heard("focus", 2)
    console.tab("Ada Lovelace").click()
    told = [_name(it) for it in console.heard("focus", 3)]

    assert "00001026" == asked
    assert ["Ada Lovelace", "", "00001026"] == told


def test_a_pop_opens_a_primary_tab_once(console: Classic) -> None:
    """Popped again, the tab comes to the front; over its own form only by force."""
    address = f"/{console.id_of('grace')}"
    console.pop(address, force=False)
    expect(console.tab("Grace Hopper")).to_have_count(1)
    console.tab("All Contacts").click()
    console.pop(f"/{console.org.records['grace']}", force=False)
    heading = console.shown().get_by_role("heading", level=1)
    expect(heading).to_have_text("Grace Hopper")
    detail = console.shown().get_by_role("region", name="Contact Detail")
    detail.get_by_role("link", name="Edit", exact=True).click()
    expect(console.shown().get_by_role("form", name="Contact Edit")).to_be_visible()

    assert console.pop(address, force=False)["result"] is False
    assert console.pop(address, force=True)["result"] is True
    expect(console.tab("Grace Hopper")).to_have_count(1)


def test_a_form_is_saved_in_its_own_tab(console: Classic) -> None:
    """What the org refuses is said above it; then the record is shown where the form was."""
    console.page.evaluate("id => standin.open(id)", console.id_of("case_1026"))
    shown = console.shown()
    shown.get_by_role("region", name="Case Detail").get_by_role(
        "link", name="Edit", exact=True
    ).click()
    shown.get_by_label("Contact").fill("Nobody")
    shown.get_by_role("button", name="Save").click()
    expect(shown.get_by_role("alert")).to_contain_text("Contact: No matches found")
    shown.get_by_label("Contact").fill("charles babbage")
    shown.get_by_label("Subject").fill("Engine runs again")
    shown.get_by_role("button", name="Save").click()
    expect(shown.get_by_role("link", name="Charles Babbage")).to_be_visible()

    case = console.org.read("Case", console.org.records["case_1026"])
    assert ("Engine runs again", console.org.records["charles"]) == (
        case["Subject"],
        case["ContactId"],
    )


def test_the_panel_is_shown_hidden_and_sized(console: Classic) -> None:
    """Hidden, its frame stays loaded; a width is taken here."""
    panel = console.page.get_by_role("region", name="Phone")
    expect(panel).to_be_hidden()
    console.phone.evaluate("sforce.interaction.setVisible(true)")
    expect(panel).to_be_visible()
    console.ask("setSoftphoneWidth", 321)

    assert console.ask("isVisible")["result"] is True
    assert "321px" == console.page.get_by_title("Softphone").evaluate("it => it.style.width")


def test_a_number_in_a_tab_dials_when_enabled(console: Classic) -> None:
    """Also in tabs opened afterwards."""
    console.ask("enableClickToDial")
    console.pop(f"/{console.id_of('ada')}", force=False)
    console.shown().get_by_role("button", name="Call (415) 555-0101").click()
    told = json.loads(console.heard("dial", 1)[0]["result"])

    assert ("(415) 555-0101", "Ada Lovelace") == (told["number"], told["objectName"])

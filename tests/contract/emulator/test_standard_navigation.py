"""Standard navigation: one page, and every change of address is told (open-cti.md 2.8)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.contract.emulator.console_page import Console


@pytest.fixture
def standard(outside: Console) -> Console:
    """Agent A in the app with standard navigation."""
    outside.enter("/lightning/app/standard")
    return outside


def test_a_list_is_told_by_its_address_alone(standard: Console) -> None:
    """Unlike in a console; asking gives the same."""
    standard.open("ada")
    standard.page.get_by_role("navigation", name="Sales").get_by_role("link", name="Cases").click()
    expect(standard.main_heading()).to_have_text("All Cases")
    answer = standard.ask("getAppViewInfo")["returnValue"]
    standard.follow("00001026")
    expect(standard.main_heading()).to_have_text("00001026")
    told = standard.heard("navigation", 3)
    listed = {"url": f"{standard.org.url}/lightning/o/Case/list"}

    assert ["Ada Lovelace", None, "00001026"] == [it.get("recordName") for it in told]
    assert listed == told[1] == answer
    assert 0 == standard.page.get_by_role("tab").count()


def test_a_new_record_modal_is_a_navigation(standard: Console) -> None:
    """As the documents say; after Save the record is one more."""
    standard.ask("screenPop", type="newRecord", params={"entityName": "Contact"})
    modal = standard.page.get_by_role("dialog", name="New Contact")
    modal.get_by_role("textbox", name="Last Name").fill("Menabrea")
    modal.get_by_role("button", name="Save", exact=True).click()
    expect(standard.main_heading()).to_have_text("Menabrea")
    modal_told, record_told = standard.heard("navigation", 2)

    assert {"url"} == set(modal_told)
    assert "/lightning/o/Contact/new" in modal_told["url"]
    assert ("Menabrea", "Contact") == (record_told["recordName"], record_told["objectType"])


def test_a_pop_leaves_the_modal_behind(standard: Console) -> None:
    """The page that pops is the one that is told, and can be used."""
    standard.ask("screenPop", type="newRecord", params={"entityName": "Contact"})
    standard.ask("screenPop", type="sobject", params={"recordId": standard.org.records["ada"]})
    expect(standard.main_heading()).to_have_text("Ada Lovelace")
    standard.button("Edit").click()

    expect(standard.page.get_by_role("dialog")).to_have_count(0)
    assert "Ada Lovelace" == standard.ask("getAppViewInfo")["returnValue"]["recordName"]


def test_leaving_unsaved_changes_asks_first(standard: Console) -> None:
    """There is no tab in which they could wait."""
    standard.open("ada")
    standard.button("Edit").click()
    title = standard.page.get_by_role("textbox", name="Title")
    title.fill("Countess")
    standard.page.get_by_role("link", name="Cases").click()
    standard.button("Stay").click()
    expect(title).to_have_value("Countess")
    standard.page.get_by_role("link", name="Cases").click()
    standard.button("Discard Changes").click()

    expect(standard.main_heading()).to_have_text("All Cases")


def test_the_app_used_last_shows_a_link_s_record(standard: Console) -> None:
    """The softphone knows which app it is in; refocus repeats, back goes back."""
    ada = standard.org.records["ada"]
    standard.page.goto(f"{standard.org.url}/lightning/r/Contact/{ada}/view")
    expect(standard.main_heading()).to_have_text("Ada Lovelace")
    app = parse_qs(urlsplit(standard.phone.url).query)["ltn_app_id"]
    standard.page.get_by_role("link", name="Leads").click()
    expect(standard.main_heading()).to_have_text("All Leads")
    standard.page.go_back()
    expect(standard.main_heading()).to_have_text("Ada Lovelace")
    standard.page.evaluate("standin.refocus()")
    told = [it.get("recordName") for it in standard.heard("navigation", 3)]

    assert ["06mHs0000000002IAA"] == app
    assert [None, "Ada Lovelace", "Ada Lovelace"] == told

"""The pages of settings in the browser: what an admin sets is what agents get (S0-1, B-14)."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from cti_adapter.web.admin.settings import OUR_PAGES
from tests.support.axe import complaints
from tests.support.console_page import ConsolePage
from tests.web.stage import OutsideCall, telephone_system

WITHIN_MS = 5_000
"""B-14: open panels take a change within so long."""


class SettingsPage:
    """A page of settings, filled in and saved as an admin does it."""

    def __init__(self, page: Page, place: str) -> None:
        self.page = page
        self.address = f"{page.url.partition('/admin/')[0]}/admin/{place}"

    def open(self) -> None:
        self.page.goto(self.address)

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("checkbox", name=name, exact=True)

    def text(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    def save(self) -> None:
        self.page.get_by_role("button", name="Save changes", exact=True).click()
        expect(self.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


@pytest.fixture
def assignment(admin_page: Page) -> Iterator[SettingsPage]:
    """The page 'Assignment'; Smart Assign is on again when the test is over."""
    page = SettingsPage(admin_page, "assignment")
    page.open()
    yield page
    page.open()
    page.box("Smart Assign").check()
    page.save()


@pytest.fixture
def notes(admin_page: Page) -> Iterator[SettingsPage]:
    """The page 'Call notes and results'; the results are the old ones when the test is over."""
    page = SettingsPage(admin_page, "notes")
    page.open()
    before = page.text("Call results").input_value()
    yield page
    page.open()
    page.text("Call results").fill(before)
    page.save()


@pytest.mark.requirement("S0-1")
def test_smart_assign_is_on_until_an_admin_unchecks_it(
    assignment: SettingsPage, agent: ConsolePage
) -> None:
    """On and recommended in a fresh installation; off, what is opened is only offered."""
    box = assignment.box("Smart Assign")
    expect(box).to_be_checked()
    expect(box).to_have_accessible_description(
        re.compile("automatic assignment.*recommended", re.IGNORECASE)
    )
    box.uncheck()
    assignment.save()
    expect(box).not_to_be_checked()

    agent.seat.call("0999")
    agent.answer()
    agent.open_record("Contact", "Ada Lovelace")

    expect(agent.button("Assign Ada Lovelace")).to_be_enabled()
    expect(agent.assigned()).to_have_count(0)


@pytest.mark.requirement("B-14")
def test_an_open_panel_offers_the_new_results(notes: SettingsPage, agent: ConsolePage) -> None:
    """In the middle of a wrap-up, without a reload, within five seconds."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    results = agent.panel.get_by_role("combobox", name="Call result", exact=True)
    expect(results).to_be_visible()
    notes.text("Call results").fill("Sold\nNot sold")
    notes.save()

    expect(results.get_by_role("option")).to_have_text(
        [re.compile("Choose"), "Sold", "Not sold"], timeout=WITHIN_MS
    )
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")


@pytest.fixture
def fields(notes: SettingsPage) -> Iterator[Callable[[str, str], None]]:
    """Give one type of event fields beside 'Notes', as an admin does; it has none afterwards."""

    def give(event: str, labels: str) -> None:
        notes.open()
        row = notes.page.get_by_role("group", name="Row 1", exact=True)
        row.get_by_role("combobox", name="Event type", exact=True).select_option(event)
        row.get_by_role("textbox", name="Note fields, one a line", exact=True).fill(labels)
        notes.save()

    yield give
    give("", "")


@pytest.mark.requirement("S1-18")
def test_a_field_for_transfers_is_there_after_a_transfer(
    fields: Callable[[str, str], None], agent: ConsolePage
) -> None:
    """Without a reload; what is typed into it stands in the Task under its name."""
    first = agent.running.seat()
    call = OutsideCall(telephone_system(agent.running), first.line)
    call.tell("leg.offered", "leg.connected")
    fields("transfer", "Reason")
    handed = call.event("call.transferred", kind="blind", from_agent=first.line)
    handed["data"]["to_agent"] = agent.seat.line
    call.system.tell(handed)
    call.tell("leg.ended")
    call.tell("leg.offered", "leg.connected", agent=agent.seat.line)
    reason = agent.panel.get_by_role("textbox", name="Reason", exact=True)
    reason.fill("wants a refund")
    agent.panel.get_by_role("textbox", name="Notes", exact=True).fill("second")
    call.tell("call.ended")
    agent.expect_phase("wrap-up")
    expect(reason).to_have_value("wants a refund")
    agent.save()

    comments = agent.running.task_of(call.placed)["Description"]
    transferred = f"transferred from {first.name} to {agent.seat.name}"
    assert f"{transferred}\n  second\n  Reason: wants a refund\n" in comments


def test_the_pages_are_accessible(admin_page: Page) -> None:
    """Labels, contrast, order: axe finds nothing on any of them."""
    found = []
    for place in (*OUR_PAGES, "versions"):
        SettingsPage(admin_page, place).open()
        found += complaints(admin_page)

    assert [] == found


def test_a_fault_is_at_its_field_and_what_was_typed_stays(notes: SettingsPage) -> None:
    """The list at the top leads to the field; nothing was saved."""
    notes.text("Call results").fill("Sold\nSold")
    notes.page.get_by_role("button", name="Save changes", exact=True).click()
    notes.page.get_by_role("link", name="Call results, entry 2: it stands there twice").click()

    expect(notes.text("Call results")).to_be_focused()
    expect(notes.text("Call results")).to_have_value("Sold\nSold")
    expect(notes.text("Call results")).to_have_accessible_description(re.compile("twice"))


def test_enter_in_a_field_saves_and_does_not_add_a_row(notes: SettingsPage) -> None:
    """The button of a table stands before that of the form."""
    field = notes.page.get_by_role("spinbutton", name="Wrap-up extension", exact=True)
    field.press("Enter")

    expect(notes.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()

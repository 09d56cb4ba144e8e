"""Hints by situation, and what becomes of callers nobody knows (requirements 2.2, path 3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from cti_adapter.calls.policy import Hint, Situation
from tests.support.classic_page import ClassicPage
from tests.support.console_page import ConsolePage
from tests.support.hosts import StandardPage
from tests.support.patience import until
from tests.support.running import Running
from tests.support.seat import Seat
from tests.support.settings_change import change_policy
from tests.web.stage import ADA, NOBODY, OURS, OutsideCall, telephone_system

TEXTS: dict[Situation, str] = {
    "no-match": "Nobody has this number: create a contact.",
    "no-contact": "No contact of their own? Assign their organisation and stop.",
    "find-organisation": "Find the organisation first.",
    "account-open": "New contacts are made from the account's own page.",
    "before-new-contact": "Search once more: is this person really new?",
    "contact-form": (
        "Type: choose Customer.\nNever create contacts for suppliers.\n"
        "Copy every field exactly from the leading system.\nStore only what it holds."
    ),
    "before-new-case": "Is there an open case on this already?",
}


@pytest.fixture(scope="module", autouse=True)
def hints(running: Running) -> Iterator[None]:
    """Every situation has its text while this file is played."""
    texts = tuple(Hint(situation=when, text=text) for when, text in TEXTS.items())
    change_policy(running, hints=texts, leading_system="https://crm.example.com")
    yield
    change_policy(running, hints=(), leading_system="")


@pytest.fixture
def no_prefilling(running: Running) -> Iterator[None]:
    """Forms begin without the caller's number, until the test is over."""
    change_policy(running, prefill_number=False)
    yield
    change_policy(running, prefill_number=True)


def note(agent: ConsolePage) -> Locator:
    """The note 'Hint'."""
    return agent.panel.get_by_role("note", name="Hint")


def expect_hints(agent: ConsolePage, *shown: Situation) -> None:
    """See the texts of these situations, and of no other."""
    for situation, text in TEXTS.items():
        if situation in shown:
            expect(note(agent)).to_contain_text(text, use_inner_text=True)
        else:
            expect(note(agent).filter(has_text=text.splitlines()[0])).to_have_count(0)


def expect_the_form_s_hint(agent: ConsolePage) -> None:
    """See each line of the hint for a contact's form, and the way to the leading system."""
    expect(note(agent)).to_contain_text("Type: choose Customer.")
    expect(note(agent)).to_contain_text("Never create contacts for suppliers.")
    expect(note(agent)).to_contain_text("Copy every field exactly")
    expect(note(agent)).to_contain_text("Store only what it holds.")
    link = note(agent).get_by_role("link", name="Open the leading system")
    expect(link).to_have_attribute("href", "https://crm.example.com")


def expect_empty(agent: ConsolePage, *slots: str) -> None:
    """See nobody and nothing in these slots."""
    expect(agent.assigned()).to_have_count(0)
    for slot in slots:
        box = agent.panel.get_by_role("combobox", name=slot, exact=True)
        expect(box).to_have_value("")


def from_the_menu(agent: ConsolePage) -> None:
    """Ask for all hints."""
    agent.button("Menu").click()
    agent.panel.get_by_role("menuitem", name="Hints").click()


def form_of(agent: ConsolePage, kind: str) -> Locator:
    """The form of a new record that the page shows."""
    if isinstance(agent, ClassicPage):
        return agent.page.get_by_role("form", name=f"{kind} Edit")
    return agent.page.get_by_role("dialog", name=f"New {kind}")


@pytest.mark.requirement("S2-19")
@pytest.mark.requirement("S2-21")
@pytest.mark.requirement("S2-39")
@pytest.mark.requirement("S2-40")
@pytest.mark.requirement("S2-41")
def test_a_stranger_is_met_with_the_hint_of_each_moment(agent: ConsolePage) -> None:
    """Nobody has the number; who answers learns what to do, and what to do next."""
    agent.seat.call("0999")
    expect(agent.call_card()).to_contain_text("No matching record")
    expect_empty(agent, "Name", "Related To")
    expect_hints(agent, "no-match")
    agent.answer()
    expect_hints(agent, "no-match", "no-contact", "find-organisation")
    agent.open_record("Account", "Analytical Engines")

    expect_hints(agent, "no-contact", "account-open")


@pytest.mark.salesforce_page
@pytest.mark.requirement("S2-35")
@pytest.mark.requirement("S2-42")
@pytest.mark.requirement("S2-43")
@pytest.mark.requirement("S2-44")
@pytest.mark.requirement("S2-45")
@pytest.mark.requirement("S2-46")
@pytest.mark.requirement("S2-49")
@pytest.mark.requirement("B-25")
@pytest.mark.usefixtures("no_prefilling")
def test_a_console_keeps_its_forms_to_itself_so_the_buttons_and_the_menu_show_the_hints(
    agent: ConsolePage,
) -> None:
    """Each way in shows them: focus, press, and on request. Not even the number need be stored."""
    agent.seat.call("0999")
    expect(agent.call_card()).to_contain_text("No matching record")
    expect(agent.button("New contact")).to_be_visible()
    agent.button("New lead").focus()
    expect_hints(agent, "no-match", "before-new-contact")
    agent.button("New lead").press("Enter")
    phone = form_of(agent, "Lead").get_by_label("Phone", exact=True)
    expect(phone).to_have_value("")
    expect_the_form_s_hint(agent)
    from_the_menu(agent)

    expect_hints(agent, *TEXTS)


@pytest.mark.requirement("B-25")
@pytest.mark.parametrize("kind", [ConsolePage, ClassicPage], ids=lambda kind: kind.__name__)
def test_a_new_contact_has_the_number_and_is_assigned_once_saved(
    kind: type[ConsolePage], context: BrowserContext, seat: Seat
) -> None:
    """The agent types a name, and the call is theirs."""
    agent = kind(context, seat)
    seat.call("0999")
    agent.answer()
    agent.button("New contact").click()
    form = form_of(agent, "Contact")
    expect(form.get_by_label("Business Phone", exact=True)).to_have_value(NOBODY)
    name = f"Clarke {seat.line}"
    form.get_by_label("Last Name").fill(name)
    form.get_by_role("button", name="Save", exact=True).press("Enter")
    try:
        expect(agent.assigned().first).to_contain_text(name)
        expect(agent.assigned().first).to_contain_text("auto")
        expect(agent.button("New contact")).to_be_hidden()
    finally:  # 0999 is stored nowhere, for all other tests
        made = until(lambda: _contact(seat.running, name), f"the contact {name}")
        seat.running.change("Contact", made["Id"], Phone=None)

    assert NOBODY == made["Phone"]


def _contact(running: Running, last_name: str) -> dict[str, Any] | None:
    return next((row for row in running.records("Contact") if row["LastName"] == last_name), None)


@pytest.mark.requirement("S2-42")
@pytest.mark.requirement("S2-43")
@pytest.mark.requirement("S2-49")
@pytest.mark.parametrize("kind", [StandardPage, ClassicPage], ids=lambda kind: kind.__name__)
def test_a_page_that_tells_of_its_forms_brings_their_hints(
    kind: type[ConsolePage], context: BrowserContext, seat: Seat
) -> None:
    """Whoever starts from Salesforce's own buttons reads them as well."""
    agent = kind(context, seat)
    seat.call("0101")
    agent.answer()
    expect(note(agent)).to_be_hidden()
    show_form(agent, "Contact", "003")
    expect_the_form_s_hint(agent)
    expect(note(agent)).to_contain_text("is this person really new?")
    show_form(agent, "Case", "500")
    expect_hints(agent, "before-new-case")
    leave_form(agent)

    expect(note(agent)).to_be_hidden()


def show_form(agent: ConsolePage, kind: str, prefix: str) -> None:
    """Open the form of a new record as Salesforce's own New does."""
    if isinstance(agent, ClassicPage):
        agent.page.goto(f"{agent.running.salesforce}/{prefix}/e")
    else:
        agent.page.evaluate("kind => standin.create(kind, {})", kind)
    expect(form_of(agent, kind)).to_be_visible()


def leave_form(agent: ConsolePage) -> None:
    """Think better of it."""
    agent.page.get_by_role("main").get_by_role("link", name="Cancel").or_(
        form_of(agent, "Case").get_by_role("button", name="Cancel", exact=True)
    ).first.click()


@pytest.mark.requirement("S2-18")
def test_a_chat_is_matched_with_nobody_and_can_be_assigned(agent: ConsolePage) -> None:
    """A name in a chat is no telephone number; the agent decides (DECISION 26)."""
    chat = OutsideCall(telephone_system(agent.running), agent.seat.line, ADA)
    chat.tell("call.created", channel="chat", direction="inbound", local_number=OURS)
    chat.tell("leg.offered", "leg.connected")
    chat.tell("message.received", channel="chat", text="Hello")
    agent.expect_phase("talking")
    expect_empty(agent, "Name")
    expect(agent.panel.get_by_role("list", name="Matching records")).to_have_count(0)
    agent.open_record("Contact", "Ada Lovelace")
    agent.button("Assign Ada Lovelace").click()

    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    expect(agent.assigned().first).to_contain_text("you")

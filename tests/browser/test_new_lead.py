"""A caller nobody knows becomes a Lead, made by the agent in the page's own form (S3-23)."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.support.classic_page import ClassicPage
from tests.support.console_page import ConsolePage
from tests.support.hosts import OwnTabPage
from tests.support.patience import until
from tests.support.running import Running
from tests.support.seat import Seat


def nobody(seat: Seat) -> str:
    """Return a number that is stored nowhere, and that no other test stores."""
    return f"+1415777{seat.line}"


def lead_form(agent: ConsolePage) -> Locator:
    """Press New lead; return the form the page opens."""
    agent.button("New lead").click()
    if isinstance(agent, ClassicPage):
        return agent.page.get_by_role("form", name="Lead Edit")
    return agent.page.get_by_role("dialog", name="New Lead")


def fill_in(form: Locator, last_name: str) -> None:
    """Give the Lead what Salesforce demands, and save it."""
    form.get_by_label("Last Name").fill(last_name)
    form.get_by_label("Company").fill("Bletchley")
    form.get_by_role("button", name="Save", exact=True).press("Enter")


def the_lead(running: Running, last_name: str) -> dict[str, Any]:
    found = (row for row in running.records("Lead") if row["LastName"] == last_name)
    return until(lambda: next(found, None), f"the lead {last_name}")


@pytest.mark.requirement("S3-23")
@pytest.mark.parametrize("kind", [ConsolePage, ClassicPage], ids=lambda kind: kind.__name__)
def test_a_new_lead_has_the_number_is_assigned_and_belongs_to_the_agent(
    kind: type[ConsolePage], context: BrowserContext, seat: Seat
) -> None:
    """The agent saves it in their own session, so that nobody has to set its owner."""
    agent = kind(context, seat)
    call = seat.call(nobody(seat))
    agent.answer()
    expect(agent.call_card()).to_contain_text("No matching record")
    form = lead_form(agent)
    expect(form.get_by_label("Phone", exact=True)).to_have_value(nobody(seat))
    name = f"Clarke {seat.line}"
    fill_in(form, name)
    expect(agent.assigned().first).to_contain_text(name)
    expect(agent.assigned().first).to_contain_text("auto")
    expect(agent.button("New lead")).to_be_hidden()
    agent.button("Hang up").click()
    agent.save()

    lead = the_lead(seat.running, name)
    assert (seat.user_id, nobody(seat)) == (lead["OwnerId"], lead["Phone"])
    assert lead["Id"] == seat.running.task_of(call)["WhoId"]


def test_the_companion_opens_the_form_in_a_tab_of_its_own(
    context: BrowserContext, seat: Seat
) -> None:
    """Nothing tells it what is saved there: the softphone in Salesforce takes it up."""
    agent = OwnTabPage(context, seat)
    seat.call(nobody(seat))
    agent.answer()
    with context.expect_page() as opened:
        agent.button("New lead").click()
    form = opened.value.get_by_role("dialog", name="New Lead")

    expect(form.get_by_label("Phone", exact=True)).to_have_value(nobody(seat))


@pytest.mark.requirement("S3-4")
def test_a_caller_who_is_a_lead_is_shown_as_one(agent: ConsolePage) -> None:
    """The agent sees whom they talk to, and that this is no customer yet."""
    agent.seat.call("0130")
    agent.answer()

    expect(agent.call_card()).to_contain_text("Alan Turing")
    expect(agent.call_card()).to_contain_text("Lead")
    expect(agent.button("New lead")).to_be_hidden()

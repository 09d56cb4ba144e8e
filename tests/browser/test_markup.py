"""Markup where text belongs, followed through the screens: nothing of it runs, nothing is tried.

A policy that stops a script would hide the slip that let it in, so its reports count as well.
"""

from functools import partial

import pytest
from msgspec.structs import replace
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.conftest import enter
from tests.support.console_page import ConsolePage
from tests.support.patience import until
from tests.support.running import Running
from tests.support.seat import Seat
from tests.web.stage import OutsideCall, telephone_system

MARKUP = '"><img src=x onerror=executed()>'
ADMIN_PAGES = ("/admin/", "/admin/users", "/admin/sessions", "/admin/privacy", "/admin/calls")


@pytest.fixture
def slips(context: BrowserContext) -> list[str]:
    """What ran in a page of this browser, and what a policy had to stop."""
    found: list[str] = []
    context.expose_function("executed", lambda: found.append("executed"))
    context.expose_function("reported", lambda told: found.append(told))  # noqa: PLW0108 - Playwright marks the function
    context.add_init_script(
        """addEventListener("securitypolicyviolation", (event) =>
            reported(`${event.violatedDirective} on ${event.documentURI}`))"""
    )
    return found


def named_in_markup(seat: Seat) -> str:
    """Give the agent and a Contact of the org a name of markup; return the Contact's number."""
    number = f"+1212555{seat.number:04}"
    contact = {"type": "Contact", "referenceId": "it"}
    seat.running.load({"attributes": contact, "LastName": MARKUP, "Phone": number})
    storage = seat.running.storage()
    try:
        agent = storage.people.agent(seat.running.org_id, seat.agent_id)
        assert agent is not None
        storage.people.put_agent(replace(agent, name=MARKUP))
    finally:
        storage.close()
    return number


def taken_and_refused(agent: ConsolePage, call: OutsideCall) -> None:
    """Take a call of that Contact in a queue, note and save it; Salesforce says no in markup."""
    call.tell("call.queued", queue=MARKUP)
    call.tell("leg.offered", queue=MARKUP, attributes={MARKUP: MARKUP})
    agent.expect_phase("ringing")
    expect(agent.panel.get_by_text(MARKUP).first).to_be_visible()
    call.tell("leg.connected")
    agent.expect_phase("talking")
    agent.panel.get_by_role("textbox", name="Notes").fill(MARKUP)
    agent.button("Call events").press("Enter")


def read(page: Page, running: Running, path: str) -> None:
    """Read a page of ours that shows some of it as text."""
    page.goto(f"{running.url}{path}")
    expect(page.get_by_text(MARKUP).first).to_be_attached()
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_markup_stays_text_on_every_screen(
    context: BrowserContext, running: Running, slips: list[str]
) -> None:
    """Name of caller and agent, queue, notes, and what Salesforce said.

    In the org of the twin: some pages show a few hundred rows, and other tests leave more.
    """
    running = running.twin()
    seat = running.seat()
    call = OutsideCall(telephone_system(running), seat.line, named_in_markup(seat))
    agent = ConsolePage(context, seat)
    taken_and_refused(agent, call)
    enter(context, running, running.org_id)
    admin = context.new_page()
    read(admin, running, "/admin/live")
    refusal = f"reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:{MARKUP}"
    running.fault("POST /sobjects/Task", refusal, times=9)
    call.tell("call.ended")
    agent.expect_phase("wrap-up")
    agent.button("Save").click()
    storage = running.storage()
    try:
        dead = partial(storage.reconciliation.dead_letters, running.org_id, start=0, most=9)
        until(lambda: any(MARKUP in each.words for each in dead()), "Salesforce to say no")
    finally:
        storage.close()
    expect(agent.panel.locator("img[src=x]")).to_have_count(0)
    read(admin, running, "/admin/reconciliation")
    for path in ADMIN_PAGES:
        admin.goto(f"{running.url}{path}")
        expect(admin.get_by_role("main")).to_be_visible()
    key = f"{running.hook.rpartition('/')[2]}:{call.placed.call_id}"
    read(admin, running, f"/o/{running.org_key}/calls/{key}")
    read(admin, running, "/admin/reconciliation")
    refused = admin.get_by_role("table", name="Dead letters, one by one")
    refused.get_by_role("row").filter(has_text=MARKUP).get_by_role("link").first.click()
    expect(admin.get_by_role("table", name="What happened")).to_contain_text(MARKUP)

    assert [] == slips

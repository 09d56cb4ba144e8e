"""Pages that have no address of their own are fit for assistive technology as well (B-19)."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.conftest import enter
from tests.support.axe import complaints_by_day_and_night
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import Running
from tests.web.stage import ADA, NOBODY, OURS, OtherOrg, OutsideCall
from tests.web.test_trials import done


def past_calls(running: Running, org: OtherOrg) -> None:
    """Let two calls have been looked up: one of Ada, one of somebody nobody knows."""
    for number in (ADA, NOBODY):
        call = OutsideCall(org.system(), "", number)
        call.tell("call.created", direction="inbound", local_number=OURS)
        call.tell("call.ended")
    until(lambda: len(done(running, org)) == 2, "both calls to be done with")


def tried(page: Page, **objects: str) -> None:
    """Try on past calls where callers are looked for otherwise: `_3` is the fourth object."""
    for number, wanted in objects.items():
        page.locator(f'[name="matched_objects-{number[1:]}-object"]').fill(wanted)
    page.get_by_role("button", name="Try on past calls").click()
    expect(page.get_by_role("region", name="Tried on past calls")).to_be_visible()


@pytest.mark.requirement("B-12", "B-19")
def test_axe_finds_nothing_in_what_would_differ_on_past_calls(
    context: BrowserContext, running: Running
) -> None:
    """Neither in the table of those that would, nor in the list of those nobody can tell of."""
    running.no_more_faults()
    org = OtherOrg(running)
    past_calls(running, org)
    enter(context, running, org.id)
    page = context.new_page()
    page.goto(f"{running.url}/admin/assignment")
    tried(page, _0="Lead", _1="", _2="")
    expect(page.get_by_role("table", name="Calls that would differ")).to_contain_text("Ada")
    found = complaints_by_day_and_night(page)
    page.goto(f"{running.url}/admin/assignment")
    tried(page, _3="Project__c")
    page.get_by_text("the number would be looked for").click()
    found += complaints_by_day_and_night(page)

    assert [] == found


@pytest.mark.requirement("B-19")
def test_axe_finds_nothing_on_a_page_that_says_what_went_wrong(
    context: BrowserContext, running: Running
) -> None:
    """Of a fault, with the number of its request; and where there is no such page."""
    org = OtherOrg(running)
    nonsense = "INSERT INTO findings (org_id, subject, at, body) VALUES (?, 'hook', 1, '{}')"
    sql(running, nonsense, org.id)
    enter(context, running, org.id, language="de")
    page = context.new_page()
    page.goto(f"{running.url}/admin/doctor")
    expect(page.get_by_role("heading", name="Ein Fehler des Produkts")).to_be_visible()
    expect(page.get_by_text("Nummer der Anfrage:")).to_be_visible()
    found = complaints_by_day_and_night(page)
    page.goto(f"{running.url}/admin/nowhere")
    expect(page.get_by_role("link", name="Zurück zur Übersicht")).to_be_visible()
    found += complaints_by_day_and_night(page)

    assert [] == found

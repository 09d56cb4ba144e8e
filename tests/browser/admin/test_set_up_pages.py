"""Set-up, Salesforce and telephone systems in the browser: for everybody, and without surprises."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.conftest import enter
from tests.support.axe import complaints
from tests.support.running import Running
from tests.web.stage import OtherOrg


@pytest.fixture
def org(running: Running) -> OtherOrg:
    running.no_more_faults()
    return OtherOrg(running, hosts=("https://old.lightning.force.com",))


@pytest.fixture
def page(context: BrowserContext, org: OtherOrg) -> Page:
    enter(context, org.running, org.id)
    return context.new_page()


def test_axe_has_no_complaint_about_any_of_the_pages(page: Page, org: OtherOrg) -> None:
    """Before a check, and with what is wrong shown, by day and by night."""
    found = []
    for path in ("set-up", "telephony", "telephony/new", f"telephony/{org.connector}"):
        page.goto(f"{org.running.url}/admin/{path}")
        found += complaints(page)
    page.goto(f"{org.running.url}/admin/salesforce")
    page.get_by_role("button", name="Run check").click()
    expect(page.get_by_text("addresses that are not allowed yet")).to_be_visible()
    org.running.fault("POST /services/oauth2/token", "oauth:invalid_grant:user is locked")
    page.get_by_role("button", name="Run check").click()
    expect(page.get_by_text("is frozen or locked")).to_be_visible()
    found += complaints(page)
    page.emulate_media(color_scheme="dark")
    found += complaints(page)

    assert [] == found


def test_a_new_secret_is_asked_for_twice_and_shown_once(page: Page, org: OtherOrg) -> None:
    """A press by mistake costs nothing; what is shown is gone with the next look."""
    page.goto(f"{org.running.url}/admin/telephony/{org.connector}")
    page.get_by_role("button", name="Make a new secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("textbox", name="Secret")).to_have_count(0)
    page.get_by_role("button", name="Make a new secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new secret").click()
    shown = page.get_by_role("textbox", name="Secret")

    expect(shown).not_to_have_value("")
    expect(shown).not_to_be_editable()
    page.reload()
    expect(shown).to_have_count(0)


def test_the_page_shows_an_event_by_itself_while_it_waits(page: Page, org: OtherOrg) -> None:
    """The admin looks at the telephone system, not at the reload button."""
    page.goto(f"{org.running.url}/admin/telephony/{org.connector}")
    expect(page.get_by_text("Nothing came yet.")).to_be_visible()
    event = {
        "specversion": "1.0",
        "id": org.key,
        "source": "/pbx/test",
        "type": "system.test",
        "data": {},
    }
    org.system().tell(event)

    expect(page.get_by_text("A signed event came.")).to_be_visible(timeout=10_000)

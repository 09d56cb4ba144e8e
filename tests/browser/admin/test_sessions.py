"""An admin ends a softphone, and its agent sees it end."""

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.admin.conftest import enter
from tests.support.console_page import ConsolePage
from tests.support.running import Running
from tests.support.seat import Seat


def test_a_softphone_that_is_ended_is_signed_out_within_seconds(
    context: BrowserContext, seat: Seat, chromium: Browser, running: Running
) -> None:
    """No click brings it back but a new sign-in; the admin is told what was ended."""
    agent = ConsolePage(context, seat, sign_in=False)
    agent.sign_in()
    other = chromium.new_context(locale="en-US")
    enter(other, running)
    page = other.new_page()
    page.goto(f"{running.url}/admin/sessions?q={seat.line}")
    row = page.get_by_role("table", name="Softphones").get_by_role("row", name=seat.name)
    row.get_by_role("button", name=f"Sign out {seat.name}, Chrome on Linux").click()
    expect(page.get_by_role("status").first).to_contain_text("1 softphone was signed out")
    other.close()

    agent.expect_phase("signed-out")

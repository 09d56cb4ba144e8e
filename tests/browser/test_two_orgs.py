"""Two orgs of one deployment, side by side in one browser (D11, P8)."""

from playwright.sync_api import BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.running import Running
from tests.support.seat import Seat


def test_each_org_has_its_own_softphone_in_the_same_browser(
    context: BrowserContext, running: Running, seat: Seat
) -> None:
    """Somebody who works for both sees in each window the calls of that org, and no other."""
    here = ConsolePage(context, seat)
    there = ConsolePage(context, running.twin().like(seat))
    there.seat.call("0101")
    there.answer()

    expect(there.call_card()).to_contain_text("Ada Lovelace")
    expect(here.call_card()).to_have_count(0)
    here.expect_phase("ready")

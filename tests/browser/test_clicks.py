"""What signing in costs an agent, counted where the browser counts it."""

from playwright.sync_api import BrowserContext

from tests.support.console_page import ConsolePage
from tests.support.seat import Seat

COUNT = "addEventListener('click', (press) => { if (press.isTrusted) pressed(); }, true)"


def test_an_agent_whose_admin_approved_the_app_signs_in_with_two_clicks(
    context: BrowserContext, seat: Seat
) -> None:
    """'Phone' in the bar and 'Sign in': the window asks nothing and closes by itself."""
    clicks: list[str] = []
    context.expose_binding("pressed", lambda source: clicks.append(source["frame"].url))
    context.add_init_script(COUNT)
    agent = ConsolePage(context, seat, sign_in=False)
    agent.sign_in()

    assert ["lightning", "o"] == [url.split("/")[3] for url in clicks]

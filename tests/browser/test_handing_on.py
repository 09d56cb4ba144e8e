"""An agent asks a colleague while the customer waits, and hands them over."""

from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.panel_client import PanelClient


def test_a_colleague_is_asked_first_and_then_has_the_customer(agent: ConsolePage) -> None:
    """The whole way through the telephone system and back: nothing shows before its event."""
    with PanelClient(agent.running.seat()) as colleague:
        agent.seat.call("0101")
        agent.button("Answer").click()
        agent.expect_phase("talking")
        agent.button("Transfer").click()
        dialog = agent.panel.get_by_role("dialog", name="Transfer Ada Lovelace")
        dialog.get_by_role("searchbox").fill(colleague.seat.line)
        radio = dialog.get_by_role("radio", name=colleague.seat.name)
        expect(radio).to_be_checked()
        dialog.get_by_role("button", name="Ask first").click()
        agent.expect_phase("consulting")
        rings = colleague.call(phase="ringing")
        expect(agent.button("Transfer")).to_have_attribute("aria-disabled", "true")
        colleague.press(f"calls/{rings['id']}/answer")
        expect(agent.button("Transfer")).not_to_have_attribute("aria-disabled", "true")
        agent.button("Transfer").click()
        agent.expect_phase("ready")

        assert "hold" in colleague.call(phase="talking", controls=FREE)["controls"]


FREE = ["hold", "mute", "dtmf", "transfer", "consult", "hang_up"]

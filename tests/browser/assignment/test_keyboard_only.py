"""A whole call by keyboard and ear: every step works, is said, and keeps the focus (A-15)."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.support.console_page import ConsolePage

MOST_STOPS = 30
"""More stops than a call has."""


class Keyboard:
    """An agent who has a keyboard and hears the live region."""

    def __init__(self, agent: ConsolePage) -> None:
        self._agent = agent
        self._panel = agent.panel
        self._status = agent.panel.get_by_role("status")
        self._status.evaluate(
            """node => {
                node.heard = [];
                new MutationObserver(() => node.heard.push(node.textContent))
                    .observe(node, {childList: true, characterData: true, subtree: true});
            }"""
        )

    def press(self, *keys: str) -> None:
        """Press keys where the focus is, which is somewhere in the panel before and after."""
        for key in keys:
            self.has_focus()
            self._agent.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.has_focus()
        self._agent.page.keyboard.type(text)

    def tab_to(self, control: Locator, key: str = "Tab") -> None:
        """Press Tab until a control has the focus."""
        for _ in range(MOST_STOPS):
            if control.evaluate("node => node === document.activeElement"):
                return
            self.press(key)
        expect(control).to_be_focused()

    def has_focus(self) -> None:
        """See that the focus is not lost."""
        expect(self._panel.locator("#panel :focus")).to_have_count(1)

    def hears(self, text: str) -> None:
        """Wait until the live region says something; it may say more afterwards."""
        self._status.evaluate(
            """async (node, text) => {
                const until = performance.now() + 10_000;
                while (!node.heard.some(each => each.includes(text))) {
                    if (performance.now() > until) throw new Error(
                        `never said "${text}" but ${JSON.stringify(node.heard)}`);
                    await new Promise(done => requestAnimationFrame(done));
                }
            }""",
            text,
        )


@pytest.mark.requirement("A-15")
@pytest.mark.requirement("B-19")
def test_a_call_is_taken_assigned_and_saved_without_a_pointer(agent: ConsolePage) -> None:
    """Answer, hold, resume, Assign, a case, a note, the result, Save: by keyboard and ear."""
    agent.open_record("Contact", "Ada Lovelace")
    agent.button("Menu").focus()
    keys = Keyboard(agent)
    call = agent.seat.call("0999")
    keys.hears("Incoming call: +1 415-555-0999")
    expect(agent.panel.get_by_role("alertdialog", name="Incoming call")).to_be_focused()
    keys.press("Enter")
    keys.hears("On a call with +1 415-555-0999")
    expect(agent.call_card()).to_be_focused()

    keys.tab_to(agent.button("Mute"))
    keys.press("ArrowRight", "Enter")
    keys.hears("On hold")
    expect(agent.button("Resume")).to_be_focused()
    keys.press("Enter")
    keys.hears("Off hold")
    expect(agent.button("Hold")).to_be_focused()

    keys.tab_to(agent.button("Assign Ada Lovelace"))
    keys.press("Enter")
    keys.hears("Ada Lovelace is assigned")
    expect(agent.button("Assign")).to_have_accessible_description("already assigned")
    expect(agent.button("Assign")).to_be_focused()

    related_to = agent.panel.get_by_role("combobox", name="Related To")
    keys.tab_to(related_to)
    keys.type("00001026")
    expect(agent.panel.get_by_role("option", name="Case 00001026")).to_be_visible()
    keys.press("ArrowDown", "Enter")
    keys.hears("Case 00001026 is assigned")
    expect(related_to).to_be_focused()
    expect(related_to).to_have_value("Case 00001026")

    notes = agent.panel.get_by_role("textbox", name="Notes")
    keys.tab_to(notes)
    keys.type("Stalls after 40 turns.")
    agent.running.on_the_phone(call, "hang_up")
    keys.hears("The call is over")
    expect(notes).to_be_focused()
    keys.tab_to(agent.panel.get_by_role("combobox", name="Call result"))
    keys.press("S")
    keys.hears("Call result: Solved")
    keys.tab_to(agent.button("Save"))
    expect(agent.button("Save")).to_have_accessible_description(
        re.compile(r"^Task on Ada Lovelace, Case 00001026, \d+ .+, Solved$")
    )
    keys.press("Enter")
    keys.hears("Saved")
    agent.expect_phase("saved")

    expect(agent.call_card()).to_be_focused()

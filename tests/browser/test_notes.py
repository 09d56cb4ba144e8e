"""What agents type, in the browser: two clients at once, and fields an admin has added."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.support.console_page import ConsolePage

BEFORE_CARET = "field => field.value.slice(0, field.selectionStart)"


def notes(page: ConsolePage) -> Locator:
    """The field of the panel."""
    return page.panel.get_by_role("textbox", name="Notes", exact=True)


@pytest.mark.requirement("B-9")
def test_what_two_clients_typed_offline_stands_in_both(agent: ConsolePage) -> None:
    """Nothing is lost, both show the same, and the caret stays at the word it stood at."""
    other = ConsolePage(agent.context, agent.seat, beside=agent)
    agent.seat.call("0101")
    agent.answer()
    notes(agent).fill("Ada called.")
    expect(notes(other)).to_have_value("Ada called.")
    agent.context.set_offline(offline=True)
    notes(agent).press("End")
    notes(agent).press_sequentially(" Asked for refund.")
    for _ in "refund.":
        notes(agent).press("ArrowLeft")
    notes(other).press("End")
    notes(other).press_sequentially(" Moved to Paris.")
    agent.context.set_offline(offline=False)
    typed = r"Asked for refund\.", r"Moved to Paris\."
    both = re.compile(rf"Ada called\. ({' '.join(typed)}|{' '.join(reversed(typed))})")
    expect(notes(agent)).to_have_value(both)

    expect(notes(other)).to_have_value(notes(agent).input_value())
    assert notes(agent).evaluate(BEFORE_CARET).endswith("Asked for ")

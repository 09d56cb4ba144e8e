"""What agents type, in the browser: two clients at once, and fields an admin has added."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.support.console_page import ConsolePage
from tests.support.running import Running
from tests.support.settings_change import change_policy

BEFORE_CARET = "field => field.value.slice(0, field.selectionStart)"


def notes(page: ConsolePage) -> Locator:
    """The field of the panel."""
    return page.panel.get_by_role("textbox", name="Notes", exact=True)


@pytest.fixture
def in_wrap_up_only(running: Running) -> Iterator[Callable[[], None]]:
    """Turn 'Notes during the call' off; it is on again when the test is over."""
    yield lambda: change_policy(running, notes_during_call=False)
    change_policy(running, notes_during_call=True)


@pytest.mark.requirement("B-9")
@pytest.mark.requirement("S1-16")
def test_what_two_clients_typed_offline_stands_in_both(
    agent: ConsolePage, in_wrap_up_only: Callable[[], None]
) -> None:
    """Nothing is lost, both show the same, and the caret stays at the word it stood at.

    They may type while they talk until an admin has them wait for the wrap-up.
    """
    other = agent.beside()
    call = agent.seat.call("0101")
    agent.answer()
    expect(notes(agent)).to_be_editable()
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
    in_wrap_up_only()
    expect(notes(agent)).to_be_hidden()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    expect(notes(agent)).to_be_editable()
    expect(notes(agent)).to_have_value(both)

"""Page 'Live' in the browser: a supervisor watches calls and presence as they change (B-33)."""

import re
import time

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.admin.conftest import enter
from tests.support.axe import complaints_by_day_and_night
from tests.support.panel_client import PanelClient
from tests.support.running import Running

WITHIN_MS = 2000


def _seconds(text: str) -> int:
    """Return the running time of a row."""
    found = re.search(r"(\d+):(\d\d)\b", text)
    assert found is not None, text
    return 60 * int(found[1]) + int(found[2])


@pytest.mark.requirement("B-33")
def test_a_supervisor_sees_each_change_within_two_seconds(
    context: BrowserContext, running: Running
) -> None:
    """Agent A takes a call of 0101, agent B goes away; nobody loads the page.

    In the org of the twin: the page shows two hundred agents, and other tests have more.
    """
    twin = running.twin()
    enter(context, twin, twin.org_id, role="supervisor")
    page = context.new_page()
    with PanelClient(twin.seat()) as a, PanelClient(twin.seat()) as b:
        page.goto(f"{twin.url}/admin/live")
        calls = page.get_by_role("table", name="Calls now", exact=True)
        agents = page.get_by_role("table", name="Agents now", exact=True)
        place = page.get_by_role("group", name="Agents now", exact=True)
        of_call, of_a, of_b = (
            table.get_by_role("row").filter(
                has=page.get_by_role("rowheader", name=name, exact=True)
            )
            for table, name in ((calls, a.seat.name), (agents, a.seat.name), (agents, b.seat.name))
        )
        expect(of_b).to_contain_text("Available")
        expect(of_call).to_have_count(0)
        place.focus()

        b.press("presence", {"presence": "away", "reason": "Break"})
        expect(of_b).to_contain_text("Away – Break", timeout=WITHIN_MS)
        expect(of_b).to_contain_text(re.compile(r"Break\s*0:\d\d"))
        placed = a.seat.call("0101", queue="Support")
        expect(of_call).to_contain_text("Ringing", timeout=WITHIN_MS)
        ringing = a.call(phase="ringing")
        a.press(f"calls/{ringing['id']}/answer")
        expect(of_call).to_contain_text("On a call", timeout=WITHIN_MS)
        expect(of_call).to_contain_text("+1 415-555-0101")
        expect(of_call).to_contain_text("Support")
        began = time.monotonic()
        before = _seconds(of_call.inner_text())
        expect(of_call).not_to_contain_text(f"0:{before:02}")  # it runs by itself
        assert before < _seconds(of_call.inner_text()) <= before + time.monotonic() - began + 2
        expect(of_a).to_contain_text("On a call")
        twin.on_the_phone(placed, "hang_up")
        expect(of_call).to_have_count(0, timeout=WITHIN_MS)
        expect(of_a).to_contain_text("Wrap-up")
        expect(place).to_be_focused()
        inside = page.get_by_role("main").locator("form, button, input, select, textarea, a")
        expect(inside).to_have_count(0)

        assert [] == complaints_by_day_and_night(page)

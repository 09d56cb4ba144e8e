"""The CRM host is a seam: the same call in a page that has never heard of Open CTI (B-21).

One story stands here for the run of all of them, `make plain-host`.
"""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.plain_page import PlainPage
from tests.support.seat import Seat

OPEN_CTI = "'sforce' in window"


@pytest.mark.requirement("B-21")
def test_a_call_is_assigned_and_logged_in_a_page_without_open_cti(
    context: BrowserContext, seat: Seat
) -> None:
    """Matched, held back, opened, refreshed, saved: another driver, no more."""
    agent = PlainPage(context, seat)
    call = seat.call("0101")
    agent.answer()
    expect(agent.assigned()).to_contain_text(["Ada Lovelace"])
    agent.open_record("Opportunity", "Compiler rollout")
    other = agent.panel.locator("[data-relation='other-account']")
    expect(other).to_contain_text("different account – Compiler Works")
    agent.open_record("Case", "00001026")
    expect(agent.assigned()).to_contain_text(["Ada Lovelace", "Case 00001026"])
    agent.button("Hang up").click()
    agent.show(agent.running.record_id("Contact", "Ada Lovelace"), "Ada Lovelace")
    agent.save()
    task = agent.running.task_of(call)

    expect(agent.logged(task)).to_have_count(1)
    ids = [
        agent.running.record_id(*each)
        for each in (("Contact", "Ada Lovelace"), ("Case", "00001026"))
    ]
    assert ids == [task["WhoId"], task["WhatId"]]
    assert [False, False] == [frame.evaluate(OPEN_CTI) for frame in agent.page.frames]

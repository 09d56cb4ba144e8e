"""The telephone page, as a person with a demo to give uses it."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.contract.simulator.hook import Hook
from tests.contract.simulator.telephone import Telephone
from tests.support.axe import complaints


@pytest.fixture
def page(chromium: Browser, telephone: Telephone) -> Iterator[Page]:
    """The page as its own policy lets it be; what its scripts complain of fails the test."""
    context = chromium.new_context(viewport={"width": 1180, "height": 900})
    context.set_default_timeout(5_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text))
    page.goto(telephone.url)
    yield page
    context.close()
    assert [] == faults


def test_a_call_is_placed_answered_held_and_ended_by_hand(page: Page, hook: Hook) -> None:
    """Everything a demo needs without a telephone."""
    page.get_by_role("radio", name="Alan Turing").check()
    page.get_by_label("Through queue").select_option("Support")
    page.get_by_role("button", name="Call", exact=True).click()
    call = page.get_by_role("list", name="Calls").get_by_role("listitem").first
    expect(call).to_contain_text("+14155550130")
    for button in ("Answer", "Hold", "Resume", "Mute", "Unmute", "Customer hangs up"):
        call.get_by_role("button", name=button, exact=True).click()

    expect(call).to_contain_text("ended, answered")
    assert hook.types_until("call.ended").count("leg.connected") == 1
    expect(page.get_by_role("row").nth(1)).to_contain_text("call.ended")


def test_a_caller_without_number_waits_until_somebody_is_rung(page: Page, hook: Hook) -> None:
    """A queue is shown as one, and an agent can be chosen for its caller."""
    page.get_by_role("radio", name="Withheld").check()
    page.get_by_label("Rings at").first.select_option("nobody yet")
    page.get_by_label("Through queue").select_option("Support")
    page.get_by_role("button", name="Call", exact=True).click()
    call = page.get_by_role("list", name="Calls").get_by_role("listitem").first
    expect(call).to_contain_text("waits in Support")
    call.get_by_label("Ring at").select_option("102")
    call.get_by_role("button", name="Ring", exact=True).click()

    assert hook.wait_for("leg.offered")["data"]["agent"] == "102"
    expect(call).to_contain_text("Withheld number")


def test_a_call_is_transferred_by_hand(page: Page, telephone: Telephone, hook: Hook) -> None:
    """To a colleague or into a queue, from one list."""
    telephone.rings(auto_answer_after_s=0.0)
    agent = page.get_by_role("group", name="Agent 101")
    agent.get_by_label("Transfer to").select_option("Support")
    agent.get_by_role("button", name="Transfer").click()

    assert hook.wait_for("call.transferred")["data"]["to_queue"] == "Support"


def test_what_a_caller_is_named_stays_text(page: Page, telephone: Telephone) -> None:
    """A number comes from outside: it must not become markup."""
    telephone.rings("<img src=x onerror=alert(1)>")

    expect(page.get_by_role("heading", name="<img src=x")).to_be_visible()
    assert page.locator("main img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_barrier_a_machine_can_find(
    chromium: Browser, telephone: Telephone, scheme: Literal["light", "dark"]
) -> None:
    """The stand-in is used by people too."""
    telephone.rings(queue="Support")
    telephone.rings(auto_answer_after_s=0.0)
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    page.goto(telephone.url)
    page.get_by_role("button", name="Transfer").wait_for()
    found = complaints(page)
    context.close()

    assert [] == found

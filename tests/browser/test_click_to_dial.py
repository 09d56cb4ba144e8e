"""Numbers on the page can be dialled from loading on (requirement B-26)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.console_page import ConsolePage

NUMBER = "(415) 555-0101"


@contextmanager
def session_held_back(page: Page) -> Iterator[None]:
    """Let the softphone wait for its session until the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/auth/renew", hold)
    yield
    for route in held:
        route.continue_()
    page.unroute("**/auth/renew")


@pytest.mark.requirement("B-26")
def test_a_panel_that_was_never_opened_dials(agent: ConsolePage) -> None:
    """The page was just loaded, nobody has touched the softphone: it shows itself and calls."""
    agent.open_record("Contact", "Ada Lovelace")
    agent.minimise()
    agent.page.reload()
    agent.number(NUMBER).click()
    agent.expect_phase("talking")

    assert agent.is_open()
    expect(agent.call_card()).to_contain_text("Ada Lovelace")
    assert 1 == len(agent.seat.desk().calls)


@pytest.mark.requirement("B-26")
def test_a_click_that_comes_too_early_waits_and_says_so(agent: ConsolePage) -> None:
    """Two impatient clicks while the softphone still signs in make one call."""
    agent.open_record("Contact", "Ada Lovelace")
    agent.minimise()
    with session_held_back(agent.page):
        agent.page.reload()
        agent.number(NUMBER).click()
        agent.number(NUMBER).click()
        status = agent.panel.get_by_role("status")
        expect(status).to_contain_text(f"Dials {NUMBER} as soon as")
        assert agent.is_open()
        assert () == agent.seat.desk().calls
    agent.expect_phase("talking")

    assert 1 == len(agent.seat.desk().calls)

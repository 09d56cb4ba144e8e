"""A console page with a signed-in softphone, at a fresh seat, in a browser context of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.console_page import ConsolePage
from tests.support.running import Seat


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile that nobody has used."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield context
    context.close()


@pytest.fixture
def agent(context: BrowserContext, seat: Seat) -> ConsolePage:
    """An agent who is logged in to the org and signed in to the softphone."""
    return ConsolePage(context, seat)

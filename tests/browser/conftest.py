"""A console page with a signed-in softphone, at a fresh seat, in a browser context of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.companion_page import CompanionPage
from tests.support.console_page import ConsolePage
from tests.support.own_chromium import own_chromium
from tests.support.plain_page import PlainPage
from tests.support.running import Running
from tests.support.seat import Seat
from tests.support.settings_change import change_policy


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile that nobody has used."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield context
    context.close()


@pytest.fixture(scope="module")
def strict_browser(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser that blocks third-party cookies and keeps an embedded page's storage apart.

    With its windows it takes a tenth of a core though nobody uses it, so no file leaves it open.
    """
    with own_chromium(chromium.browser_type, tmp_path_factory.mktemp("profile")) as first:
        assert first.browser is not None
        yield first.browser


@pytest.fixture
def blocking(strict_browser: Browser) -> Iterator[BrowserContext]:
    """A profile of that browser which nobody has used."""
    context = strict_browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield context
    context.close()


@pytest.fixture(scope="session")
def around(request: pytest.FixtureRequest) -> type[ConsolePage]:
    """What is around the panel in this run (B-21): a console, if nothing else is asked for."""
    if request.config.getoption("--through-companion"):
        return CompanionPage
    return PlainPage if request.config.getoption("--host") == "plain" else ConsolePage


@pytest.fixture
def agent(around: type[ConsolePage], context: BrowserContext, seat: Seat) -> ConsolePage:
    """An agent who is logged in to the org and signed in to the softphone."""
    return around(context, seat)


@pytest.fixture
def short_wrap_up(running: Running) -> Iterator[Running]:
    """The product with a wrap-up of two seconds, until the test is over."""
    change_policy(running, wrap_up_s=2)
    yield running
    change_policy(running, wrap_up_s=60)

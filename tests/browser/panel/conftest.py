"""One browser for the session, one context and one stage for each test."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.panel.stage import Stage, Theatre

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's own Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    """Return the server the stages stand in."""
    theatre = Theatre()
    yield theatre
    theatre.close()


@pytest.fixture
def stage(theatre: Theatre) -> Stage:
    """Return a fresh stage."""
    theatre.stage = Stage()
    return theatre.stage


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a context of the declared size (requirements 5.1)."""
    context = browser.new_context(
        viewport={"width": 400, "height": 560}, locale="en-GB", timezone_id="UTC"
    )
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Return a page that fails the test when its scripts complain."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.extend([said.text] if said.type == "error" else []))
    yield page
    expected = ("Failed to load resource", "WebSocket connection")
    assert [] == [fault for fault in faults if not any(word in fault for word in expected)]

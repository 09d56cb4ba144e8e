"""One stage, one context and one page for each test; the browser is the suite's own."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from cti_adapter.web.messages import Snapshot
from tests.browser.panel.stage import Stage, Theatre

Show = Callable[[Snapshot, str], Page]

BROWSER_S_OWN = ("Failed to load resource", "WebSocket connection")
"""What Chromium writes by itself about a server that is away, or says no: the tests want that."""


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


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Return a context of the declared size (requirements 5.1); what is stored is each page's."""
    context = chromium.new_context(
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
    page.close()
    assert [] == [fault for fault in faults if not any(word in fault for word in BROWSER_S_OWN)]


@pytest.fixture
def address(theatre: Theatre, stage: Stage) -> str:
    """Return the address of the softphone, as a stand-alone page on a stage nobody has set."""
    assert stage is theatre.stage
    return f"{theatre.url}/o/acme/softphone"


@pytest.fixture
def in_salesforce(theatre: Theatre, address: str) -> str:
    """Return the address as Lightning writes it; the stage serves the org's library too."""
    return f"{address}?mode=Lightning&sfdcIframeOrigin={theatre.url}&nonce=0"


@pytest.fixture
def show(page: Page, stage: Stage, in_salesforce: str) -> Show:
    """Return a function that opens the panel in a state and waits for its phase."""

    def show(snapshot: Snapshot, phase: str) -> Page:
        stage.snapshot = snapshot
        page.goto(in_salesforce)
        page.wait_for_selector(f"#panel[data-phase='{phase}']")
        return page

    return show

"""A browser page of an admin who is signed in."""

import pytest
from playwright.sync_api import BrowserContext, Page

from cti_adapter.web.admin.frame import COOKIE
from tests.support.admin_page import sign_in
from tests.support.running import Running


@pytest.fixture
def admin_page(context: BrowserContext, running: Running) -> Page:
    """The overview, as the integration user sees it."""
    enter(context, running)
    page = context.new_page()
    page.goto(f"{running.url}/admin/")
    return page


def enter(context: BrowserContext, running: Running, language: str = "en") -> None:
    """Give a browser the cookie that the door gives."""
    token = sign_in(running, language=language)
    context.add_cookies([{"name": COOKIE, "value": token, "url": running.url, "secure": True}])

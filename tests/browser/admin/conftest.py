"""A browser page of an admin who is signed in."""

import pytest
from playwright.sync_api import BrowserContext, Page

from cti_adapter.demo import ORG
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.rights import Role
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


def enter(
    context: BrowserContext,
    running: Running,
    org_id: OrgId = ORG,
    language: str = "en",
    role: Role = "admin",
) -> None:
    """Give a browser the cookie that the door gives."""
    token = sign_in(running, org_id=org_id, language=language, role=role)
    # the browser takes a cookie for https alone from us, and sends it to loopback all the same
    address = running.url.replace("http://", "https://")
    context.add_cookies([{"name": COOKIE, "value": token, "url": address, "secure": True}])

"""The frame of the admin pages: every page is fit for assistive technology, keyboard and narrow."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.admin.conftest import enter
from tests.support.admin_page import AdminClient
from tests.support.axe import complaints_by_day_and_night
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import Running
from tests.support.settings_change import change_policy
from tests.web.routes import DOORS, OWN, THEIRS
from tests.web.stage import OURS, OtherOrg, OtherSeat, OutsideCall

NO_PAGES = frozenset(
    {
        "/admin/calls",  # leads on to a call
        "/admin/calls/<call_id>/journal",
        "/admin/salesforce/certificate",
        "/admin/versions/<number>/file",
        "/admin/<nowhere>",
    }
)
"""Files, and what leads on; what stands under /admin/data/ is for the pages' own scripts."""
ELSEWHERE = frozenset({"/admin/calls/<call_id>", "/admin/live"})
"""Pages that a test of their own judges: a call that was told, and calls that go on."""
NARROW = (400, 320)
"""A panel's width, and what is left of a window at 400 % (WCAG 1.4.10)."""
WIDE: ViewportSize = {"width": 1280, "height": 800}


def every_page(running: Running, admin: AdminClient) -> list[str]:
    """Return the address of every page there is, with things of the demo's org in it."""
    form = {"name": "Judged", "url": "https://judged.example.com/calls", "events": "call.logged"}
    receiver = admin.submit("/admin/receivers/new", form).url.rpartition("/")[2]
    change_policy(running, leading_system="https://judged.example.com")
    version = re.findall(r"/admin/versions/(\d+)", admin.get("/admin/versions").text)[0]
    things = {
        "<agent_id>": "c",
        "<key>": running.demo.keys.connector,
        "<receiver>": receiver,
        "<number>": version,
    }
    routes = [route.removeprefix("GET ") for route in (*THEIRS, *OWN, *DOORS)]
    pages = [
        route
        for route in routes
        if route.startswith("/admin/") and not route.startswith("/admin/data/")
    ]
    kept = [page for page in pages if page not in NO_PAGES | ELSEWHERE]
    return [re.sub("<[a-z_]+>", lambda gap: things[gap[0]], page) for page in kept]


@pytest.mark.requirement("B-19")
def test_axe_finds_nothing_on_any_page(admin_page: Page, running: Running) -> None:
    """Light and dark; and no page scrolls sideways in a window of 400 pixels, or of 320."""
    found, wide = [], []
    places = every_page(running, AdminClient(running))
    assert len(places) >= 28
    with PanelClient(running.seat()):  # so that somebody is signed in where sessions are listed
        for place in places:
            answer = admin_page.goto(f"{running.url}{place}")
            assert answer is not None
            assert answer.ok, place
            found += complaints_by_day_and_night(admin_page)
            for width in NARROW:
                admin_page.set_viewport_size({"width": width, "height": 800})
                if admin_page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide.append(f"{place} at {width}")
            admin_page.set_viewport_size(WIDE)

    assert [] == found
    assert [] == wide


@pytest.mark.requirement("B-19")
def test_axe_finds_nothing_where_the_calls_are_accounted_for(
    context: BrowserContext, running: Running
) -> None:
    """Nor in the story of one of them, which opens by the id that stands in its Task.

    Nor on the overview, where they are drawn and their numbers shown.
    """
    org = OtherOrg(running)
    refused = (
        "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error) VALUES (?, 'c', 'log', ?, '{}', 'dead', 3, 9000000000000000, ?)"
    )
    for key in ("a", "b"):
        sql(running, refused, org.id, key, "FIELD_CUSTOM_VALIDATION_EXCEPTION: Say why")
    call = OutsideCall(org.system(), OtherSeat(org).line)
    call.tell("call.created", direction="inbound", queue="Support", local_number=OURS)
    call.tell("call.ended")
    enter(context, running, org.id)
    page = context.new_page()

    def accounted_for() -> bool:
        page.goto(f"{running.url}/admin/reconciliation")
        return page.get_by_role("table", name="Not logged, and why").is_visible()

    until(accounted_for, "the missed queue call to be listed")
    page.get_by_role("button", name="Compare with Salesforce").click()
    expect(page.get_by_text("Asked on")).to_be_visible()
    complaints = complaints_by_day_and_night(page)
    page.get_by_role("textbox", name="Call", exact=True).fill(call.placed.call_id)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("table", name="What happened")).to_be_visible()
    complaints += complaints_by_day_and_night(page)
    page.goto(f"{running.url}/admin/")
    page.get_by_text("Calls in numbers").click()
    expect(page.get_by_role("table", name="Calls")).to_be_visible()
    expect(page.get_by_role("img", name="Calls by the hour, 1 in all")).to_be_visible()

    assert [] == complaints + complaints_by_day_and_night(page)


def test_the_keyboard_alone_is_enough(admin_page: Page, running: Running) -> None:
    """Skip link first, then the way to another place, and a button there."""
    admin_page.keyboard.press("Tab")
    expect(admin_page.get_by_role("link", name="Skip to content")).to_be_focused()
    admin_page.keyboard.press("Enter")
    expect(admin_page.get_by_role("main")).to_be_focused()
    settings = admin_page.get_by_role("navigation", name="Settings")
    settings.get_by_role("link", name="Sessions").focus()
    admin_page.keyboard.press("Enter")
    expect(admin_page.get_by_role("heading", level=1)).to_have_text("Sessions")
    here = settings.get_by_role("link", name="Sessions")

    expect(here).to_have_attribute("aria-current", "page")
    assert running.url in admin_page.url


def test_in_a_narrow_window_the_places_are_behind_a_button(
    admin_page: Page, running: Running
) -> None:
    """One press opens them, Escape closes them; no script is needed."""
    admin_page.set_viewport_size({"width": NARROW[0], "height": 800})
    users = admin_page.get_by_role("link", name="Users", exact=True)
    expect(users).to_be_hidden()
    admin_page.get_by_role("button", name="Menu").click()
    expect(users).to_be_visible()
    admin_page.keyboard.press("Escape")
    expect(users).to_be_hidden()
    admin_page.get_by_role("button", name="Menu").click()
    users.click()

    expect(admin_page).to_have_url(f"{running.url}/admin/users")


def test_an_admin_signs_in_through_the_org(context: BrowserContext, running: Running) -> None:
    """Two clicks from a bookmark to the page: one here, one at the org's login."""
    page = context.new_page()
    page.goto(f"{running.url}/admin/sessions?org=demo")
    page.goto(f"{running.url}/admin/sign-in?org=demo&next=/admin/sessions")
    page.get_by_role("button", name="Sign in with Salesforce").click()
    page.get_by_role("button", name=re.compile("integration@example.test")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    expect(page.get_by_text("This browser")).to_be_visible()


def test_without_javascript_the_pages_work(running: Running, context: BrowserContext) -> None:
    """Also the language, which is a form."""
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, locale="en-US")
    enter(plain, running)
    page = plain.new_page()
    page.goto(f"{running.url}/admin/sessions")
    page.get_by_role("button", name="Deutsch").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sitzungen")
    plain.close()

"""An admin tries a number before relying on it (B-11)."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.admin.conftest import enter
from tests.support.running import Running


@pytest.mark.requirement("B-11")
def test_the_bench_shows_normal_form_country_and_matches(
    chromium: Browser, running: Running
) -> None:
    """Without JavaScript; nonsense is named as such, and its markup is text."""
    context = chromium.new_context(locale="en-US", java_script_enabled=False)
    enter(context, running)
    page = context.new_page()
    page.goto(f"{running.url}/admin/assignment")
    page.get_by_role("link", name="Number bench").click()
    expect(page.get_by_role("textbox", name="Country")).to_have_value("US")
    page.get_by_role("textbox", name="Numbers, one a line").fill("(415) 555-0101\n<b>nobody</b>")
    page.get_by_role("button", name="Try these numbers").click()
    results = page.get_by_role("table", name="Results")
    ada = results.get_by_role("row", name="(415) 555-0101")
    nonsense = results.get_by_role("row", name="<b>nobody</b>")

    expect(ada).to_contain_text("+14155550101")
    expect(ada).to_contain_text("USas set above")
    expect(ada).to_contain_text("Ada LovelaceContact · Analytical Engines")
    expect(nonsense).to_contain_text("This is not a telephone number.")
    context.close()

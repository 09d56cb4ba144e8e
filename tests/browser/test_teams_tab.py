"""The companion inside Microsoft Teams: Microsoft's own library, and a page that answers it.

Teams itself is played: what its page says to the library is written down below, message by message.
There is no product behind the tab, which therefore stays signed out.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from cti_adapter.web.companion import companion
from cti_adapter.web.files import register_files
from cti_adapter.web.headers import register_headers
from cti_adapter.web.problems import register_problems
from cti_adapter.web.softphone import OrgPage

ROOT = Path(__file__).parents[2]
TEAMS, OURS = "https://teams.microsoft.com", "https://cti.example.com"
PLAYED = """<!doctype html><title>Teams</title>
<iframe title="Calls" src="ADDRESS"></iframe>
<script>
  const tab = document.querySelector("iframe");
  const answers = {
    initialize: ["content", "web", JSON.stringify({ apiVersion: 4, supports: {} }), "2.58.0"],
    getContext: [{ theme: "dark", locale: "de-de", frameContext: "content" }],
  };
  globalThis.heard = [];
  addEventListener("message", ({ data, source }) => {
    heard.push(data.func);
    const args = answers[data.func];
    if (args) source.postMessage({ id: data.id, uuid: data.uuid, args }, "*");
  });
  globalThis.change = theme =>
    tab.contentWindow.postMessage({ func: "themeChange", args: [theme] }, "*");
</script>""".replace("ADDRESS", f"{OURS}/o/acme/companion?in-teams")


@pytest.fixture
def teams(chromium: Browser) -> Iterator[Page]:
    """A tab of Teams on the web, German and dark, that has been opened.

    Both sites are answered here: browsers keep pages of the network away from this machine's.
    """
    app = Flask("companion", template_folder=str(ROOT / "templates"), static_folder=None)
    register_files(app, ROOT / "static")
    register_headers(app, public_url=OURS)
    register_problems(app)
    org = OrgPage(key="acme", hosts=(), api_version="67.0", in_teams=True)
    app.register_blueprint(companion({"acme": org}.get, OURS))

    def ours(route: Route) -> None:
        asked = urlsplit(route.request.url)
        with app.test_client().open(
            f"{asked.path}?{asked.query}", method=route.request.method
        ) as got:
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    context = chromium.new_context(locale="en-US", color_scheme="light")
    context.route(f"{OURS}/**", ours)
    context.route(f"{TEAMS}/**", lambda route: route.fulfill(body=PLAYED, content_type="text/html"))
    page = context.new_page()
    page.goto(f"{TEAMS}/v2/")
    yield page
    context.close()


def test_language_and_theme_are_those_of_teams(teams: Page) -> None:
    """Told by Microsoft's library under our policy, before anything is shown; a change arrives."""
    tab = teams.frame_locator("iframe")
    expect(tab.get_by_role("button", name="Anmelden")).to_be_visible()
    root = tab.locator("html")

    expect(root).to_have_attribute("data-scheme", "dark")
    assert "dark" == root.evaluate("root => getComputedStyle(root).colorScheme")
    teams.evaluate("change('default')")
    expect(root).to_have_attribute("data-scheme", "light")
    assert "appInitialization.success" in teams.evaluate("heard")

"""The console as a test drives it: a browser page, and the softphone's frame in it."""

from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Frame, Locator, Page, expect

from tests.contract.emulator.standin import Client

POLLING = 25
"""Milliseconds: a closed panel's frame gets no animation frames to poll by."""


@dataclass
class Console:
    """A signed-in agent's console page."""

    page: Page
    org: Client

    def enter(self, path: str = "/lightning/app/console") -> None:
        """Show a page to agent A, who has already logged in to the org."""
        self.log_in()
        self.page.goto(f"{self.org.url}{path}")
        expect(self.main_heading()).to_be_visible()
        assert "/softphone" in self.phone.url

    def log_in(self, username: str = "a@example.test") -> None:
        """Give the browser a session of the org."""
        answer = requests.post(
            f"{self.org.url}/login", data={"choose": username}, allow_redirects=False, timeout=10
        )
        sid = answer.cookies["standin_sid"]
        self.page.context.add_cookies([{"name": "standin_sid", "value": sid, "url": self.org.url}])

    def open(self, record: str) -> None:
        """Open a record of the reference data without a click, and see its page."""
        self.page.evaluate("id => standin.open(id)", self.org.records[record])
        name = self.page.evaluate("standin.view().recordName")
        expect(self.main_heading()).to_have_text(name)

    def follow(self, name: str) -> None:
        """Click the first link of the page with this name."""
        self.main.get_by_role("link", name=name, exact=True).first.click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def told(self) -> list[Any]:
        """Return what onNavigationChange has said so far; asks something first, so that nothing
        is still under way."""
        self.ask("isSoftphonePanelVisible")
        return [it for each, it in self.phone.evaluate("heard") if each == "navigation"]

    def main_heading(self) -> Any:
        return self.page.get_by_role("main").get_by_role("heading", level=1)

    def tab(self, name: str) -> Any:
        return self.page.get_by_role("tab", name=name, exact=True)

    @property
    def phone(self) -> Frame:
        """The softphone's frame, once its script is ready."""
        frame = self.page.get_by_title("Softphone").element_handle().content_frame()
        assert frame is not None
        frame.wait_for_url("**/softphone?*", wait_until="commit")
        frame.wait_for_function("window.ready === true", polling=POLLING)
        return frame

    def ask(self, method: str, **args: Any) -> Any:
        """Call an Open CTI method from the softphone and return its answer."""
        return self.phone.evaluate("([name, args]) => ask(name, args)", [method, args])

    def heard(self, kind: str, count: int) -> list[Any]:
        """Wait until listeners of a kind have run so often; return what they got."""
        self.phone.wait_for_function(
            "([kind, count]) => heard.filter(([k]) => k === kind).length >= count",
            arg=[kind, count],
            polling=POLLING,
        )
        return [it for each, it in self.phone.evaluate("heard") if each == kind]

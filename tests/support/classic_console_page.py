"""The agent at work in the Classic console: pages in tabs, the softphone at the foot."""

from typing import Any

from playwright.sync_api import FrameLocator, Locator, expect

from tests.support.console_page import ConsolePage


class ClassicConsolePage(ConsolePage):
    """One window of the Classic console of one agent; the softphone outlives the tabs."""

    path = "/console"

    def open_console(self) -> None:
        """Load the console and open the softphone."""
        self.page.goto(f"{self.running.salesforce}{self.path}")
        expect(self.heading()).to_be_visible()
        self._open_softphone()

    def open_subtab(self, kind: str, name: str) -> str:
        """Open a record beside the one that is shown, as by a link in its page; return its id."""
        record_id = self.running.record_id(kind, name)
        self.page.evaluate("id => standin.openSubtab(id)", record_id)
        expect(self.heading()).to_contain_text(name)
        return record_id

    @property
    def shown(self) -> FrameLocator:
        """The page in the tab that is shown."""
        return self.page.frame_locator("#views iframe:not([hidden])")

    def heading(self) -> Locator:
        """What the shown tab shows, as its first heading says."""
        return self.shown.get_by_role("heading", level=1)

    def content(self) -> Locator:
        """Everything the shown tab shows."""
        return self.shown.get_by_role("article")

    def found(self, name: str) -> Locator:
        """A record in the list the shown tab shows."""
        return self.shown.get_by_role("link", name=name, exact=True)

    def number(self, number: str) -> Locator:
        """A number on the page that can be clicked; there is none while dialling is off."""
        return self.shown.get_by_role("button", name=f"Call {number}").first

    def logged(self, task: dict[str, Any]) -> Locator:
        """A Task's row in related list Activity History."""
        table = self.shown.get_by_role("table", name="Activity History")
        return table.locator(f"tr[data-record-id='{task['Id'][:15]}']")

    def minimise(self) -> None:
        """Press the button at the foot."""
        self.open_softphone()

    def open_softphone(self) -> None:
        """Press the button at the foot, which also hides it again."""
        self.page.get_by_role("button", name="Phone", exact=True).click()

"""The agent at work in Classic: every record is a page of its own, the softphone in its sidebar."""

from typing import Any

from playwright.sync_api import Locator

from tests.support.console_page import ConsolePage


class ClassicPage(ConsolePage):
    """One tab of Classic of one agent; each navigation loads the softphone anew."""

    def open_console(self) -> None:
        """Load the Home tab; the softphone stands beside it."""
        self.page.goto(f"{self.running.salesforce}/classic/home")

    def reload(self) -> None:
        """Load the page and the softphone again."""
        self.page.reload()

    def show(self, record_id: str, heading: str) -> None:
        """Open a record by its id, which is another page."""
        super().show(record_id[:15], heading)

    def minimise(self) -> None:
        """There is nothing in the sidebar to hide the softphone behind."""

    def logged(self, task: dict[str, Any]) -> Locator:
        """A Task's row in related list Activity History."""
        table = self.page.get_by_role("table", name="Activity History")
        return table.locator(f"tr[data-record-id='{task['Id'][:15]}']")

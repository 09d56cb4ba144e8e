"""Where the softphone can stand, for the tests that run in every host.

Another kind of page is a class that says where it differs from the console, and a place in
IN_SALESFORCE.
"""

from playwright.sync_api import Page

from tests.support.classic_console_page import ClassicConsolePage
from tests.support.classic_page import ClassicPage
from tests.support.console_page import ConsolePage


class StandardPage(ConsolePage):
    """Standard navigation of Lightning: one record at a time."""

    path = "/lightning/app/standard"


class OwnTabPage(ConsolePage):
    """The softphone in a tab of its own, with no page around it."""

    path = "/o/demo/softphone"
    framed_by = "http://127.0.0.1"

    def open_console(self) -> None:
        """Load it from the product itself."""
        self.page.goto(f"{self.running.url}{self.path}")

    def reload(self) -> None:
        """Load it again."""
        self.page.reload()

    @property
    def panel(self) -> Page:
        """The page is the panel."""
        return self.page

    def expect_baseline(self) -> None:
        """There is none: nothing is ever reported."""


LIGHTNING: tuple[type[ConsolePage], ...] = (ConsolePage, StandardPage)
IN_SALESFORCE = (*LIGHTNING, ClassicPage, ClassicConsolePage)
"""Pages of the org: they report what is open, and numbers can be clicked in them."""

"""Where the softphone can stand, for the tests that run in every host.

Another host is one line in IN_SALESFORCE, where its pages look like those of the console.
"""

from playwright.sync_api import Page

from tests.support.console_page import LIGHTNING_CONSOLE, ConsolePage, Place

LIGHTNING_STANDARD = Place(name="lightning-standard", path="/lightning/app/standard")

IN_SALESFORCE = (LIGHTNING_CONSOLE, LIGHTNING_STANDARD)
"""Pages of the org: they report what is open, and numbers can be clicked in them."""

COMPANION = Place(name="companion", path="/o/demo/softphone", docked=False)
"""No page around the softphone at all."""


class CompanionPage(ConsolePage):
    """The softphone in a tab of its own."""

    def open_console(self) -> None:
        """Load the softphone from the product itself."""
        self.page.goto(f"{self.running.url}{self.place.path}")

    @property
    def panel(self) -> Page:
        """The page is the panel."""
        return self.page

    def expect_baseline(self) -> None:
        """There is none: nothing is ever reported."""

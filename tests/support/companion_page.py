"""The agent at the companion: the panel in a page of its own, with no Salesforce around it.

It is used like the softphone; what a page of Salesforce would do for it is not there.
"""

from typing import NoReturn

import pytest
from playwright.sync_api import Locator, expect

from tests.support.hosts import OwnTabPage


class CompanionPage(OwnTabPage):
    """The companion in a browser window."""

    path = "/o/demo/companion"
    client = "companion"

    def find(self, typed: str, label: str) -> None:
        """Look a record up and take it, instead of having it open in a page."""
        self.finder().fill(typed)
        self.panel.get_by_role("option", name=label, exact=False).first.click()
        expect(self.finder()).to_have_value("")

    def finder(self) -> Locator:
        """The field in the place of the open record."""
        return self.panel.get_by_role("combobox", name="Find a record")

    def assigning(self) -> Locator:
        """What is looked up is assigned: the field stands where the Assign button would (5.5)."""
        return self.finder()

    def open_record(self, kind: str, name: str) -> NoReturn:
        """No page reports one: a story that needs that is no story of the companion's."""
        _needs_a_page(f"{kind} {name} open")

    def show(self, record_id: str, heading: str) -> NoReturn:
        """As `open_record`."""
        _needs_a_page(f"{heading} ({record_id}) open")

    def open_by_id(self, record_id: str) -> NoReturn:
        """As `open_record`."""
        _needs_a_page(f"{record_id} open")

    def heading(self) -> NoReturn:
        """What pops opens in a tab of its own, which is the org's."""
        _needs_a_page("to see which record is shown")

    def search(self, text: str) -> NoReturn:
        """The search is Salesforce's own."""
        _needs_a_page(f"the page's own search for {text}")

    def minimise(self) -> NoReturn:
        """Nothing hides the companion but its window."""
        _needs_a_page("a page in which the softphone can be hidden")

    def answers_with(self, method: str, answer: str) -> NoReturn:
        """There is nobody to be asked."""
        _needs_a_page(f"{answer} as the answer to {method}")

    def answer_when_asked(self, how: str) -> NoReturn:
        """There is nobody to be asked."""
        _needs_a_page(f"an answer: {how}")

    def button(self, name: str) -> Locator:
        """A button by its exact name; Assign is that of the open record."""
        if name == "Assign":
            _needs_a_page("its open record")
        return super().button(name)

    def finish(self) -> None:
        """End the call a story left, so that the next one begins with none."""
        if self.button("Hang up").is_visible():
            self.button("Hang up").click()
            self.expect_phase("wrap-up")
        if self.root.get_attribute("data-phase") == "wrap-up":
            self.save()


def _needs_a_page(wanted: str) -> NoReturn:
    """End a story of the softphone's that `--through-companion` plays here."""
    pytest.skip(f"it wants {wanted}, and no page is around the companion (B-21)")

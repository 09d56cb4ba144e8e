"""The panel led from state to state, as a server that tells of one after the other does."""

from collections.abc import Mapping

from msgspec.structs import replace
from playwright.sync_api import Page

from tests.browser.panel.situations import SITUATIONS
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES
from tests.support.axe import complaints

EVERY = STATES | SITUATIONS
NOT_OURS = frozenset(
    {
        "landmark-unique",  # two calls are two regions named Call: requirements 5.7
        "page-has-heading-one",  # the panel is a part of a page that has one
    }
)


class Parade:
    """One page, and the server that moves it from state to state."""

    def __init__(self, page: Page, stage: Stage, **agent: str) -> None:
        """Lead a page through the states of an agent, of whom something may differ."""
        self.page = page
        self._stage = stage
        self._agent = agent

    def show(self, state: str) -> Page:
        """Show a state from its beginning, as after a reload."""
        phase, make = EVERY[state]
        self.page.set_viewport_size({"width": 400, "height": 560})
        for moment in (STATES["ready"][1](), make()):
            self._stage.show(replace(moment, agent=replace(moment.agent, **self._agent)))
        self.page.wait_for_selector(f"#panel[data-phase='{phase}']")
        self.page.wait_for_function("new Promise(done => requestAnimationFrame(() => done(true)))")
        return self.page

    def complaints(self, rules: Mapping[str, object]) -> list[str]:
        """Return what axe finds, one line each."""
        return complaints(self.page, rules, but=NOT_OURS)

"""The agent at work: a console page of the stand-in, and the softphone in its utility bar.

Everything is found by role and name, as the agent and assistive technology find it.
"""

from typing import Any

import requests
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running, Seat

SOON_MS = 10_000
expect.set_options(timeout=SOON_MS)


class ConsolePage:
    """One console page of one agent, logged in to the org."""

    def __init__(self, context: BrowserContext, seat: Seat, *, sign_in: bool = True) -> None:
        self.seat = seat
        self.running: Running = seat.running
        self.context = context
        _log_in(context, seat)
        self.page: Page = context.new_page()
        self.open_console()
        if sign_in:
            self.sign_in()

    # the page around the softphone

    def open_console(self) -> None:
        """Load the console and open the softphone."""
        self.page.goto(self.running.console)
        self._open_softphone()

    def reload(self) -> None:
        """Reload the whole console, as an agent does who is lost."""
        self.page.reload()
        if not self.page.get_by_title("Softphone").is_visible():
            self._open_softphone()

    def open_record(self, kind: str, name: str) -> str:
        """Open a record as by a link; return its id."""
        record_id = self.running.record_id(kind, name)
        self.page.evaluate("id => standin.open(id)", record_id)
        expect(self.page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text(name)
        return record_id

    def answer_when_asked(self, how: str) -> None:
        """Let the page answer getAppViewInfo with a record's id, as "normal" or "silent"."""
        self.page.evaluate("how => standin.answerAppViewInfo(how)", how)

    def _open_softphone(self) -> None:
        """Press the one item of the utility bar; its label follows the call."""
        self.page.get_by_role("contentinfo", name="Utility bar").get_by_role("button").click()

    # the softphone

    @property
    def panel(self) -> FrameLocator:
        """The softphone's frame."""
        return self.page.frame_locator("iframe[title='Softphone']")

    @property
    def root(self) -> Locator:
        """The panel root, which carries data-phase."""
        return self.panel.locator("[data-phase]")

    def sign_in(self) -> None:
        """Press Sign in; the window finishes by itself, since the org knows the user."""
        self.button("Sign in").click()
        self.expect_phase("ready")
        until(lambda: self.seat.desk().windows, "a first word of the page about what it shows")

    def expect_phase(self, phase: str) -> None:
        """Wait until the panel is in this phase."""
        expect(self.root).to_have_attribute("data-phase", phase)

    def button(self, name: str) -> Locator:
        """A button of the panel by its exact name."""
        return self.panel.get_by_role("button", name=name, exact=True)

    def call_card(self) -> Locator:
        """Region Call."""
        return self.panel.get_by_role("region", name="Call")

    def assigned(self) -> Locator:
        """The items of list Assigned records."""
        return self.panel.get_by_role("list", name="Assigned records").get_by_role("listitem")

    def matching(self) -> Locator:
        """The items of list Matching records."""
        return self.panel.get_by_role("list", name="Matching records").get_by_role("listitem")

    def alert(self) -> Locator:
        """The warning that nothing is assigned."""
        return self.panel.get_by_role("alert").filter(has_text="No record is assigned")

    def answer(self) -> None:
        """Take the call that rings."""
        self.button("Answer").click()
        self.expect_phase("talking")

    def save(self) -> None:
        """Press Save and see it saved."""
        self.button("Save").click()
        self.expect_phase("saved")


def _log_in(context: BrowserContext, seat: Seat) -> None:
    """Log the browser in to the org; the softphone is signed in by a click of its own."""
    answer = requests.post(
        f"{seat.running.salesforce}/login",
        data={"choose": seat.username, "startURL": "/"},
        allow_redirects=False,
        timeout=TIMEOUT_S,
    )
    cookies: Any = [
        {"name": name, "value": value, "url": seat.running.salesforce}
        for name, value in answer.cookies.items()
    ]
    assert cookies, answer.text
    context.add_cookies(cookies)

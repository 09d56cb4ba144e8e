"""The agent at work: a page of the stand-in, and the softphone in it.

Everything is found by role and name, as the agent and assistive technology find it. Where the
softphone can stand is written down in hosts.py.
"""

import time
from typing import Any

import requests
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from cti_adapter.calls.sign_in import Client
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.support.signing_in import sign_in_for_later

SOON_MS = 10_000
SAME_SCREEN_MS = 2_000
"""Requirements B-7 and A-3."""
expect.set_options(timeout=SOON_MS)


class ConsolePage:
    """One page of the Lightning console, of one agent who is logged in to the org."""

    path = "/lightning/app/console"
    framed_by = "http://localhost"
    """The site of the page around the softphone, by which browsers keep its cookies apart."""
    client: Client = "softphone"
    """Which of the agent's clients it is: each has a sign-in of its own."""

    def __init__(
        self,
        context: BrowserContext,
        seat: Seat,
        *,
        sign_in: bool = True,
        beside: "ConsolePage | None" = None,
    ) -> None:
        """Open a page; one `beside` another goes back to the sign-in of that browser."""
        self.seat = seat
        self._sign_in: tuple[str, str] | None
        same = beside is not None and beside.client == self.client
        self._sign_in = beside._sign_in if beside is not None and same else None  # noqa: SLF001 - of its own
        self.running: Running = seat.running
        self.context = context
        _log_in(context, seat)
        self.page: Page = context.new_page()
        if not sign_in:
            self.open_console()
            return
        self._was_here_before()
        self._answers_the_first_look()
        self.open_console()
        self.expect_phase("ready")
        self.expect_baseline()
        self.page.evaluate("globalThis.standin?.answer('getAppViewInfo', 'normal')")

    # the page around the softphone

    def open_console(self) -> None:
        """Load the page and open the softphone."""
        self.page.goto(f"{self.running.salesforce}{self.path}")
        self._open_softphone()

    def reload(self) -> None:
        """Reload the whole page, as an agent does who is lost."""
        self.page.reload()
        self._open_softphone()

    def at_next_load(self, script: str) -> None:
        """Have the page do something before the softphone in it can say a word."""
        trap = """if (window === top) Object.defineProperty(window, "standin", {
            configurable: true,
            set(standin) {
                Object.defineProperty(window, "standin", { value: standin });
                SCRIPT;
            },
        })"""
        self.page.add_init_script(trap.replace("SCRIPT", script))

    def open_record(self, kind: str, name: str) -> str:
        """Open a record as by a link; return its id."""
        record_id = self.running.record_id(kind, name)
        self.show(record_id, name)
        return record_id

    def show(self, record_id: str, heading: str) -> None:
        """Open a record by its id, and see it."""
        self.open_by_id(record_id)
        expect(self.heading()).to_contain_text(heading)

    def open_by_id(self, record_id: str) -> None:
        """Open a record that may have no name to be seen by."""
        self.page.evaluate("id => standin.open(id)", record_id)

    def answers_with(self, method: str, answer: str) -> None:
        """Say how the page answers a method of Open CTI: JavaScript, or 'silent' in quotes."""
        self.page.evaluate(f"standin.answer('{method}', {answer})")

    def beside(self) -> "ConsolePage":
        """Open the same page once more, in the same browser."""
        return type(self)(self.context, self.seat, beside=self)

    def content(self) -> Locator:
        """Everything the page shows."""
        return self.page.get_by_role("main")

    def search(self, text: str) -> None:
        """Use the page's own search, as a person does."""
        box = self.page.get_by_role("search").get_by_role("combobox")
        box.fill(text)
        box.press("Enter")

    def found(self, name: str) -> Locator:
        """A record in the list the page shows."""
        return self.page.get_by_role("main").get_by_role("link", name=name, exact=True)

    def heading(self) -> Locator:
        """What the page shows, as its first heading says."""
        return self.page.get_by_role("main").get_by_role("heading", level=1)

    def logged(self, task: dict[str, Any]) -> Locator:
        """A Task where the record's page lists what is done."""
        done = self.page.get_by_role("region", name="Past Activity")
        return done.locator(f"li[data-record-id='{task['Id']}']")

    def answer_when_asked(self, how: str) -> None:
        """Let the page answer getAppViewInfo with a record's id, as "normal" or "silent"."""
        self.page.evaluate("how => standin.answerAppViewInfo(how)", how)

    def refocus(self) -> None:
        """Come back to the browser tab from another window."""
        self.page.evaluate("standin.refocus()")

    def look_at(self) -> None:
        """Come back to this tab: its frames see it, and Salesforce tells what it shows."""
        frame = next(each for each in self.page.frames if "/softphone" in each.url)
        frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        self.refocus()

    def has_the_lease(self) -> None:
        """Wait until this page is the one that rings, pops and dials."""
        expect(self.root).to_have_attribute("data-lease", "")

    def number(self, number: str) -> Locator:
        """A number on the page that can be clicked; there is none while dialling is off."""
        return self.page.get_by_role("button", name=f"Call {number}").first

    def asked_of_page(self, method: str) -> int:
        """How often the softphone has asked the page for this."""
        script = """method => standin.messages().filter(
            ({way, message}) => way === "in" && message.methodName === method).length"""
        count: int = self.page.evaluate(script, method)
        return count

    def sounds(self) -> bool:
        """Whether this page rings, so that it can be heard."""
        return self.root.get_attribute("data-sounds") is not None

    def is_open(self) -> bool:
        """Whether the softphone can be seen."""
        return self.page.get_by_title("Softphone").is_visible()

    def minimise(self) -> None:
        """Press the panel's own button."""
        self.page.get_by_role("button", name="Minimize").click()

    def open_softphone(self) -> None:
        """Press the one item of the utility bar; its label follows the call."""
        self.page.get_by_role("contentinfo", name="Utility bar").get_by_role("button").click()

    def _open_softphone(self) -> None:
        """Have it open. A call that rings opens it too, and a press just then has hidden it."""
        while not self.is_open():
            self.open_softphone()

    # the softphone

    @property
    def panel(self) -> FrameLocator | Page:
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
        self.expect_baseline()

    def _was_here_before(self) -> None:
        """Have the browser know the agent from a sign-in of today, as it does at most loads.

        The window is spared where it is not what a test is about; `sign_in` goes through it.
        """
        if self._sign_in is None:
            self._sign_in = sign_in_for_later(self.running, self.seat.username, self.client)
        name, value = self._sign_in
        session = self.context.new_cdp_session(self.page)
        site = {
            "topLevelSite": self.framed_by,
            "hasCrossSiteAncestor": "localhost" in self.framed_by,
        }
        cookie = {"name": name, "value": value, "url": self.running.url, "path": "/"}
        rules = {"secure": True, "httpOnly": True, "sameSite": "None", "partitionKey": site}
        assert session.send("Network.setCookie", {**cookie, **rules})["success"]
        session.detach()

    def _answers_the_first_look(self) -> None:
        """Have the page say that it shows no record, which a console leaves to be found out.

        Its silence is waited for a second (docs/adr/0019); `sign_in` goes through that.
        """
        self.at_next_load("""if (!sessionStorage.looked) {
            sessionStorage.looked = "at";
            standin.answer("getAppViewInfo", { returnValue: { url: location.href } });
        }""")

    def expect_baseline(self) -> None:
        """Wait until the server knows what this page showed first."""
        until(lambda: self.seat.desk().windows, "a first word of the page about what it shows")

    def expect_same_screen(self, phase: str) -> None:
        """Wait for the screen as it was before the page was loaded, no longer than B-7 allows."""
        expect(self.root).to_have_attribute("data-phase", phase, timeout=SAME_SCREEN_MS)

    def seconds_until_offered(self, kind: str, name: str, label: str) -> float:
        """Open a record; return how long it took until it could be assigned."""
        began = time.monotonic()
        self.open_record(kind, name)
        expect(self.button(f"Assign {label}")).to_be_enabled()
        return time.monotonic() - began

    def expect_phase(self, phase: str) -> None:
        """Wait until the panel is in this phase."""
        expect(self.root).to_have_attribute("data-phase", phase)

    def button(self, name: str) -> Locator:
        """A button of the panel by its exact name."""
        return self.panel.get_by_role("button", name=name, exact=True)

    def assigning(self) -> Locator:
        """The Assign button, whatever record it names."""
        return self.panel.get_by_role("button", name="Assign")

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

"""The admin pages as pictures: what stands on each before it is photographed, for bin/shots.

Kept beside the tests, whose doors and reference data it uses; nothing is accepted here.
"""

from pathlib import Path
from typing import Any

from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.policy import Hint
from cti_adapter.demo import ORG
from cti_adapter.salesforce.rights import Role
from cti_adapter.service.seating import sit_down
from cti_adapter.web.admin.frame import COOKIE
from tests.support.admin_page import AdminClient, sign_in
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy

PAGES = {
    "overview": "/admin/",
    "users": "/admin/users",
    "user": "/admin/users/c",
    "suggestions": "/admin/users/suggestions",
    "import": "/admin/users/import",
    "agents": "/admin/agents",
    "salesforce": "/admin/salesforce",
    "telephony": "/admin/telephony",
    "telephony-new": "/admin/telephony/new",
    "receivers": "/admin/receivers",
    "receiver-new": "/admin/receivers/new",
    "reconciliation": "/admin/reconciliation",
    "assignment": "/admin/assignment",
    "numbers": "/admin/numbers",
    "logging": "/admin/logging",
    "notes": "/admin/notes",
    "hints": "/admin/hints",
    "privacy": "/admin/privacy",
    "sessions": "/admin/sessions",
    "audit": "/admin/audit",
    "versions": "/admin/versions",
    "set-up": "/admin/set-up",
    "doctor": "/admin/doctor",
}
"""Name of the picture, and the page on it."""

HINTS = (
    Hint(
        situation="no-match",
        text="Ask for the name and spell it back.\nSearch in Salesforce before you make a record.",
    ),
    Hint(
        situation="contact-form",
        text="Type: choose Customer.\nNever create contacts for suppliers.\n"
        "Copy every field exactly as it stands there.\n"
        "Store only what it holds: https://intranet.example.com/contacts",
    ),
)

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"

AT_THE_DOOR = {"sign-in": "/admin/sign-in", "boot": "/admin/boot"}
"""Pages for who is not signed in."""


class AdminStudio:
    """Photographs the admin pages of one product, each from its first line to its last."""

    def __init__(self, running: Running, browser: Browser, folder: Path) -> None:
        self._running = running
        self._browser = browser
        self._folder = folder
        self._tokens: dict[str, str] = {}
        """One session a language and role, as of an admin who goes from page to page."""

    def take_all(self) -> None:
        """Photograph every page, and some of them dark, in German and narrow."""
        self._live_a_little()
        for name, path in PAGES.items():
            self.take(f"admin-{name}", path)
        for name, path in AT_THE_DOOR.items():
            self.take(f"admin-{name}", path, is_signed_in=False)
        self.take("admin-dark", PAGES["users"], color_scheme="dark")
        self.take("admin-german", PAGES["overview"], language="de")
        self.take("admin-narrow", PAGES["users"], width=768)
        self.take_typing()
        self.take_bench()
        self.take_story()
        self.take_live()

    def _live_a_little(self) -> None:
        """Check the connection, let a call come, word hints, give Agent C what is suggested."""
        change_policy(self._running, hints=HINTS, leading_system="https://crm.example.com")
        admin = AdminClient(self._running)
        admin.submit("/admin/doctor", {})
        admin.submit("/admin/sign-out", {})
        call = self._running.call(sender="+14155550101", to="101")
        self._running.on_the_phone(call, "hang_up")
        self._be_refused()
        storage = self._running.storage()
        try:
            agent = storage.people.agent(ORG, AgentId("c"))
            assert agent is not None
            storage.people.put_agent(replace(agent, email="c@example.test"))
        finally:
            storage.close()

    def _be_refused(self) -> None:
        """Let Salesforce refuse the log of a missed call, for page Reconciliation.

        Agent B is signed in for it: of who is signed in nowhere nothing would be logged.
        """
        rule = "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Say how the call ended."
        self._running.fault("POST /sobjects/Task", rule)
        storage = self._running.storage()
        try:
            sit_down(storage.units, ORG, AgentId("b"), utc_now())
            missed = self._running.call(sender="+14155550130", to="102")
            self._running.on_the_phone(missed, "hang_up")
            there = storage.reconciliation
            until(lambda: there.dead_classes(ORG), "Salesforce to refuse the log")
        finally:
            storage.close()

    def take_typing(self) -> None:
        """Photograph the field that searches users while one types."""
        page = self._open(PAGES["user"])
        field = page.get_by_role("combobox", name="Salesforce user")
        field.fill("example")
        expect(page.get_by_role("option").first).to_be_visible()
        page.screenshot(path=self._folder / "admin-typing.png", animations="disabled")
        page.context.close()

    def take_story(self) -> None:
        """Photograph the story of the call that Salesforce refused."""
        page = self._open(PAGES["reconciliation"])
        page.get_by_role("table", name="Dead letters, one by one").get_by_role("link").click()
        expect(page.get_by_role("table", name="What happened")).to_be_visible()
        path = self._folder / "admin-story.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        page.context.close()

    def take_live(self) -> None:
        """Photograph page Live, as a supervisor sees it while a call rings."""
        call = self._running.call(sender="+14155550101", to="101", queue="Support")
        page = self._open("/admin/live", role="supervisor")
        expect(page.get_by_role("table", name="Calls now")).to_contain_text("Ringing")
        path = self._folder / "admin-live.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        page.context.close()
        self._running.on_the_phone(call, "hang_up")

    def take_bench(self) -> None:
        """Photograph the number bench with numbers on it."""
        page = self._open(PAGES["numbers"])
        numbers = "(415) 555-0101\n+1 415 555 0188\n030 123456\n101\nanonymous\nhello"
        page.get_by_role("textbox", name="Numbers, one a line").fill(numbers)
        page.get_by_role("button", name="Try these numbers").click()
        expect(page.get_by_role("table", name="Results")).to_be_visible()
        path = self._folder / "admin-numbers.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        page.context.close()

    def take(self, name: str, path: str, **how: Any) -> None:
        """Photograph one page; `how` is that of `_open`."""
        page = self._open(path, **how)
        file = self._folder / f"{name}.png"
        page.screenshot(path=file, full_page=True, animations="disabled")
        page.context.close()

    def _open(
        self,
        path: str,
        *,
        is_signed_in: bool = True,
        language: str = "en",
        width: int = 1280,
        role: Role = "admin",
        **look: Any,
    ) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": 800},
            locale=language,
            **look,
        )
        if is_signed_in:
            kind = f"{language} {role}"
            token = self._tokens.get(kind) or sign_in(
                self._running, language=language, client=BROWSER, role=role
            )
            self._tokens[kind] = token
            url = self._running.url.replace("http://", "https://")  # as a secure cookie wants it
            context.add_cookies([{"name": COOKIE, "value": token, "url": url, "secure": True}])
        page = context.new_page()
        answer = page.goto(f"{self._running.url}{path}")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return page

"""Classic as a test drives it: a browser page, and a softphone that knows interaction.js alone."""

from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Frame, Page, expect

from tests.contract.emulator.standin import Client

POLLING = 25
"""Milliseconds: a frame that is not shown gets no animation frames to poll by."""
SOFTPHONE = b"""<!doctype html><title>Softphone</title><body><p>Softphone of the tests</p><script>
  window.heard = [];
  const origin = new URLSearchParams(location.search).get("sfdcIFrameOrigin");
  const script = document.createElement("script");
  script.src = origin + "/support/api/66.0/interaction.js";
  script.onload = () => {
    const { interaction } = window.sforce;
    interaction.onFocus((it) => window.heard.push(["focus", it]));
    interaction.cti.onClickToDial((it) => window.heard.push(["dial", it]));
    window.ask = (name, args) => new Promise((resolve) => {
      const owner = name in interaction ? interaction : interaction.cti;
      owner[name](...args, resolve);
    });
    window.ready = true;
  };
  if (origin) document.head.append(script);
</script></body>"""


@dataclass
class Classic:
    """A signed-in agent's page of Classic."""

    page: Page
    org: Client

    def enter(self, address: str = "/classic/home", username: str = "a@example.test") -> None:
        """Show a page to a user who has already logged in to the org."""
        answer = requests.post(
            f"{self.org.url}/login", data={"choose": username}, allow_redirects=False, timeout=10
        )
        sid = answer.cookies["standin_sid"]
        self.page.context.add_cookies([{"name": "standin_sid", "value": sid, "url": self.org.url}])
        self.page.goto(f"{self.org.url}{address}")

    def open(self, record: str) -> None:
        """Go to the page of a record of the reference data."""
        self.page.goto(f"{self.org.url}/{self.id_of(record)}")
        expect(self.main_heading()).to_be_visible()

    def id_of(self, record: str) -> str:
        """Return a record's id as Classic writes it, with 15 characters."""
        return self.org.records[record][:15]

    def main_heading(self) -> Any:
        return self.page.get_by_role("main").get_by_role("heading", level=1)

    @property
    def phone(self) -> Frame:
        """The softphone's frame, once its script is ready."""
        frame = self.page.get_by_title("Softphone").element_handle().content_frame()
        assert frame is not None
        frame.wait_for_url("**/softphone?*", wait_until="commit")
        frame.wait_for_function("window.ready === true", polling=POLLING)
        return frame

    def ask(self, method: str, *args: Any) -> Any:
        """Call a method of the interface from the softphone and return the whole answer."""
        return self.phone.evaluate("([name, args]) => ask(name, args)", [method, list(args)])

    def pop(self, address: str, *, force: bool) -> Any:
        """Let the softphone pop an address; return the whole answer."""
        return self.ask("screenPop", address, force)

    def heard(self, kind: str, count: int) -> list[Any]:
        """Wait until listeners of a kind have run so often; return what they got."""
        self.phone.wait_for_function(
            "([kind, count]) => heard.filter(([k]) => k === kind).length >= count",
            arg=[kind, count],
            polling=POLLING,
        )
        return [it for each, it in self.phone.evaluate("heard") if each == kind]

    def messages(self) -> list[tuple[str, str]]:
        """Return what went over the wire on this page: "in" or "out", and the text."""
        rows = self.page.evaluate("standin.messages()")
        return [(row["way"], row["message"]) for row in rows]

    def tab(self, name: str) -> Any:
        """A primary tab of the console."""
        strip = self.page.get_by_role("tablist", name="Primary tabs")
        return strip.get_by_role("tab", name=name, exact=True)

    def shown(self) -> Any:
        """The page in the tab of the console that is shown."""
        return self.page.frame_locator("#views iframe:not([hidden])")

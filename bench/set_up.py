"""The set-up, followed: from an empty database to the first call, in a browser, and counted.

`python -m bench.set_up` starts the product with an empty database beside the Salesforce stand-in,
and a real Chromium does what docs/admin-guide.md says, page by page, until a call of a customer
stands in Salesforce as a Task. It prints what a person has to do for that and how long it takes:
the machine's own seconds are measured; hands and eyes are reckoned (keystrokes.py says by what).
What is done in Salesforce's own Setup and in a terminal cannot be played here: it is listed, and
no minute is given for it. Loopback only. Exit code 1: a step of the guide led nowhere.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import requests
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from bench.keystrokes import WORDS_A_MINUTE, Counts, Person
from bench.processes import ROOT
from cti_adapter.demo import Demo, Ports
from cti_adapter.demo.ports import free_port
from cti_adapter.simulator.client import place_call

GUIDE = ROOT / "docs" / "admin-guide.md"
BY_HAND = (
    "log the Salesforce CLI in, set contactEmail, deploy softphone/ and sign-in/ (step 2)",
    "make the integration user (step 2)",
    "give out the three permission sets (step 2)",
    "tick Enable JWT Bearer Flow, upload the certificate (step 2)",
    "have a code sent by e-mail, read consumer key and secret (step 2)",
    "look at Permitted Users and the permission sets of the app (step 2)",
    "Manage Call Center Users, Add More Users (step 5)",
    "a softphone layout, if the standard one will not do (step 5)",
    "deploy the console app or add the utility item to your own (step 5)",
    "enter hook address and secret in the telephone system (step 6)",
)
"""What the guide asks for outside of our pages."""
INTEGRATION, AGENT = "integration@example.test", "a@example.test"
WITHIN_MS = 20_000


@dataclass(frozen=True)
class Site:
    """What is running: the product with nothing in it, an org, and a place for the telephone."""

    demo: Demo
    folder: Path
    ports: Ports

    def boot_token(self) -> str:
        """Ask for it as the operator does, in a terminal."""
        env = {
            "CTI_PUBLIC_URL": self.demo.product,
            "CTI_DATABASE_URL": self.demo.database,
            "CTI_SECRET_KEYS": self.demo.keys.fernet,
        }
        said = subprocess.run(
            [sys.executable, "-m", "cti_adapter", "boot-token"],
            cwd=ROOT,
            env=os.environ | env,
            capture_output=True,
            text=True,
            check=True,
        )
        return max(said.stdout.split(), key=len)

    def make_app(self, certificate: str) -> tuple[str, str]:
        """Make the External Client App, as Setup would; return consumer key and secret."""
        key, secret = f"3MVG9{uuid4().hex}{uuid4().hex}", uuid4().hex * 2
        app = {
            "client_id": key,
            "client_secret": secret,
            "callback_urls": [f"{self.demo.product}/auth/callback"],
            "certificate_pem": certificate,
            "permitted_users": "admin_approved",
            "preauthorised_users": ["*"],
        }
        answer = requests.post(f"{self.demo.salesforce}/_control/apps", json=app, timeout=10)
        answer.raise_for_status()
        return key, secret

    def make_call_center(self, key: str) -> None:
        """Deploy the call center, as the CLI would."""
        adapter = f"{self.demo.product}/o/{key}/softphone"
        body = {"adapter_url": adapter, "height": 560, "width": 400}
        url = f"{self.demo.salesforce}/_control/call-center"
        requests.post(url, json=body, timeout=10).raise_for_status()

    def start_telephone(self, hook: str, secret: str) -> None:
        """Tell the telephone system where to report, and by which secret."""
        file = self.folder / "secret"
        file.write_text(secret)
        command = [sys.executable, "-m", "cti_adapter.simulator", "serve"]
        command += ["--port", str(self.ports.telephone), "--hook-url", hook]
        process = subprocess.Popen(
            [*command, "--secret-file", str(file)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        self.demo.processes["telephone"] = process
        _wait_for(f"{self.demo.telephone}/")


@contextmanager
def empty_site() -> Iterator[Site]:
    """Start the product and the org; end whatever was started on the way out."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        ports = Ports(free_port(), free_port(), free_port())
        demo = Demo(folder / "state", ports, control=False)
        demo.log = folder / "product.log"
        command = [sys.executable, "-m", "cti_adapter.emulator", "--control", "--port"]
        demo.processes["salesforce"] = subprocess.Popen(
            [*command, str(ports.salesforce)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(f"{demo.salesforce}/services/data/")
            demo.start_product()
            yield Site(demo, folder, ports)
        finally:
            demo.stop()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=2)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{url} does not answer")


# ── the steps of the guide ───────────────────────────────────────────────────────────────────


def follow(site: Site, browser: Browser) -> Counts:
    """Do what the guide says; return what it took."""
    counts = Counts()
    context = browser.new_context(accept_downloads=True, locale="en-US")
    context.set_default_timeout(WITHIN_MS)
    admin = Person(context.new_page(), counts)
    _enter(admin, site)
    _make_org(admin)
    _connect(admin, site)
    _telephone_system(admin, site)
    _link_agent(admin)
    site.make_call_center("acme")
    context.close()
    agents = browser.new_context(locale="en-US")
    agents.set_default_timeout(WITHIN_MS)
    _first_call(agents, site, counts)
    agents.close()
    return counts


def _enter(admin: Person, site: Site) -> None:
    admin.address(f"{site.demo.product}/admin/boot")
    admin.pastes("Boot token", site.boot_token())
    admin.press("Open the admin pages")


def _make_org(admin: Person) -> None:
    admin.types("Name", "Acme")
    admin.types("Key", "acme")
    admin.types("Country of bare numbers", "US")
    admin.press("Make the org")


def _connect(admin: Person, site: Site) -> None:
    admin.press("Open the Salesforce page", "link")
    admin.press("Make a key")
    with admin.page.expect_download() as download:
        admin.press("Download certificate", "link")
    key, secret = site.make_app(download.value.path().read_text(encoding="ascii"))
    admin.pastes("Login address", site.demo.salesforce)
    admin.pastes("Consumer key", key)
    admin.pastes("Consumer secret", secret)
    admin.types("Integration user", INTEGRATION)
    admin.press("Save connection")
    admin.press("Run check")
    expect(admin.page.get_by_text(f"· {INTEGRATION}")).to_be_visible(timeout=WITHIN_MS)
    admin.press("Allow these")


def _telephone_system(admin: Person, site: Site) -> None:
    admin.press("Telephone systems", "link")
    admin.press("Add telephone system", "link")
    admin.types("Name", "Main")
    admin.pastes("Command URL", f"{site.demo.telephone}/commands")
    admin.press("Add")
    site.start_telephone(admin.copies("Hook address"), admin.copies("Secret"))
    admin.press("Test it")


def _link_agent(admin: Person) -> None:
    admin.press("Users", "link")
    admin.press("Add agent", "link")
    admin.types("Line", "101")
    admin.types("Name", "Agent A")
    admin.types("Salesforce user", "a@ex")
    admin.press(re.compile(re.escape(AGENT)), "option")
    admin.press("Save changes")


def _first_call(context: BrowserContext, site: Site, counts: Counts) -> None:
    """The agent signs in to the softphone, and a customer calls."""
    agent = Person(context.new_page(), counts)
    agent.address(f"{site.demo.salesforce}/lightning/app/console")
    agent.press(re.compile(re.escape(AGENT)))
    agent.press("Phone")
    panel = agent.page.frame_locator("iframe[title='Softphone']")
    root = panel.locator("[data-phase]")
    expect(root).to_have_attribute("data-phase", "signed-out", timeout=WITHIN_MS)
    agent.press("Sign in", within=panel.locator("body"))
    expect(root).to_have_attribute("data-phase", "ready", timeout=WITHIN_MS)
    call = place_call(site.demo.telephone, from_number="+14155550101", to_agent="101")
    agent.press("Answer", within=panel.locator("body"))
    expect(root).to_have_attribute("data-phase", "talking", timeout=WITHIN_MS)
    agent.press("Hang up", within=panel.locator("body"))
    expect(root).to_have_attribute("data-phase", "wrap-up", timeout=WITHIN_MS)
    agent.press("Save", within=panel.locator("body"))
    expect(root).to_have_attribute("data-phase", "saved", timeout=WITHIN_MS)
    records = f"{site.demo.salesforce}/_control/records/Task"
    tasks = requests.get(records, timeout=10).json()
    if [task.get("CTI_Call_Id__c") for task in tasks].count(call.call_id) != 1:
        raise SystemExit("the call is not in Salesforce")


# ── what it took ─────────────────────────────────────────────────────────────────────────────


def words_to_read() -> int:
    """Return how many words the guide has from its first line to the end of step 8."""
    text = GUIDE.read_text(encoding="utf-8").partition("## The pages from day to day")[0]
    text = re.sub(r"```.*?```|!\[.*?\]\(.*?\)|\]\(.*?\)", " ", text, flags=re.DOTALL)
    return len(re.findall(r"[A-Za-z][\w'’-]*", text))


def report(counts: Counts, machine_s: float) -> str:
    """Return the figures, and plainly what they are."""
    words = words_to_read()
    reading_s = words / WORDS_A_MINUTE * 60
    minutes = (machine_s + counts.hands_s + reading_s) / 60
    by_hand = "\n".join(f"  - {what}" for what in BY_HAND)
    return f"""From an empty database to the first call in Salesforce, by docs/admin-guide.md
one run on the stand-in, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}

  pages loaded         {counts.pages:>4}
  forms sent           {counts.forms:>4}
  clicks               {counts.clicks:>4}
  fields typed into    {counts.fields:>4}, {counts.typed} characters
  values copied        {counts.copied:>4}

  machine       {machine_s / 60:5.1f} min   measured
  hands         {counts.hands_s / 60:5.1f} min   reckoned: keystroke-level model, no mistakes
  reading       {reading_s / 60:5.1f} min   reckoned: {words} words, {WORDS_A_MINUTE} a minute
  together      {minutes:5.1f} min   for our pages; no person was timed

Not in these figures, because the stand-in cannot play it; who does it waits for others, too:
{by_hand}"""


def main() -> int:
    with empty_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        began = time.monotonic()
        counts = follow(site, browser)
        machine_s = time.monotonic() - began
        browser.close()
    print(report(counts, machine_s))
    return 0


if __name__ == "__main__":
    sys.exit(main())

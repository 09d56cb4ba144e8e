"""Pages of others around the softphone, in one browser and under Salesforce's real names (P8).

The agent of Acme is signed in: their cookie lies in the partition that all orgs of Salesforce
share, so every request of a page in another org carries it. The product itself stands at a
loopback address, which browsers trust as they trust https.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.support.foreign_sites import ForeignSites, foreign_sites, holding
from tests.support.own_chromium import own_chromium
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.signing_in import Browser as Window
from tests.support.signing_in import sign_in_in
from tests.web.stage import OtherOrg, OtherSeat

ACME, CLASSIC = "https://acme.lightning.force.com", "https://acme.my.salesforce.com"
GLOBEX, EVIL = "https://globex.lightning.force.com", "https://evil.example"
LIBRARY = "/support/api/67.0/lightning/opencti_min.js"

HOSTILE: dict[str, Callable[[str], str]] = {
    "another org": partial(holding, GLOBEX),
    "another org's Classic": partial(holding, "https://globex.my.salesforce.com"),
    "another org's Visualforce": partial(holding, "https://globex--c.vf.force.com"),
    "a sandbox of the same name": partial(holding, "https://acme--uat.sandbox.lightning.force.com"),
    "a name below": partial(holding, "https://evil.acme.lightning.force.com"),
    "a name that begins alike": partial(holding, "https://acme.lightning.force.com.evil.example"),
    "another port of the name": partial(holding, f"{ACME}:8443"),
    "any site": partial(holding, EVIL),
    "the org within any site": lambda ours: holding(EVIL, holding(ACME, ours)),
    "any site within the org": lambda ours: holding(ACME, holding(EVIL, ours)),
    "an address of data": partial(holding, ACME, how="/data"),
    "a sandboxed frame": lambda ours: holding(ACME, holding(ACME, ours), "/sandboxed"),
    "an object": partial(holding, EVIL, how="/object"),
    "an embed": partial(holding, EVIL, how="/embed"),
}
"""Who is around the softphone, and the address of the outermost page."""

FRAMED_BY_NOBODY = (
    "/o/{org}/companion",
    "/auth/popup?login={org}.x",
    "/admin/",
    "/admin/sign-in",
    "/admin/boot",
    "/o/{org}/calls/generic:1",
    "/api/openapi.json",
)


class Scene(NamedTuple):
    """Acme, its agent's browser, and the sites around."""

    running: Running
    org: OtherOrg
    sites: ForeignSites
    context: BrowserContext
    cookie: str

    @property
    def softphone(self) -> str:
        """The address that Acme's own page gives its frame."""
        origin = f"mode=Lightning&sfdcIframeOrigin={ACME}"
        return f"{self.running.url}/o/{self.org.key}/softphone?{origin}"

    def answer_within(self, page: Page, address: str, held: str) -> Response:
        """Open a page that holds one of ours; return what we answered to it."""
        with page.expect_response(lambda answer: answer.url == held) as asked:
            page.goto(address)
        return asked.value

    def shown(self, page: Page) -> list[str]:
        """Return the addresses of our pages that a page shows within it."""
        page.wait_for_load_state()
        return [frame.url for frame in page.frames if frame.url.startswith(self.running.url)]


@pytest.fixture(scope="module")
def scene(
    chromium: Browser, running: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    running.no_more_faults()
    org = OtherOrg(running, hosts=(ACME, CLASSIC))
    window = Window(running)
    sign_in_in(window, OtherSeat(org).username, org.key)
    with foreign_sites(tmp_path_factory.mktemp("sites")) as sites:
        library = requests.get(f"{running.salesforce}{LIBRARY}", timeout=TIMEOUT_S).text
        sites.files = {f"{ACME}{LIBRARY}": library, f"{EVIL}{LIBRARY}": "document.title = 'mine'"}
        profile = tmp_path_factory.mktemp("profile")
        with own_chromium(chromium.browser_type, profile, switches=sites.switches) as context:
            name = f"__Host-cti-{org.key}"
            scene = Scene(running, org, sites, context, name)
            remember(scene, window.cookies[name])
            yield scene


def remember(scene: Scene, value: str) -> None:
    """Lay the agent's cookie where a sign-in within Acme's page lays it."""
    page = scene.context.new_page()
    session = scene.context.new_cdp_session(page)
    site = {"topLevelSite": "https://force.com", "hasCrossSiteAncestor": True}
    cookie = {"name": scene.cookie, "value": value, "url": scene.running.url, "path": "/"}
    rules = {"secure": True, "httpOnly": True, "sameSite": "None", "partitionKey": site}
    assert session.send("Network.setCookie", {**cookie, **rules})["success"]
    page.close()


@pytest.fixture
def page(scene: Scene) -> Iterator[Page]:
    opened = scene.context.new_page()
    yield opened
    opened.close()


def expect_to_be_at_work(scene: Scene, page: Page) -> None:
    """Wait until Acme's own page holds the softphone, with the agent signed in by the cookie."""
    page.goto(holding(ACME, scene.softphone))
    panel = page.frame_locator("iframe")
    expect(panel.locator("[data-phase]").first).to_have_attribute("data-phase", "ready")


def test_the_org_itself_holds_its_softphone(scene: Scene, page: Page) -> None:
    """With its own Open CTI script, and nothing to click: else all below would prove nothing."""
    expect_to_be_at_work(scene, page)

    assert f"{ACME}{LIBRARY}" in scene.sites.asked


@pytest.mark.parametrize("around", HOSTILE.values(), ids=HOSTILE)
def test_nobody_else_holds_it(scene: Scene, page: Page, around: Callable[[str], str]) -> None:
    """All pages around it have to be the org's; one that is not gets a blank in its place."""
    address = around(scene.softphone)
    answer = scene.answer_within(page, address, scene.softphone)

    assert f"frame-ancestors {ACME} {CLASSIC}" in answer.headers["content-security-policy"]
    assert [] == scene.shown(page)
    assert address == page.url


@pytest.mark.parametrize("path", FRAMED_BY_NOBODY)
def test_the_org_holds_nothing_else_of_ours(scene: Scene, page: Page, path: str) -> None:
    """What an admin decides, and what else we answer, is in nobody's frame."""
    ours = f"{scene.running.url}{path.replace('{org}', scene.org.key)}"
    answer = scene.answer_within(page, holding(ACME, ours), ours)

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert [] == scene.shown(page)


def test_a_cookie_that_comes_along_opens_nothing(scene: Scene, page: Page) -> None:
    """Another org's page sends the agent's cookie with all it asks, and is told no."""
    page.goto(f"{GLOBEX}/")
    sent: list[str] = []

    def note(request: dict[str, Any]) -> None:
        """Keep the cookies of what is sent to us; the browser asks a page for its icon as well."""
        if request["headers"].get("Host") == urlsplit(scene.running.url).netloc:
            sent.append(request["headers"].get("Cookie", ""))

    session = scene.context.new_cdp_session(page)
    session.on("Network.requestWillBeSentExtraInfo", note)
    session.send("Network.enable")
    told = [
        ask(scene, page, "/api/snapshot", {}),
        ask(scene, page, "/api/dial", {"method": "POST", "body": '{"number": "+14155550199"}'}),
        ask(scene, page, "/auth/logout", {"method": "POST"}),
        ask(
            scene,
            page,
            "/auth/renew",
            {"method": "POST", "body": f'{{"org_key": "{scene.org.key}"}}'},
        ),
    ]

    until(lambda: page.evaluate("1") and len(sent) >= len(told), "the browser to tell of each")

    assert [401, 401, 401, 403] == [answer.status for answer in told]
    assert [True] * len(told) == [scene.cookie in cookies for cookies in sent]
    expect_to_be_at_work(scene, page)


def test_a_form_of_another_org_renews_nothing(scene: Scene, page: Page) -> None:
    """A form needs no leave of ours to be sent; its Origin says whose it is."""
    page.goto(f"{GLOBEX}/")
    with page.expect_response(lambda answer: "/auth/renew" in answer.url) as asked:
        page.evaluate(
            """address => {
                const form = document.createElement("form");
                const frame = document.createElement("iframe");
                const how = { method: "post", action: address, enctype: "text/plain" };
                frame.name = "unseen";
                Object.assign(form, { ...how, target: frame.name });
                document.body.append(frame, form);
                form.submit();
            }""",
            f"{scene.running.url}/auth/renew",
        )

    assert 403 == asked.value.status
    expect_to_be_at_work(scene, page)


def test_another_org_may_not_ask_as_we_do(scene: Scene, page: Page) -> None:
    """With a header of ours the browser asks first, and nobody says yes."""
    page.goto(f"{GLOBEX}/")
    read = page.evaluate(
        """address => fetch(address, {
            method: "POST",
            credentials: "include",
            headers: { "Content-Type": "application/json", "X-CTI-Renew": "1" },
            body: "{}",
        }).then(() => "answered", error => error.name)""",
        f"{scene.running.url}/auth/renew",
    )

    assert "TypeError" == read


def test_another_org_opens_no_socket_even_with_a_ticket(scene: Scene, page: Page) -> None:
    """Its Origin is not ours; the ticket stays good for who it was given to."""
    with scene.org.panel() as panel:
        bearer = {"Authorization": f"Bearer {panel.token}"}
        asked = requests.post(
            f"{scene.running.url}/api/socket-ticket", json={}, headers=bearer, timeout=TIMEOUT_S
        )
        address = f"{scene.running.url.replace('http', 'ws')}/ws"
        offered = ["cti.v1", f"ticket.{asked.json()['ticket']}"]
        page.goto(f"{GLOBEX}/")
        theirs = page.evaluate(OPEN_SOCKET, [address, offered])
        page.goto(f"{scene.running.url}/auth/popup")

        assert ("refused", "open") == (theirs, page.evaluate(OPEN_SOCKET, [address, offered]))


def test_a_window_that_names_its_own_script_gets_none(scene: Scene, page: Page) -> None:
    """Opened by somebody else it stands alone, signed out, and nobody's script runs in it."""
    page.goto(f"{EVIL}/")
    with page.expect_popup() as opened:
        page.evaluate("ours => void open(ours)", scene.softphone.replace(ACME, EVIL))
    window = opened.value
    expect(window.locator("[data-phase]").first).to_have_attribute("data-phase", "set-up-needed")
    window.close()

    assert [] == [address for address in scene.sites.asked if address == f"{EVIL}{LIBRARY}"]


def test_a_sign_in_somebody_else_began_is_not_gone_on_with(scene: Scene, page: Page) -> None:
    """A stranger who had us begin a sign-in opens its window: what they answer is not listened to.

    Else the agent would sign in at Salesforce, and the stranger have the session.
    """
    theirs = Window(scene.running).post("/auth/start", {"org_key": scene.org.key}).json()
    page.goto(f"{EVIL}/")
    page.evaluate("() => { globalThis.heard = []; onmessage = event => heard.push(event.data); }")
    with page.expect_popup() as opened:
        page.evaluate(
            "ours => { globalThis.w = open(ours) }", f"{scene.running.url}{theirs['popup_url']}"
        )
    window = opened.value
    expect(window.locator("#said")).not_to_be_empty()
    posted: list[str] = []
    window.on("request", lambda request: posted.append(request.method))
    window.evaluate(
        "() => { globalThis.came = new Promise(yes => addEventListener('message', yes)); }"
    )
    said = {"type": "cti.bind", "login_id": theirs["login_id"], "bind_code": theirs["bind_code"]}
    page.evaluate("said => w.postMessage(said, '*')", said)
    window.evaluate("() => came.then(event => event.origin)")
    heard = page.evaluate("heard")
    window.close()

    assert ([], []) == (heard, posted)


OPEN_SOCKET = """([address, offered]) => new Promise(tell => {
    const socket = new WebSocket(address, offered);
    socket.onopen = () => tell("open");
    socket.onerror = () => tell("refused");
})"""


def ask(scene: Scene, page: Page, path: str, how: dict[str, str]) -> Response:
    """Have a page send what every page may send, with all cookies; return what we answered."""
    address = f"{scene.running.url}{path}"
    with page.expect_response(address) as asked:
        page.evaluate(
            """([address, how]) => void fetch(
                address, { mode: "no-cors", credentials: "include", ...how })""",
            [address, how],
        )
    return asked.value

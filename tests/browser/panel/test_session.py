"""Who the panel belongs to, and what becomes of it when the line is cut."""

import re

import pytest
from playwright.sync_api import Page, expect

from cti_adapter.web.messages import CallGone
from tests.browser.panel.conftest import Show
from tests.browser.panel.scenes import call, desk, snapshot
from tests.browser.panel.stage import Stage
from tests.browser.panel.states import STATES
from tests.browser.panel.test_wire import told

# ── signing in ──


def test_one_click_signs_in_through_the_window(
    page: Page, stage: Stage, in_salesforce: str
) -> None:
    """The window gets its code from the panel that opened it, and the panel its session (D9)."""
    stage.signed_in = False
    stage.snapshot = snapshot()
    page.goto(in_salesforce)
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("#panel[data-phase='ready']")

    bound = next(post for post in stage.posts if post.path == "/auth/popup")
    assert {"login_id": "login-1", "bind_code": "bind-1"} == bound.body
    assert ["notifyInitializationComplete", None] == told(page)[0]
    assert ["enableClickToDial", None] in told(page)
    if not popup.value.is_closed():
        popup.value.wait_for_event("close")


def test_a_window_nobody_opened_says_where_to_begin(page: Page, address: str) -> None:
    """A sign-in link in an e-mail leads nowhere."""
    page.goto(address.replace("/o/acme/softphone", "/auth/popup?login=login-1"))

    expect(page.get_by_role("status")).to_contain_text("Open sign-in from the softphone")


def test_a_blocked_window_is_explained(page: Page, stage: Stage, address: str) -> None:
    """The agent learns what to do, beside the button."""
    stage.signed_in = False
    page.add_init_script("window.open = () => null")
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("Allow pop-ups for this page")


def test_a_refused_sign_in_says_why_and_can_be_tried_again(
    page: Page, stage: Stage, address: str
) -> None:
    """An agent without a link is sent to the admin, not round in circles."""
    stage.signed_in = False
    stage.answers["/auth/claim"] = (403, {"error_id": "not-linked", "detail": "user C"})
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("not linked to a telephone yet")
    expect(page.get_by_role("button", name="Sign in")).to_be_enabled()


@pytest.mark.parametrize(
    "signs",
    [
        "mode=Lightning&sfdcIframeOrigin=https://evil.example",
        "nonce=0&sfdcIFrameOrigin=https://evil.example",
    ],
)
def test_a_stranger_s_frame_gets_no_library_and_no_session(
    page: Page, address: str, signs: str
) -> None:
    """The library is code: it comes from this org's hosts or not at all."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{address}?{signs}")
    page.wait_for_selector("#panel[data-phase='set-up-needed']")

    assert [] == [
        url for url in loaded if re.match("https://evil|.*(/auth/|opencti|interaction)", url)
    ]
    expect(page.get_by_role("button", name="Run check")).to_be_visible()


def test_a_library_that_does_not_come_is_asked_for_again(
    page: Page, stage: Stage, in_salesforce: str
) -> None:
    """The telephone works meanwhile, and the agent knows what does not."""
    library = "**/opencti_min.js"
    page.route(library, lambda route: route.abort())
    stage.snapshot = snapshot()
    page.goto(in_salesforce)
    page.wait_for_selector("#panel[data-phase='ready']")
    expect(page.get_by_text("Salesforce did not send the script")).to_be_visible()
    page.unroute(library)

    expect(page.get_by_text("Salesforce did not send the script")).to_be_hidden()
    stage.wait_for("/api/page")
    assert ["notifyInitializationComplete", None] == told(page)[0]


def test_with_storage_denied_the_panel_still_works(page: Page, stage: Stage, address: str) -> None:
    """A browser that refuses storage inside the frame costs a click, not the telephone (B-29)."""
    denied = "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no') }})"
    page.add_init_script(denied)
    stage.snapshot = snapshot()
    page.goto(address)

    page.wait_for_selector("#panel[data-phase='ready']")


# ── the line ──


def test_a_restart_is_shown_and_healed(show: Show, stage: Stage) -> None:
    """The last call stays on the screen, and comes back as it was (D7)."""
    page = show(STATES["talking"][1](), "talking")
    stage.reachable = False
    stage.close(1012)
    page.wait_for_selector("#panel[data-phase='reconnecting']")
    expect(page.get_by_text("Your call and notes are safe.")).to_be_visible()
    expect(page.get_by_role("region", name="Call")).to_contain_text("Ada Lovelace")
    expect(page.get_by_role("button", name="Hang up")).to_have_attribute("aria-disabled", "true")
    stage.reachable = True
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#panel[data-phase='talking']")

    expect(page.get_by_role("status")).to_contain_text("Recovered")
    tickets = [post.body for post in stage.posts if post.path == "/api/socket-ticket"]
    assert [None, 0] == [tickets[0]["last_seq"], tickets[-1]["last_seq"]]
    assert tickets[0]["page"] == tickets[-1]["page"], "it came back as another page"


def test_a_session_that_ended_leads_to_sign_in(show: Show, stage: Stage) -> None:
    """4401 is the one close that means: not you any more."""
    page = show(snapshot(), "ready")
    stage.signed_in = False
    stage.close(4401)

    page.wait_for_selector("#panel[data-phase='signed-out']")


def test_a_missed_message_is_fetched(show: Show, stage: Stage) -> None:
    """A gap is never shown as the truth."""
    page = show(snapshot(), "ready")
    stage.snapshot = snapshot(call())
    stage.seq += 3
    stage.tell(lambda seq, now: CallGone(seq=seq, now=now, call_id="nobody", desk=desk(None)))

    page.wait_for_selector("#panel[data-phase='talking']")

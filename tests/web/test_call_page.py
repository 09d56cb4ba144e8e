"""Notes longer than a Task takes, and the page on which all of them stand (A-13)."""

from html import unescape
from http import HTTPStatus

import pytest

from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient
from tests.support.running import Running
from tests.support.signing_in import Browser, sign_in_in
from tests.web.stage import OutsideCall, saved_once, telephone_system, wrapping_up

TASK_TAKES = 32_000
LONG = "\n".join(f"{number}. <b>asked</b> for refund" for number in range(1_500))


@pytest.mark.requirement("A-13")
def test_what_a_task_cannot_hold_stands_on_the_page_it_names(
    running: Running, panel: PanelClient
) -> None:
    """No log is refused for its length; the agent who was on the call reads all, and an admin."""
    call = OutsideCall(telephone_system(running), panel.seat.line)
    ended = wrapping_up(panel, call)
    panel.press(f"calls/{ended['id']}/save", {"text": LONG})
    comments = saved_once(panel, call)["Description"]
    kept, _, address = comments.rpartition("\n[…] ")
    key = f"{running.hook.rpartition('/')[2]}:{call.placed.call_id}"
    path = address.removeprefix(running.url)
    own, other = Browser(running), Browser(running)
    sign_in_in(own, panel.seat.username)
    sign_in_in(other, running.seat().username)
    pages = [own.get(path), AdminClient(running).get(path)]

    assert f"/o/{running.org_key}/calls/{key}" == path
    assert TASK_TAKES >= len(comments) > TASK_TAKES - 100
    assert "\n  40. <b>asked</b> for refund" in kept
    assert [200, 200] == [page.status_code for page in pages]
    assert [True, True] == [LONG in unescape(page.text) for page in pages]
    assert ["&lt;b&gt;asked"] * 2 == [
        "&lt;b&gt;asked" if "<b>asked" not in page.text else "" for page in pages
    ]
    strangers = [other.get(path), Browser(running).get(path), own.get(f"{path}x")]
    assert [HTTPStatus.NOT_FOUND] * 3 == [page.status_code for page in strangers]
    assert [False] * 3 == ["refund" in page.text for page in strangers]


def test_the_page_is_open_as_long_as_the_agent_is_signed_in(
    running: Running, panel: PanelClient
) -> None:
    """Signed out is signed out; and its cookie opens nothing but this page (D9)."""
    call = OutsideCall(telephone_system(running), panel.seat.line)
    call.tell("leg.offered")
    panel.call(phase="ringing")
    path = f"/o/{running.org_key}/calls/{running.hook.rpartition('/')[2]}:{call.placed.call_id}"
    own = Browser(running)
    token, _ = sign_in_in(own, panel.seat.username)
    cookie = own.cookies["__Host-cti-call"]
    before = own.get(path)
    asked = [
        own.get("/admin/").status_code,
        own.post("/api/dial", {"number": "0101"}).status_code,
        own.post("/api/dial", {"number": "0101"}, Authorization=f"Bearer {cookie}").status_code,
    ]
    own.post("/auth/logout", {}, Authorization=f"Bearer {token}")

    assert [303, 401, 401] == asked
    assert [200, 404] == [before.status_code, own.get(path).status_code]
    assert "delivered to" in before.text

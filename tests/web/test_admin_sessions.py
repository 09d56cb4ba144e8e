"""Page Sessions: who is signed in where; what an admin ends is ended, at once and for good."""

import re
from http import HTTPStatus

import pytest
import requests
import websocket

from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient, open_socket
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import OtherOrg
from tests.web.test_renewal import Signed, allowed

SIGNED_OUT = 4401


def row_of(admin: AdminClient, seat: Seat) -> str:
    """Return the row of a seat's softphone; "" where there is none."""
    page = admin.get(f"/admin/sessions?q={seat.line}").text
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    return next((row for row in rows if seat.name in row), "")


def button_in(row: str, name: str) -> dict[str, str]:
    """Return what a button of the row sends."""
    value = re.search(rf'name="{name}" value="([^"]+)"', row)
    assert value is not None, row
    return {name: value[1]}


@pytest.fixture
def admin(running: Running) -> AdminClient:
    return AdminClient(running)


def close_code(socket: websocket.WebSocket) -> int:
    """Wait until the server closes a socket; return its reason."""
    while True:
        opcode, payload = socket.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(payload[:2], "big")


def test_a_softphone_is_listed_with_its_browser(
    running: Running, admin: AdminClient, seat: Seat
) -> None:
    """An admin asked "am I still signed in at home?" can answer."""
    signed = Signed(running, seat.username)
    signed.renew(signed.renew_token)
    row = row_of(admin, seat)

    assert seat.line in row
    assert "python-requests" in row
    assert "just now" in row


def test_one_that_is_ended_is_out_and_stays_out(
    running: Running, admin: AdminClient, panel: PanelClient
) -> None:
    """Token, renewal, cookie and socket: within seconds, whatever the page of the agent does."""
    socket = open_socket(running, panel.token)
    ended = admin.submit("/admin/sessions/end", button_in(row_of(admin, panel.seat), "sign_in"))
    code = close_code(socket)
    socket.shutdown()  # close() does nothing any more

    assert "1 softphone was signed out" in ended.text
    assert SIGNED_OUT == code
    assert not allowed(running, panel.token)
    assert "" == row_of(admin, panel.seat)


def test_another_browser_of_the_same_agent_goes_on(
    running: Running, admin: AdminClient, seat: Seat
) -> None:
    """A lost laptop is signed out, the desk is not."""
    desk = Signed(running, seat.username)
    sql(running, "UPDATE sessions SET user_agent = 'desk' WHERE user_id = ?", seat.user_id)
    Signed(running, seat.username)
    page = admin.get(f"/admin/sessions?q={seat.line}").text
    laptop = next(
        row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "python-requests" in row
    )
    admin.submit("/admin/sessions/end", button_in(laptop, "sign_in"))

    assert allowed(running, desk.token)
    assert HTTPStatus.OK == desk.renew(desk.renew_token).status_code


def test_a_user_can_be_signed_out_everywhere(
    running: Running, admin: AdminClient, seat: Seat
) -> None:
    """Whoever leaves the company leaves every browser."""
    both = [Signed(running, seat.username) for _ in range(2)]
    ended = admin.submit("/admin/sessions/end", button_in(row_of(admin, seat), "user"))

    assert "2 softphones were signed out" in ended.text
    assert [401, 401] == [each.renew().status_code for each in both]


def test_another_admins_session_can_be_ended_and_not_ones_own(
    running: Running, admin: AdminClient
) -> None:
    """Signing out is for one's own."""
    other = AdminClient(running)
    page = admin.get("/admin/sessions").text
    others = re.findall(r'name="admin" value="([0-9a-f]+)"', page)
    for each in others:
        admin.submit("/admin/sessions/end", {"admin": each})

    assert "This browser" in page
    assert "/admin/sign-in" in other.get("/admin/").url
    assert admin.get("/admin/").url.endswith("/admin/")


def test_an_admin_ends_nothing_of_another_org(
    running: Running, admin: AdminClient, seat: Seat
) -> None:
    """What the button of a foreign page would send, sent here, finds nothing (D11)."""
    signed = Signed(running, seat.username)
    button = button_in(row_of(admin, seat), "sign_in")
    stranger = AdminClient(running, org_id=OtherOrg(running).id)
    answer = stranger.submit("/admin/sessions/end", button)

    assert "0 softphones were signed out" in answer.text
    assert allowed(running, signed.token)


# ── the rights of agents who renew (B-29) ─────────────────────────────────────────────────────


def long_unchecked(running: Running, seat: Seat) -> None:
    sql(running, "UPDATE sessions SET checked_at = 0 WHERE user_id = ?", seat.user_id)


def test_a_user_deactivated_in_salesforce_is_out_at_the_next_renewal(
    running: Running, seat: Seat
) -> None:
    """The org's word ends the softphone, by cookie and by token, and nobody has to press."""
    signed = Signed(running, seat.username)
    running.change_user(seat.username, IsActive=False)
    long_unchecked(running, seat)

    assert 401 == signed.renew(signed.renew_token).status_code
    assert 401 == signed.renew().status_code


def test_an_agent_who_was_unlinked_is_out_at_the_next_renewal(running: Running, seat: Seat) -> None:
    """Whoever the line belongs to now, it is not this user any more."""
    signed = Signed(running, seat.username)
    sql(running, "UPDATE agents SET user_id = NULL WHERE id = ?", seat.agent_id)

    assert 401 == signed.renew(signed.renew_token).status_code
    assert 401 == signed.renew().status_code


def test_an_org_that_does_not_answer_takes_no_telephone_away(running: Running, seat: Seat) -> None:
    """Calls go on through an outage."""
    signed = Signed(running, seat.username)
    long_unchecked(running, seat)
    running.fault("GET /query", "e500", times=20)
    renewed = signed.renew(signed.renew_token)

    assert HTTPStatus.OK == renewed.status_code


def test_the_org_is_not_asked_at_every_renewal(running: Running, seat: Seat) -> None:
    """Its requests are counted: one for many agents, every few minutes."""
    signed = Signed(running, seat.username)
    requests.delete(f"{running.salesforce}/_control/requests", timeout=TIMEOUT_S)
    for _ in range(3):
        signed.renew()
    asked = requests.get(f"{running.salesforce}/_control/requests", timeout=TIMEOUT_S).json()

    assert [] == [each for each in asked if "User" in str(each.get("query"))]

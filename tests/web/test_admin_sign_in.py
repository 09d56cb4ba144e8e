"""Admins come in through their org's login, where the org says they may, and as long as it does."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from cti_adapter.web.admin.frame import COOKIE
from tests.support.admin_page import INTEGRATION, AdminClient, Browser
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import OtherOrg

MINUTES_6 = timedelta(minutes=6)


def come_in(running: Running, username: str, **form: str) -> tuple[Browser, requests.Response]:
    """Log in to the org, then press the button of the sign-in page."""
    http = Browser(running)
    login = {"choose": username, "startURL": "/"}
    http.post(f"{running.salesforce}/login", data=login, timeout=TIMEOUT_S, allow_redirects=False)
    answer = http.post(
        f"{running.url}/admin/sign-in", data={"org": "demo", **form}, timeout=TIMEOUT_S
    )
    return http, answer


def grow_old(running: Running, username: str, by: timedelta) -> None:
    """Let the last answer about this admin be older than it is."""
    older = "UPDATE admin_sessions SET checked_at = checked_at - ? WHERE username = ?"
    sql(running, older, int(by.total_seconds() * 1_000_000), username)


@pytest.fixture
def admin_seat(running: Running, seat: Seat) -> Seat:
    """A user whom no other test knows, with the permission."""
    running.change_user(seat.username, permissions=["CTI_Admin"])
    return seat


def test_an_admin_signs_in_with_salesforce(running: Running) -> None:
    """One press, since the org knows the browser."""
    _, answer = come_in(running, INTEGRATION)

    assert f"{running.url}/admin/" == answer.url
    assert f"Signed in as {INTEGRATION}" in answer.text


def test_who_was_on_the_way_to_a_page_comes_there(running: Running) -> None:
    """A bookmark works; an address elsewhere is not followed."""
    there = come_in(running, INTEGRATION, next="/admin/sessions")[1]
    elsewhere = come_in(running, INTEGRATION, next="//evil.example/")[1]

    assert f"{running.url}/admin/sessions" == there.url
    assert f"{running.url}/admin/" == elsewhere.url


def test_an_agent_without_the_permission_stays_outside(running: Running, seat: Seat) -> None:
    """And is told what is missing and where to get it."""
    http, answer = come_in(running, seat.username)

    assert 403 == answer.status_code
    assert f"{seat.username} may not administer" in answer.text
    assert COOKIE not in http.jar


def test_a_sign_in_comes_back_to_the_browser_it_left(running: Running) -> None:
    """A link to somebody else's half of a sign-in leads nowhere."""
    http = Browser(running)
    start = http.post(
        f"{running.url}/admin/sign-in",
        data={"org": "demo"},
        timeout=TIMEOUT_S,
        allow_redirects=False,
    )
    login = {"choose": INTEGRATION, "startURL": "/"}
    victim = Browser(running)
    victim.post(f"{running.salesforce}/login", data=login, timeout=TIMEOUT_S, allow_redirects=False)
    answer = victim.get(start.headers["Location"], timeout=TIMEOUT_S)

    assert 403 == answer.status_code
    assert "began in another browser" in answer.text
    assert COOKIE not in victim.jar


def test_an_admin_who_loses_the_permission_is_told_on_the_next_click(
    running: Running, admin_seat: Seat
) -> None:
    """Nothing is saved by that click, and the session has ended."""
    admin = AdminClient(running, admin_seat.username)
    mark = admin.mark_on("/admin/")
    running.change_user(admin_seat.username, permissions=[])
    grow_old(running, admin_seat.username, MINUTES_6)
    click = admin.submit("/admin/language", {"csrf": mark, "language": "de"})

    assert 403 == click.status_code
    assert "You are no longer an administrator" in click.text
    assert "/admin/sign-in" in admin.get("/admin/").url


def test_a_deactivated_admin_is_out(running: Running, admin_seat: Seat) -> None:
    """Whoever leaves the company leaves these pages."""
    admin = AdminClient(running, admin_seat.username)
    running.change_user(admin_seat.username, IsActive=False)
    grow_old(running, admin_seat.username, MINUTES_6)

    assert 403 == admin.get("/admin/").status_code


def test_an_expired_permission_is_none(running: Running, seat: Seat) -> None:
    """Salesforce keeps the assignment and its date."""
    running.load(
        {
            "attributes": {"type": "PermissionSetAssignment"},
            "AssigneeId": seat.user_id,
            "PermissionSetId": running.record_id("PermissionSet", "CTI_Admin"),
            "ExpirationDate": "2020-01-01T00:00:00.000+0000",
        }
    )

    assert 403 == come_in(running, seat.username)[1].status_code


def test_a_right_is_asked_for_once_in_a_few_minutes(running: Running, admin_seat: Seat) -> None:
    """Not once a click: the org's requests are counted."""
    admin = AdminClient(running, admin_seat.username)
    running.change_user(admin_seat.username, permissions=[])

    assert 200 == admin.get("/admin/").status_code


def test_an_org_that_cannot_be_asked_takes_no_right_for_an_hour(
    running: Running, admin_seat: Seat
) -> None:
    """Whoever repairs the connection is not locked out by its being broken."""
    admin = AdminClient(running, admin_seat.username)
    running.fault("GET /query", "e500", times=20)
    grow_old(running, admin_seat.username, MINUTES_6)
    soon = admin.get("/admin/")
    grow_old(running, admin_seat.username, timedelta(hours=1))
    late = admin.get("/admin/")
    running.no_more_faults()

    assert 200 == soon.status_code
    assert 403 == late.status_code
    assert "cti-adapter boot-token" in late.text


def test_a_cancelled_sign_in_says_so_and_lets_nobody_in(running: Running) -> None:
    """The way back to the button is on the page."""
    http = Browser(running)
    start = http.post(
        f"{running.url}/admin/sign-in",
        data={"org": "demo"},
        timeout=TIMEOUT_S,
        allow_redirects=False,
    )
    state = parse_qs(urlsplit(start.headers["Location"]).query)["state"][0]
    back = {"state": state, "error": "access_denied"}
    answer = http.get(f"{running.url}/auth/callback", params=back, timeout=TIMEOUT_S)

    assert 403 == answer.status_code
    assert "The sign-in was cancelled" in answer.text
    assert 'href="/admin/sign-in"' in answer.text


def test_an_org_that_refuses_the_code_lets_nobody_in(running: Running) -> None:
    """What the org's login says is not believed without the org."""
    running.fault("POST /services/oauth2/token", "oauth:invalid_grant:no", times=1)
    http, answer = come_in(running, INTEGRATION)
    running.no_more_faults()

    assert 403 == answer.status_code
    assert "Salesforce refused the sign-in" in answer.text
    assert COOKIE not in http.jar


def test_where_there_are_several_orgs_its_key_is_asked_for(running: Running) -> None:
    """And no list of them is shown to strangers."""
    other = OtherOrg(running)
    page = requests.get(f"{running.url}/admin/sign-in", timeout=TIMEOUT_S).text
    found = requests.get(f"{running.url}/admin/sign-in?org={other.key}", timeout=TIMEOUT_S)
    nowhere = requests.get(f"{running.url}/admin/sign-in?org=nobody", timeout=TIMEOUT_S)

    assert "Key of your org" in page
    assert other.key not in page
    assert "Sign in with Salesforce" in found.text
    assert (404, True) == (nowhere.status_code, "No org has this key" in nowhere.text)

"""/status for who is signed in to the admin pages: their own org, and for nobody else anything.

Requests say that they came through a proxy: on loopback they would be the operator's.
"""

from datetime import timedelta
from typing import Any

import requests

from cti_adapter.service.audit import NO_ORG
from cti_adapter.web.admin.frame import COOKIE
from tests.support.admin_page import AdminClient, Browser
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.audit_log import Log, refused, told
from tests.web.stage import OtherOrg
from tests.web.test_admin_sign_in import grow_old

PROXIED = {"X-Forwarded-For": "192.0.2.1"}
CLOSED = {
    "type": "about:blank#not-signed-in",
    "title": "not signed in",
    "status": 401,
    "detail": "Sign in first.",
    "error_id": "not-signed-in",
}
"""All that is said to who may not look."""
LINE = ("refused.page", "GET /status")


def status(http: requests.Session, running: Running) -> requests.Response:
    return http.get(f"{running.url}/status", headers=PROXIED, timeout=TIMEOUT_S)


def orgs_told(running: Running) -> dict[str, Any]:
    """Return what the operator is told of each org, by its key."""
    answer = requests.get(f"{running.url}/status", timeout=TIMEOUT_S)
    return {each["org"]: each for each in answer.json()["orgs"]}


def test_an_admin_is_told_of_their_own_org_what_the_operator_is_told(running: Running) -> None:
    """And of no other: no key, no telephone system; what the machine lacks has no names in it."""
    mine, theirs = OtherOrg(running), OtherOrg(running)
    shown = status(AdminClient(running, org_id=mine.id).http, running)
    until(lambda: theirs.key in orgs_told(running), "the operator to be told of the new orgs")
    all_orgs = orgs_told(running)

    assert (200, "no-store") == (shown.status_code, shown.headers["Cache-Control"])
    assert {"reasons", "orgs"} == set(shown.json())
    assert [all_orgs[mine.key]] == shown.json()["orgs"]
    assert [mine.key] == [each["name"] for each in shown.json()["orgs"][0]["connectors"]]
    assert [] == [key for key in (theirs.key, running.org_key) if key in shown.text]


def test_who_came_with_a_boot_token_to_set_up_an_org_is_told_of_none(running: Running) -> None:
    """There is none yet that would be theirs."""
    other = OtherOrg(running)
    admin = AdminClient(running, org_id=other.id)
    sql(running, "UPDATE admin_sessions SET org_id = '' WHERE org_id = ?", other.id)
    shown = status(admin.http, running)

    assert (200, []) == (shown.status_code, shown.json()["orgs"])


def test_a_supervisor_is_refused_and_it_is_noted(running: Running) -> None:
    """They may look at page Live, and it is told to them in the words of who is nobody."""
    other = OtherOrg(running)
    supervisor = AdminClient(running, org_id=other.id, role="supervisor")
    log = Log(running, other.id)
    answer = status(supervisor.http, running)
    (noted,) = log.new()

    assert CLOSED == answer.json()
    assert (LINE, "integration@example.test") == (told([noted])[0], noted.who)


def test_nobody_is_told_anything(running: Running) -> None:
    """Who knocks without a cookie leaves no line; a cookie that was made up does."""
    log = Log(running, NO_ORG)
    with Browser(running) as http:
        stranger = status(http, running)
        noted = told(log.new())
        http.jar.set(COOKIE, "made-up", secure=True)
        forged = status(http, running)

    assert [CLOSED, CLOSED] == [stranger.json(), forged.json()]
    assert LINE not in noted
    assert LINE[1] in refused(running, LINE[0], NO_ORG)


def test_who_is_no_longer_an_admin_is_told_nothing(running: Running, seat: Seat) -> None:
    """The org is asked anew as for a page; its no ends the session."""
    running.change_user(seat.username, permissions=["CTI_Admin"])
    admin = AdminClient(running, seat.username)
    before = status(admin.http, running)
    running.change_user(seat.username, permissions=[])
    grow_old(running, seat.username, timedelta(minutes=6))
    after = status(admin.http, running)

    assert 200 == before.status_code
    assert CLOSED == after.json()
    assert "/admin/sign-in" in admin.get("/admin/").url

"""Page 'Live' over HTTP: for supervisors and admins of the org, and for nobody else (B-33)."""

from datetime import timedelta
from html.parser import HTMLParser
from http import HTTPStatus

import pytest

from cti_adapter.web.admin.frame import COOKIE
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.stage import OtherOrg, OtherSeat, OutsideCall, telephone_system
from tests.web.test_admin_sign_in import come_in, grow_old

pytestmark = pytest.mark.requirement("B-33")

TABLES = "/admin/data/live"


@pytest.fixture
def watcher(running: Running, seat: Seat) -> Seat:
    """A user whom no other test knows, with the second permission."""
    running.change_user(seat.username, permissions=["CTI_Supervisor"])
    return seat


class Controls(HTMLParser):
    """Finds what could be pressed or filled in inside of <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.inside |= tag == "main"
        if self.inside and tag in {"form", "button", "input", "select", "textarea", "a"}:
            self.found.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"


def test_a_supervisor_comes_in_to_page_live_alone(running: Running, watcher: Seat) -> None:
    """It is all their navigation has, wherever they were on the way to."""
    http, answer = come_in(running, watcher.username, next="/admin/users")
    users = http.get(f"{running.url}/admin/users", timeout=TIMEOUT_S)

    assert f"{running.url}/admin/live" == answer.url
    assert 1 == answer.text.count("places__link")
    assert HTTPStatus.FORBIDDEN == users.status_code
    assert "This page is for administrators" in users.text
    assert 'href="/admin/live"' in users.text


def test_an_agent_without_either_permission_is_refused(running: Running, seat: Seat) -> None:
    """At the door; and without a session both addresses lead nowhere."""
    http, answer = come_in(running, seat.username, next="/admin/live")
    page = http.get(f"{running.url}/admin/live", timeout=TIMEOUT_S)
    tables = http.get(f"{running.url}{TABLES}", timeout=TIMEOUT_S)

    assert HTTPStatus.FORBIDDEN == answer.status_code
    assert "CTI Supervisor" in answer.text
    assert COOKIE not in http.jar
    assert "/admin/sign-in" in page.url
    assert HTTPStatus.UNAUTHORIZED == tables.status_code


def test_a_right_that_changes_in_salesforce_changes_here(running: Running, watcher: Seat) -> None:
    """Within minutes: to admin, back to supervisor, and out."""
    client = AdminClient(running, watcher.username, role="supervisor")
    answers = []
    for permissions in (["CTI_Admin", "CTI_Supervisor"], ["CTI_Supervisor"], []):
        running.change_user(watcher.username, permissions=permissions)
        grow_old(running, watcher.username, timedelta(minutes=6))
        answers.append(client.get("/admin/users"))
    last = answers[1].text + answers[2].text

    assert [200, 403, 403] == [answer.status_code for answer in answers]
    assert "This page is for administrators" in last
    assert "You are no longer a supervisor" in last


def test_calls_and_presence_of_the_own_org_are_shown_and_nothing_can_be_pressed(
    running: Running,
) -> None:
    """Two orgs, a call in each; each supervisor sees theirs."""
    org = OtherOrg(running)
    with PanelClient(running.seat()) as panel:
        theirs = OtherSeat(org)
        call = OutsideCall(telephone_system(running), panel.seat.line)
        call.tell("leg.offered", queue="Engines")
        call.tell("leg.connected")
        other = OutsideCall(org.system(), theirs.line, "+14155550130")
        other.tell("leg.offered", queue="Compilers")
        panel.call(phase="talking")
        panel.press("presence", {"presence": "away", "reason": "Break"})
        here = AdminClient(running, role="supervisor").get("/admin/live")
        admins = AdminClient(running).get("/admin/live")
        there = AdminClient(running, org_id=org.id, role="supervisor").get("/admin/live")
    controls = Controls()
    controls.feed(here.text)

    row = f"{panel.seat.name} +1 415-555-0101 Engines On a call Inbound"
    assert row in words(here)
    assert row in words(admins)
    assert f"{panel.seat.name} {panel.seat.line} Away – Break" in words(here)
    assert "Compilers" not in here.text
    assert f"{theirs.name} +1 415-555-0130 Compilers Ringing Inbound" in words(there)
    assert panel.seat.name not in there.text
    assert "Engines" not in there.text
    assert [] == controls.found


def test_nothing_is_sent_while_nothing_changes(running: Running) -> None:
    """The tables have a mark; another language has another."""
    org = OtherOrg(running)
    client = AdminClient(running, org_id=org.id, role="supervisor")
    first = client.get(TABLES)
    client.http.headers["If-None-Match"] = first.headers["ETag"]
    same = client.get(TABLES)
    OutsideCall(org.system(), OtherSeat(org).line).tell("leg.offered")
    after = _changed(client)
    german = client.submit(
        "/admin/language", {"language": "de", "back": TABLES}, page="/admin/live"
    )

    assert (HTTPStatus.NOT_MODIFIED, b"") == (same.status_code, same.content)
    assert "<form" not in first.text
    assert "Ringing" in after
    assert "Klingelt" in german.text


def _changed(client: AdminClient) -> str:
    """Ask as the page does, until there is something new."""
    return until(lambda: client.get(TABLES).text, "changed tables")

"""The audit log over HTTP: who did what leaves a row, with address and request (ASVS 16.3)."""

import re
from http import HTTPStatus

import pytest
import requests

from cti_adapter.app import utc_now
from cti_adapter.demo import ORG
from cti_adapter.service.audit import NO_ORG, Deed
from cti_adapter.web.admin.door import issue_boot_token
from cti_adapter.web.audit import COUNTED_FOR, MOST_AN_HOUR, Refusals
from tests.support.admin_page import INTEGRATION, AdminClient, Browser
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.audit_log import Log, refused, told
from tests.web.stage import OtherOrg
from tests.web.test_admin_settings import save
from tests.web.test_admin_sign_in import come_in
from tests.web.test_renewal import Signed
from tests.web.test_walk import a_dead_letter


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    return OtherOrg(running)


@pytest.fixture(scope="module")
def admin(org: OtherOrg) -> AdminClient:
    return AdminClient(org.running, org_id=org.id)


@pytest.fixture
def log(org: OtherOrg, admin: AdminClient) -> Log:
    del admin  # is signed in by now
    return Log(org.running, org.id)


@pytest.fixture
def first(running: Running) -> Log:
    return Log(running, ORG)


def test_a_changed_setting_says_who_from_where_and_what_it_was(
    admin: AdminClient, log: Log
) -> None:
    """Which setting, and the hashes of before and after; a save that changes nothing is none."""
    save(admin, "privacy", raw_event_days="13")
    (deed,) = log.new()
    save(admin, "privacy")

    assert ("settings.changed", INTEGRATION) == (deed.what, deed.who)
    assert "privacy: raw_event_days" == deed.of
    assert "127.0.0.1" == deed.address
    assert re.fullmatch(r"[0-9a-f]{32}", deed.request_id)
    assert len(deed.before) == len(deed.after) == 64
    assert deed.before != deed.after
    assert [] == log.new()


def test_telephone_systems_and_their_secrets_are_noted(admin: AdminClient, log: Log) -> None:
    """Added, renewed, ended, removed: each by its key."""
    new = {"kind": "generic", "name": "Noted", "command_url": ""}
    key = admin.submit("/admin/telephony/new", new).url.rpartition("/")[2]
    added = {deed.what for deed in log.new()}
    noted = {}
    for what in ("rotate", "retire", "remove"):
        admin.submit(f"/admin/telephony/{key}/{what}", {})
        noted[what] = told(log.new())[0]

    assert {"telephony.added"} == added
    assert {
        "rotate": ("telephony.secret_rotated", key),
        "retire": ("telephony.secret_retired", key),
        "remove": ("telephony.removed", key),
    } == noted


def test_receivers_are_noted(admin: AdminClient, log: Log) -> None:
    """Who is told of the calls is a decision, too."""
    new = {"name": "Noted", "url": "https://crm.example.com", "events": "call.undone"}
    key = admin.submit("/admin/receivers/new", new).url.rpartition("/")[2]
    added = {deed.what for deed in log.new()}
    noted = {}
    for what in ("rotate", "retire", "remove"):
        admin.submit(f"/admin/receivers/{key}/{what}", {})
        noted[what] = told(log.new())[0]

    assert {"receiver.added"} == added
    assert {
        "rotate": ("receiver.secret_rotated", key),
        "retire": ("receiver.secret_retired", key),
        "remove": ("receiver.removed", key),
    } == noted


def test_agents_are_noted(admin: AdminClient, log: Log) -> None:
    """Added, changed, removed."""
    admin.submit("/admin/users/new", {"line": "7301", "name": "Noted"})
    added = told(log.new())[0][0]
    page = admin.get("/admin/users?q=7301").text
    at = re.search(r"/admin/users/([0-9a-f]{32})", page)
    assert at is not None, page
    admin.submit(f"/admin/users/{at[1]}/remove", {})
    removed = told(log.new())[0]

    assert ("agent.added", ("agent.removed", at[1])) == (added, removed)


def test_what_is_decided_about_a_refused_log_is_noted(running: Running, first: Log) -> None:
    """Tried again, or given up: by its number."""
    letters = [a_dead_letter(running, name, "nobody's") for name in ("r-1", "r-2")]
    boss = AdminClient(running)
    first.new()
    boss.submit("/admin/reconciliation/retry", {"letter": str(letters[0])})
    retried = told(first.new())
    boss.submit("/admin/reconciliation/give-up", {"letter": str(letters[1]), "text": "Not wanted"})
    given_up = told(first.new())
    sql(running, "DELETE FROM outbox WHERE id = ?", letters[0])

    assert [("log.retried", str(letters[0]))] == retried
    assert [("log.given_up", str(letters[1]))] == given_up


def test_a_session_that_is_ended_is_noted(running: Running, first: Log, seat: Seat) -> None:
    """And the sign-in and sign-out of the agent before."""
    signed = Signed(running, seat.username)
    signed_in = first.new()
    boss = AdminClient(running)
    boss.submit("/admin/sessions/end", {"user": seat.user_id})
    ended = told(first.new())
    again = Signed(running, seat.username)
    first.new()
    header = {"Authorization": f"Bearer {again.token}", "Origin": running.url}
    requests.post(f"{running.url}/auth/logout", headers=header, timeout=TIMEOUT_S)
    signed_out = first.new()

    assert signed.token
    assert [("agent.signed_in", seat.user_id, "softphone")] == [
        (deed.what, deed.who, deed.of) for deed in signed_in
    ]
    assert ("session.ended", seat.user_id) in ended
    assert [("agent.signed_out", seat.user_id, "softphone")] == [
        (deed.what, deed.who, deed.of) for deed in signed_out
    ]


def test_admins_come_and_go_and_who_is_none_is_refused(
    running: Running, first: Log, seat: Seat
) -> None:
    """By their username."""
    http, page = come_in(running, INTEGRATION)
    came = first.new()
    mark = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert mark is not None
    http.post(f"{running.url}/admin/sign-out", data={"csrf": mark[1]}, timeout=TIMEOUT_S)
    went = first.new()
    come_in(running, seat.username)
    refused = first.new()

    assert [("admin.signed_in", INTEGRATION)] == [(deed.what, deed.who) for deed in came]
    assert [("admin.signed_out", INTEGRATION)] == [(deed.what, deed.who) for deed in went]
    assert [("refused.sign_in", seat.username)] == [(deed.what, deed.who) for deed in refused]


def test_boot_tokens_are_noted(running: Running, first: Log) -> None:
    """Issued, used, and refused when used again; a refusal of this minute has its row already."""
    storage = running.storage()
    try:
        token = issue_boot_token(storage.admin_sessions, ORG, utc_now())
    finally:
        storage.close()
    for _ in range(2):
        with Browser(running) as http:
            http.post(f"{running.url}/admin/boot", data={"token": token}, timeout=TIMEOUT_S)

    assert ["boot_token.issued", "boot_token.used"] == [deed.what for deed in first.new()]
    assert {""} == refused(running, "refused.boot_token", NO_ORG)


def test_failed_signatures_are_counted_and_not_written_each(running: Running) -> None:
    """A flood is two rows a minute: that it began, and how often it came."""
    org = OtherOrg(running)
    log = Log(running, org.id)
    answers = {
        requests.post(
            f"{running.url}/hooks/{org.connector}",
            json={},
            headers={"Content-Type": "application/cloudevents+json"},
            timeout=TIMEOUT_S,
        ).status_code
        for _ in range(5)
    }

    assert {HTTPStatus.UNAUTHORIZED} == answers
    assert [("refused.signature", org.connector)] == told(log.new())


def test_a_flood_of_refusals_is_a_few_rows() -> None:
    """What is the same is counted; what is different in each one is summed up after so many."""
    written: list[Deed] = []
    now = [utc_now()]
    refusals = Refusals(written.append, lambda: now[0])
    for n in range(MOST_AN_HOUR + 500):
        same = Deed(org_id=ORG, who="", what="refused.page", address=str(n), request_id=str(n))
        refusals.note(same)
        refusals.note(same)
    at_once = len(written)
    now[0] += COUNTED_FOR
    refusals.flush()
    refusals.flush()

    assert MOST_AN_HOUR + 1 == at_once
    assert 2 * MOST_AN_HOUR + 2 == len(written)
    assert 2 * (MOST_AN_HOUR + 500) == sum(deed.times for deed in written)

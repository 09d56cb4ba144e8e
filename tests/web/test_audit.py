"""The audit log over HTTP: who did what leaves a row, with address and request (ASVS 16.3)."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
import requests
from msgspec.structs import replace

from cti_adapter.__main__ import main
from cti_adapter.app import utc_now
from cti_adapter.demo import ORG
from cti_adapter.service.audit import NO_ORG, Deed
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.deeds import ASKS, DEEDS, KINDS, OTHER
from cti_adapter.web.admin.door import issue_boot_token
from cti_adapter.web.audit import COUNTED_FOR, MOST_AN_HOUR, Refusals
from cti_adapter.web.languages import LANGUAGES
from tests.support.admin_page import INTEGRATION, AdminClient, Browser, words
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.web.audit_log import Log, refused, told
from tests.web.caller_stage import environment
from tests.web.routes import OWN, THEIRS
from tests.web.stage import ADA, OtherOrg, OtherSeat, sql
from tests.web.test_admin_settings import save
from tests.web.test_admin_sign_in import come_in
from tests.web.test_renewal import Signed
from tests.web.test_walk import a_dead_letter

ELSEWHERE = (
    *("configuration.changed", "agent.signed_in", "agent.signed_out", "call.replayed"),
    *("admin.signed_in", "admin.signed_out", "supervisor.signed_in"),
    *("boot_token.issued", "boot_token.used", "keys.rotated"),
    *("backup.made", "backup.restored"),
    *("refused.page", "refused.not_there", "refused.signature", "refused.panel"),
    *("refused.sign_in", "refused.boot_token", "refused.too_many"),
)
"""Deeds that are no form of a page."""


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


@pytest.fixture
def deployed(running: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    for name, value in environment(running).items():
        monkeypatch.setenv(name, value)
    return running


def test_what_is_done_on_the_command_line_is_noted(deployed: Running, tmp_path: Path) -> None:
    """Handing out, erasing: by whom; no number of the caller stands in a row."""
    org, out = OtherOrg(deployed), str(tmp_path / "out.json")
    log = Log(deployed, org.id)
    for command in (("export", "--out", out), ("erase", "--yes")):
        assert 0 == main([*command, "--org", org.key, "--number", ADA, "--by", "Ada"])
    deeds = log.new()

    assert {("caller.exported", "Ada"), ("caller.erased", "Ada")} == {
        (deed.what, deed.who) for deed in deeds
    }
    assert not any("5550101" in str(deed) for deed in deeds)


def test_verify_says_since_when_and_which_row(
    deployed: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 where somebody changed a row behind our back."""
    org = OtherOrg(deployed)
    AdminClient(deployed, org_id=org.id).submit(
        "/admin/telephony/new", {"kind": "generic", "name": "Noted", "command_url": ""}
    )
    whole = main(["audit", "verify", "--org", org.key]), capsys.readouterr().out
    page = words(AdminClient(deployed, org_id=org.id).get("/admin/audit"))
    sql(deployed, "UPDATE audit_rows SET who = 'eve' WHERE org_id = ? AND seq = 1", org.id)
    broken = main(["audit", "verify", "--org", org.key]), capsys.readouterr().out
    shown = words(AdminClient(deployed, org_id=org.id).get("/admin/audit"))
    sql(deployed, "DELETE FROM audit_rows WHERE org_id = ?", org.id)
    sql(deployed, "DELETE FROM audit_chains WHERE org_id = ?", org.id)

    assert 0 == whole[0]
    assert f"{org.key}: unbroken since 2" in whole[1]
    assert (1, f"{org.key}: BROKEN: row 1 is not as it was written\n") == broken
    assert "The chain is unbroken: every row is as it was written." in page
    assert "It holds since 2" in page
    assert "The chain is broken: row 1 is not as it was written." in shown


def test_the_page_shows_the_newest_first_and_what_is_looked_for(org: OtherOrg) -> None:
    """By what, who and day; further back by a cursor."""
    storage = org.running.storage()
    try:
        for n in range(55):
            storage.audit.append(
                Deed(org_id=org.id, who="grace@x.test", what="log.retried", of=f"letter {n:02}")
            )
    finally:
        storage.close()
    admin = AdminClient(org.running, org_id=org.id)
    today = f"{utc_now():%Y-%m-%d}"
    page = admin.get(f"/admin/audit?what=log&who=GRACE&day={today}")
    older = re.search(r'href="([^"]*before=[^"]*)"', page.text)
    assert older is not None
    rest = admin.get(older[1].replace("&amp;", "&"))
    shown = re.findall(r"letter \d\d", page.text + rest.text)

    assert [f"letter {n:02}" for n in reversed(range(55))] == shown
    assert "letter" not in admin.get("/admin/audit?what=log&day=2020-01-01").text
    assert "letter" not in admin.get("/admin/audit?what=session").text
    for day in ("nonsense", "9999-12-31", "0001-01-01"):
        answer = admin.get(f"/admin/audit?day={day}&what=nonsense&before=x")
        assert HTTPStatus.OK == answer.status_code


def test_people_are_shown_and_looked_for_by_their_names(org: OtherOrg) -> None:
    """A row keeps the ids of a Salesforce user and of an agent; nobody knows those by heart."""
    storage = org.running.storage()
    try:
        for user_id in (OtherSeat(org, signed_in=False).user_id for _ in range(2)):
            (at,) = (each for each in storage.agents.agents(org.id) if each.user_id == user_id)
            storage.people.put_agent(replace(at, name=f"Ms {user_id[::-1]}"))
            storage.audit.append(Deed(org_id=org.id, who=user_id, what="agent.signed_in"))
            storage.audit.append(
                Deed(org_id=org.id, who=INTEGRATION, what="agent.removed", of=at.id)
            )
    finally:
        storage.close()
    admin = AdminClient(org.running, org_id=org.id)
    everybody = admin.get("/admin/audit?what=agent")
    hers = admin.get(f"/admin/audit?who=ms+{user_id[::-1].lower()}").text

    assert 4 == words(everybody).count("Ms ")
    assert 2 == words(everybody).count(f"Ms {user_id[::-1]}")
    assert user_id not in words(everybody)
    assert f'title="{user_id}"' in everybody.text
    assert 1 == hers.count(">Ms ")
    for typed in ("zq%00", "z%25", "z_", "%00zq'"):  # of which databases have ideas of their own
        assert "Nothing was noted that matches." in words(admin.get(f"/admin/audit?who={typed}"))


def test_every_form_of_the_admin_pages_has_said_what_it_does() -> None:
    """Whoever adds a form names its deed in web/admin/deeds.py, or says why it is none."""
    forms = {
        route.split()[1]
        for route in {**THEIRS, **OWN}
        if route.startswith("POST /admin/") and route != "POST /admin/language"
    }

    assert forms == {*DEEDS, *ASKS}


def test_every_deed_has_words() -> None:
    """In each language, and a beginning one can look for."""
    catalogue = Catalogue.load()
    whats = {*DEEDS.values(), *ELSEWHERE, OTHER}

    for language in LANGUAGES:
        kept = {each for each in catalogue.keys(language) if each.startswith("audit.what.")}
        assert {f"audit.what.{what}" for what in whats} == kept
    assert set(KINDS) == {what.partition(".")[0] for what in whats}

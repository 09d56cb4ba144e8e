"""The audit log read: on its page, by `audit verify`, and in whose words (ASVS 16.3)."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from msgspec.structs import replace

from cti_adapter.__main__ import main
from cti_adapter.app import utc_now
from cti_adapter.service.audit import Deed
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.deeds import ASKS, DEEDS, KINDS, OTHER
from cti_adapter.web.languages import LANGUAGES
from tests.support.admin_page import INTEGRATION, AdminClient, words
from tests.support.rows import sql
from tests.support.running import Running
from tests.web.audit_log import Log
from tests.web.caller_stage import environment
from tests.web.routes import OWN, THEIRS
from tests.web.stage import ADA, OtherOrg, OtherSeat

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

"""The overview: what needs attention is named, with the link that repairs it, and nothing else."""

import re

from tests.support.admin_page import AdminClient
from tests.support.rows import sql
from tests.support.running import Running
from tests.support.seat import Seat
from tests.web.stage import OtherOrg


def concerns(admin: AdminClient) -> list[tuple[str, str]]:
    """Return what the overview is worried about, each with its link."""
    page = admin.get("/admin/").text
    found = re.findall(r'<li><div class="notice.*?<p>(.*?) <a href="([^"]+)"', page, re.DOTALL)
    return [(text, href) for text, href in found]


def test_agents_without_a_user_and_silent_telephone_systems_are_named(running: Running) -> None:
    """Each leads to its page; a fresh org has steps to do as well."""
    other = OtherOrg(running)
    sql(
        running,
        "INSERT INTO agents (org_id, id, line, name, language, time_zone, email, username,"
        " user_name, do_not_log) VALUES (?, 'x', '900', 'X', 'en', 'UTC', '', '', '', FALSE)",
        other.id,
    )
    told = concerns(AdminClient(running, org_id=other.id))

    assert ("1 agent is not linked to a Salesforce user and cannot sign in.", "/admin/users") in [
        (text, href) for text, href in told
    ]
    assert f"/admin/telephony/{other.connector}" in [href for _, href in told]
    assert "/admin/set-up" in [href for _, href in told]


def test_calls_that_are_not_saved_come_first(running: Running) -> None:
    """Both those Salesforce refused and those that are tried again; of this org alone."""
    other = OtherOrg(running)
    row = (
        "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error) VALUES (?, 'c', 'log', ?, '{}', ?, 3, 9000000000000000, '')"
    )
    for key, status in (("a", "dead"), ("b", "dead"), ("c", "pending"), ("d", "done")):
        sql(running, row, other.id, key, status)
    told = [text for text, _ in concerns(AdminClient(running, org_id=other.id))]

    assert "2 calls are not saved: Salesforce refused their logs." == told[0]
    assert "1 entry is not in Salesforce yet; the server keeps trying." in told
    neighbour = AdminClient(running, org_id=OtherOrg(running).id)
    assert not [text for text, _ in concerns(neighbour) if "not saved" in text]


def test_the_figures_lead_to_their_pages(running: Running, seat: Seat) -> None:
    """Agents, softphones, telephone systems."""
    page = AdminClient(running).get("/admin/").text

    assert ["/admin/users", "/admin/sessions", "/admin/telephony"] == re.findall(
        r'<dt><a href="([^"]+)"', page
    )
    assert seat.name

"""The overview: what needs attention is named, with the link that repairs it, and nothing else."""

import re
import time

import pytest

from tests.support.admin_page import AdminClient, words
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import Running
from tests.support.seat import Seat
from tests.web.stage import OtherOrg, OtherSeat, OutsideCall


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


def test_an_org_without_calls_has_no_charts(running: Running) -> None:
    """Four empty frames would say nothing."""
    page = AdminClient(running, org_id=OtherOrg(running).id).get("/admin/")

    assert "The last 24 hours" in words(page)
    assert "No calls yet in the last 24 hours." in words(page)
    assert "chart" not in page.text.partition('id="day"')[2]


@pytest.mark.requirement("B-8")
def test_the_last_day_is_drawn_and_told_in_numbers(running: Running) -> None:
    """Calls, what waits, what was refused, and how long a task took; of this org alone."""
    org, hour = OtherOrg(running), 3_600_000_000
    row = (
        "INSERT INTO outbox (org_id, call_id, kind, key, payload, status, attempts, due_at,"
        " last_error, error_code, lane, put_at)"
        " VALUES (?, ?, 'log', ?, '{}', ?, 3, 9000000000000000, '', '', '', ?)"
    )
    now = int(time.time() * 1e6)
    for key, status, ago in (("a", "dead", 1), ("b", "pending", 2), ("c", "pending", 30)):
        sql(running, row, org.id, f"c-{key}", f"{org.key}-{key}", status, now - ago * hour)
    OutsideCall(org.system(), OtherSeat(org).line).tell("leg.offered", "call.ended")
    admin = AdminClient(running, org_id=org.id)

    def settled() -> str:
        said = words(admin.get("/admin/"))
        waits = "2 on the way to Salesforce, 1 of them for longer than a day"
        return said if waits in said and "for half of the calls" in said else ""

    said = until(settled, "the call's task to stand, and the rest to wait")
    page = admin.get("/admin/").text
    german = words(admin.submit("/admin/language", {"language": "de", "back": "/admin/"}))

    assert "Calls 1 began in the last 24 hours" in said
    assert "Failed 1 refused by Salesforce for good" in said
    assert re.search(r"From Save to the task \d+\.\d s for half of the calls, \d+\.\d s for", said)
    assert 'aria-label="Calls by the hour, 1 in all. The numbers stand in the table below."' in page
    assert {"calls": 1, "waiting": 1, "refused": 1, "half": 1} == {
        kind: page.count(f'<rect class="chart__bar--{kind}"')
        for kind in ("calls", "waiting", "refused", "half")
    }
    assert re.search(r"Waiting in numbers Hour \(UTC\) Waiting \d\d:00 1 ", said)
    assert re.search(r"Von Speichern bis zur Aufgabe \d+,\d s bei der Hälfte der Anrufe", german)

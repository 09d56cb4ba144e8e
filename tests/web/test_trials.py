"""Settings tried on past calls: what would differ is shown, and nothing is written (B-12)."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import requests

from cti_adapter.__main__ import main
from cti_adapter.calls.call import CallId
from cti_adapter.service.api_usage import SUBJECT
from tests.support.admin_page import AdminClient, words
from tests.support.patience import until
from tests.support.rows import asked
from tests.support.running import TIMEOUT_S, Running
from tests.web.caller_stage import rows
from tests.web.stage import OtherOrg, OutsideCall
from tests.web.test_admin_settings import form_on
from tests.web.test_replay import env_of

OURS = "+18005550100"
CALLS = 100
UNKNOWN = 10
"""Of them from a number that is stored nowhere."""
ONLY_LEADS = {
    "matched_objects-0-object": "Lead",
    "matched_objects-1-object": "",
    "matched_objects-2-object": "",
}


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    """An org with a hundred calls that are done with, each looked up; nobody logs them."""
    running.no_more_faults()
    org = OtherOrg(running)
    system = org.system()
    calls = [OutsideCall(system, "", number) for number in numbers()]
    events = [each.event("call.created", direction="inbound", local_number=OURS) for each in calls]
    events += [each.event("call.ended") for each in calls]
    answer = system.post(events, media_type="application/cloudevents-batch+json")
    assert 202 == answer.status_code, answer.text
    until(lambda: len(done(running, org)) == CALLS, "all calls to be done with", within_s=45)
    return org


def numbers() -> Iterator[str]:
    yield from ["+14155550101"] * (CALLS - UNKNOWN)
    yield from [f"+14158887{n:03}" for n in range(UNKNOWN)]


def done(running: Running, org: OtherOrg) -> list[CallId]:
    """Return the calls that were looked up and of which is decided who logs them."""
    query = """SELECT id FROM calls WHERE org_id = ? AND log_state <> 'open'
        AND snapshot LIKE '%"matching":"done"%'"""
    return [CallId(at) for (at,) in asked(running, query, org.id)]


def everything(running: Running, org: OtherOrg) -> set[str]:
    """Return all rows of the org, but for when sessions were seen last, and API requests used."""
    kept = {name: each for name, each in rows(running).items() if name != "admin_sessions"}
    named = {f"{name} {row}" for name, each in kept.items() for row in each if org.id in row}
    return {each for each in named if not each.startswith(f"findings {org.id} {SUBJECT} ")}


def searches_of(running: Running) -> int:
    """Return how often the stand-in for Salesforce was searched; other orgs ask it other things."""
    rows = requests.get(f"{running.salesforce}/_control/requests", timeout=TIMEOUT_S).json()
    return sum("search" in row["path"].lower() for row in rows)


def try_on(admin: AdminClient, page: str, /, **changed: str) -> requests.Response:
    form = {**form_on(admin.get(f"/admin/{page}")), **changed, "try": "1"}
    return admin.submit(f"/admin/{page}", form)


@pytest.mark.requirement("B-12")
def test_another_matching_rule_is_tried_on_a_hundred_calls_and_nothing_is_written(
    running: Running, org: OtherOrg
) -> None:
    """How many and which would differ, from what to what, and the way to each."""
    admin = AdminClient(running, org_id=org.id)
    admin.get("/admin/assignment")
    before, searched_before = everything(running, org), searches_of(running)
    answer = try_on(admin, "assignment", **ONLY_LEADS)
    shown, page = words(answer), unescape(answer.text)

    assert set() == before ^ everything(running, org)
    assert 0 < searched_before == searches_of(running)
    assert 200 == answer.status_code
    assert f"{CALLS - UNKNOWN} of the newest {CALLS} calls would differ." in shown
    assert CALLS - UNKNOWN == shown.count("Name: Ada Lovelace → nothing")
    assert "Found by the number: 1 record → 0 records" in shown
    linked = {at for at in done(running, org) if f'href="/admin/calls/{at}"' in page}
    assert CALLS - UNKNOWN == len(linked)
    # what was typed is still there, to be saved or not
    assert 'value="Lead"' in page
    assert "Contact" in admin.get("/admin/assignment").text


def test_what_cannot_be_told_is_counted_apart(running: Running, org: OtherOrg) -> None:
    """Another object may hold another record, and nobody is asked."""
    admin = AdminClient(running, org_id=org.id)
    wider = {"matched_objects-3-object": "Project__c", "wrap_up_s": "5"}
    shown = words(try_on(admin, "assignment", **wider))
    pop = words(try_on(admin, "assignment", pop="never"))

    assert f"0 of the newest {CALLS} calls would differ. Of {CALLS} more it cannot be told" in shown
    assert f"{CALLS} calls: the number would be looked for where nobody looked" in shown
    assert f"0 of the newest {CALLS} calls would differ." in pop
    assert "…09" in shown  # of a number that nobody has
    assert "888-7" not in shown
    assert "no past call tells of them: Pop the record." in pop


def test_an_untouched_form_and_one_with_a_fault_try_nothing(
    running: Running, org: OtherOrg
) -> None:
    """The one says that nothing would differ, the other what is wrong with it."""
    admin = AdminClient(running, org_id=org.id)

    assert "no call would differ" in words(try_on(admin, "logging"))
    assert 422 == try_on(admin, "logging", silence_h="never").status_code


def test_a_file_is_tried_on_the_command_line(
    running: Running,
    org: OtherOrg,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Records are not named there; the story of each call names them."""
    for name, value in env_of(running).items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "config.yaml"
    file.write_text("format: 1\nsettings:\n  matched_objects: [{object: Lead}]\n", encoding="utf-8")
    before = everything(running, org)
    code = main(["config", "import", str(file), "--dry-run", "--calls", "100", "--org", org.key])
    told = capsys.readouterr().out

    assert 0 == code
    assert CALLS - UNKNOWN == told.count("name, matches 1 -> 0")
    assert f"{CALLS} calls would differ" in told
    assert "Ada" not in told
    assert set() == before ^ everything(running, org)

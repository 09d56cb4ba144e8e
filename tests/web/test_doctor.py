"""The doctor's page and command on a running product: what is wrong is named, with the remedy."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti_adapter.app import doctor
from cti_adapter.errors import SettingsError
from cti_adapter.service.findings import Finding
from cti_adapter.service.set_up import CONNECTION
from cti_adapter.settings import Settings
from cti_adapter.storage import at_head
from tests.support.admin_page import AdminClient, words
from tests.support.running import Running
from tests.web.stage import OtherOrg, put_key_back


@pytest.fixture
def org(running: Running) -> Iterator[OtherOrg]:
    """An org nobody has looked at yet; what a test takes from Salesforce is put back."""
    running.no_more_faults()
    yield OtherOrg(running, presence_logout_check=True)
    put_key_back(running)


def states(page: str) -> dict[str, str]:
    """Return how each line of the page stands."""
    return dict(re.findall(r'id="check-([\w-]+)" data-state="(\w+)"', page))


def deployment(running: Running, database: str = "") -> Settings:
    """Return what `cti-adapter doctor` is started with beside the server."""
    return Settings(
        public_url=running.url,
        database_url=database or running.demo.database,
        secret_keys=(running.demo.keys.fernet,),
    )


@pytest.mark.requirement("B-10")
def test_a_missing_key_fails_its_line_and_the_others_are_judged_by_themselves(
    running: Running, org: OtherOrg
) -> None:
    """B-10: before the check nothing is claimed; after it each line has its own remedy."""
    admin = AdminClient(running, org_id=org.id)
    before = states(admin.get("/admin/doctor").text)
    running.keeps_key(activity=False)
    after = admin.submit("/admin/doctor", {}, page="/admin/doctor")
    found, said = states(after.text), words(after)

    assert {"unknown"} == {before[name] for name in ("connection", "call-key", "call-center")}
    assert ("fail", "ok", "ok") == tuple(
        found[name] for name in ("call-key", "connection", "task-fields")
    )
    assert "Deploy manifest/softphone" in said
    assert "fail" == found["call-center"]
    assert f"Ours is {running.url}/o/{org.key}/softphone" in said


@pytest.mark.requirement("B-10", "S4-24")
def test_the_doctor_says_why_a_sign_out_of_the_org_cannot_be_noticed(
    running: Running, org: OtherOrg
) -> None:
    """Salesforce does not tell by itself; whoever switches the check on learns it here."""
    admin = AdminClient(running, org_id=org.id)
    page = admin.get("/admin/doctor")

    assert "warn" == states(page.text)["sign-out"]
    assert "A sign-out of the org cannot be noticed" in words(page)
    assert "'Presence logout check' is on and has no effect" in words(page)


def test_the_command_says_the_same_and_its_exit_code_is_for_scripts(
    running: Running, org: OtherOrg, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 where something failed, with what to do beside it; as text, or as one object."""
    exit_code = doctor(deployment(running), org.key)
    told = capsys.readouterr().out
    doctor(deployment(running), org.key, as_json=True)
    (report,) = json.loads(capsys.readouterr().out)["orgs"]
    page = AdminClient(running, org_id=org.id).get("/admin/doctor")
    with pytest.raises(SettingsError, match="no org has the key 'nobody'"):
        doctor(deployment(running), "nobody")

    assert 1 == exit_code
    assert "FAILED   Call center: No call center of the org has our address." in told
    assert states(page.text) == {line["name"]: line["state"] for line in report["checks"]}
    assert "Salesforce was asked just now" in words(page)


def test_a_database_of_another_release_is_told_and_left_as_it_is(
    running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A doctor changes nothing: whoever looks at an old state does not bring it up to date."""
    database = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    exit_code = doctor(deployment(running, database), None)

    assert 1 == exit_code
    assert "FAILED   Database: The database does not have the tables" in capsys.readouterr().out
    assert not at_head(database)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=5), "asked just now"),
        (timedelta(minutes=1), "asked 1 minute ago"),
        (timedelta(hours=5), "asked 5 hours ago"),
        (timedelta(days=3), "asked 3 days ago"),
    ],
    ids=["now", "minute", "hours", "days"],
)
def test_the_page_says_how_old_its_answers_are(
    running: Running, org: OtherOrg, age: timedelta, said: str
) -> None:
    """What was right last week says nothing of today; opened it asks nobody."""
    storage = running.storage()
    try:
        asked = Finding(at=datetime.now(UTC) - age, code="user-frozen")
        storage.findings.put(org.id, CONNECTION, asked)
    finally:
        storage.close()
    page = AdminClient(running, org_id=org.id).get("/admin/doctor")

    assert f"Salesforce was {said}" in words(page)
    assert "Look at these first failed Connection integration@example.test is frozen" in words(page)

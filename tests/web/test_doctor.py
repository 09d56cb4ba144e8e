"""The doctor's page and command on a running product: what is wrong is named, with the remedy."""

import re
from collections.abc import Iterator

import pytest

from cti_adapter.app import doctor
from cti_adapter.errors import SettingsError
from cti_adapter.settings import Settings
from tests.support.admin_page import AdminClient, words
from tests.support.running import Running
from tests.web.stage import OtherOrg


@pytest.fixture
def org(running: Running) -> Iterator[OtherOrg]:
    """An org nobody has looked at yet; what a test takes from Salesforce is put back."""
    running.no_more_faults()
    yield OtherOrg(running, presence_logout_check=True)
    running.keeps_key()


def states(page: str) -> dict[str, str]:
    """Return how each line of the page stands."""
    return dict(re.findall(r'id="check-([\w-]+)" data-state="(\w+)"', page))


def command(running: Running, org_key: str) -> int:
    """Run `cti-adapter doctor` beside the server; return its exit code."""
    deployment = Settings(
        public_url=running.url,
        database_url=running.demo.database,
        secret_keys=(running.demo.keys.fernet,),
    )
    return doctor(deployment, org_key)


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


@pytest.mark.requirement("S4-24")
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
    """0 where nothing failed, 1 where something did, and what to do beside it."""
    there = command(running, running.org_key)
    right = capsys.readouterr().out
    elsewhere = command(running, org.key)
    wrong = capsys.readouterr().out
    with pytest.raises(SettingsError, match="no org has the key 'nobody'"):
        command(running, "nobody")

    assert ("FAILED" in right, True) == (there == 1, elsewhere == 1), right
    assert "FAILED   Call center: No call center of the org has our address." in wrong
    assert "ok       Call center: Setup has a call center with our address." in right

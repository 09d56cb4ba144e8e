"""The journal is the truth: folded again it gives the call that is stored (D2)."""

import os
import subprocess
import sys
from http import HTTPStatus

import pytest

from cti_adapter.app import replay as tell_the_story
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.calls.owner import Owner
from cti_adapter.demo import ORG
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from cti_adapter.service.replay import replayed
from cti_adapter.settings import Settings
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.rows import sql
from tests.support.running import Running


def saved_call(panel: PanelClient) -> CallId:
    """Have the agent take a call, note something and save it; return the call."""
    call = panel.seat.call("0101")
    ringing = panel.call(phase="ringing", matching="done")
    panel.press(f"calls/{ringing['id']}/answer")
    panel.call(phase="talking")
    panel.press(f"calls/{ringing['id']}/notes", {"text": "asked for refund", "version": 0})
    panel.running.on_the_phone(call, "hang_up")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{ringing['id']}/save", {"text": "asked for refund"})
    panel.call(phase="saved")
    return CallId(ringing["id"])


def test_a_call_folded_again_is_the_stored_call(panel: PanelClient) -> None:
    """What the agent saw, what was logged and what a replay computes are the same fold."""
    stored, journal = kept(panel, saved_call(panel))

    assert stored == replayed(stored, journal)
    assert Owner(id=panel.seat.user_id, why="agent") == stored.ledger.owner


def test_an_operator_reads_the_story_of_a_call_and_nobodys_number(panel: PanelClient) -> None:
    """What happened, in order, to be handed on; folded again it is what is kept (B-13)."""
    story = replay(panel.running, saved_call(panel))
    types = [line.split("  ")[1] for line in story.stdout.splitlines()[:-1]]

    assert (0, "equal") == (story.returncode, story.stdout.splitlines()[-1]), story.stderr
    assert ("policy.applied", "task.written") == (types[0], types[-1])
    assert "text=hidden" in story.stdout
    for private in ("5550101", "Ada", "Lovelace", "refund"):
        assert private not in story.stdout


@pytest.mark.requirement("B-13")
def test_an_admin_reads_the_story_of_a_call_and_downloads_it_without_names(
    panel: PanelClient,
) -> None:
    """Sentences in the browser, found by the id in the Task; nothing of a person in the file."""
    call_id = saved_call(panel)
    admin = AdminClient(panel.running)
    native = kept(panel, call_id)[0].call.native_id
    page, found = admin.get(f"/admin/calls/{call_id}"), admin.get(f"/admin/calls?id={native}")
    shown, file = words(page), admin.get(f"/admin/calls/{call_id}/journal")

    assert page.url == found.url
    assert f"It rings at {panel.seat.name}, number …01." in shown
    assert "Name is Ada Lovelace, put there by the product." in shown
    assert "every decision is the same" in shown
    assert "5550101" not in shown
    assert f"attachment; filename={call_id}.txt" == file.headers["Content-Disposition"]
    assert "equal" == file.text.splitlines()[-1]
    for private in ("5550101", "Ada", "Lovelace", "refund"):
        assert private not in file.text


@pytest.mark.requirement("B-13")
def test_of_an_erased_caller_the_decisions_are_compared_and_the_rest_is_said_to_be_erased(
    panel: PanelClient,
) -> None:
    """The side table is gone; the journal is not."""
    call_id = saved_call(panel)
    sql(panel.running, "DELETE FROM journal_private WHERE call_id = ?", call_id)
    admin = AdminClient(panel.running)
    shown, file = words(admin.get(f"/admin/calls/{call_id}")), replay(panel.running, call_id)

    assert "It rings at" in shown
    assert "number erased" in shown
    assert "Folded again, the journal gives the same decisions" in shown
    assert (0, "equal, the caller was erased") == (file.returncode, file.stdout.splitlines()[-1])


@pytest.mark.parametrize("path", ["/admin/calls/nothing", "/admin/calls?id=nothing"])
def test_the_story_of_a_call_nobody_knows_is_not_there(running: Running, path: str) -> None:
    """Nor does it say whether another org has it."""
    assert HTTPStatus.NOT_FOUND == AdminClient(running).get(path).status_code


@pytest.mark.parametrize(
    ("org_key", "complaint"),
    [(None, "CALL_ID: no call has the id 'c-0'"), ("nowhere", "--org: no org has the key")],
)
def test_a_call_nobody_knows_is_a_matter_of_usage(
    running: Running, org_key: str | None, complaint: str
) -> None:
    """Exit code 2 (test_command_line.py), and what was looked for."""
    with pytest.raises(SettingsError, match=complaint):
        tell_the_story(Settings.from_env(env_of(running)), "c-0", org_key)


def env_of(running: Running) -> dict[str, str]:
    return {
        "CTI_PUBLIC_URL": running.url,
        "CTI_DATABASE_URL": running.demo.database,
        "CTI_SECRET_KEYS": running.demo.keys.fernet,
    }


def replay(running: Running, call_id: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the operator of this deployment does."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cti_adapter", "replay", call_id],
        env={**os.environ, **env_of(running)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def kept(panel: PanelClient, call_id: CallId) -> tuple[CallFile, list[CallEvent]]:
    return kept_of(panel.running, ORG, call_id)


def kept_of(running: Running, org_id: OrgId, call_id: CallId) -> tuple[CallFile, list[CallEvent]]:
    def read(unit: Unit) -> tuple[CallFile, list[CallEvent]]:
        file = unit.find_call(call_id)
        assert file is not None
        return file, unit.read_journal(call_id)

    storage = running.storage()
    try:
        return storage.units.read(org_id, read)
    finally:
        storage.close()

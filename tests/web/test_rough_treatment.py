"""The product is deployed over, killed, and run out of disk: nothing is lost, nothing is doubled.

A product of its own, so that nobody else's calls are treated like this. Its log is read in the
end: it has seen calls, names, notes and tokens, and says none of them (P9).
"""

import contextlib
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from cti_adapter.storage.schema import calls
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import LONG_AGO, edit, sql
from tests.support.running import TIMEOUT_S, Running
from tests.support.signing_in import sign_in
from tests.web.stage import OURS, OtherOrg, OutsideCall, goodbye, wrapping_up

WRITE = "POST /sobjects/Task"
THE_FILE = "the kernel refuses the product's own file more room; what stops a server is in cluster/"
LEASE_IS_OVER = "UPDATE outbox SET lease_until = 0 WHERE status = 'inflight'"


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    product = Running(tmp_path_factory.mktemp("rough"))
    product.demo.log = tmp_path_factory.mktemp("log") / "product.log"
    with product:
        yield product


@pytest.fixture
def panel(rough: Running) -> Iterator[PanelClient]:
    rough.no_more_faults()
    with PanelClient(rough.seat()) as client:
        yield client
    rough.no_more_faults()


def end(product: Running) -> None:
    """End the product as a deploy does, politely."""
    for name in product.demo.own:
        product.demo.processes[name].send_signal(signal.SIGTERM)
    for name in product.demo.own:
        product.demo.processes[name].wait(timeout=15)


def kill(product: Running) -> None:
    """End the product as a power cut does: master and worker at once."""
    for name in product.demo.own:
        os.killpg(product.demo.processes[name].pid, signal.SIGKILL)
    for name in product.demo.own:
        product.demo.processes[name].wait(timeout=15)


def come_back(panel: PanelClient) -> None:
    """Connect again as the panel does: its session has survived."""
    panel.disconnect()
    panel.calls.clear()
    panel.connect()


# ── deployed over ────────────────────────────────────────────────────────────────────────────


def test_a_deploy_brings_back_the_same_screen(panel: PanelClient, call: OutsideCall) -> None:
    """Phase, notes, records and the clock of the wrap-up are as they were (D7, B-7)."""
    before = wrapping_up(panel, call)
    panel.press(f"calls/{before['id']}/notes", {"text": "half a sentence"})
    until(lambda: notes(panel, before["id"]) == "half a sentence", "the notes to be kept")
    before = panel.calls[before["id"]]
    last = panel.seqs[-1]
    end(panel.running)
    assert 1012 == goodbye(panel)
    panel.running.demo.start_product()
    come_back(panel)

    assert before == panel.calls[before["id"]]
    panel.press(f"calls/{before['id']}/save", {"text": "a whole sentence"})
    assert panel.call(phase="saved")
    assert "a whole sentence" in panel.running.task_of(call.placed)["Description"]
    panel.listen()
    assert panel.seqs[-1] > last


def notes(panel: PanelClient, call_id: str) -> str:
    panel.listen()
    return str(panel.calls[call_id]["notes"]["text"])


def test_what_waited_and_what_ended_is_written_after_a_deploy(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Salesforce was down, then we were; and the clock of another wrap-up went on meanwhile."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, "html503", times=50)
    panel.press(f"calls/{ended['id']}/save", {"text": "waits"})
    panel.call(phase="not-saved")
    second = OutsideCall(call.system, panel.seat.line)
    wrapping_up(panel, second)
    end(panel.running)
    panel.running.no_more_faults()
    of_second = calls.c.key.endswith(f":{second.placed.call_id}")
    edit(panel.running, calls.c.snapshot, end_wrap_up, of_second, due_at=LONG_AGO)
    panel.running.demo.start_product()

    assert "waits" in panel.running.task_of(call.placed)["Description"]
    assert panel.seat.user_id == panel.running.task_of(second.placed)["OwnerId"]


def end_wrap_up(snapshot: dict[str, Any]) -> None:
    snapshot["call"]["wrap_up"]["ends_at"] = "2026-01-01T00:00:00Z"


# ── killed ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_acknowledged_survives_a_kill(panel: PanelClient, call: OutsideCall) -> None:
    """202 means on disk: killed in the very next moment, the call is there (P1, P3)."""
    call.tell("leg.offered", "leg.connected")
    talking = panel.call(phase="talking", matching="done")
    call.tell("call.ended")
    kill(panel.running)
    panel.running.demo.start_product()
    come_back(panel)

    assert "wrap-up" == panel.calls[talking["id"]]["phase"]
    panel.press(f"calls/{talking['id']}/save", {"text": "after all"})
    assert "after all" in panel.running.task_of(call.placed)["Description"]


def test_a_kill_in_the_middle_of_a_write_leaves_one_task(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Salesforce wrote it, and we died before we heard: it is found, not written again (D8)."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, "slow", delay_ms=800)
    panel.press(f"calls/{ended['id']}/save", {"text": "once"})
    until(lambda: not waiting_faults(panel.running), "the write to be under way")
    kill(panel.running)
    panel.running.task_of(call.placed)  # late, and with nobody left to be told
    sql(panel.running, LEASE_IS_OVER)
    panel.running.demo.start_product()
    come_back(panel)

    assert "saved" == panel.call(phase="saved")["phase"]
    assert 1 == len(panel.running.tasks_of(call.placed))


def test_a_kill_while_a_lead_is_made_leaves_one_lead_and_one_task(rough: Running) -> None:
    """The lead stands, and we died before we heard: it is found by its key (DECISION 52)."""
    rough.no_more_faults()
    org = OtherOrg(rough, create_lead="missed", log_missed_queue_calls=True)
    rough.fault("POST /sobjects/Lead", "slow", delay_ms=800)
    call = OutsideCall(org.system(), "9999", "+14158889999")
    call.tell("call.created", direction="inbound", local_number=OURS)
    call.tell("call.queued", queue="Support")
    call.tell("call.ended")
    until(lambda: not waiting_faults(rough), "the lead to be under way")
    kill(rough)
    until(lambda: leads_named(rough, "+1 415-888-9999"), "the lead, with nobody left to be told")
    sql(rough, LEASE_IS_OVER)
    rough.demo.start_product()
    task = rough.task_of(call.placed)

    assert [task["WhoId"]] == leads_named(rough, "+1 415-888-9999")
    assert 1 == len(rough.tasks_of(call.placed))


def leads_named(product: Running, name: str) -> list[str]:
    return [row["Id"] for row in product.records("Lead") if row["LastName"] == name]


def waiting_faults(product: Running) -> list[Any]:
    faults: list[Any] = requests.get(
        f"{product.salesforce}/_control/faults", timeout=TIMEOUT_S
    ).json()
    return faults


# ── out of disk ──────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def no_room(product: Running) -> Iterator[None]:
    """Let no file of the product grow any more: the kernel refuses its writes."""
    master = product.demo.processes["product"].pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    for worker in map(int, workers):
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for worker in map(int, workers):
            everything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(worker, resource.RLIMIT_FSIZE, everything)


@pytest.mark.sqlite(THE_FILE)
def test_an_event_that_finds_no_room_is_refused_whole_and_taken_later(
    panel: PanelClient, call: OutsideCall
) -> None:
    """503 and when to come back; nothing is half-written; the same event is good then."""
    first, second = call.event("leg.offered"), call.event("leg.connected")
    batch, message_id = [first, second], uuid4().hex
    with no_room(panel.running):
        refused = call.system.post(batch, id=message_id)
        pressed = panel.press("page", {"window": "w"})
        ready = requests.get(f"{panel.running.url}/readyz", timeout=TIMEOUT_S)

    told = refused.status_code, refused.headers["Content-Type"], refused.json()["error_id"]
    assert (503, "application/problem+json", "storage-unavailable") == told
    assert int(refused.headers["Retry-After"]) >= 1
    assert [503, 503] == [pressed.status_code, ready.status_code]
    panel.listen()
    assert {} == panel.calls

    taken = call.system.post(batch, id=message_id)
    assert (202, {"accepted": 2, "duplicates": 0}) == (taken.status_code, taken.json())
    assert panel.call(phase="talking")
    assert 200 == requests.get(f"{panel.running.url}/readyz", timeout=TIMEOUT_S).status_code


@pytest.mark.sqlite(THE_FILE)
def test_an_admin_reads_that_nothing_was_saved_and_why(rough: Running) -> None:
    """A page in words, where a script is told in data."""
    admin = AdminClient(rough)
    admin.http.headers["Accept"] = "text/html"
    mark = admin.mark_on("/admin/")
    with no_room(rough):
        full = admin.submit("/admin/language", {"csrf": mark, "language": "de"})

    assert (503, True) == (full.status_code, "The database does not answer" in words(full))
    assert f"Number of the request: {full.headers['X-Request-Id']}." in words(full)


@pytest.mark.sqlite(THE_FILE)
def test_a_task_is_written_once_though_the_answer_found_no_room(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Salesforce has it, and we could not note it: it is found by its key later."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, "slow", delay_ms=500)
    panel.press(f"calls/{ended['id']}/save", {"text": "once"})
    until(lambda: not waiting_faults(panel.running), "the write to be under way")
    with no_room(panel.running):
        panel.running.task_of(call.placed)
        refused = [call.system.post(call.event("leg.muted")).status_code for _ in range(5)]
    assert [503] * 5 == refused
    sql(panel.running, LEASE_IS_OVER)

    panel.call(phase="saved")
    assert 1 == len(panel.running.tasks_of(call.placed))


# ── what it says ─────────────────────────────────────────────────────────────────────────────


def log_of(product: Running) -> str:
    assert product.demo.log is not None
    return product.demo.log.read_text()


def test_the_log_names_no_customer_and_no_secret(panel: PanelClient, call: OutsideCall) -> None:
    """Over a whole call with everything that goes wrong in it (P9)."""
    ended = wrapping_up(panel, call)
    at = f"calls/{ended['id']}"
    noted = panel.press(f"{at}/notes", {"text": "a very private note"})
    assert 202 == noted.status_code, noted.text
    call.system.post(b"{", id="broken")
    call.system.post(call.event("leg.offered", remote_number="4155550101" * 5))
    call.system.post(call.event("leg.offered"), headers={"webhook-signature": "v1,YQ=="})
    panel.press("dial", {"number": "4155550199" * 5})
    panel.running.fault(WRITE, "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:not for Ada Lovelace")
    saved = panel.press(f"{at}/save", {"text": "a very private note"})
    assert 202 == saved.status_code, saved.text
    panel.call(phase="not-saved")
    panel.press(f"{at}/retry")
    panel.running.task_of(call.placed)
    panel.running.fault("POST /services/oauth2/token", "html503")
    with pytest.raises(AssertionError):  # which says that the claim was refused
        sign_in(panel.running, panel.seat.username)

    keys = panel.running.demo.keys
    private = ["5550101", "555-0101", "5550199", "Ada", "Lovelace", "private note"]
    private += [panel.token, panel.renew_token, keys.client_secret, keys.webhook, keys.fernet]
    private += [keys.connector, panel.seat.username, panel.seat.name, "ticket."]
    log = log_of(panel.running)
    assert "sign_in.refused" in log
    assert [] == [each for each in private if each in log]
    assert "Traceback" not in log

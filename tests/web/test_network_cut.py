"""The demo and the suite need no network: an aeroplane will do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.network_plugin import SITE, NetworkCut
from tests.support.panel_client import PanelClient

LEAVE = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
LEAVE_FROM_GEVENT = f"import gevent.monkey; gevent.monkey.patch_all(); {LEAVE}"
ASK_FOR_A_NAME = "import socket; socket.getaddrinfo('login.salesforce.com', 443)"


@pytest.mark.requirement("B-30")
def test_a_demo_call_runs_with_the_network_cut(panel: PanelClient, network_cut: NetworkCut) -> None:
    """Whoever tries the product on a plane, or behind a proxy, sees a whole call."""
    call = panel.seat.call("0101")
    ringing = panel.call(phase="ringing", matching="done")
    panel.press(f"calls/{ringing['id']}/answer")
    panel.call(phase="talking")
    panel.running.on_the_phone(call, "hang_up")
    panel.call(phase="wrap-up")
    save = {"text": "", "call_result": "Solved", "page": {"answered": False}}
    panel.press(f"calls/{ringing['id']}/save", save)
    panel.call(phase="saved")
    task = panel.running.task_of(call)

    assert panel.running.record_id("Contact", "Ada Lovelace") == task["WhoId"]
    started = {str(process.pid) for process in panel.running.demo.processes.values()}
    assert started <= set(network_cut.lines("cut"))
    assert [] == network_cut.lines("tried")


@pytest.mark.requirement("B-30")
@pytest.mark.parametrize("program", [LEAVE, LEAVE_FROM_GEVENT, ASK_FOR_A_NAME])
def test_a_process_that_wants_to_leave_is_refused_and_written_down(
    program: str, tmp_path: Path
) -> None:
    """A cut that lets something through would make the test above say nothing."""
    record = tmp_path / "record"
    run = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(SITE), "NETWORK_CUT_RECORD": str(record)},
        capture_output=True,
        check=False,
    )

    assert b"the network is cut" in run.stderr
    assert ["cut", "tried"] == [line.split()[0] for line in record.read_text().splitlines()]

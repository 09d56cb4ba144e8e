"""The product and its stand-ins need no network: an aeroplane will do (B-30).

The test process itself is held back by pytest-socket, the browser by its resolver rules.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.panel_client import PanelClient
from tests.support.running import Running

SITE = Path(__file__).parents[1] / "support" / "network_cut"

LEAVE = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
LEAVE_FROM_GEVENT = f"import gevent.monkey; gevent.monkey.patch_all(); {LEAVE}"
ASK_FOR_A_NAME = "import socket; socket.getaddrinfo('login.salesforce.com', 443)"


def notes(record: Path, what: str) -> list[str]:
    """Return what was noted: of "cut" the process ids, of "tried" process id and host."""
    lines = [line.partition(" ") for line in record.read_text(encoding="utf-8").splitlines()]
    return [text for kind, _, text in lines if kind == what]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Path]:
    """Cut off every process that is started from now on; what they note stands in this file.

    They are not measured: the cut is a hook written in Python, and coverage's own in threads
    cannot be installed while such a hook runs.
    """
    record = tmp_path / "record"
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith(("COVERAGE_", "COV_"))]:
            environment.delenv(name)
        environment.setenv("PYTHONPATH", str(SITE))
        environment.setenv("NETWORK_CUT_RECORD", str(record))
        yield record


@pytest.mark.requirement("B-30")
def test_a_demo_call_runs_with_the_network_cut(record: Path, tmp_path: Path) -> None:
    """Whoever tries the product on a plane, or behind a proxy, sees a whole call."""
    with Running(tmp_path / "product") as running, PanelClient(running.seat()) as panel:
        call = panel.seat.call("0101")
        ringing = panel.call(phase="ringing", matching="done")
        panel.press(f"calls/{ringing['id']}/answer")
        panel.call(phase="talking")
        running.on_the_phone(call, "hang_up")
        panel.call(phase="wrap-up")
        save = {"text": "", "call_result": "Solved", "page": {"answered": False}}
        panel.press(f"calls/{ringing['id']}/save", save)
        panel.call(phase="saved")
        task = running.task_of(call)
        ada = running.record_id("Contact", "Ada Lovelace")
        started = {str(process.pid) for process in running.demo.processes.values()}

    assert ada == task["WhoId"]
    assert started <= set(notes(record, "cut"))
    assert [] == notes(record, "tried")


@pytest.mark.requirement("B-30")
@pytest.mark.parametrize("program", [LEAVE, LEAVE_FROM_GEVENT, ASK_FOR_A_NAME])
def test_a_process_that_wants_to_leave_is_refused_and_written_down(
    program: str, record: Path
) -> None:
    """A cut that lets something through would make the test above say nothing."""
    run = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-c", program], capture_output=True, check=False
    )

    assert b"the network is cut" in run.stderr
    assert ["cut", "tried"] == [line.split()[0] for line in record.read_text().splitlines()]

"""How a socket ends: a word, silence, a violation, a session that is over, a restart."""

import signal
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import pytest
import websocket

from tests.web.socket.server import (
    Kind,
    Panel,
    Server,
    close_code,
    eventually,
    serving,
)

IDLE_SOCKETS = 500
MOST_PER_SOCKET = 4096
"""Bytes; the benchmark holds the real goal, this catches a greenlet or a thread a socket."""


@pytest.fixture(scope="module")
def hasty(kind: Kind) -> Iterator[Server]:
    """Serve with a pinger that comes round every quarter of a second."""
    with serving(kind, "0.01") as running:
        yield running


def test_a_client_that_writes_is_sent_away(server: Server) -> None:
    """Commands come by POST; a socket that talks is none of ours."""
    ws = server.connect("ada-talks")
    ws.send('{"type": "command.hold"}')

    assert (1008, "commands come by POST") == close_code(ws)


def test_a_client_that_breaks_the_protocol_is_sent_away(server: Server) -> None:
    """With the reason, so that whoever writes a client finds the fault."""
    ws = server.connect("ada-binary")
    ws.send_binary(b"\x00")

    assert (1003, "only text is understood") == close_code(ws)


def test_a_ping_is_answered_with_what_it_carried(server: Server) -> None:
    """Proxies and libraries look for signs of life, too."""
    ws = server.connect("ada-pings")
    ws.ping("are you there")
    opcode, payload = ws.recv_data(control_frame=True)
    ws.close()

    assert (websocket.ABNF.OPCODE_PONG, b"are you there") == (opcode, payload)


def test_a_client_that_says_goodbye_is_answered_and_forgotten(server: Server) -> None:
    """A closed tab leaves nothing behind."""
    before = server.ended("left")
    ws = server.connect("ada-leaves")
    ws.send_close(1000, b"bye")

    assert (1000, "") == close_code(ws)
    assert eventually(lambda: server.ended("left") == before + 1)


def test_what_was_loaded_is_never_looked_at_for_garbage(server: Server, kind: Kind) -> None:
    """It would stop the loop for as long as it takes; the development server knows no such hook."""
    seen = server.get("/garbage").json()

    assert seen["looked_for"]
    assert (kind == "gunicorn") == (10_000 < seen["never_looked_at"])


def test_who_answers_pings_stays(hasty: Server) -> None:
    """An idle softphone is not a dead one."""
    panel = Panel(hasty.connect("ada-idle"))
    reading = threading.Thread(target=panel.read, args=[1])  # websocket-client answers pings
    reading.start()
    silent = hasty.connect("grace-asleep")
    assert eventually(lambda: hasty.ended("silent") == 1)  # the pinger has come round often enough
    hasty.publish("ada-idle", "still there?")
    reading.join()
    panel.ws.close()
    silent.shutdown()

    assert 1 == panel.last_seq


def test_a_session_that_ended_elsewhere_ends_its_sockets(server: Server) -> None:
    """Sign-out in one tab is sign-out in all, and the code tells the panel not to come back."""
    ended, other = server.connect("ada-out", session="s9"), server.connect("ada-out", session="s8")
    server.publish("ada-out", "for both")
    both = [Panel(each).read(1) for each in (ended, other)]
    server.post("/end-session/s9")
    said = close_code(ended)
    server.publish("ada-out", "for the other")
    seen = Panel(other, last_seq=1).read(1)
    other.close()

    assert [[(1, "for both")]] * 2 == both
    assert (4401, "signed out") == said
    assert [(2, "for the other")] == seen


def test_a_restart_tells_every_agent_to_come_back() -> None:
    """1012 within the second, no new sockets, the process gone soon after, its answers whole."""
    with serving("gunicorn") as restarting:
        restarting.get("/readyz")
        agents = [restarting.connect(f"ada-{n}") for n in range(50)]
        began = monotonic()
        restarting.process.send_signal(signal.SIGTERM)
        said = {close_code(ws) for ws in agents}
        told_after = monotonic() - began
        exit_code = restarting.process.wait(timeout=10)
        ended_after = monotonic() - began
        complaints = [line for line in restarting.errors().splitlines() if "ERROR" in line]

    assert {(1012, "restart, come back within 1 s")} == said
    assert 2 > told_after
    assert 4 > ended_after
    assert 0 == exit_code
    assert [] == complaints, "a connection kept alive (Server.http) is let go without a word"


def test_a_process_that_ends_is_not_ready_and_lets_nobody_in() -> None:
    """The balancer and the agents go elsewhere; requests that still come are answered."""
    with serving("gunicorn") as ending:
        held = [ending.connect(f"ada-{n}") for n in range(20)]  # none of them answers the close
        ending.process.send_signal(signal.SIGTERM)
        not_ready = eventually(
            lambda: ending.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
        )
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            ending.connect("too-late")
        for ws in held:
            ws.shutdown()

    assert not_ready
    assert HTTPStatus.SERVICE_UNAVAILABLE == refused.value.status_code


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096


def test_an_idle_agent_costs_next_to_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand agents on a small machine: no greenlet, no thread, no protocol object each."""
    with serving("gunicorn") as crowded:
        warm = [crowded.connect(f"warm-{n}") for n in range(200)]
        for ws in warm:
            ws.shutdown()
        assert eventually(lambda: crowded.counts()["connections"] == 0)
        before = resident(crowded.worker())
        idle = [crowded.connect(f"ada-{n}") for n in range(IDLE_SOCKETS)]
        each = (resident(crowded.worker()) - before) / IDLE_SOCKETS
        for ws in idle:
            ws.shutdown()
    with capsys.disabled():
        print(f"\n{each:.0f} bytes a socket, {IDLE_SOCKETS} idle sockets")  # noqa: T201 - the figure

    assert MOST_PER_SOCKET > each

"""How a process under gunicorn starts, what it refuses, and what blocks its loop."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.socket.server import ROOT, Server, eventually

TINY = "tests.web.socket.tiny_app:create_app()"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--certfile", "x.pem", "--keyfile", "x.pem"], "TLS ends at the proxy"),
        (["--worker-class", "gthread"], "agents' sockets need gevent"),
        (["--workers", "2"], "start more processes"),
        (["--preload"], "built inside the patched worker"),
        (["--max-requests", "1000"], "would drop every agent's socket"),
    ],
)
def test_what_sockets_cannot_live_with_is_refused_at_start(options: list[str], reason: str) -> None:
    """A wrong option must be found by whoever set it, not by an agent next week."""
    refused = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", *options, TINY],
        cwd=ROOT,
        capture_output=True,
        timeout=20,
        check=False,
    )

    assert 2 == refused.returncode
    assert reason in refused.stderr.decode()


def test_the_worker_is_patched_before_anything_can_hold_on_to_a_socket(server: Server) -> None:
    """A late patch leaves TLS to Salesforce broken in ways that show under load only."""
    assert "MonkeyPatchWarning" not in server.errors()


@pytest.mark.parametrize("kind", ["gunicorn"], indirect=True, scope="session")
def test_whoever_blocks_the_loop_is_named(server: Server) -> None:
    """One call of a C library that waits stops every agent; the guard shows the line."""
    server.post("/block?seconds=0.6")

    assert eventually(lambda: "event loop blocked for more than 250 ms by" in server.errors())
    assert "in block\n" in server.errors()


def test_the_procfile_starts_what_the_readme_says() -> None:
    """Platforms read these three lines and nothing else."""
    assert [
        "web: gunicorn --config gunicorn.conf.py",
        "work: cti-adapter work",
        "release: cti-adapter migrate",
    ] == Path(ROOT, "Procfile").read_text(encoding="utf-8").splitlines()

"""The same storage under gunicorn's gevent worker: no database call may stop the loop (D6)."""

import os
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet

from tests.support.measured import under_gevent

TICKER = Path(__file__).with_name("gevent_ticker.py")
MOST_MS = 50


def test_the_loop_goes_on_while_the_file_is_written(sqlite_url: str) -> None:
    """Commits, slow reads, a writer that blocks for 0.3 s: every agent's panel goes on."""
    missing, longest_ms = tick(sqlite_url, block_s=0.3)

    assert 0 == missing
    assert longest_ms <= MOST_MS


def test_the_loop_goes_on_while_the_server_answers(postgres_url: str) -> None:
    """psycopg waits as gevent wants it."""
    missing, longest_ms = tick(postgres_url, block_s=0)

    assert 0 == missing
    assert longest_ms <= MOST_MS


def tick(url: str, block_s: float) -> tuple[int, int]:
    key = Fernet.generate_key().decode()
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-m", "gevent.monkey", str(TICKER), url, key, str(block_s)],
        env=os.environ | {"PYTHONPATH": str(TICKER.parents[3])} | under_gevent(),
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert "" == done.stderr
    missing, longest_ms = done.stdout.split()
    return int(missing), int(longest_ms)

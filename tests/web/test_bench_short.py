"""The benchmark runs, on the real product, and loses nothing; its figures are for `make bench`."""

import subprocess
import sys
from pathlib import Path

from bench.admin import both
from tests.support.running import Running

ROOT = Path(__file__).parents[2]


def test_the_short_benchmark_loses_no_event() -> None:
    """A benchmark that nobody runs measures something else when it is needed."""
    short = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert 0 == short.returncode, short.stdout + short.stderr
    assert 3 == short.stdout.count(" 0 lost, 0 refused")
    assert "memory per idle agent" in short.stdout


def test_the_benchmark_of_the_admin_pages_gets_an_answer_from_every_page(running: Running) -> None:
    """Its figures are for a quiet machine; that it asks what there is, is for today."""
    storage = running.storage()
    try:
        figures = both(running.demo, storage, rounds=0)
    finally:
        storage.close()

    assert {} == {path: found.wrong for path, found in figures.items() if found.wrong}
    assert "/admin/assignment" in figures

"""The measurement of the stand-in runs and gets right answers; its figures are for a person."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_short_measurement_finds_its_contact() -> None:
    """A measurement that nobody runs measures something else when it is needed."""
    short = subprocess.run(
        [sys.executable, "-m", "bench.emulator", "--contacts", "20", "--times", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert 0 == short.returncode, short.stdout + short.stderr
    assert 4 == short.stdout.count("ms of 50")

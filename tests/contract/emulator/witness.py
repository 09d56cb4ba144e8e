"""Runs the checks of a client that lives in Node, once, and says how each went.

The checks stand in tests/witnesses/; their names are read from there before anything runs, so
that each is a test of its own. `make witnesses` installs the clients.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "witnesses"
SECONDS = 120
"""Far more than any needs: a machine may be loaded, but a test must end."""

_NAME = re.compile(r'^check\("([^"]+)"', re.MULTILINE)

Outcomes = dict[str, str]
"""What is wrong with each check, by name; nothing where it is right."""


def names_of(script: str) -> list[str]:
    """Return the names of a script's checks."""
    return _NAME.findall((FOLDER / script).read_text(encoding="utf-8"))


def outcomes_of(script: str, home: Path, *arguments: str) -> Outcomes:
    """Run a script to its end.

    Args:
        script: name of the file.
        home: a folder of its own, for what the client likes to write about itself.
        arguments: what the script is told.
    """
    assert (FOLDER / "node_modules").is_dir(), "the clients are missing: run `make witnesses`"
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    done = subprocess.run(  # noqa: S603 - our own script under our own Node
        [node, str(FOLDER / script), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "TZ": "UTC"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    outcomes: Outcomes = json.loads(done.stdout)
    return outcomes

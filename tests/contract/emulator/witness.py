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

_NAME = re.compile(r'^check\(\s*"([^"]+)"', re.MULTILINE)

Outcomes = dict[str, str]
"""What is wrong with each check, by name; nothing where it is right."""


def names_of(client: str) -> list[str]:
    """Return the names of a client's checks, from all its files."""
    files = sorted((FOLDER / client).glob("*.mjs"))
    return [name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8"))]


def outcomes_of(client: str, home: Path, *arguments: str) -> Outcomes:
    """Run all checks of a client, in one process, to their end.

    Args:
        client: name of its folder; `main.mjs` in it is run.
        home: a folder of its own, for what the client likes to write about itself.
        arguments: what the checks are told.
    """
    assert (FOLDER / "node_modules").is_dir(), "the clients are missing: run `make witnesses`"
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    done = subprocess.run(  # noqa: S603 - our own script under our own Node
        [node, "--import", str(FOLDER / "cut.mjs"), str(FOLDER / client / "main.mjs"), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "TZ": "UTC"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    outcomes: Outcomes = json.loads(done.stdout)
    assert sorted(names_of(client)) == sorted(outcomes), 'begin each with check("its name"'
    return outcomes

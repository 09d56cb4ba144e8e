"""The tools of `make scan`, which live in an environment of their own."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def tools() -> Path:
    """Return the folder of their programs."""
    folder = ROOT / ".venv-scan" / "bin"
    assert folder.is_dir(), "`make scan` installs what it needs"
    return folder

"""docs/settings.md is what bin/write-settings would write now."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_manual_says_what_the_schema_says() -> None:
    """Whoever reads about a setting reads what it does in this release."""
    settings_md = runpy.run_path(str(ROOT / "bin" / "write-settings"))["settings_md"]
    committed = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert settings_md() == committed, "run make settings"

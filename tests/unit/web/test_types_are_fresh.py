"""static/js/core/types.js is what bin/generate-js-types would write now."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_types_of_the_panel_are_those_of_the_messages() -> None:
    """A message changed here and not there would be found by an agent, not by tsc."""
    types_js = runpy.run_path(str(ROOT / "bin" / "generate-js-types"))["types_js"]

    committed = (ROOT / "static" / "js" / "core" / "types.js").read_text(encoding="utf-8")

    assert types_js() == committed, "run bin/generate-js-types"

"""docs/lifecycle.md shows the table as it is, and the phases as they are."""

import runpy
from pathlib import Path

from cti_adapter.calls.leg import LegState
from tests.support.builders import LINE_A
from tests.support.story import play

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "lifecycle.md"


def test_the_picture_is_drawn_from_the_table() -> None:
    """When this fails: .venv/bin/python bin/draw-lifecycle."""
    drawn = runpy.run_path(str(ROOT / "bin" / "draw-lifecycle"))["diagram"]()

    assert drawn in PAGE.read_text(encoding="utf-8")


def test_the_page_names_the_phase_of_every_live_leg() -> None:
    born = {
        LegState.INITIATED: "leg.initiated",
        LegState.OFFERED: "leg.offered",
        LegState.CONNECTED: "leg.connected",
        LegState.HELD: "leg.held",
    }
    phases = {
        state: play(f"09:00:00 | {event} | 101").call.phase_for(LINE_A)
        for state, event in born.items()
    }
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"| {state} | {phase}" in page for state, phase in phases.items())

"""The short form of `torture sim`: our design holds, four broken ones do not."""

import pytest

from cti_adapter.torture.campaign import campaign, caught
from cti_adapter.torture.designs import BROKEN, Design

SEEDS = range(4)
BEGIN_AT: dict[Design, int] = {"query-first": 32, "answer-first": 2}
"""Where the first bad seed was when this was written, to be there sooner; 0 for the others."""
ENOUGH = 60
"""By so many seeds every broken design is caught several times over."""


def test_no_call_is_lost_or_logged_twice_on_any_of_these_schedules() -> None:
    """Every call ends as one Task that is right, or as a refusal that somebody is shown."""
    report = campaign("ours", SEEDS)

    assert [] == report.sentences
    assert (48, True, True, True) == (
        report.counted["calls"],
        report.counted["continued"] > 0,
        report.counted["crashes"] > 0,
        report.faults.total() > 0,
    )
    assert report.counted["refused"] == report.counted["dead"]


@pytest.mark.parametrize("design", BROKEN)
def test_a_design_that_is_broken_on_purpose_is_caught(design: Design) -> None:
    """A harness that lets these pass would let ours pass whatever it does."""
    begin = BEGIN_AT.get(design, 0)
    report = caught(design, range(begin, begin + ENOUGH))

    assert 1 == len(report.bad_seeds)


def test_a_seed_plays_the_same_story_again() -> None:
    """What was found at night is looked at in the morning, step by step."""
    first, again = campaign("mark-first", [1]), campaign("mark-first", [1])

    assert (first.last_story, first.sentences) == (again.last_story, again.sentences)
    assert "cti-adapter torture sim --design mark-first --seed 1" in str(first)

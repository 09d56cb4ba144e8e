"""The register of requirements: complete, in valid states, and counted honestly."""

import pytest

from tests.requirements_plugin import register
from tests.requirements_report import judge, report

LAST = {"S0": 31, "S1": 26, "S2": 54, "S3": 25, "S4": 34, "B": 33, "A": 15}
IDS = [f"{part}-{number}" for part, last in LAST.items() for number in range(1, last + 1)]


def test_no_requirement_is_missing_from_the_register() -> None:
    """A row that is lost would never be built."""
    assert len(IDS) == 218
    assert IDS == list(register())


def test_every_requirement_is_open_or_done() -> None:
    """A third word would be counted as neither."""
    assert set(register().values()) <= {"open", "done"}


def test_the_report_has_a_line_for_each_requirement_and_ends_with_the_counts() -> None:
    """Scripts read these lines."""
    states = {"S0-8": "done", "S0-9": "open", "B-12": "open", "A-1": "open"}
    outcomes = {"S0-8": {"a": True, "b": True, "c": True}, "S0-9": {"d": True, "e": False}}

    lines, unkept = report(states, outcomes)
    assert lines == [
        "S0-8 ok 3 tests",
        "S0-9 failing 1 of 2 tests",
        "B-12 untested",
        "A-1 untested",
        "1 ok, 1 failing, 2 untested",
    ]
    assert unkept == []


@pytest.mark.parametrize("outcomes", [{}, {"S0-8": {"a": False}}])
def test_a_row_that_is_called_done_has_to_be_ok(outcomes: dict[str, dict[str, bool]]) -> None:
    """The register must not promise what no test has seen."""
    _, unkept = report({"S0-8": "done"}, outcomes)

    assert ["S0-8"] == unkept


def test_one_test_is_not_called_tests() -> None:
    """The report is read by people too."""
    assert judge([True]) == ("ok", "1 test")
    assert judge([False]) == ("failing", "1 of 1 test")

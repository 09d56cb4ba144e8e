"""What `make requirements` prints: one line a requirement, and whether the register is true.

Runs the marked tests unless the results of the last whole run are still fresh. Exit code 1 when
the register calls a row done that is failing or untested, 2 when the tests could not be run.
"""

import subprocess
import sys
from collections import Counter
from typing import Literal

from tests.requirements_plugin import RESULTS, ROOT, Outcomes, last_outcomes, register

State = Literal["ok", "failing", "untested"]
RAN = frozenset({0, 1, 5})
"""pytest's exit codes after which there are results: passed, failed, nothing to run."""


def main() -> int:
    """Print the report; return the exit code."""
    outcomes = last_outcomes(of_these_sources=True)
    if outcomes is None:
        outcomes = run_marked_tests()
    if outcomes is None:
        sys.stderr.write("requirements: the marked tests could not be run\n")
        return 2
    lines, unkept = report(register(), outcomes)
    if unkept:
        sys.stderr.write(f"done, but not ok: {', '.join(unkept)}\n")
        sys.stderr.flush()
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if unkept else 0


def report(states: dict[str, str], outcomes: Outcomes) -> tuple[list[str], list[str]]:
    """Return the lines to print, and the ids that are called done without being ok.

    Args:
        states: every id of the register with its state.
        outcomes: for the tested ids their tests, and whether they passed.
    """
    judged = {id_: judge(list(outcomes.get(id_, {}).values())) for id_ in states}
    counts = Counter(state for state, _ in judged.values())
    lines = [" ".join(filter(None, (id_, *judgement))) for id_, judgement in judged.items()]
    lines.append(", ".join(f"{counts[state]} {state}" for state in ("ok", "failing", "untested")))
    unkept = [id_ for id_, state in states.items() if state == "done" and judged[id_][0] != "ok"]
    return lines, unkept


def judge(passed: list[bool]) -> tuple[State, str]:
    """Return the state of one requirement, and the count of its tests in words."""
    number = len(passed)
    tests = "test" if number == 1 else "tests"
    if not passed:
        return "untested", ""
    if all(passed):
        return "ok", f"{number} {tests}"
    return "failing", f"{passed.count(False)} of {number} {tests}"


def run_marked_tests() -> Outcomes | None:
    """Run pytest for the marked tests; return what came out, or None where nothing did."""
    RESULTS.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-m", "requirement", "-q", "--no-header"]
    ran = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)  # noqa: S603 - ours
    return last_outcomes(of_these_sources=False) if ran.returncode in RAN else None


if __name__ == "__main__":
    sys.exit(main())

"""Remembers which requirement each test accepts, and how the test went.

A test names the rows of docs/requirements.md it accepts with `@pytest.mark.requirement("S0-8")`;
an id the register does not have stops the run. After a run of the whole suite, or of all marked
tests, the outcomes stand in var/requirements.json together with the state of the sources, so that
`make requirements` runs nothing again while nothing has changed. Never judges: that is the report.
"""

import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "docs" / "requirements.md"
RESULTS = ROOT / "var" / "requirements.json"
SOURCES = ("cti_adapter", "docs/requirements.md", "pyproject.toml", "static", "templates", "tests")

ROW = re.compile(r"^\| ((?:S[0-4]|A|B)-\d+) \| ([a-z]+) \| ", re.MULTILINE)

_PROPERTY = "requirement"

Outcomes = dict[str, dict[str, bool]]
"""For each requirement its tests by node id, and whether they passed."""


def register() -> dict[str, str]:
    """Return the ids of all requirements with their states, in the order of the document."""
    return dict(ROW.findall(REGISTER.read_text(encoding="utf-8")))


def fingerprint() -> str:
    """Return a text that changes whenever a source file does."""
    files = sorted(file for source in SOURCES for file in _files(ROOT / source))
    marks = [(str(f.relative_to(ROOT)), (s := f.stat()).st_mtime_ns, s.st_size) for f in files]
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def last_outcomes(*, of_these_sources: bool) -> Outcomes | None:
    """Return the outcomes of the last whole run, or None where there are none.

    Args:
        of_these_sources: only if nothing has changed since that run began.
    """
    try:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if of_these_sources and results["fingerprint"] != fingerprint():
        return None
    outcomes: Outcomes = results["outcomes"]
    return outcomes


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Record(config), "requirement-record")


class _Record:
    """The outcomes of one run.

    The ids travel with a test's reports, for with several processes only the reports come to the
    one that writes.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._ids: dict[str, tuple[str, ...]] = {}
        self._failed: set[str] = set()
        self._passed: set[str] = set()
        writes = not hasattr(config, "workerinput")
        self._before = fingerprint() if writes and _runs_everything(config) else ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        known = register()
        for item in items:
            marks = item.iter_markers("requirement")
            ids = tuple(dict.fromkeys(id_ for mark in marks for id_ in mark.args))
            unknown = [id_ for id_ in ids if id_ not in known]
            if unknown:
                raise pytest.UsageError(
                    f"{item.nodeid}: docs/requirements.md has no {', '.join(map(repr, unknown))}"
                )
            item.user_properties += [(_PROPERTY, id_) for id_ in ids]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._ids[report.nodeid] = tuple(
            str(value) for name, value in report.user_properties if name == _PROPERTY
        )
        if not report.passed:
            self._failed.add(report.nodeid)
        elif report.when == "call":
            self._passed.add(report.nodeid)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        ended = exitstatus in {
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        }
        if self._before and ended:
            RESULTS.parent.mkdir(exist_ok=True)
            results = {"fingerprint": self._before, "outcomes": self._outcomes()}
            RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")

    def _outcomes(self) -> Outcomes:
        outcomes: Outcomes = defaultdict(dict)
        for node, ids in self._ids.items():
            for id_ in ids:
                outcomes[id_][node] = node in self._passed and node not in self._failed
        return outcomes


def _runs_everything(config: pytest.Config) -> bool:
    """Whether every marked test is part of this run."""
    option = config.option
    narrowed = option.keyword or option.maxfail or option.collectonly or option.deselect
    everywhere = config.args == config.getini("testpaths")
    return everywhere and option.markexpr in {"", "requirement"} and not narrowed


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    passing = {"node_modules", "__pycache__"}
    return [f for f in path.rglob("*") if f.is_file() and not passing & set(f.parts)]

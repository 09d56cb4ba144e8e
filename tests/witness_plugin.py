"""Counts what clients that we did not write have found true, and says the number.

A test that lets such a client speak is marked `@pytest.mark.witness("its name")`: each is one
behaviour that somebody else's code relies on. Never judges: a witness that disagrees is a failed
test like any other.
"""

from collections import Counter

import pytest

_PROPERTY = "witness"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Count(), "witness-count")


class _Count:
    """The witnesses of one run; the client's name travels with a test's reports."""

    def __init__(self) -> None:
        self._passed: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            mark = item.get_closest_marker("witness")
            if mark is not None:
                item.user_properties.append((_PROPERTY, mark.args[0]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._passed.update(
                str(client) for name, client in report.user_properties if name == _PROPERTY
            )

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._passed:
            each = ", ".join(f"{client} {times}" for client, times in sorted(self._passed.items()))
            total = self._passed.total()
            terminalreporter.write_line(
                f"{total} behaviours checked by clients that we did not write: {each}"
            )

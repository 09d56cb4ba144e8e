"""What a log line may hold (reliability-security.md 3.5)."""

import json
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from cti_adapter.logs import configure_logs

TOKEN = "not-to-be-read"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_tells_where_and_never_what_the_variables_held(
    capsys: pytest.CaptureFixture[str], log_format: Literal["console", "json"]
) -> None:
    """Variables of a request hold tokens and numbers."""
    configure_logs(log_format)
    try:
        _fail(token=TOKEN)
    except ValueError:
        structlog.get_logger().exception("it.failed")

    line = capsys.readouterr().err

    assert "in _fail" in line
    assert "no such thing" in line
    assert TOKEN not in line


def test_json_is_one_line_for_each_event(capsys: pytest.CaptureFixture[str]) -> None:
    """Machines read it; a traceback is a value like any other."""
    configure_logs("json")
    try:
        _fail(token="")
    except ValueError:
        structlog.get_logger().exception("it.failed", org="acme")

    (line,) = capsys.readouterr().err.splitlines()

    assert {"event": "it.failed", "org": "acme", "level": "error"}.items() <= json.loads(
        line
    ).items()


def _fail(*, token: str) -> None:
    raise ValueError(f"no such thing, looked for with {len(token)} characters")

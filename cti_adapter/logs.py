"""Logs as events with keys: for people in a terminal, as JSON elsewhere.

Never a note's text, a token, a name or a whole number (reliability-security.md 3.5). That is why
tracebacks are plain: the prettier ones print what every variable held.
"""

import logging
import sys
from contextlib import suppress
from typing import Literal, TextIO

import structlog


def configure_logs(log_format: Literal["console", "json", ""], least: int = logging.INFO) -> None:
    """Set the format of all logs, on stderr; "" chooses by whether somebody is looking.

    Args:
        log_format: CTI_LOG_FORMAT.
        least: the level below which nothing is written: what a server tells of each call is
            nothing that somebody who types a command wants to read.
    """
    chosen = log_format or ("console" if sys.stderr.isatty() else "json")
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if chosen == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info
            if chosen == "json"
            else structlog.processors.StackInfoRenderer(),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: _Lines(sys.stderr),
        cache_logger_on_first_use=True,
    )


class _Lines:
    """Writes lines, and goes without one that cannot be written.

    Where the log shares a disk with everything else, a disk that is full must not turn the answer
    "not now" into a fault.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        """Write one line."""
        with suppress(OSError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = fatal = warn = err = log = failure = msg

"""Logs as events with keys: for people in a terminal, as JSON elsewhere.

Never a note's text, a token, a name or a whole number (reliability-security.md 3.5).
"""

import logging
import sys
from typing import Literal

import structlog


def configure_logs(log_format: Literal["console", "json", ""]) -> None:
    """Set the format of all logs; "" chooses by whether somebody is looking.

    Args:
        log_format: CTI_LOG_FORMAT.
    """
    chosen = log_format or ("console" if sys.stderr.isatty() else "json")
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
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
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )

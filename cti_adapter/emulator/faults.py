"""How the org fails when it is told to: the next so many calls of a kind, in a named way.

A fault is matched by method and beginning of the path, never by a pattern; the path may be
given whole or from behind /services/data/vNN.0. The first fault that matches is used up first.
"""

import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

KINDS: Final = frozenset(
    {
        "e503", "e500_after", "drop_before", "drop_after", "html503", "lock", "limit",
        "session", "slow", "nonsense",
    }
)  # fmt: skip
LONGEST_DELAY_MS: Final = 600_000
_DATA: Final = "/services/data/"


class BadFault(Exception):
    """The description of a fault does not say what it should."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next `times` calls that match; `delay_ms` passes first."""

    match: str
    kind: str
    times: int = 1
    delay_ms: int = 0

    @property
    def executes(self) -> bool:
        """Whether the org does what it was asked before it fails."""
        return self.kind in {"slow", "e500_after", "drop_after"}


class Faults:
    """The faults that wait to happen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def put(self, faults: list[Fault]) -> None:
        with self._lock:
            self._waiting.extend(faults)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        with self._lock:
            return list(self._waiting)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault for this call and count it."""
        with self._lock:
            for fault in self._waiting:
                if _matches(fault.match, method, path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None


def parse(rows: Any) -> list[Fault]:
    """Return the faults a request describes.

    Raises:
        BadFault: a member is missing, unknown or of the wrong kind; the message names it.
    """
    if not isinstance(rows, list):
        raise BadFault("give a list of faults")
    return [_fault(row, index) for index, row in enumerate(rows)]


def refusal(kind: str) -> tuple[int, Any, str]:
    """Return status, body and content type of a fault that answers instead of the org (5.4)."""
    if kind == "html503":
        page = "<html><head><title>Maintenance</title></head><body>Down for now.</body></html>"
        return HTTPStatus.SERVICE_UNAVAILABLE, page, "text/html; charset=utf-8"
    if kind == "nonsense":
        return HTTPStatus.OK, '{"id": 7, "success": "perhaps", "errors', "application/json"
    if kind.startswith("reject:"):
        _, code, message = kind.split(":", 2)
        return HTTPStatus.BAD_REQUEST, _rows(code, message), "application/json"
    status, code, message = _ANSWERS[kind]
    return status, _rows(code, message), "application/json"


_ANSWERS: Final = {
    "e503": (HTTPStatus.SERVICE_UNAVAILABLE, "SERVER_UNAVAILABLE", "Server Unavailable"),
    "e500_after": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred. Please include this ErrorId if you contact support",
    ),
    "lock": (
        HTTPStatus.BAD_REQUEST,
        "UNABLE_TO_LOCK_ROW",
        "unable to obtain exclusive access to this record or 1 records",
    ),
    "limit": (
        HTTPStatus.FORBIDDEN,
        "REQUEST_LIMIT_EXCEEDED",
        "TotalRequests Limit exceeded.",
    ),
    "session": (HTTPStatus.UNAUTHORIZED, "INVALID_SESSION_ID", "Session expired or invalid"),
}


def _rows(code: str, message: str) -> list[dict[str, Any]]:
    return [{"message": message, "errorCode": code, "fields": []}]


def _matches(match: str, method: str, path: str) -> bool:
    wanted, _, start = match.partition(" ")
    if wanted not in {method, "*"}:
        return False
    short = "/" + path.removeprefix(_DATA).partition("/")[2] if path.startswith(_DATA) else path
    return path.startswith(start) or short.startswith(start)


def _fault(row: Any, index: int) -> Fault:
    where = f"faults[{index}]"
    if not isinstance(row, dict):
        raise BadFault(f"{where}: give an object")
    match, kind = row.get("match"), row.get("kind")
    if not isinstance(match, str) or " /" not in match:
        raise BadFault(f'{where}.match: say a method and a path, as in "POST /sobjects/Task"')
    if not isinstance(kind, str) or not _known(kind):
        raise BadFault(f"{where}.kind: one of {', '.join(sorted(KINDS))}, reject:CODE:message")
    times, delay = row.get("times", 1), row.get("delay_ms", 0)
    if type(times) is not int or times < 1:
        raise BadFault(f"{where}.times: a whole number from 1 on")
    if type(delay) is not int or not 0 <= delay <= LONGEST_DELAY_MS:
        raise BadFault(f"{where}.delay_ms: milliseconds, 0 to {LONGEST_DELAY_MS}")
    return Fault(match=match, kind=kind, times=times, delay_ms=delay)


def _known(kind: str) -> bool:
    return kind in KINDS or (kind.startswith("reject:") and kind.count(":") >= 2)  # noqa: PLR2004

"""When the org fails: the next so many calls of a kind, or all of them for a while.

A fault is matched by method and beginning of the path, never by a pattern; the path may be
given whole or from behind /services/data/vNN.0. The first fault that matches is used up first.
What a kind looks like to the client stands in fault_kinds.py.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from cti_adapter.emulator import fault_kinds
from cti_adapter.emulator.fault_kinds import NAMES

HEADER: Final = "X-Standin-Fault"
"""A request that carries this header fails by itself; only where /_control is open."""
ALWAYS: Final = "always"
LONGEST_DELAY_MS: Final = 600_000
_DATA: Final = "/services/data/"
_ANY_ERROR: Final = range(400, 600)


class BadFault(Exception):
    """The description of a fault does not say what it should."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next `times` calls that match; `delay_ms` passes first.

    `times` is None for a fault that lasts until it is cleared, `until` the moment of
    time.monotonic() at which it is over by itself. `fields` and `status` change a refusal.
    """

    match: str
    kind: str
    times: int | None = 1
    delay_ms: int = 0
    fields: tuple[str, ...] | None = None
    status: int | None = None
    until: float | None = None

    def row(self) -> dict[str, Any]:
        """Return the fault as it was asked for, with the calls that are left."""
        times = ALWAYS if self.times is None else self.times
        row = {"match": self.match, "kind": self.kind, "times": times, "delay_ms": self.delay_ms}
        more = {"fields": self.fields, "status": self.status}
        return row | {name: value for name, value in more.items() if value is not None}


class Faults:
    """The faults that wait to happen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._cleared = threading.Event()

    def put(self, faults: list[Fault]) -> None:
        with self._lock:
            self._waiting.extend(faults)

    def clear(self) -> None:
        """Forget all faults; a call that is being slow goes on at once."""
        with self._lock:
            self._waiting.clear()
            self._cleared.set()
            self._cleared = threading.Event()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, or less of it where the faults are cleared meanwhile."""
        with self._lock:
            cleared = self._cleared
        cleared.wait(seconds)

    def waiting(self) -> list[Fault]:
        with self._lock:
            self._forget_past()
            return list(self._waiting)

    def take(
        self, method: str, path: str, *, only: Callable[[str], bool] = lambda _: True
    ) -> Fault | None:
        """Return the fault for this call and count it; `only` says which kinds may befall it."""
        with self._lock:
            self._forget_past()
            for fault in self._waiting:
                if only(fault.kind) and _matches(fault.match, method, path):
                    self._count(fault)
                    return fault
        return None

    def _count(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)

    def _forget_past(self) -> None:
        now = time.monotonic()
        self._waiting = [one for one in self._waiting if one.until is None or now < one.until]


def parse(rows: Any) -> list[Fault]:
    """Return the faults a request describes.

    Raises:
        BadFault: a member is missing, unknown or of the wrong kind; the message names it.
    """
    if not isinstance(rows, list):
        raise BadFault("give a list of faults")
    return [_fault(row, f"faults[{index}]") for index, row in enumerate(rows)]


def in_header(text: str) -> Fault:
    """Return the fault a request asks for itself: a kind, or an object without `match`.

    Raises:
        BadFault: it is neither.
    """
    row: Any = {"kind": text}
    if text.startswith("{"):
        try:
            row = json.loads(text)
        except ValueError as fault:
            raise BadFault(f"{HEADER}: give a kind, or a JSON object") from fault
    return _fault({**row, "match": "* /"}, HEADER)


def _matches(match: str, method: str, path: str) -> bool:
    wanted, _, start = match.partition(" ")
    if wanted not in {method, "*"}:
        return False
    short = "/" + path.removeprefix(_DATA).partition("/")[2] if path.startswith(_DATA) else path
    return path.startswith(start) or short.startswith(start)


def _fault(row: Any, where: str) -> Fault:
    if not isinstance(row, dict):
        raise BadFault(f"{where}: give an object")
    match, kind = row.get("match"), row.get("kind")
    if not isinstance(match, str) or " /" not in match:
        raise BadFault(f'{where}.match: say a method and a path, as in "POST /sobjects/Task"')
    if not isinstance(kind, str) or not fault_kinds.known(kind):
        raise BadFault(f"{where}.kind: one of {', '.join(NAMES)}")
    window = _milliseconds(row, "for_ms", where)
    return Fault(
        match=match,
        kind=kind,
        times=_times(row, kind, where, windowed=window > 0),
        delay_ms=_milliseconds(row, "delay_ms", where),
        fields=_fields(row, where),
        status=_status(row, where),
        until=time.monotonic() + window / 1000 if window else None,
    )


def _times(row: dict[str, Any], kind: str, where: str, *, windowed: bool) -> int | None:
    lasting = windowed or kind in fault_kinds.STANDING
    times = row.get("times", ALWAYS if lasting else 1)
    if times == ALWAYS:
        return None
    if type(times) is not int or times < 1:
        raise BadFault(f'{where}.times: a whole number from 1 on, or "{ALWAYS}"')
    return times


def _milliseconds(row: dict[str, Any], name: str, where: str) -> int:
    value = row.get(name, 0)
    if type(value) is not int or not 0 <= value <= LONGEST_DELAY_MS:
        raise BadFault(f"{where}.{name}: milliseconds, 0 to {LONGEST_DELAY_MS}")
    return value


def _fields(row: dict[str, Any], where: str) -> tuple[str, ...] | None:
    fields = row.get("fields")
    if fields is None:
        return None
    if not isinstance(fields, list) or not all(isinstance(each, str) for each in fields):
        raise BadFault(f"{where}.fields: a list of field names")
    return tuple(fields)


def _status(row: dict[str, Any], where: str) -> int | None:
    status = row.get("status")
    if status is not None and (type(status) is not int or status not in _ANY_ERROR):
        raise BadFault(f"{where}.status: an HTTP status from 400 to 599")
    return status

"""When an org is simply bad: each call of the API fails with a likelihood, whatever it is.

Beside faults.py, which says of the next calls exactly which fail and how; those come first. Dice
with a seed decide here, so that a long run is as bad each time, though never in the same order:
the calls of several threads come as they come. What a kind looks like stands in fault_kinds.py.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any, Final

from cti_adapter.emulator import fault_kinds
from cti_adapter.emulator.faults import LONGEST_DELAY_MS, BadFault, Fault

_DATA: Final = "/services/data/"
_READING: Final = ("/parameterizedSearch", "/query", "/describe", "/search")
_MEMBERS: Final = ("seed", "writes", "reads", "delay_ms")


class FaultMix:
    """How likely each kind of fault is, for calls that write and for calls that read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._dice = Random(0)  # noqa: S311 - to be rolled again, not to be secret
        self._writes: dict[str, float] = {}
        self._reads: dict[str, float] = {}
        self._delay_ms = (0, 0)
        self.counted: Counter[str] = Counter()
        """What befell calls since the stand-in started, by kind."""

    def put(self, given: Any) -> None:
        """Begin to be bad: {"seed", "writes": {kind: share}, "reads": {…}, "delay_ms": [a, b]}.

        The delay is that of `slow` and `slow_after`, rolled anew for each.

        Raises:
            BadFault: the description does not say what it should; the message names the member.
        """
        if not isinstance(given, dict) or not set(given) <= set(_MEMBERS):
            raise BadFault(f"give an object of {', '.join(_MEMBERS)}")
        seed = given.get("seed", 0)
        if type(seed) is not int:
            raise BadFault("seed: a whole number")
        writes, reads = _shares(given, "writes"), _shares(given, "reads")
        delay_ms = _delay(given.get("delay_ms", [0, 0]))
        with self._lock:
            self._dice = Random(seed)  # noqa: S311 - see above
            self._writes, self._reads, self._delay_ms = writes, reads, delay_ms

    def clear(self) -> None:
        """Be good again."""
        with self._lock:
            self._writes, self._reads = {}, {}

    def roll(self, method: str, path: str) -> Fault | None:
        """Return what befalls this call, if anything does; only the data API is ever bad."""
        if not path.startswith(_DATA):
            return None
        reads = method in {"GET", "HEAD"} or path.endswith(_READING)
        with self._lock:
            left = self._dice.random()
            for kind, share in (self._reads if reads else self._writes).items():
                left -= share
                if left < 0:
                    self.counted[kind] += 1
                    return self._fault(kind)
        return None

    def _fault(self, kind: str) -> Fault:
        slow = kind in fault_kinds.WAITS
        return Fault(match="", kind=kind, delay_ms=self._dice.randint(*self._delay_ms) * slow)


def _shares(given: Mapping[str, Any], name: str) -> dict[str, float]:
    shares = given.get(name, {})
    if not isinstance(shares, dict):
        raise BadFault(f"{name}: an object of a kind and its share of the calls")
    for kind, share in shares.items():
        if not fault_kinds.known(kind):
            raise BadFault(f"{name}.{kind}: one of {', '.join(fault_kinds.NAMES)}")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise BadFault(f"{name}.{kind}: a number from 0 to 1")
    return {kind: float(share) for kind, share in shares.items()}


def _delay(given: Any) -> tuple[int, int]:
    match given:
        case [int() as least, int() as most] if 0 <= least <= most <= LONGEST_DELAY_MS:
            return least, most
        case _:
            raise BadFault(f"delay_ms: two numbers of milliseconds, 0 to {LONGEST_DELAY_MS}")

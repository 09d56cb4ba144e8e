"""The one way in which tests wait: ask again until it is so, or say what never came."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LONG_ENOUGH_S = 10.0
_PAUSE_S = 0.05


def until(
    ask: Callable[[], T | None],
    what: str | Callable[[], str],
    *,
    within_s: float = LONG_ENOUGH_S,
) -> T:
    """Return the first true answer of `ask`; fail with `what` when it never comes.

    Where `what` tells of what changes meanwhile it is asked for at the end.
    """
    deadline = time.monotonic() + within_s
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            missing = what if isinstance(what, str) else what()
            raise AssertionError(f"waited {within_s:.0f} s for {missing}")
        time.sleep(_PAUSE_S)

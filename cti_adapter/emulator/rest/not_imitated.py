"""What clients ask for and the stand-in has not: one line in the process's log.

The client gets what Salesforce answers to something it does not know; whoever runs the
stand-in reads here that Salesforce would have known it. Says each thing once a minute at most.
"""

import sys
import threading
import time
from typing import Final

_EVERY_S: Final = 60.0
_MOST: Final = 1000
_lock: Final = threading.Lock()
_said: Final[dict[str, float]] = {}


def say(what: str) -> None:
    """Write what is not imitated to standard error, in one line."""
    line = " ".join(what.split())[:200]
    now = time.monotonic()
    with _lock:
        if now - _said.get(line, -_EVERY_S) < _EVERY_S:
            return
        if len(_said) >= _MOST:
            _said.clear()
        _said[line] = now
    print(f"not imitated: {line}", file=sys.stderr, flush=True)  # noqa: T201 - the process's log

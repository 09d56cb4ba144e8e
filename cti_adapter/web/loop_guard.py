"""Tells who blocked gevent's loop, while nobody else could run.

One greenlet that computes, sleeps natively or waits for a C library stops every agent of the
process. A thread of the system watches from outside whether greenlets take turns, and says whose
turn does not end. It reports and never interrupts. gevent has such a monitor too, whose reports
list every greenlet and block a busy loop themselves. Switched on by calling `watch_loop`, or
without touching the program by gevent's own settings:
`GEVENT_MONITOR_THREAD_ENABLE=1 GEVENT_MAX_BLOCKING_TIME=0.25`.
"""

import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import gevent
import gevent.monkey
import greenlet

MARK = "event loop blocked"
"""What a report begins with; tests look for it in a server's errors."""


class _Turns:
    """How often greenlets of a thread have taken turns, and whose turn it is."""

    def __init__(self) -> None:
        self.count = 0
        self.whose: object = greenlet.getcurrent()

    def __call__(self, _event: str, args: tuple[Any, Any]) -> None:
        """Note a turn: what greenlet.settrace calls."""
        self.count += 1
        self.whose = args[1]


def watch_loop(limit: timedelta, tell: Callable[[str], None]) -> None:
    """Watch the loop of this thread from now on.

    Args:
        limit: a block shorter than this is never reported, one of twice this always, each once.
        tell: gets a report, some lines with the blocking stack; called in a thread of its own.
    """
    original = gevent.monkey.get_original
    hub, turns, thread = gevent.get_hub(), _Turns(), original("_thread", "get_ident")()
    gevent.config.monitor_thread = False
    if hub.periodic_monitoring_thread is not None:
        hub.periodic_monitoring_thread.kill()
    greenlet.settrace(turns)
    sleep = original("time", "sleep")

    def watch() -> None:
        seen = reported = -1
        while True:
            sleep(limit.total_seconds())
            is_the_same = turns.count == seen and turns.whose is not hub
            if is_the_same and seen != reported:
                tell(_report(limit, thread))
                reported = seen
            seen = turns.count

    original("_thread", "start_new_thread")(watch, ())


def watch_loop_if_asked() -> None:
    """Watch the loop when gevent's settings ask for its monitor; reports go to stderr."""
    if gevent.config.monitor_thread:
        watch_loop(timedelta(seconds=gevent.config.max_blocking_time), _to_stderr)


def _report(limit: timedelta, thread: int) -> str:
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - documented, of CPython alone
    stack = "".join(traceback.format_stack(frame)).rstrip()
    return f"{MARK} for more than {limit.total_seconds() * 1000:.0f} ms by\n{stack}"


def _to_stderr(report: str) -> None:
    sys.stderr.write(report + "\n")
    sys.stderr.flush()

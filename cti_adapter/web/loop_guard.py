"""Tells who blocked gevent's loop, while nobody else could run.

One greenlet that computes, sleeps natively or waits for a C library stops every agent of the
process. gevent's monitor thread watches the loop from outside; this makes its findings short. It
reports and never interrupts. Switched on by calling `watch_loop`, or without touching the program
by gevent's own settings: `GEVENT_MONITOR_THREAD_ENABLE=1 GEVENT_MAX_BLOCKING_TIME=0.25`.
"""

import sys
import warnings
from collections.abc import Callable
from datetime import timedelta

import gevent
import gevent.events

MARK = "event loop blocked"
"""What a report begins with; tests look for it in a server's errors."""


def watch_loop(limit: timedelta, tell: Callable[[str], None]) -> None:
    """Watch the loop of this thread from now on.

    Args:
        limit: a block shorter than this is never reported, one of twice this always.
        tell: gets a report, some lines with the blocking stack; called in the monitor's thread.
    """
    gevent.config.monitor_thread = True
    gevent.config.max_blocking_time = limit.total_seconds()
    gevent.config.print_blocking_reports = False  # ours says the same in fewer lines

    def on_event(event: object) -> None:
        if isinstance(event, gevent.events.EventLoopBlocked):
            tell(_report(limit, event.info))

    gevent.events.subscribers.append(on_event)
    with warnings.catch_warnings(action="ignore"):  # without psutil it cannot watch memory too
        gevent.get_hub().start_periodic_monitoring_thread()


def watch_loop_if_asked() -> None:
    """Watch the loop when gevent's settings ask for its monitor; reports go to stderr."""
    if gevent.config.monitor_thread:
        watch_loop(timedelta(seconds=gevent.config.max_blocking_time), _to_stderr)


def _report(limit: timedelta, info: object) -> str:
    whole = "\n".join(map(str, info)) if isinstance(info, list) else str(info)
    stack = whole.partition("Blocked Stack")[2].partition(":\n")[2].partition("Info:")[0]
    return f"{MARK} for more than {limit.total_seconds() * 1000:.0f} ms by\n{stack.rstrip()}"


def _to_stderr(report: str) -> None:
    sys.stderr.write(report + "\n")
    sys.stderr.flush()

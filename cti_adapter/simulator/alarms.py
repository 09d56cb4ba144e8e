"""What happens by itself, later: a small clock whose alarms all end with the process."""

import threading
from collections.abc import Callable


class Alarms:
    """Runs actions after a while, each on a thread of its own; none after `close`."""

    def __init__(self) -> None:
        self._timers: set[threading.Timer] = set()
        self._lock = threading.Lock()
        self._closed = False

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Run the action in so many seconds."""
        with self._lock:
            if self._closed:
                return
            timer = threading.Timer(seconds, lambda: self._ring(timer, action))
            timer.daemon = True
            self._timers.add(timer)
            timer.start()

    def close(self) -> None:
        """Cancel what has not happened yet."""
        with self._lock:
            self._closed = True
            for timer in self._timers:
                timer.cancel()

    def _ring(self, timer: threading.Timer, action: Callable[[], None]) -> None:
        with self._lock:
            self._timers.discard(timer)
            if self._closed:
                return
        action()

"""Lets so many deliveries in at a time, and tells the next to come again at once.

A telephone system that is kept waiting gives up after some seconds and sends the same again, beside
all that still wait: whoever answers late is asked for ever more. A 503 that comes at once is taken
for what it is, and costs next to nothing: it is given before Flask sees the request
(docs/adr/0051-come-again-at-once.md).
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from cti_adapter.metrics import WEBHOOKS
from cti_adapter.web.hook_counts import NOT_STORED, UNKNOWN
from cti_adapter.web.problems import problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE: Final = 400
"""Deliveries a process works on at the same time. It takes some six hundred a second, so that who
is let in waits less than a second."""
PATH: Final = "/hooks/"


class Turnstile:
    """Counts who is inside.

    Args:
        app: takes the deliveries, and every other request.
        at_once: how many may be inside.
    """

    def __init__(self, app: "WSGIApplication", at_once: int = AT_ONCE) -> None:
        self._app = app
        self._at_once = at_once
        self._inside = 0
        answer = problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "overloaded",
            "Too many deliveries at once; nothing was stored, send it again.",
        )
        answer.headers.update(
            {
                "Retry-After": "1",
                "Cache-Control": "no-store",
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options": "nosniff",
            }
        )
        self._status, self._headers = answer.status, [*answer.headers]
        self._body = [answer.get_data()]

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PATH):
            return self._app(environ, start)
        if self._inside >= self._at_once:
            WEBHOOKS.labels(UNKNOWN, NOT_STORED).inc()
            start(self._status, self._headers)
            return self._body
        self._inside += 1
        try:
            return self._app(environ, start)
        finally:
            self._inside -= 1

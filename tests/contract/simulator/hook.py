"""A hook of the test's own: it takes what the simulator posts and answers as it is told.

Every delivery is verified with the public library: what is not signed is answered 401 and does not
count as arrived, so a test that reads an event has also seen that it was signed.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from tests.support.answering import Asked, Said, answering

SECRET = "whsec_" + "c2ltdWxhdG9yLWFuZC1ob29rLWtub3ctdGhpcw=="
DEADLINE_S = 5.0


class Hook:
    """What arrived, in the order in which it arrived."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[bytes] = []
        self.ids: list[str] = []
        self.answers: deque[int] = deque()
        """Statuses to answer with first; 202 when there are none left."""
        self._arrived = threading.Condition()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        try:
            Webhook(SECRET).verify(body, headers, json_parse=False)
        except WebhookVerificationError:
            return 401
        with self._arrived:
            status = self.answers.popleft() if self.answers else 202
            self.ids.append(headers["webhook-id"])
            self.bodies.append(body)
            self._arrived.notify_all()
            return status

    def wait_for(self, type_: str) -> dict[str, Any]:
        """Return the first event of a type, waiting for it."""
        found = self._wait(lambda: next((e for e in self._events() if e["type"] == type_), None))
        assert isinstance(found, dict), f"no {type_} came, only {self._types()}"
        return found

    def types_until(self, last: str) -> list[str]:
        """Return the types of all events, once the last one has come."""
        self.wait_for(last)
        return self._types()

    def wait_for_deliveries(self, number: int) -> list[str]:
        """Return the webhook ids of so many deliveries, repeats included."""
        self._wait(lambda: len(self.ids) >= number or None)
        return self.ids

    def _events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    def _types(self) -> list[str]:
        return [event["type"] for event in self._events()]

    def _wait(self, look: Callable[[], object]) -> object:
        end = time.monotonic() + DEADLINE_S
        with self._arrived:
            while (found := look()) is None and time.monotonic() < end:
                self._arrived.wait(end - time.monotonic())
            return found


@contextmanager
def running_hook() -> Iterator[Hook]:
    """Serve a hook on a free port."""
    hook = Hook()

    def take(asked: Asked) -> Said:
        return Said(hook.take(asked.body, asked.headers))

    with answering(take) as origin:
        hook.url = f"{origin}/hooks/phone"
        yield hook

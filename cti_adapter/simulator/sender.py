"""Signs events and posts them to the hook, each call's in order, until the hook has taken them.

A lane is what has to stay in order: the events of one call. A lane waits for its first event to
be taken before it posts the second; lanes do not wait for each other. An answer that says the
event itself is wrong (a 4xx) ends that event and is kept in the ledger; everything else is tried
again. Contract.md §4 is the format, https://www.standardwebhooks.com the signature.
"""

import json
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import requests
from standardwebhooks import Webhook

TIMEOUT_S = 10.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
LEDGER_LENGTH = 500
LANES_AT_ONCE = 16

WORTH_REPEATING = frozenset({408, 425, 429})
"""Answers below 500 after which the same event may still be taken."""


class Sending(msgspec.Struct, kw_only=True):
    """One event on its way; `status` is the last answer, None while there was none."""

    event: dict[str, Any]
    state: Literal["waiting", "delivered", "refused"] = "waiting"
    attempts: int = 0
    status: int | None = None


class Sender:
    """Posts to one hook under one secret.

    Args:
        hook_url: where events go, `…/hooks/<connector-key>`.
        secret: shared with the hook, `whsec_` and base64.
    """

    def __init__(self, hook_url: str, secret: str) -> None:
        self._hook_url = hook_url
        self._webhook = Webhook(secret)
        self._lanes: dict[str, deque[Sending]] = {}
        self._ledger: deque[Sending] = deque(maxlen=LEDGER_LENGTH)
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._pool = ThreadPoolExecutor(LANES_AT_ONCE, thread_name_prefix="simulator-lane")

    def send(self, event: dict[str, Any], *, lane: str) -> None:
        """Post a CloudEvent after everything sent in its lane before; returns at once."""
        sending = Sending(event=event)
        with self._lock:
            self._ledger.append(sending)
            waiting = self._lanes.get(lane)
            if waiting is not None:
                waiting.append(sending)
                return
            self._lanes[lane] = deque([sending])
        self._pool.submit(self._drain, lane)

    def post_raw(self, body: bytes, webhook_id: str) -> requests.Response:
        """Sign and post a body as it is, once, out of turn; return what the hook answered.

        Raises:
            requests.RequestException: the hook could not be reached.
        """
        with _session() as session:
            return self._post(session, body, webhook_id)

    def ledger(self) -> list[Sending]:
        """Return the latest events, oldest first, with what became of them."""
        with self._lock:
            return list(self._ledger)

    def close(self) -> None:
        """Stop posting; what the hook has not taken is lost, as when a real system is cut off."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _drain(self, lane: str) -> None:
        with _session() as session:
            while (sending := self._next(lane)) is not None:
                self._deliver(session, sending)

    def _next(self, lane: str) -> Sending | None:
        with self._lock:
            waiting = self._lanes[lane]
            if waiting and not self._closed.is_set():
                return waiting.popleft()
            del self._lanes[lane]
            return None

    def _deliver(self, session: requests.Session, sending: Sending) -> None:
        body = json.dumps(sending.event).encode()
        pause = FIRST_PAUSE_S
        while not self._closed.is_set():
            sending.attempts += 1
            sending.status = self._attempt(session, body, sending.event["id"])
            if sending.status is not None and not _worth_repeating(sending.status):
                taken = sending.status < requests.codes.multiple_choices
                sending.state = "delivered" if taken else "refused"
                return
            self._closed.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _attempt(self, session: requests.Session, body: bytes, webhook_id: str) -> int | None:
        try:
            return self._post(session, body, webhook_id).status_code
        except requests.RequestException:
            return None

    def _post(self, session: requests.Session, body: bytes, webhook_id: str) -> requests.Response:
        now = datetime.now(UTC)
        headers = {
            "content-type": "application/cloudevents+json",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(webhook_id, now, body.decode()),
        }
        return session.post(
            self._hook_url, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False
        )


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # the hook stands on this machine: no proxy, no netrc
    return session


def _worth_repeating(status: int) -> bool:
    return status >= requests.codes.server_error or status in WORTH_REPEATING

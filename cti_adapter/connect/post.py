"""Posts what is told to /hooks/<connector-key>, signed, in order, until it is on disk there (D4).

What is told late, after an outage of the line, waits until the rest of it is here: a call whose
whole life comes in one delivery rings on no panel (freshness, facts: telephony 2.5.8).
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Final

import msgspec
import requests
import structlog

from cti_adapter.connect.memory import Waiting
from cti_adapter.telephony.asterisk.told import Told, cloud_event, deliveries
from cti_adapter.telephony.generic import signed_headers

log = structlog.get_logger()

TIMEOUTS_S: Final = (3.0, 10.0)
LONGEST_PAUSE_S: Final = 5.0
QUIET_S: Final = 0.3
"""After so long without an old event, all of the past has been told."""
LONGEST_HOLD_S: Final = 5.0
SOON_S: Final = 0.03
"""A call that has begun rings within moments: told together, that is one transaction, not two."""


class Post:
    """Posts in a thread of its own.

    Args:
        url: the hook.
        secrets: what deliveries are signed with.
        source: names the PBX.
        new_id: an id that nobody else has.
        waiting: what a process before this one could not post any more.
    """

    def __init__(
        self,
        url: str,
        secrets: Sequence[str],
        source: str,
        new_id: Callable[[], str],
        waiting: Sequence[Waiting] = (),
    ) -> None:
        self._url = url
        self._secrets = tuple(secrets)
        self._source = source
        self._new_id = new_id
        self._waiting = list(waiting)
        self._news = threading.Condition()
        self._hold_from = self._hold_until = 0.0
        self._stopped = False
        self._session = requests.Session()
        self._thread = threading.Thread(target=self._run, name="post", daemon=True)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    def stop(self) -> None:
        """End after the delivery that is on its way."""
        with self._news:
            self._stopped = True
            self._news.notify()
        self._thread.join(sum(TIMEOUTS_S))

    def put(self, told: Sequence[Told], *, late: bool = False) -> None:
        """Take what is to be posted.

        Args:
            told: in order.
            late: whether it happened a while ago, so that more of it is to come.
        """
        if not told and not late:
            return
        now = monotonic()
        with self._news:
            self._waiting += [Waiting(id=self._new_id(), told=each) for each in told]
            if late:
                if now > self._hold_until:
                    self._hold_from = now
                self._hold_until = min(now + QUIET_S, self._hold_from + LONGEST_HOLD_S)
            self._news.notify()

    def waiting(self) -> list[Waiting]:
        """Return what is not on disk yet."""
        with self._news:
            return list(self._waiting)

    def _run(self) -> None:
        pause = 0.0
        while True:
            with self._news:
                self._news.wait_for(lambda: self._stopped or bool(self._waiting), None)
                while (rest := self._hold_until - monotonic()) > 0 and not self._stopped:
                    self._news.wait(rest)
                if all(each.told.type == "call.created" for each in self._waiting):
                    self._news.wait(SOON_S)
                if pause and not self._stopped:
                    self._news.wait(pause)
                if self._stopped:
                    return
                waiting = list(self._waiting)
            longer = min(LONGEST_PAUSE_S, max(0.2, pause * 2))
            pause = 0.0 if self._deliver(waiting) else longer

    def _deliver(self, waiting: list[Waiting]) -> bool:
        ids = {id(each.told): each.id for each in waiting}
        for portion in deliveries([each.told for each in waiting]):
            events = [cloud_event(each, ids[id(each)], self._source) for each in portion]
            done = {event["id"] for event in events}
            if not self._posted(events):
                return False
            with self._news:
                self._waiting = [each for each in self._waiting if each.id not in done]
        return True

    def _posted(self, events: list[dict[str, object]]) -> bool:
        """Post one delivery; return whether it needs no repeat.

        One that can never be taken is left out: it must not hold up the line of a whole company.
        """
        body = msgspec.json.encode(events)
        at = datetime.now(UTC)
        first, last = events[0]["id"], events[-1]["id"]
        portion = f"{first}..{last}/{len(events)}"  # a repeat with more in it is another delivery
        headers = signed_headers(portion, at, body, self._secrets)
        try:
            answer = self._session.post(self._url, body, headers=headers, timeout=TIMEOUTS_S)
        except requests.RequestException:
            log.warning("post.not_reached", events=len(events))
            return False
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            log.error("post.refused", events=len(events))
            return True
        if not answer.ok:
            log.warning("post.not_taken", status=answer.status_code)
        return answer.ok

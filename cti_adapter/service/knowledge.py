"""What is known of records, org by org: asked in batches, once for all, believed for a while.

Nobody waits here. Who wants to know leaves word what to do with the answer; an answer that takes
long is said to be slow first and told when it comes. It folds nothing into a call and shows
nothing: open_record.py does.
"""

import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec
import structlog

from cti_adapter.calls.record import Learned, RecordId, Unreadable
from cti_adapter.errors import CtiError, Rejected, SalesforceError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.background import PatientBackground

LIFETIME_S = 60.0
"""How long an answer is believed while the page reports no change."""

AT_LEAST_S = 2.0
"""A page reports a record again at every focus; younger knowledge is not asked for again."""

SLOW_S = 5.0
"""After so long the agent is told that the answer is late."""

MOST = 5_000
"""Records remembered; the one asked about longest ago is forgotten first."""

_BATCH = 100  # records asked about at once
_ASKING = 4  # questions to one org at a time: a slow one does not hold up the others

_log = structlog.get_logger()

Answer = Learned | Unreadable
Tell = Callable[[Answer], None]
Learn = Callable[[OrgId, Sequence[RecordId]], Mapping[RecordId, Answer]]
"""Asks the org; raises the SalesforceError tree."""

_Key = tuple[OrgId, RecordId]


class _Kept(msgspec.Struct, frozen=True):
    answer: Answer
    at: float


class Knowledge:
    """What is known of records. Safe for threads.

    Args:
        learn: how an org is asked.
        background: what runs beside the request.
        clock: seconds that never run backwards.
        most: records remembered.
    """

    def __init__(
        self,
        learn: Learn,
        background: PatientBackground,
        clock: Callable[[], float],
        *,
        most: int = MOST,
    ) -> None:
        self._learn = learn
        self._background = background
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._waiting: dict[_Key, list[Tell]] = {}
        self._queues: dict[OrgId, list[RecordId]] = defaultdict(list)
        self._asking: Counter[OrgId] = Counter()

    def of(self, org_id: OrgId, at: RecordId) -> Learned | None:
        """Return what is known of a record without asking; None where nothing is."""
        with self._lock:
            answer = self._fresh((org_id, at), LIFETIME_S)
        return answer if isinstance(answer, Learned) else None

    def find_out(self, org_id: OrgId, at: RecordId, tell: Tell, *, anew: bool = False) -> None:
        """Have `tell` called with the answer, at once or later, never by this thread.

        Args:
            org_id: where the record is.
            at: the record.
            tell: called with the answer; before it with "slow" where it takes long.
            anew: whether the page reports that the record may have changed.
        """
        key = (org_id, at)
        with self._lock:
            known = self._fresh(key, AT_LEAST_S if anew else LIFETIME_S)
            if known is None and self._joins(key, tell):
                return
        if known is not None:
            self._background.start(lambda: _told([tell], known))
        else:
            self._background.start(lambda: self._work(org_id))

    def _joins(self, key: _Key, tell: Tell) -> bool:
        """Wait for the answer; return whether somebody is there already who will ask for it."""
        org_id, at = key
        if key in self._waiting:
            self._waiting[key].append(tell)
            return True
        self._waiting[key] = [tell]
        self._queues[org_id].append(at)
        if self._asking[org_id] >= _ASKING:
            return True
        self._asking[org_id] += 1
        return False

    def _work(self, org_id: OrgId) -> None:
        """Ask until nobody waits: whoever came while one question was out is in the next one."""
        while batch := self._next(org_id):
            watch = self._background.later(SLOW_S, partial(self._is_slow, org_id, batch))
            try:
                answers = self._asked(org_id, batch)
            finally:
                watch()
            for at in batch:
                self._arrived((org_id, at), answers[at])

    def _next(self, org_id: OrgId) -> list[RecordId]:
        with self._lock:
            queue = self._queues[org_id]
            batch, queue[:] = queue[:_BATCH], queue[_BATCH:]
            if not batch:
                self._asking[org_id] -= 1
            return batch

    def _asked(self, org_id: OrgId, ids: Sequence[RecordId]) -> Mapping[RecordId, Answer]:
        began = self._clock()
        try:
            return self._learn(org_id, ids)
        except Rejected as refused:
            if len(ids) > 1:  # one of them spoils the question; the others are asked without it
                return {at: self._asked(org_id, [at])[at] for at in ids}
            _log.warning("record_refused", record=ids[0], code=refused.code)
        except SalesforceError as error:
            _log.warning(
                "records_unread", records=len(ids), code=error.code or type(error).__name__
            )
        except Exception:  # noqa: BLE001 - a fault of ours must leave nobody waiting for ever
            _log.exception("records_unread", records=len(ids))
        late: Answer = "slow" if self._clock() - began >= SLOW_S else "failed"
        return dict.fromkeys(ids, late)

    def _arrived(self, key: _Key, answer: Answer) -> None:
        with self._lock:
            waiting = self._waiting.pop(key)
            if answer not in {"failed", "slow"}:
                self._kept[key] = _Kept(answer, self._clock())
                self._kept.move_to_end(key)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        _told(waiting, answer)

    def _is_slow(self, org_id: OrgId, ids: Sequence[RecordId]) -> None:
        with self._lock:
            waiting = [tell for at in ids for tell in self._waiting.get((org_id, at), ())]
        _told(waiting, "slow")

    def _fresh(self, key: _Key, lifetime_s: float) -> Answer | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        if not isinstance(kept.answer, Learned):
            lifetime_s = AT_LEAST_S  # rights are granted and records restored
        return kept.answer if self._clock() - kept.at < lifetime_s else None


def _told(waiting: Sequence[Tell], answer: Answer) -> None:
    for tell in waiting:
        try:
            tell(answer)
        except CtiError as error:  # the database is away; the next report asks again
            _log.warning("record_untold", why=str(error))

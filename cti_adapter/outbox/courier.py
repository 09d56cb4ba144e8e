"""Carries what waits in the outbox to where it must go; knows neither Salesforce nor the database.

What an entry means and how its outcome is stored is the Errand's business. A courier that dies
half-way leaves a lease behind; when it runs out another one takes the entry up. An org that takes
nothing is paused as a whole (pause.py), and what waits for it is told so without being sent.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent
from cti_adapter.errors import RetryLater, SalesforceError, StorageUnavailable
from cti_adapter.outbox.entry import ELSEWHERE, Entry, Kind, OrgId, Status
from cti_adapter.outbox.pause import Pause, begun, is_over, reason_of
from cti_adapter.outbox.retry import LEASE, LOCKED_ROW, wait_before


class Claims(Protocol):
    """Where due entries come from."""

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]:
        """Lease due entries; of a paused org one probe, and those to be told that they wait."""
        ...

    def pause_of(self, org_id: OrgId) -> Pause | None: ...

    def put_pause(self, org_id: OrgId, pause: Pause) -> None: ...

    def end_pause(self, org_id: OrgId) -> None: ...


class Errand(Protocol):
    """What is done for an entry, and how the outcome is kept."""

    def perform(self, entry: Entry) -> CallEvent | None:
        """Do it; return what is to be folded into the call. Raises the SalesforceError tree."""
        ...

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        """Return what the call is told about a failure; `entry` says whether it is final."""
        ...

    def lane(self, entry: Entry) -> str:
        """Return what the entry locks in the org, "" where that is not known."""
        ...

    def settle(self, entry: Entry, event: CallEvent | None) -> None:
        """Store entry and event in one transaction."""
        ...


class Courier:
    """Takes due entries and delivers them, one round at a time."""

    def __init__(
        self,
        claims: Claims,
        errand: Errand,
        *,
        clock: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        self._claims = claims
        self._errand = errand
        self._clock = clock
        self._jitter = jitter

    def claim(self, limit: int) -> tuple[Entry, ...]:
        """Lease up to `limit` entries for delivery."""
        now = self._clock()
        return self._claims.claim(now, now + LEASE, limit)

    def deliver(self, entry: Entry) -> None:
        """Perform one leased entry and settle it; never raises what Salesforce said."""
        if entry.held is not None:
            self._let_wait(entry, entry.held)
            return
        tried = replace(entry, attempts=entry.attempts + 1)
        try:
            event = self._errand.perform(tried)
        except SalesforceError as error:
            self._put_off(tried, error)
        except StorageUnavailable:
            raise  # nothing was decided: the lease runs out and the entry is taken up again
        except Exception as error:  # noqa: BLE001 - a fault of ours must not lose the log
            self._put_off(tried, RetryLater(f"{type(error).__name__}: {error}", code="INTERNAL"))
        else:
            done = replace(
                tried, status=Status.DONE, lease_until=None, last_error="", error_code=""
            )
            self._errand.settle(done, event)
            if event is not None or entry.kind is Kind.FORM:  # else nothing had to be sent
                self._note_answer(entry)

    def _put_off(self, tried: Entry, error: SalesforceError) -> None:
        wait = wait_before(error, tried.attempts, self._jitter())
        reason = reason_of(error)
        if reason is not None and wait is not None:
            known = self._claims.pause_of(tried.org_id)
            words = _words(error)
            pause = begun(known, reason, words, at=self._clock(), wait=wait)
            self._claims.put_pause(tried.org_id, pause)
            self._let_wait(replace(tried, attempts=tried.attempts - 1), pause)
            return
        settled = replace(
            tried,
            status=Status.DEAD if wait is None else Status.PENDING,
            due_at=tried.due_at if wait is None else self._clock() + wait,
            lease_until=None,
            last_error=_words(error),
            error_code=error.code,
            lane=self._errand.lane(tried) if error.code == LOCKED_ROW else tried.lane,
        )
        self._errand.settle(settled, self._errand.failed(settled, error))
        if not isinstance(error, RetryLater):
            self._note_answer(tried)

    def _let_wait(self, entry: Entry, pause: Pause) -> None:
        """Leave an entry as it was, for when the org is open again; its call is told."""
        error = pause.as_error()
        waiting = replace(
            entry,
            status=Status.PENDING,
            lease_until=None,
            last_error=pause.words,
            error_code=error.code,
            held=None,
        )
        self._errand.settle(waiting, self._errand.failed(waiting, error))

    def _note_answer(self, entry: Entry) -> None:
        """The org has answered this entry: was it paused, it is so no longer."""
        if entry.kind in ELSEWHERE:
            return
        pause = self._claims.pause_of(entry.org_id)
        sent_at = entry.lease_until - LEASE if entry.lease_until else self._clock()
        if pause is not None and is_over(pause, sent_at=sent_at, reads=entry.reads):
            self._claims.end_pause(entry.org_id)


def _words(error: SalesforceError) -> str:
    return f"{error.code}: {error}"[:500]

"""Carries what waits in the outbox to where it must go; knows neither Salesforce nor the database.

What an entry means and how its outcome is stored is the Errand's business. A courier that dies
half-way leaves a lease behind; when it runs out another one takes the entry up.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent
from cti_adapter.errors import RetryLater, SalesforceError, StorageUnavailable
from cti_adapter.outbox.entry import Entry, Status
from cti_adapter.outbox.retry import LEASE, wait_before


class Claims(Protocol):
    """Where due entries come from."""

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]: ...


class Errand(Protocol):
    """What is done for an entry, and how the outcome is kept."""

    def perform(self, entry: Entry) -> CallEvent | None:
        """Do it; return what is to be folded into the call. Raises the SalesforceError tree."""
        ...

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        """Return what the call is told about a failure; `entry` says whether it is final."""
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

    def _put_off(self, tried: Entry, error: SalesforceError) -> None:
        wait = wait_before(error, tried.attempts, self._jitter())
        settled = replace(
            tried,
            status=Status.DEAD if wait is None else Status.PENDING,
            due_at=tried.due_at if wait is None else self._clock() + wait,
            lease_until=None,
            last_error=f"{error.code}: {error}"[:500],
            error_code=error.code,
        )
        self._errand.settle(settled, self._errand.failed(settled, error))

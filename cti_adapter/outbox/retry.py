"""When a failed delivery is tried again: arithmetic, no clock and no dice.

The failure's type says what to do (errors.py); the numbers stand here and nowhere else.
"""

from datetime import timedelta

from cti_adapter.errors import (
    OrgPaused,
    Rejected,
    Repairable,
    RetryLater,
    SalesforceError,
    SignInNeeded,
    Stale,
)

LEASE = timedelta(seconds=75)
"""How long a delivery may take: longer than every timeout of one write together."""

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=10)
PAUSE = timedelta(minutes=5)
"""One probe while an org is over its limit or we are signed out of it."""

LOCKED_ROW = "UNABLE_TO_LOCK_ROW"
"""Another transaction held the record, or one above it: its account, above all."""

TRIGGER_FAILED = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
"""An org's own code failed: it may have met a lock, a limit of its own, or a fault of its own."""

LOCKED = timedelta(milliseconds=200)
"""A row that another transaction holds is free again soon."""

TRIES_WHEN_LOCKED = 8
TRIES_WHEN_STALE = 3
TRIES_OF_A_TRIGGER = 3


def wait_before(error: SalesforceError, attempts: int, jitter: float) -> timedelta | None:
    """Return how long to wait before the next delivery, None to give up (a dead letter).

    Args:
        error: why the delivery failed.
        attempts: deliveries so far, this one included, from 1 on.
        jitter: a number from 0 up to 1 that spreads the crowd; the caller rolls it.
    """
    match error:
        case OrgPaused() | SignInNeeded():
            return PAUSE * (0.9 + 0.2 * jitter)
        case RetryLater(code=code) if code == LOCKED_ROW and attempts <= TRIES_WHEN_LOCKED:
            return LOCKED * (attempts + jitter)
        case RetryLater():
            return _backoff(attempts, jitter)
        case Stale() | Repairable() if attempts < TRIES_WHEN_STALE:
            return _backoff(attempts, jitter)
        case Rejected(code=code) if code == TRIGGER_FAILED and attempts < TRIES_OF_A_TRIGGER:
            return _backoff(attempts, jitter)
        case _:
            return None


def _backoff(attempts: int, jitter: float) -> timedelta:
    doubled = FIRST * (1 << min(attempts - 1, 20))
    return min(doubled, LONGEST) * (0.5 + jitter / 2)

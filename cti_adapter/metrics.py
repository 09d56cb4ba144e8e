"""What one process has counted since it began, for /metrics (docs/operations.md).

Figures that are true in the database are not counted here but read from it at the scrape
(app/figures.py). No label ever holds a number, a name or anything else of a caller or an agent.

Counting takes a lock of Python's: never count in the work of a transaction (storage/native.py).
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

PROCESS: Final = CollectorRegistry()
"""The counters of this process."""

SAVE_SECONDS: Final = Histogram(
    "cti_save_seconds",
    "From the end of a call to the id of its Task.",
    buckets=(1, 2, 5, 10, 30, 60, 120, 300, 900, 1800, 3600, 14400),
    registry=PROCESS,
)
SALESFORCE_REQUESTS: Final = Counter(
    "cti_sf_requests",
    "Requests to Salesforce by HTTP status, or 'no answer'.",
    ("code",),
    registry=PROCESS,
)
DUPLICATES_ABSORBED: Final = Counter(
    "cti_sf_duplicate_absorbed",
    "Tasks that stood already under their unique key, and were not written again.",
    registry=PROCESS,
)
WEBHOOKS: Final = Counter(
    "cti_webhook",
    "Deliveries of telephone systems by what became of them.",
    ("connector", "result"),
    registry=PROCESS,
)
WEBHOOK_ACK: Final = Histogram(
    "cti_webhook_ack_seconds",
    "From the request of a telephone system to our answer.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=PROCESS,
)
LIMITED: Final = Counter(
    "cti_limited",
    "Requests that came too often, by the limit they met (web/limits.py).",
    ("limit",),
    registry=PROCESS,
)
CALLS_REAPED: Final = Counter(
    "cti_calls_reaped",
    "Calls taken for over because nothing was heard of them any more.",
    registry=PROCESS,
)
RECONCILE_MISSING: Final = Counter(
    "cti_reconcile_missing",
    "Calls that a telephone system had to be asked for: their webhooks were lost.",
    registry=PROCESS,
)
CLOCK_SKEW: Final = Gauge(
    "cti_clock_skew_seconds",
    "How far our clock is ahead of Salesforce's, to a second.",
    registry=PROCESS,
)


def telephone_label(kind: str, key: str) -> str:
    """Name a telephone system in figures and in the log: its kind, and a sum of its key.

    Args:
        kind: which connector it speaks with.
        key: names the hook's address; it is told to nobody.
    """
    return f"{kind}-{sha256(key.encode()).hexdigest()[:8]}"


def note_clock(date: str, at: datetime) -> None:
    """Compare our clock with the one of an answer.

    Args:
        date: header `Date` of the answer; one that cannot be read tells nothing.
        at: when the answer came.
    """
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    ours = at.replace(microsecond=0)  # the header has no fractions either
    CLOCK_SKEW.set((ours - theirs).total_seconds())

"""Counts what telephone systems deliver, and how fast they are answered, for /metrics."""

from time import perf_counter
from typing import Final

from flask import Blueprint, Response, g

from cti_adapter.metrics import WEBHOOK_ACK, WEBHOOKS

UNKNOWN: Final = "unknown"
"""The connector of a delivery whose address nobody has."""

NOT_STORED: Final = "not-stored"

_RESULTS: Final = {
    401: "bad-signature",
    413: "too-large",
    415: "wrong-media",
    422: "unreadable",
    503: NOT_STORED,
}


def count_on(bp: Blueprint) -> None:
    """Have every request of these routes counted, whatever becomes of it."""
    bp.before_request(_begin)
    bp.after_request(_count)


def count_for(label: str) -> None:
    """Say which telephone system this request is from, as figures name it."""
    g.hook_connector = label


def _begin() -> None:
    g.hook_began = perf_counter()


def _count(response: Response) -> Response:
    result = "accepted" if response.status_code < 400 else _RESULTS.get(response.status_code)  # noqa: PLR2004
    WEBHOOKS.labels(g.get("hook_connector", UNKNOWN), result or "failed").inc()
    WEBHOOK_ACK.observe(perf_counter() - g.hook_began)
    return response

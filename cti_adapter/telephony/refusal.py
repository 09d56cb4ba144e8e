"""Why a delivery of a telephone system was refused: told to its admin, never to the sender.

The sender hears 401 without a reason (contract.md §3). Reads the same headers as generic.py and
decides nothing: it is asked after the decision.
"""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

from standardwebhooks import Webhook

from cti_adapter.telephony.connector import Credentials, WebhookRequest

TOLERANCE: Final = timedelta(minutes=5)
"""Of Standard Webhooks, on both sides of now."""

_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


def why_refused(request: WebhookRequest, credentials: Credentials) -> str:
    """Return a code of the pages' words for a delivery whose signature was refused.

    Returns:
        "unsigned", "bad-timestamp", "too-old", "too-new" or "wrong-secret".
    """
    if any(not request.headers.get(name) for name in _HEADERS):
        return "unsigned"
    try:
        seconds = int(request.headers["webhook-timestamp"])
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return "bad-timestamp"
    if not any(_is_signed(request, secret, at) for secret in credentials.secrets):
        return "wrong-secret"
    return "too-old" if at < request.received_at else "too-new"


def _is_signed(request: WebhookRequest, secret: str, at: datetime) -> bool:
    """Whether one of the signatures is this secret's, whenever it was made."""
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        return False
    right = Webhook(secret).sign(request.headers["webhook-id"], at, body)
    given = request.headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(right.encode(), each.encode()) for each in given)

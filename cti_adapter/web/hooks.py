"""Where telephone systems post their events: POST /hooks/<connector-key>.

Raw bytes in, 202 once they are on disk (D4). The key chooses connector and org; the signature
decides whether we listen.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import BadSignature, RequestError, TooLarge, WrongMediaType
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.telephony.connector import WebhookRequest
from cti_adapter.telephony.dispatch import Exchange
from cti_adapter.telephony.registry import connector_of
from cti_adapter.web.hook_witness import HookWitness

log = structlog.get_logger()

LARGEST = 256 * 1024
"""Bytes of one delivery (reliability-security.md 3.4); app/web.py sets MAX_CONTENT_LENGTH by it."""

_JSON = frozenset(
    {"application/json", "application/cloudevents+json", "application/cloudevents-batch+json"}
)

FindExchange = Callable[[str], tuple[OrgId, Exchange] | None]


def hooks(
    flow: CallFlow,
    find_exchange: FindExchange,
    clock: Callable[[], datetime],
    witness: HookWitness,
) -> Blueprint:
    """Return the route of the telephone systems.

    Args:
        flow: takes the events.
        find_exchange: the org and the telephone system behind a connector key.
        clock: when a request was received.
        witness: remembers what came, for the admin's page.
    """
    bp = Blueprint("hooks", __name__)

    @bp.post("/hooks/<key>")
    def take_events(key: str) -> ResponseReturnValue:
        body = raw_body()
        found = find_exchange(key)
        if found is None and request.mimetype in _JSON:
            raise BadSignature  # which keys exist is nobody's business
        if found is None:
            raise WrongMediaType
        org_id, exchange = found
        webhook = WebhookRequest(
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
            received_at=clock(),
        )
        try:
            if request.mimetype not in _JSON:
                raise WrongMediaType
            delivery = connector_of(exchange.kind).decode(webhook, exchange.credentials)
        except RequestError as error:
            witness.refused(org_id, exchange, webhook, error)
            raise
        witness.taken(org_id, exchange)
        taken = flow.take_in(org_id, exchange.key, delivery.id, delivery.incoming)
        said = {"accepted": taken.accepted, "duplicates": taken.duplicates}
        return Response(msgspec.json.encode(said), status=202, content_type="application/json")

    return bp


def raw_body() -> bytes:
    """Return the body as it was signed.

    One sent in chunks is cut off at MAX_CONTENT_LENGTH by Werkzeug.

    Raises:
        TooLarge: it has LARGEST bytes or more.
    """
    if (request.content_length or 0) > LARGEST:
        raise TooLarge
    body = request.get_data(cache=False)
    if len(body) >= LARGEST:
        raise TooLarge
    return body

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
from structlog.contextvars import bound_contextvars

from cti_adapter.errors import BadSignature, RequestError, TooLarge, WrongMediaType
from cti_adapter.metrics import telephone_label
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.telephony.connector import ApiRequest, FormSaid, WebhookRequest
from cti_adapter.telephony.dispatch import Exchange
from cti_adapter.telephony.registry import CONNECTORS
from cti_adapter.web.hook_counts import count_for, count_on
from cti_adapter.web.hook_witness import HookWitness

log = structlog.get_logger()

LARGEST = 256 * 1024
"""Bytes of one delivery (reliability-security.md 3.4); app/web.py sets MAX_CONTENT_LENGTH by it."""

MEDIA = frozenset(media for connector in CONNECTORS for media in connector.media)
"""What one of the connectors reads; the others answer a wrong one as they answer a stranger."""

FindExchange = Callable[[str], tuple[OrgId, Exchange] | None]
TakeForm = Callable[[OrgId, FormSaid], None]
SendLater = Callable[[tuple[ApiRequest, ...]], None]


def hooks(  # noqa: PLR0913, PLR0917 - the composition root hands in each part
    flow: CallFlow,
    find_exchange: FindExchange,
    clock: Callable[[], datetime],
    witness: HookWitness,
    take_form: TakeForm,
    send_later: SendLater,
) -> Blueprint:
    """Return the route of the telephone systems.

    Args:
        flow: takes the events.
        find_exchange: the org and the telephone system behind a connector key.
        clock: when a request was received.
        witness: remembers what came, for the admin's page.
        take_form: takes a web form that a telephone system passes on.
        send_later: sends what an event asks for, beside the request.
    """
    bp = Blueprint("hooks", __name__)

    count_on(bp)

    @bp.post("/hooks/<key>")
    def take_events(key: str) -> ResponseReturnValue:
        body = raw_body()
        if request.mimetype not in MEDIA:
            _note_wrong_media(witness, find_exchange(key), body, clock())
            raise WrongMediaType
        found = find_exchange(key)
        if found is None:
            raise BadSignature  # which keys exist is nobody's business
        org_id, exchange = found
        label = telephone_label(exchange.kind, exchange.key)
        count_for(label)
        webhook = _as_it_came(body, clock())
        try:
            if request.mimetype not in exchange.codec.media:
                raise WrongMediaType
            delivery = exchange.codec.read(webhook, exchange.credentials)
        except RequestError as error:
            witness.refused(org_id, exchange, webhook, error)
            if isinstance(error, WrongMediaType):
                raise BadSignature from error
            raise
        witness.taken(org_id, exchange)
        for form in delivery.forms:
            take_form(org_id, form)
        with bound_contextvars(hook=label):
            taken = flow.take_in(org_id, exchange.key, delivery.id, delivery.incoming)
        if delivery.then and taken.accepted:
            send_later(delivery.then)
        if delivery.answer is not None:
            return Response(delivery.answer.body, content_type=delivery.answer.media_type)
        said = {"accepted": taken.accepted, "duplicates": taken.duplicates}
        return Response(msgspec.json.encode(said), status=202, content_type="application/json")

    return bp


def _as_it_came(body: bytes, at: datetime) -> WebhookRequest:
    return WebhookRequest(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        query=request.query_string.decode("latin-1"),
        received_at=at,
    )


def _note_wrong_media(
    witness: HookWitness, found: tuple[OrgId, Exchange] | None, body: bytes, at: datetime
) -> None:
    if found is not None:
        witness.refused(*found, _as_it_came(body, at), WrongMediaType())


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

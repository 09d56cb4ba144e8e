"""The generic signed webhook: Standard Webhooks around CloudEvents (contract.md §4).

For any telephone system that can post JSON. Signing: https://www.standardwebhooks.com, body:
https://github.com/cloudevents/spec. What a member means and which are needed stands in
generic_events.py.
"""

from datetime import datetime

import msgspec
from standardwebhooks import Webhook

from cti_adapter.calls.commands import Command, Verb
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.telephony.connector import (
    CommandRequest,
    Credentials,
    Delivery,
    WebhookRequest,
)
from cti_adapter.telephony.generic_events import NOT_JSON, decode_events
from cti_adapter.telephony.signature import verify

MOST_EVENTS = 500
"""Events in one batch."""


class Generic:
    """Signed CloudEvents in, signed commands out."""

    kind = "generic"
    verbs: frozenset[Verb] = frozenset(
        {"answer", "decline", "hold", "retrieve", "mute", "unmute", "dtmf", "hang_up", "originate"}
    )

    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Verify the signature on the raw bytes, then read one event or a batch."""
        verify(request.headers, request.body, credentials.secrets)
        members = _members(request.body)
        incoming = decode_events(members, credentials.region, request.received_at)
        return Delivery(id=request.headers["webhook-id"], incoming=incoming)

    def encode(self, command: Command, at: datetime, credentials: Credentials) -> CommandRequest:
        """Write a command as contract.md §4 says, signed with every good secret."""
        members: dict[str, object] = {
            "call_id": command.native_id,
            "leg_id": command.leg_id,
            "agent": command.line,
        }
        if command.digits:
            members["digits"] = command.digits
        if command.number is not None:
            members["number"] = command.number
        body = msgspec.json.encode(
            {"id": command.id, "type": f"command.{command.verb}", "time": at, "data": members}
        )
        return signed(command.id, at, body, credentials.secrets)


def signed(message_id: str, at: datetime, body: bytes, secrets: tuple[str, ...]) -> CommandRequest:
    """Return a request as Standard Webhooks signs it.

    With every secret that is good, so that a telephone system may take over a new one whenever
    it likes: a header may carry several signatures, and one that fits is enough.

    Args:
        message_id: the same when it is sent again.
        at: when it is sent.
        body: JSON.
        secrets: of the connector, the newest first.
    """
    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return CommandRequest(headers=headers, body=body)


def _members(body: bytes) -> list[msgspec.Raw]:
    """Return the events of the body, each still as it came."""
    try:
        if body.lstrip()[:1] == b"[":
            members = msgspec.json.decode(body, type=list[msgspec.Raw])
        else:
            members = [msgspec.json.decode(body, type=msgspec.Raw)]
    except NOT_JSON as error:
        message = f"send a CloudEvent as JSON, or an array of them ({error})"
        raise Unprocessable(FieldFault(field="$", message=message)) from error
    if not members:
        raise Unprocessable(FieldFault(field="$", message="the batch is empty"))
    if len(members) > MOST_EVENTS:
        message = f"send at most {MOST_EVENTS} events at once"
        raise Unprocessable(FieldFault(field="$", message=message))
    return members

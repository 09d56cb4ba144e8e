"""The generic signed webhook: Standard Webhooks around CloudEvents (contract.md §4).

For any telephone system that can post JSON. Signing: https://www.standardwebhooks.com, body:
https://github.com/cloudevents/spec. What a member means and which are needed stands in
generic_events.py.
"""

from datetime import datetime
from typing import ClassVar, get_args

import msgspec
from standardwebhooks import Webhook

from cti_adapter.calls.commands import Capability, Command, Target
from cti_adapter.errors import FieldFault, TelephonyError, Unprocessable
from cti_adapter.telephony.connector import (
    JSON,
    ApiRequest,
    Connector,
    Conversation,
    Credentials,
    Delivery,
    Follows,
    WebhookRequest,
    Words,
    accepted,
)
from cti_adapter.telephony.generic_events import NOT_JSON, decode_events
from cti_adapter.telephony.refusal import why_refused
from cti_adapter.telephony.signature import verify

MOST_EVENTS = 500
"""Events in one batch."""


class Generic(Connector):
    """Signed CloudEvents in, signed commands out."""

    kind = "generic"
    label: ClassVar[Words] = {"en": "Generic webhook", "de": "Allgemeiner Webhook"}
    capabilities = frozenset(get_args(Capability)) - {"resync", "conference-first"}
    takes_command_url = True
    media = JSON | {"application/cloudevents+json", "application/cloudevents-batch+json"}

    def can(self, credentials: Credentials) -> frozenset[Capability]:
        """Nothing, where no address for commands was entered."""
        return self.capabilities if credentials.command_url else frozenset()

    def verify(self, request: WebhookRequest, credentials: Credentials) -> None:
        """Verify the signature on the raw bytes."""
        verify(request.headers, request.body, credentials.secrets)

    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Read one event or a batch."""
        members = _members(request.body)
        incoming = decode_events(members, credentials.region, request.received_at)
        return Delivery(id=request.headers["webhook-id"], incoming=incoming)

    def encode(
        self, command: Command, at: datetime, credentials: Credentials
    ) -> Conversation[Follows]:
        """Post a command as contract.md §4 says, signed with every good secret."""
        type_ = f"command.{command.verb}"
        request = self._signed(type_, command.id, at, credentials, _members_of(command))
        accepted((yield request))
        return ()

    def probe(self, id_: str, at: datetime, credentials: Credentials) -> ApiRequest | None:
        """Return `command.test`: answered with 2xx, and nothing is done."""
        if not credentials.command_url:
            return None
        return self._signed("command.test", id_, at, credentials, {})

    def why_refused(self, request: WebhookRequest, credentials: Credentials) -> str:
        """Tell what is wrong with the three headers."""
        return why_refused(request, credentials)

    def _signed(
        self, type_: str, id_: str, at: datetime, credentials: Credentials, data: dict[str, object]
    ) -> ApiRequest:
        if not credentials.command_url:
            raise TelephonyError("this telephone system takes no commands")
        body = msgspec.json.encode({"id": id_, "type": type_, "time": at, "data": data})
        headers = signed_headers(id_, at, body, credentials.secrets)
        return ApiRequest(url=credentials.command_url, headers=headers, body=body)


def _members_of(command: Command) -> dict[str, object]:
    target = command.target or Target()
    said = {
        "call_id": command.native_id,
        "leg_id": command.leg_id,
        "agent": command.line,
        "digits": command.digits,
        "number": command.number,
        "to_agent": target.line,
        "to_queue": target.queue,
        "to_number": target.number,
        "presence": command.presence,
    }
    if command.verb == "consult":
        said["target"] = target.line or target.number or target.queue
    return {name: value for name, value in said.items() if value}


def signed_headers(
    message_id: str, at: datetime, body: bytes, secrets: tuple[str, ...]
) -> dict[str, str]:
    """Return the headers of a request as Standard Webhooks signs it.

    With every secret that is good, so that a telephone system may take over a new one whenever
    it likes: a header may carry several signatures, and one that fits is enough.

    Args:
        message_id: the same when it is sent again.
        at: when it is sent.
        body: JSON.
        secrets: of the connector, the newest first.
    """
    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


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

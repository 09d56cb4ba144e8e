"""Vonage Voice: signed events in (vonage_events.py), the voice API out (vonage_commands.py).

An event is about a leg (`uuid`) in a conversation (`conversation_uuid`). A leg that is moved goes
on in another conversation, which is told by an event without a status; the call is the same one.
Queries behind the event address (`call`, `leg`, `agent`, `role`, `queue`) say what the event does
not. Sources: Vonage's webhook reference of the Voice API, its page on signed webhooks, and
facts/telephony.md 1.4.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Final

from cti_adapter.calls.commands import Capability, Command
from cti_adapter.errors import BadSignature
from cti_adapter.telephony import vonage_api
from cti_adapter.telephony.connector import (
    CALLING,
    ApiRequest,
    Connector,
    Conversation,
    Credentials,
    Delivery,
    Follows,
    ToldCall,
    WebhookRequest,
    Words,
)
from cti_adapter.telephony.json_web_token import hs256_claims
from cti_adapter.telephony.telling import Said
from cti_adapter.telephony.vonage_commands import Commands
from cti_adapter.telephony.vonage_events import Event
from cti_adapter.telephony.vonage_settings import VonageSettings

TOLERANCE: Final = timedelta(minutes=5)
"""Between the moment a request was signed and now, on both sides."""


class Vonage(Connector):
    """Signed events in, the voice API out."""

    kind = "vonage"
    label: ClassVar[Words] = {"en": "Vonage Voice", "de": "Vonage Voice"}
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            "decline",
            "hang-up",
            "hold",
            "resume",
            "mute",
            "dtmf",
            "transfer",
            "consult",
            "conference",
            "dial",
            "resync",
        }
    )
    settings = VonageSettings
    secret_label: ClassVar[Words | None] = {"en": "Signature secret", "de": "Signaturgeheimnis"}

    def can(self, credentials: Credentials) -> frozenset[Capability]:
        """Return nothing without an application, and no calling anybody without a number."""
        settings: VonageSettings = credentials.settings
        if not settings.application_id or not settings.private_key:
            return frozenset()
        without = frozenset() if settings.caller_id else CALLING
        return self.capabilities - without

    def verify(self, request: WebhookRequest, credentials: Credentials) -> None:
        """Accept a token that one of the secrets signed lately, over this very body."""
        claims = hs256_claims(_bearer(request), credentials.secrets)
        right = sha256(request.body).hexdigest()
        given = claims.get("payload_hash")
        if not isinstance(given, str) or not hmac.compare_digest(
            right.encode(), given.encode("utf-8", "replace")
        ):
            raise BadSignature
        if _skew(claims, request.received_at) > TOLERANCE:
            raise BadSignature

    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Read one event."""
        return Event(Said.json(request.body), request, credentials.region).read()

    def encode(
        self, command: Command, at: datetime, credentials: Credentials
    ) -> Conversation[Follows]:
        """Ask the voice API."""
        return (yield from Commands(credentials, at, command.id).do(command))

    def probe(self, id_: str, at: datetime, credentials: Credentials) -> ApiRequest | None:
        """Ask for one call, whichever."""
        return vonage_api.Api(credentials, at, id_).probe() if self.can(credentials) else None

    def resync(self, at: datetime, credentials: Credentials) -> Conversation[tuple[ToldCall, ...]]:
        """List the legs that run."""
        return (yield from Commands(credentials, at, f"now-{at:%s}").calls_now())

    def reconcile(
        self, since: datetime, at: datetime, credentials: Credentials
    ) -> Conversation[tuple[ToldCall, ...]]:
        """List the legs that began since then and are over, by their conversations."""
        commands = Commands(credentials, at, f"since-{since:%s}")
        return (yield from commands.calls_since(since))

    def why_refused(self, request: WebhookRequest, credentials: Credentials) -> str:
        """Tell an unsigned event from a late one and from one by another secret."""
        if not request.headers.get("authorization"):
            return "unsigned"
        try:
            claims = hs256_claims(_bearer(request), credentials.secrets)
        except BadSignature:
            return "wrong-secret"
        if _skew(claims, request.received_at) <= TOLERANCE:
            return "wrong-secret"  # of another body
        issued = claims.get("iat")
        if not isinstance(issued, int):
            return "bad-timestamp"
        return "too-old" if issued < request.received_at.timestamp() else "too-new"


def _bearer(request: WebhookRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer":
        raise BadSignature
    return token.strip()


def _skew(claims: dict[str, object], received_at: datetime) -> timedelta:
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int) or abs(issued) > 2**40:
        return timedelta.max
    return timedelta(seconds=abs(received_at.timestamp() - issued))

"""Vonage Voice: signed events in, the voice API out (vonage_api.py).

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

from msgspec.structs import replace

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Capability, Command
from cti_adapter.errors import BadSignature
from cti_adapter.telephony import vonage_api
from cti_adapter.telephony.connector import (
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
from cti_adapter.telephony.telling import (
    Said,
    Telling,
    facts,
    id_of,
    in_years,
    is_device,
    line_of,
    web_address,
)
from cti_adapter.telephony.vonage_settings import VonageSettings

TOLERANCE: Final = timedelta(minutes=5)
"""Between the moment a request was signed and now, on both sides."""

OVER: Final = frozenset({
    "completed", "disconnected", "busy", "cancelled", "unanswered", "rejected", "failed", "timeout",
})  # fmt: skip
_REASONS: dict[str, str] = {
    "busy": "busy",
    "unanswered": "no_answer",
    "timeout": "no_answer",
    "rejected": "rejected",
    "failed": "unreachable",
}
_OUTCOMES: dict[str, e.Outcome] = {
    "busy": "busy",
    "unanswered": "no_answer",
    "timeout": "no_answer",
    "rejected": "rejected",
    "failed": "failed",
    "cancelled": "cancelled",
}


class Vonage(Connector):
    """Signed events in, the voice API out."""

    kind = "vonage"
    label: ClassVar[Words] = {"en": "Vonage Voice", "de": "Vonage Voice"}
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {"decline", "hang-up", "hold", "resume", "mute", "dtmf", "transfer", "dial", "resync"}
    )
    settings = VonageSettings
    secret_label: ClassVar[Words | None] = {"en": "Signature secret", "de": "Signaturgeheimnis"}

    def can(self, credentials: Credentials) -> frozenset[Capability]:
        """Return nothing without an application, and no dialling without a number."""
        settings: VonageSettings = credentials.settings
        if not settings.application_id or not settings.private_key:
            return frozenset()
        without = frozenset[Capability]() if settings.caller_id else {"dial"}
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
        return _Event(Said.json(request.body), request, credentials.region).read()

    def encode(
        self, command: Command, at: datetime, credentials: Credentials
    ) -> Conversation[Follows]:
        """Ask the voice API."""
        return (yield from vonage_api.Api(credentials, at, command.id).do(command))

    def probe(self, id_: str, at: datetime, credentials: Credentials) -> ApiRequest | None:
        """Ask for one call, whichever."""
        return vonage_api.Api(credentials, at, id_).probe() if self.can(credentials) else None

    def reconcile(
        self, since: datetime, at: datetime, credentials: Credentials
    ) -> Conversation[tuple[ToldCall, ...]]:
        """List the legs that began since then and are over, by their conversations."""
        api = vonage_api.Api(credentials, at, f"since-{since:%s}")
        return (yield from api.calls_since(since))

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


class _Event:
    """One verified event."""

    def __init__(self, said: Said, request: WebhookRequest, region: str) -> None:
        self._said = said
        self._asked = Said(request.asked)
        self._body = request.body
        self._region = region
        self._at = moment(said.text("timestamp", "start_time"), request.received_at)

    def read(self) -> Delivery:
        said = self._said
        if "conversation_uuid_to" in said:
            return self._moved()
        if "recording_url" in said:
            return self._recorded()
        uuid, status = said.text("uuid", "call_uuid"), said.text("status")
        root = self._asked.text("call") or said.text("conversation_uuid") or uuid
        event_id = id_of(uuid or root, status, said.text("timestamp"), said.text("reason"))
        telling = Telling("vonage", event_id, root, self._body)
        if not root or not uuid:
            return telling.ignored("names no leg")
        return telling.found(self._of_leg(uuid, status), f"status {status or 'none'}")

    def _moved(self) -> Delivery:
        """A leg goes on in another conversation: the same call under another id."""
        said = self._said
        before, after = said.needed("conversation_uuid_from"), said.needed("conversation_uuid_to")
        root = self._asked.text("call") or before
        event_id = id_of(said.text("uuid"), before, after)
        told = Telling("vonage", event_id, root, self._body).told(e.CallCreated(at=self._at))
        renamed = tuple(replace(each, also=after) for each in told.incoming)
        return replace(told, incoming=renamed)

    def _recorded(self) -> Delivery:
        said = self._said
        root = self._asked.text("call") or said.needed("conversation_uuid")
        telling = Telling("vonage", id_of(said.text("recording_uuid"), root), root, self._body)
        url = web_address(said.text("recording_url", longest=2000))
        if not url:
            return telling.ignored("no recording to listen to")
        return telling.told(e.RecordingAvailable(at=self._at, url=url))

    def _of_leg(self, uuid: str, status: str) -> list[e.TelephonyEvent]:
        said, asked = self._said, self._asked
        leg_id, named = asked.text("leg") or uuid, line_of(asked.text("agent"))
        if named is not None and asked.text("role") == "agent":
            return self._of_dialling_agent(leg_id, uuid, named, status)
        if named is not None:
            return self._of_far_end(leg_id, named, status)
        to = said.text("to")
        rung = line_of(to) if said.text("direction") == "outbound" or is_device(to) else None
        return self._of_agent(leg_id, rung, status) if rung else self._of_customer(status)

    def _of_agent(self, leg_id: str, line: Line, status: str) -> list[e.TelephonyEvent]:
        at, known = self._at, self._inbound(with_local=False)
        if status == "ringing":
            return [e.LegOffered(at=at, leg_id=leg_id, line=line, facts=known)]
        if status == "answered":
            return [e.LegConnected(at=at, leg_id=leg_id, line=line, facts=known)]
        if status in {"completed", "disconnected"}:
            return [e.LegEnded(at=at, leg_id=leg_id, line=line)]
        if status in OVER:
            why = _REASONS.get(status, "")
            return [e.LegWithdrawn(at=at, leg_id=leg_id, line=line, facts=known, reason=why)]
        return []

    def _of_customer(self, status: str) -> list[e.TelephonyEvent]:
        known = self._inbound(with_local=True)
        if status in OVER:
            return [e.CallEnded(at=self._at, facts=known)]
        begun = status in {"started", "ringing", "answered"}
        return [e.CallCreated(at=self._at, facts=known)] if begun else []

    def _of_far_end(self, leg_id: str, line: Line, status: str) -> list[e.TelephonyEvent]:
        """The customer whom an agent has dialled."""
        said = self._said
        known = facts("Outbound", plus(said.text("to")), plus(said.text("from")), self._region)
        if status in OVER:
            return [e.CallEnded(at=self._at, facts=known, outcome=_OUTCOMES.get(status))]
        if status == "answered":
            return [e.LegConnected(at=self._at, leg_id=leg_id, line=line, facts=known)]
        begun = status in {"started", "ringing"}
        return [e.LegInitiated(at=self._at, leg_id=leg_id, line=line, facts=known)] if begun else []

    def _of_dialling_agent(
        self, leg_id: str, uuid: str, line: Line, status: str
    ) -> list[e.TelephonyEvent]:
        """The agent's own telephone, which rings first where we dial."""
        if status in _OUTCOMES:
            return [e.CallEnded(at=self._at, outcome="cancelled")]
        if status in OVER:
            return [e.LegEnded(at=self._at, leg_id=leg_id, line=line)]
        known = e.CallFacts(attributes={vonage_api.LEG: uuid})
        begun = status in {"started", "ringing", "answered"}
        return [e.LegInitiated(at=self._at, leg_id=leg_id, line=line, facts=known)] if begun else []

    def _inbound(self, *, with_local: bool) -> e.CallFacts:
        said, asked = self._said, self._asked
        local = asked.text("number") or (said.text("to") if with_local else "")
        routes: dict[str, e.Route] = {"agent": "agent", "queue": "queue", "number": "number"}
        return facts(
            "Inbound",
            plus(said.text("from")),
            plus(local),
            self._region,
            route=routes.get(asked.text("route")),
            queue=asked.text("queue"),
        )


def plus(number: str) -> str:
    """Return a number as E.164: Vonage leaves out its plus sign."""
    return f"+{number}" if number.isdecimal() and len(number) >= _SHORTEST else number


_SHORTEST: Final = 8


def moment(text: str, received_at: datetime) -> datetime:
    """Return an ISO 8601 moment; where it is none, when it was received."""
    try:
        return in_years(datetime.fromisoformat(text), received_at) if text else received_at
    except (ValueError, OverflowError):
        return received_at

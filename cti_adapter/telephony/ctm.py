"""CallTrackingMetrics: signed webhooks at the start and the end of a call, and of forms.

It tells, and takes no commands. A call comes whole with its end: who called which tracking number,
which agent talked how long, the recording, the tags. `duration` is the billed clock, `talk_time`
the conversation. A form that was filled in becomes a Lead (docs/intake.md). Its own documentation
does not say how it signs: facts/telephony.md 1.6 and 7 say what is known, and how surely.
"""

import hmac
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Annotated, ClassVar, Final, Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.errors import BadSignature
from cti_adapter.telephony.connector import (
    FORM,
    JSON,
    Connector,
    Credentials,
    Delivery,
    FormSaid,
    WebhookRequest,
    Words,
    labelled,
)
from cti_adapter.telephony.telling import (
    Said,
    Telling,
    facts,
    id_of,
    in_years,
    line_of,
    web_address,
)

TIME, SIGNATURE = "x-ctm-time", "x-ctm-signature"
TOLERANCE: Final = timedelta(minutes=5)
LONGEST_CALL_S: Final = 7 * 24 * 3600

_UNANSWERED: dict[str, e.Outcome | None] = {
    "busy": "busy",
    "voicemail": "voicemail",
    "no-answer": None,
    "no answer": None,
    "canceled": None,
    "cancelled": None,
    "failed": "failed",
}


class CtmSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin decides."""

    agent_by: Annotated[
        Literal["id", "email", "name"],
        labelled(
            "Agents are known by",
            "Agenten sind bekannt an",
            en_help="What stands as line in User links.",
            de_help="Was in den Benutzerverknüpfungen als Leitung steht.",
        ),
    ] = "email"


class CallTrackingMetrics(Connector):
    """Signed calls and forms in, nothing out."""

    kind = "ctm"
    label: ClassVar[Words] = {"en": "CallTrackingMetrics", "de": "CallTrackingMetrics"}
    settings = CtmSettings
    secret_label: ClassVar[Words | None] = {"en": "Secret key", "de": "Geheimer Schlüssel"}
    media = JSON | FORM

    def verify(self, request: WebhookRequest, credentials: Credentials) -> None:
        """Accept what one of the secrets signed lately."""
        if not _is_signed(request, credentials) or _skew(request) > TOLERANCE:
            raise BadSignature

    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Read a call, a message or a form."""
        media = request.headers.get("content-type", "").partition(";")[0].strip()
        said = Said.form(request.body) if media in FORM else Said.json(request.body)
        return _Webhook(said, request, credentials).read()

    def why_refused(self, request: WebhookRequest, credentials: Credentials) -> str:
        """Tell what is wrong with the two headers."""
        if not request.headers.get(SIGNATURE) or not request.headers.get(TIME):
            return "unsigned"
        if not _is_signed(request, credentials):
            return "wrong-secret"
        at = _stamp(request.headers[TIME])
        if at is None:
            return "bad-timestamp"
        return "too-old" if at < request.received_at else "too-new"


def signature(secret: str, time: str, body: bytes) -> str:
    """Return what stands in X-CTM-Signature."""
    return b64encode(hmac.digest(secret.encode(), time.encode() + body, sha1)).decode()


def _is_signed(request: WebhookRequest, credentials: Credentials) -> bool:
    time = request.headers.get(TIME, "")
    given = request.headers.get(SIGNATURE, "").strip().encode("utf-8", "replace")
    right = (signature(secret, time, request.body).encode() for secret in credentials.secrets)
    return bool(time) and any([hmac.compare_digest(each, given) for each in right])  # noqa: C419 - all of them


def _skew(request: WebhookRequest) -> timedelta:
    at = _stamp(request.headers.get(TIME, ""))
    return abs(request.received_at - at) if at is not None else timedelta.max


def _stamp(text: str) -> datetime | None:
    """Return the moment of signing: seconds or milliseconds since 1970, or ISO 8601."""
    try:
        if text.isdecimal():
            seconds = int(text) if len(text) < _MILLISECONDS else int(text) / 1000
            return datetime.fromtimestamp(seconds, UTC)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


_MILLISECONDS: Final = 12
"""From so many digits on it is no number of seconds any more."""


class _Webhook:
    """One verified webhook."""

    def __init__(self, said: Said, request: WebhookRequest, credentials: Credentials) -> None:
        self._said = said
        self._asked = Said(request.asked)
        self._request = request
        self._credentials = credentials
        self._id = said.needed("id", "sid")
        self._began = _at(said.count("unix_time"), request.received_at)

    def read(self) -> Delivery:
        telling = Telling("ctm", id_of(self._id, self._request.body), self._id, self._request.body)
        direction = self._said.text("direction")
        if "form" in direction:
            form = FormSaid(id=f"ctm-{self._id}", fields=self._form())
            return replace(telling.ignored("a form: taken as one"), forms=(form,))
        if direction.startswith("msg"):
            return telling.told(self._message(direction))
        if not self._is_end():
            return telling.told(*self._start())
        return telling.told(*self._end())

    def _is_end(self) -> bool:
        told = self._asked.text("event")
        if told in {"start", "end"}:
            return told == "end"
        if self._said.text("direction").startswith("msg"):
            return True
        return any(name in self._said for name in ("duration", "talk_time", "dial_status"))

    def _start(self) -> list[e.TelephonyEvent]:
        begun: list[e.TelephonyEvent] = [e.CallCreated(at=self._began, facts=self._facts())]
        line = self._line()
        if line is not None:
            known = self._facts()
            leg_id = f"{self._id}:{line}"
            begun.append(e.LegOffered(at=self._began, leg_id=leg_id, line=line, facts=known))
        return begun

    def _end(self) -> list[e.TelephonyEvent]:
        billed = _seconds(self._said.count("duration"))
        talked = _seconds(self._said.count("talk_time"))
        over = self._began + timedelta(seconds=max(billed, talked))
        line, status = self._line(), self._said.text("dial_status").casefold()
        told = self._start()
        answered = talked > 0 and status not in _UNANSWERED
        if line is not None and answered:
            spoke = over - timedelta(seconds=talked)
            leg_id = f"{self._id}:{line}"
            told.append(e.LegConnected(at=spoke, leg_id=leg_id, line=line))
            told.append(e.LegEnded(at=over, leg_id=leg_id, line=line))
        outcome = _UNANSWERED.get(status)
        told.append(e.CallEnded(at=over, outcome=outcome, facts=self._facts()))
        recording = web_address(self._said.text("audio", longest=2000))
        if recording:
            told.append(e.RecordingAvailable(at=over, url=recording))
        return told

    def _message(self, direction: str) -> e.TelephonyEvent:
        text = self._said.text("message_body", longest=32_000)
        known = replace(self._facts(), channel="sms")
        if direction == "msg_outbound":
            return e.MessageSent(at=self._began, channel="sms", text=text, facts=known)
        return e.MessageReceived(at=self._began, channel="sms", text=text, facts=known)

    def _form(self) -> dict[str, object]:
        """Return the fields of the form by our names (docs/intake.md)."""
        form = self._said.table("form")
        said = {
            "name": form.text("name", longest=500) or self._said.text("name", longest=500),
            "phone": form.text("phone", "phone_number") or self._said.text("caller_number"),
            "email": form.text("email") or self._said.text("email"),
            "company": form.text("company", longest=500),
            "message": form.text("message", longest=32_000)
            or self._said.text("message_body", longest=32_000),
        }
        return {name: value for name, value in said.items() if value}

    def _facts(self) -> e.CallFacts:
        said = self._said
        outbound = said.text("direction").startswith("outbound")
        more = {"Source": said.text("source", longest=255)}
        if self._is_end():  # agents tag while they talk, and the first word of an attribute counts
            more["Tags"] = ", ".join(said.words("tag_list"))[:255]
        routes: dict[str, e.Route] = {"agent": "agent", "queue": "queue", "number": "number"}
        return facts(
            "Outbound" if outbound else "Inbound",
            said.text("caller_number"),
            said.text("tracking_number"),
            self._credentials.region,
            route=routes.get(self._asked.text("route")),
            queue=self._asked.text("queue"),
            attributes={name: value for name, value in more.items() if value},
        )

    def _line(self) -> Line | None:
        return line_of(self._said.table("agent").text(self._credentials.settings.agent_by))


def _at(seconds: int | None, received_at: datetime) -> datetime:
    try:
        at = datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (ValueError, OverflowError, OSError):
        at = None
    return in_years(at, received_at)


def _seconds(count: int | None) -> int:
    """Return how long something took; what nobody can have talked is nothing."""
    return count if count is not None and 0 <= count <= LONGEST_CALL_S else 0

"""What one of Twilio's callbacks says: of a call's progress, a conference, a recording. Pure.

The customer is the parent, an agent who is rung a child of it or a labelled participant. Whatever
we asked for ourselves says in its query whose it is and which part it has (twilio_api.py).
"""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import IN_CONFERENCE
from cti_adapter.telephony.connector import Credentials, Delivery, WebhookRequest
from cti_adapter.telephony.telling import (
    Said,
    Telling,
    facts,
    in_years,
    is_device,
    line_of,
    web_address,
)
from cti_adapter.telephony.twilio_api import ASKED_NUMBER, dialled_in, line_in
from cti_adapter.telephony.twilio_rest import Rest

_OUTCOMES: dict[str, e.Outcome] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "cancelled",
}
_WITHDRAWN: dict[str, str] = {"busy": "busy", "no-answer": "no_answer", "failed": "unreachable"}
_OVER: Final = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class Callback:
    """One verified callback.

    Args:
        said: its fields.
        asked: the query behind the hook's address.
        request: as it came.
        credentials: of the telephone system.
    """

    def __init__(
        self, said: Said, asked: Said, request: WebhookRequest, credentials: Credentials
    ) -> None:
        self._said = said
        self._asked = asked
        self._body = request.body
        self._credentials = credentials
        self._at = _moment(said.text("Timestamp"), request.received_at)

    # ── a call's progress ────────────────────────────────────────────────────────────────────

    def call(self) -> Delivery:
        """Read the progress of a call."""
        said = self._said
        sid, status = said.needed("CallSid"), said.text("CallStatus")
        parent = said.text("ParentCallSid")
        turn = said.text("SequenceNumber") or f"{status}/{said.text('Timestamp')}"
        event_id = f"{sid}:{turn}:{said.text('CallbackSource')}"
        telling = self._telling(event_id, self._asked.text("call") or parent or sid)
        return telling.found(self._of_call(sid, status), f"status {status or 'none'}")

    def _of_call(self, sid: str, status: str) -> list[e.TelephonyEvent]:
        leg_id, named = self._asked.text("leg") or sid, line_of(self._asked.text("agent"))
        caller, called = self._said.text("From", "Caller"), self._said.text("To", "Called")
        if named is not None:
            return self._of_named(leg_id, named, status)
        is_child = bool(self._said.text("ParentCallSid"))
        dials = line_of(caller) if is_device(caller) and not is_child else None
        if dials is not None:
            return self._of_dialling_agent(leg_id, dials, status, called=called)
        rung = line_of(called) if is_child or is_device(called) else None
        return self._of_agent(leg_id, rung, status) if rung else self._of_customer(status)

    def _of_named(self, leg_id: str, line: Line, status: str) -> list[e.TelephonyEvent]:
        """Whatever we asked for ourselves: the query says which agent's, and which part it has."""
        match self._asked.text("role"):
            case "agent":
                return self._of_dialling_agent(leg_id, line, status, called="")
            case "rung":
                return self._of_agent(leg_id, line, status)
            case "asked":  # somebody outside, who is asked by that agent
                target = self._said.text("To", "Called")
                over = e.ConsultEnded(at=self._at, line=line, target=target)
                return [over] if status in _OVER else []
            case _:
                return self._of_far_end(leg_id, line, status)

    def _of_agent(self, leg_id: str, line: Line, status: str) -> list[e.TelephonyEvent]:
        """A child: an agent who is rung."""
        at, known = self._at, self._inbound()
        match status:
            case "ringing":
                return [e.LegOffered(at=at, leg_id=leg_id, line=line, facts=known)]
            case "in-progress":
                return [e.LegConnected(at=at, leg_id=leg_id, line=line, facts=known)]
            case "completed":
                return [e.LegEnded(at=at, leg_id=leg_id, line=line)]
            case "busy" | "no-answer" | "failed" | "canceled":
                why = _WITHDRAWN.get(status, "")
                return [e.LegWithdrawn(at=at, leg_id=leg_id, line=line, facts=known, reason=why)]
            case _:
                return []

    def _of_customer(self, status: str) -> list[e.TelephonyEvent]:
        """A parent: the customer. What answered it first is the dialplan, and no agent."""
        if status in _OVER:
            return [e.CallEnded(at=self._at, facts=self._inbound())]
        known = {"initiated", "ringing", "in-progress"}
        return [e.CallCreated(at=self._at, facts=self._inbound())] if status in known else []

    def _of_far_end(self, leg_id: str, line: Line, status: str) -> list[e.TelephonyEvent]:
        """The customer whom an agent has dialled; `agent` in the query says who."""
        said, region = self._said, self._credentials.region
        known = facts("Outbound", said.text("To", "Called"), said.text("From", "Caller"), region)
        if status in _OVER:
            return [e.CallEnded(at=self._at, facts=known, outcome=_OUTCOMES.get(status))]
        if status == "in-progress":
            return [e.LegConnected(at=self._at, leg_id=leg_id, line=line, facts=known)]
        return [e.LegInitiated(at=self._at, leg_id=leg_id, line=line, facts=known)]

    def _of_dialling_agent(
        self, leg_id: str, line: Line, status: str, called: str
    ) -> list[e.TelephonyEvent]:
        """The agent's own telephone: it dials, or rings first where we dial."""
        if status in _OUTCOMES:
            return [e.CallEnded(at=self._at, outcome="cancelled")]
        if status == "completed":
            return [e.LegEnded(at=self._at, leg_id=leg_id, line=line)]
        known = facts("Outbound", called, "", self._credentials.region)
        return [e.LegInitiated(at=self._at, leg_id=leg_id, line=line, facts=known)]

    def _inbound(self) -> e.CallFacts:
        """Say who calls; which number was called is said by the parent alone."""
        said, asked = self._said, self._asked
        called = "" if said.text("ParentCallSid") else said.text("To", "Called")
        local = asked.text("number") or ("" if is_device(called) else called)
        routes: dict[str, e.Route] = {"agent": "agent", "queue": "queue", "number": "number"}
        return facts(
            "Inbound",
            said.text("From", "Caller"),
            local,
            self._credentials.region,
            route=routes.get(asked.text("route")),
            queue=asked.text("queue"),
        )

    # ── a conference ─────────────────────────────────────────────────────────────────────────

    def conference(self) -> Delivery:
        """Read what happened in a conference."""
        said, asked = self._said, self._asked
        sid, kind = said.needed("ConferenceSid"), said.text("StatusCallbackEvent")
        name, label = said.text("FriendlyName"), said.text("ParticipantLabel")
        root = asked.text("call") or (name if name.startswith(("CA", "cti-")) else sid)
        turn = said.text("SequenceNumber") or f"{said.text('CallSid')}/{said.text('Timestamp')}"
        telling = self._telling(f"{sid}:{turn}:{kind}", root)
        line, joined = line_in(label), e.CallFacts(attributes={IN_CONFERENCE: sid})
        if kind == "conference-end":
            return telling.told(e.CallEnded(at=self._at))
        if label.startswith(ASKED_NUMBER):
            return telling.ignored("somebody outside who is asked")
        if line is None:
            return telling.found(self._of_customer_in_conference(kind, root, joined), kind)
        dialled = dialled_in(label)
        if dialled and kind == "participant-join":  # the agent's telephone answered: now dial
            rest = Rest(self._credentials)
            leg_id = asked.text("leg") or said.needed("CallSid")
            begun = e.LegInitiated(at=self._at, leg_id=leg_id, line=line, facts=joined)
            return telling.told(begun, then=[rest.far_end(sid, root, leg_id, line, dialled)])
        return telling.found(self._of_agent_in_conference(kind, line, joined), kind)

    def _of_agent_in_conference(
        self, kind: str, line: Line, joined: e.CallFacts
    ) -> list[e.TelephonyEvent]:
        leg_id = self._asked.text("leg") or self._said.needed("CallSid")
        turn = self._said.count("SequenceNumber")
        order = f"{turn:010d}" if turn is not None and turn >= 0 else ""
        at = self._at
        match kind:
            case "participant-join":
                return [e.LegConnected(at=at, leg_id=leg_id, line=line, facts=joined)]
            case "participant-leave":
                why = self._said.text("ReasonParticipantLeft")
                return [e.LegEnded(at=at, leg_id=leg_id, line=line, reason=why)]
            case "participant-mute":
                return [e.LegMuted(at=at, leg_id=leg_id, line=line, sequence=order)]
            case "participant-unmute":
                return [e.LegUnmuted(at=at, leg_id=leg_id, line=line, sequence=order)]
            case _:
                return []

    def _of_customer_in_conference(
        self, kind: str, root: str, joined: e.CallFacts
    ) -> list[e.TelephonyEvent]:
        """Whoever has no label of an agent; whose customer it is the query says, or nobody."""
        line, leg_id = line_of(self._asked.text("agent")), self._asked.text("leg")
        if kind == "participant-leave":
            return [e.CallEnded(at=self._at)]
        if line is None or not leg_id:
            is_theirs = kind == "participant-join" and root.startswith("CA")
            return [e.CallCreated(at=self._at, facts=joined)] if is_theirs else []
        match kind:
            case "participant-join":
                return [e.LegConnected(at=self._at, leg_id=leg_id, line=line, facts=joined)]
            case "participant-hold":
                return [e.LegHeld(at=self._at, leg_id=leg_id, line=line)]
            case "participant-unhold":
                return [e.LegRetrieved(at=self._at, leg_id=leg_id, line=line)]
            case _:
                return []

    # ── a recording ──────────────────────────────────────────────────────────────────────────

    def recording(self) -> Delivery:
        """Read that a call can be listened to."""
        said = self._said
        sid, status = said.needed("RecordingSid"), said.text("RecordingStatus")
        root = self._asked.text("call") or said.needed("CallSid", "ConferenceSid")
        telling = self._telling(f"{sid}:{status}", root)
        url = web_address(said.text("RecordingUrl", longest=2000))
        if not url or status not in {"", "completed"}:
            return telling.ignored("no recording to listen to")
        return telling.told(e.RecordingAvailable(at=self._at, url=url))

    def _telling(self, event_id: str, root: str) -> Telling:
        return Telling(self._said.text("AccountSid") or "twilio", event_id, root, self._body)


def _moment(text: str, received_at: datetime) -> datetime:
    """Return an RFC 2822 moment; where it is none, when it was received."""
    try:
        return in_years(parsedate_to_datetime(text), received_at) if text else received_at
    except (ValueError, TypeError, OverflowError, IndexError):
        return received_at

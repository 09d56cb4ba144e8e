"""What one of Vonage's events says: of a leg, a leg that moves, a recording. Pure.

The customer is the inbound leg, an agent who is rung an outbound one. Whatever we asked for
ourselves says in its query whose it is and which part it has (vonage_asking.py).
"""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.telephony.connector import Delivery, WebhookRequest
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
from cti_adapter.telephony.vonage_api import LEG

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


class Event:
    """One verified event.

    Args:
        said: its members.
        request: as it came.
        region: ISO country for numbers without a country code.
    """

    def __init__(self, said: Said, request: WebhookRequest, region: str) -> None:
        self._said = said
        self._asked = Said(request.asked)
        self._body = request.body
        self._region = region
        self._at = moment(said.text("timestamp", "start_time"), request.received_at)

    def read(self) -> Delivery:
        """Return what it tells."""
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
        told = telling.found(self._of_leg(uuid, status), f"status {status or 'none'}")
        return _also(told, root, said.text("conversation_uuid"), uuid)

    def _moved(self) -> Delivery:
        """A leg goes on in another conversation: the same call under another id."""
        said = self._said
        before, after = said.needed("conversation_uuid_from"), said.needed("conversation_uuid_to")
        root = self._asked.text("call") or before
        event_id = id_of(said.text("uuid"), before, after)
        told = Telling("vonage", event_id, root, self._body).told(e.CallCreated(at=self._at))
        return _also(told, root, after, said.text("uuid"))

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
        if named is not None:
            return self._of_named(leg_id, uuid, named, status)
        to = said.text("to")
        rung = line_of(to) if said.text("direction") == "outbound" or is_device(to) else None
        return self._of_agent(leg_id, rung, status) if rung else self._of_customer(status)

    def _of_named(self, leg_id: str, uuid: str, line: Line, status: str) -> list[e.TelephonyEvent]:
        """Whatever we asked for ourselves: the query says which agent's, and which part it has."""
        match self._asked.text("role"):
            case "agent":
                return self._of_dialling_agent(leg_id, uuid, line, status)
            case "rung":
                return self._of_agent(leg_id, line, status)
            case "asked":  # somebody outside, who is asked by that agent
                target = plus(self._said.text("to"))
                over = e.ConsultEnded(at=self._at, line=line, target=target)
                return [over] if status in OVER else []
            case _:
                return self._of_far_end(leg_id, line, status)

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
        known = e.CallFacts(attributes={LEG: uuid})
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


def _also(told: Delivery, root: str, *names: str) -> Delivery:
    """Say of a delivery by which ids its call goes as well.

    A leg keeps its own wherever it is moved: by it the call is found where the move is told late.
    """
    also = tuple(name for name in names if name and name != root)
    return replace(told, incoming=tuple(replace(each, also=also) for each in told.incoming))


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

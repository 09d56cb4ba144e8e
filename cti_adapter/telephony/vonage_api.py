"""What is asked of Vonage's voice API, as requests to be sent; the other half of vonage.py.

Vonage has no hold: who waits hears nothing of the other side, is not heard, and has music. Sources:
Vonage's reference of the Voice API v1 and of the NCCO actions, and facts/telephony.md 1.4.
"""

import re
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

import msgspec

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import (
    ApiAnswer,
    ApiRequest,
    Conversation,
    Credentials,
    Follows,
    ToldCall,
    accepted,
    dialled_number,
)
from cti_adapter.telephony.json_web_token import rs256
from cti_adapter.telephony.vonage_past import told_calls

LEG: Final = "vonage.leg"
"""The attribute of a call we placed that says which leg is the agent's telephone."""
GONE: Final = 404
TOKEN_LIVES_S: Final = 60
PAGE: Final = 100
_UUID = re.compile(r"[0-9a-fA-F-]{32,40}")

Leg = dict[str, Any]


class Api:
    """Requests in the name of one application.

    Args:
        credentials: of the telephone system.
        at: now, for the tokens.
        id_: of what is done, for the tokens.
    """

    def __init__(self, credentials: Credentials, at: datetime, id_: str) -> None:
        self._settings = credentials.settings
        self._hook = credentials.hook_url
        self._region = credentials.region
        self._root = f"{self._settings.api_url.rstrip('/')}/v1/calls"
        self._at = at
        if not self._settings.application_id:
            raise TelephonyError("enter the application of this telephone system first")
        claims = {
            "application_id": self._settings.application_id,
            "iat": int(at.timestamp()),
            "exp": int(at.timestamp()) + TOKEN_LIVES_S,
            "jti": id_,
        }
        self._token = rs256(claims, self._settings.private_key)

    def do(self, command: Command) -> Conversation[Follows]:
        """Carry a command out."""
        match command.verb:
            case "hang_up" | "decline":
                uuid = _own(command)
                accepted((yield self._put(uuid, {"action": "hangup"})), also=GONE)
                return ()
            case "mute" | "unmute":
                return (yield from self._mute(command))
            case "hold" | "retrieve":
                return (yield from self._hold(command))
            case "dtmf":
                return (yield from self._keys(command))
            case "transfer":
                return (yield from self._transfer(command))
            case "originate":
                accepted((yield self._send("POST", self._root, self._dialling(command))))
                return ()
            case _:
                raise TelephonyError(f"Vonage cannot {command.verb}")

    def _mute(self, command: Command) -> Conversation[Follows]:
        uuid = _own(command)
        accepted((yield self._put(uuid, {"action": command.verb})))
        event = e.LegMuted if command.verb == "mute" else e.LegUnmuted
        return (event(at=self._at, leg_id=command.leg_id, line=command.line),)

    def _hold(self, command: Command) -> Conversation[Follows]:
        holds = command.verb == "hold"
        for uuid in (yield from self._others(command)):
            music = f"{self._root}/{uuid}/stream"
            for action in ("mute", "earmuff") if holds else ("unearmuff", "unmute"):
                accepted((yield self._put(uuid, {"action": action})))
            if self._settings.hold_music and holds:
                plays = {"stream_url": [self._settings.hold_music], "loop": 0}
                accepted((yield self._send("PUT", music, plays)))
            elif self._settings.hold_music:
                accepted((yield self._send("DELETE", music, {})), also=GONE)
        event = e.LegHeld if holds else e.LegRetrieved
        return (event(at=self._at, leg_id=command.leg_id, line=command.line),)

    def _keys(self, command: Command) -> Conversation[Follows]:
        for uuid in (yield from self._others(command)):
            place = f"{self._root}/{uuid}/dtmf"
            accepted((yield self._send("PUT", place, {"digits": command.digits})))
        return ()

    def _transfer(self, command: Command) -> Conversation[Follows]:
        target = command.target
        if target is None or (target.line is None and target.number is None):
            raise TelephonyError("Vonage hands a call to an agent or to a number")
        to = self._endpoint(target.line) if target.line else _phone(target.number or "")
        connect: dict[str, object] = {
            "action": "connect",
            "endpoint": [to],
            "from": self._settings.caller_id.lstrip("+"),
        }
        if target.line:
            connect["eventUrl"] = [f"{self._hook}?{urlencode({'call': command.native_id})}"]
        ncco = {"action": "transfer", "destination": {"type": "ncco", "ncco": [connect]}}
        for uuid in (yield from self._others(command)):
            accepted((yield self._put(uuid, ncco)))
        return (
            e.CallTransferred(
                at=self._at,
                from_line=command.line,
                to_line=target.line,
                to_number=target.number or "",
            ),
        )

    def _dialling(self, command: Command) -> dict[str, object]:
        """Ring the agent's telephone; who answers there is connected with the number."""
        number, own = dialled_number(command), self._settings.caller_id.lstrip("+")
        if not own:
            raise TelephonyError("enter the number to call from first")
        about = {"call": command.native_id, "leg": command.leg_id, "agent": command.line}
        return {
            "to": [self._endpoint(command.line)],
            "from": {"type": "phone", "number": own},
            "event_url": [f"{self._hook}?{urlencode({**about, 'role': 'agent'})}"],
            "ncco": [
                {
                    "action": "connect",
                    "from": own,
                    "endpoint": [_phone(number)],
                    "eventUrl": [f"{self._hook}?{urlencode(about)}"],
                }
            ],
        }

    # ── what runs, and what was ──────────────────────────────────────────────────────────────

    def probe(self) -> ApiRequest:
        """Return a question that changes nothing."""
        return self._send("GET", f"{self._root}?page_size=1", None)

    def calls_since(self, since: datetime) -> Conversation[tuple[ToldCall, ...]]:
        """List the legs that began since then and are over."""
        legs: list[Leg] = []
        while True:
            query = {
                "date_start": f"{since:%Y-%m-%dT%H:%M:%SZ}",
                "page_size": PAGE,
                "record_index": len(legs),
            }
            page = yield from self._legs(query)
            legs += page
            if len(page) < PAGE:
                return tuple(told_calls(legs, self._region))

    def _others(self, command: Command) -> Conversation[list[str]]:
        """Return the legs of the conversation beside the agent's, as it is called now."""
        own = _own(command)
        answer = accepted((yield self._send("GET", f"{self._root}/{own}", None)))
        conversation = _read(answer).get("conversation_uuid")
        legs = yield from self._legs({"conversation_uuid": conversation, "page_size": PAGE})
        live = {"started", "ringing", "answered"}
        uuids = [str(leg.get("uuid", "")) for leg in legs if leg.get("status") in live]
        others = [each for each in uuids if each != own and _UUID.fullmatch(each)]
        if not others:
            raise TelephonyError("nobody else is on this call any more")
        return others

    def _legs(self, query: dict[str, Any]) -> Conversation[list[Leg]]:
        answer = accepted((yield self._send("GET", f"{self._root}?{urlencode(query)}", None)))
        embedded = _read(answer).get("_embedded")
        legs = embedded.get("calls") if isinstance(embedded, dict) else None
        return [each for each in legs if isinstance(each, dict)] if isinstance(legs, list) else []

    # ── requests ─────────────────────────────────────────────────────────────────────────────

    def _put(self, uuid: str, content: dict[str, Any]) -> ApiRequest:
        return self._send("PUT", f"{self._root}/{quote(uuid)}", content)

    def _send(
        self,
        method: Literal["GET", "POST", "PUT", "DELETE"],
        url: str,
        content: dict[str, Any] | None,
    ) -> ApiRequest:
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        body = msgspec.json.encode(content) if content is not None else b""
        return ApiRequest(method=method, url=url, headers=headers, body=body)

    def _endpoint(self, line: Line) -> dict[str, str]:
        address = str(self._settings.agent_address.replace("{line}", line))
        if address.startswith("app:"):
            return {"type": "app", "user": address.removeprefix("app:")}
        if address.startswith("sip:"):
            return {"type": "sip", "uri": address}
        return _phone(address)


def _own(command: Command) -> str:
    """Return the leg of the agent who asks."""
    for each in (command.leg_id, command.attributes.get(LEG, "")):
        if _UUID.fullmatch(each):
            return each
    raise TelephonyError("the agent's own leg is not known yet")


def _phone(number: str) -> dict[str, str]:
    return {"type": "phone", "number": number.lstrip("+")}


def _read(answer: ApiAnswer) -> dict[str, Any]:
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TelephonyError("Vonage's answer cannot be read") from error

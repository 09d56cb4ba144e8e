"""How Vonage's voice API is spoken to: legs, tokens, who else is on a call. Commands nothing.

Vonage has no hold: who waits hears nothing of the other side, is not heard, and has music. Sources:
Vonage's reference of the Voice API v1 and of the NCCO actions, and facts/telephony.md 1.4.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import (
    ApiAnswer,
    ApiRequest,
    Conversation,
    Credentials,
    accepted,
)
from cti_adapter.telephony.json_web_token import rs256

LEG: Final = "vonage.leg"
"""The attribute of a call we placed that says which leg is the agent's telephone."""
CUSTOMER: Final = "vonage.customer"
"""The attribute that says which legs are the customer's, once there are more than two on a call."""
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
        self.credentials = credentials
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

    def probe(self) -> ApiRequest:
        """Return a question that changes nothing."""
        return self._send("GET", f"{self._root}?page_size=1", None)

    # ── who is on the call ───────────────────────────────────────────────────────────────────

    def _others(self, command: Command) -> Conversation[list[str]]:
        """Return the legs of the conversation beside the agent's, as it is called now."""
        own = own_leg(command)
        answer = accepted((yield self._send("GET", f"{self._root}/{own}", None)))
        conversation = read(answer).get("conversation_uuid")
        legs = yield from self._legs({"conversation_uuid": conversation, "page_size": PAGE})
        live = {"started", "ringing", "answered"}
        uuids = [str(leg.get("uuid", "")) for leg in legs if leg.get("status") in live]
        others = [each for each in uuids if each != own and _UUID.fullmatch(each)]
        if not others:
            raise TelephonyError("nobody else is on this call any more")
        return others

    def _customers(self, command: Command) -> Conversation[list[str]]:
        """Return those of them who are the customer's; all, where no colleague ever joined."""
        others = yield from self._others(command)
        known = command.attributes.get(CUSTOMER, "").split()
        return [each for each in others if each in known] if known else others

    def _legs(self, query: dict[str, Any]) -> Conversation[list[Leg]]:
        answer = accepted((yield self._send("GET", f"{self._root}?{urlencode(query)}", None)))
        embedded = read(answer).get("_embedded")
        legs = embedded.get("calls") if isinstance(embedded, dict) else None
        return [each for each in legs if isinstance(each, dict)] if isinstance(legs, list) else []

    def _silence(self, uuids: Iterable[str], *, waits: bool) -> Conversation[None]:
        """Let legs wait with music, or bring them back."""
        plays = {"stream_url": [self._settings.hold_music], "loop": 0}
        for uuid in uuids:
            music = f"{self._root}/{uuid}/stream"
            for action in ("mute", "earmuff") if waits else ("unearmuff", "unmute"):
                accepted((yield self._put(uuid, {"action": action})))
            if self._settings.hold_music and waits:
                accepted((yield self._send("PUT", music, plays)))
            elif self._settings.hold_music:
                accepted((yield self._send("DELETE", music, {})), also=GONE)

    def _hang_up(self, uuid: str) -> Conversation[None]:
        accepted((yield self._put(uuid, {"action": "hangup"})), also=GONE)

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
        return phone(address)

    def _told(self, **about: str) -> list[str]:
        """Return where the events of a leg go that we ask for."""
        return [f"{self._hook}?{urlencode(about)}"]


def own_leg(command: Command) -> str:
    """Return the leg of the agent who asks.

    Raises:
        TelephonyError: it is not known.
    """
    for each in (command.leg_id, command.attributes.get(LEG, "")):
        if _UUID.fullmatch(each):
            return each
    raise TelephonyError("the agent's own leg is not known yet")


def phone(number: str) -> dict[str, str]:
    """Return a number as an endpoint: without its plus sign."""
    return {"type": "phone", "number": number.lstrip("+")}


def read(answer: ApiAnswer) -> dict[str, Any]:
    """Read one answer.

    Raises:
        TelephonyError: it cannot be read.
    """
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TelephonyError("Vonage's answer cannot be read") from error

"""The telephone system of the benchmark: signed requests, ready to be sent as they are.

All contestants get the same bytes. A request is made before the clock starts, so that signing
costs nobody anything.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from standardwebhooks import Webhook

_number = count(1)


@dataclass(frozen=True, slots=True)
class Event:
    """One event on its way: the request, whose socket hears of it, and how it is known there."""

    agent: int
    request: bytes
    mark: bytes


class TelephoneSystem:
    """Signs for one connector; each agent has one call with a caller who withholds the number.

    Withheld, so that nobody is looked up: what is measured ends at the agent's socket.
    """

    def __init__(self, secret: str, path: str) -> None:
        self._webhook = Webhook(secret)
        self._path = path
        self._muted: dict[int, bool] = {}

    def begin_calls(self, agents: Sequence[int], batch: int = 25) -> list[bytes]:
        """Return requests after which each of these agents is in a call."""
        requests = []
        for start in range(0, len(agents), batch):
            events = [
                event
                for agent in agents[start : start + batch]
                for event in (
                    self._event("leg.offered", agent),
                    self._event("leg.connected", agent),
                )
            ]
            requests.append(self.signed(self._path, events))
        return requests

    def toggle_mute(self, agent: int) -> Event:
        """Return the event of an agent who mutes, or is heard again."""
        muted = self._muted[agent] = not self._muted.get(agent, False)
        body = self._event("leg.muted" if muted else "leg.unmuted", agent)
        mark = b'"muted":true' if muted else b'"muted":false'
        return Event(agent, self.signed(self._path, body), mark)

    def signed(self, path: str, body: Any) -> bytes:
        """Return a whole request with the headers of Standard Webhooks."""
        text, at = json.dumps(body, separators=(",", ":")), datetime.now(UTC)
        delivery = f"bench-{next(_number)}"
        signature = self._webhook.sign(delivery, at, text)
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text)}\r\nwebhook-id: {delivery}\r\n"
            f"webhook-timestamp: {int(at.timestamp())}\r\nwebhook-signature: {signature}\r\n\r\n"
            f"{text}"
        ).encode()

    def _event(self, kind: str, agent: int) -> dict[str, Any]:
        number = next(_number)
        return {
            "specversion": "1.0",
            "id": f"evt-{number}",
            "source": "/bench",
            "type": kind,
            "time": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "data": {
                "call_id": f"call-{agent}",
                "leg_id": f"leg-{agent}",
                "agent": line_of(agent),
                "direction": "inbound",
                "remote_number": None,
                "local_number": "+14155550100",
            },
        }


class PassedOn(TelephoneSystem):
    """Writes what an agent is to hear, to the agent's own address: for who only passes it on."""

    def toggle_mute(self, agent: int) -> Event:
        """Return the event of an agent who mutes, or is heard again."""
        muted = self._muted[agent] = not self._muted.get(agent, False)
        call = {"id": f"call-{agent}", "muted": muted, "at": datetime.now(UTC).isoformat()}
        heard = {"type": "call.changed", "seq": next(_number), "call": call}
        mark = b'"muted":true' if muted else b'"muted":false'
        return Event(agent, self.signed(f"/agents/{line_of(agent)}", heard), mark)


def line_of(agent: int) -> str:
    """Return the agent's id in the telephone system."""
    return str(1000 + agent)

"""The calls of bench.log and bench.restore, told by webhook."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import requests
from standardwebhooks import Webhook

from cti_adapter.demo import Demo

LINE = "101"
BATCH = 20
"""Calls in one delivery while nobody waits for one of them."""
_MISSED = ("leg.offered", "call.ended")


class Telephone:
    """A telephone system whose callers withhold their numbers, unless somebody says one."""

    def __init__(self, running: Demo) -> None:
        self._hook = f"{running.product}/hooks/{running.keys.connector}"
        self._webhook = Webhook(running.keys.webhook)
        self._session = requests.Session()

    def tell(self, *events: dict[str, Any]) -> None:
        """Send events as one signed delivery."""
        body, name, at = json.dumps(events), uuid4().hex, datetime.now(UTC)
        headers = {
            "content-type": "application/cloudevents-batch+json",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._webhook.sign(name, at, body),
        }
        self._session.post(self._hook, body, headers=headers, timeout=30).raise_for_status()

    def answered(self, number: str | None = None) -> str:
        """Let the agent take a call that ends; return the telephone system's id of it."""
        name = uuid4().hex
        kinds = ("leg.offered", "leg.connected", "call.ended")
        self.tell(*(event(kind, name, number) for kind in kinds))
        return name

    def talking(self) -> str:
        """Let the agent take a call that goes on; return the telephone system's id of it."""
        name = uuid4().hex
        self.tell(*(event(kind, name) for kind in ("leg.offered", "leg.connected")))
        return name

    def ended(self, name: str) -> None:
        """End such a call."""
        self.tell(event("call.ended", name))

    def missed(self, calls: int) -> None:
        """Let so many calls ring and be missed; each is logged by itself."""
        names = [uuid4().hex for _ in range(calls)]
        for start in range(0, calls, BATCH):
            some = names[start : start + BATCH]
            self.tell(*(event(kind, name) for name in some for kind in _MISSED))


def event(kind: str, name: str, number: str | None = None) -> dict[str, Any]:
    """Return what the telephone system says of a call."""
    return {
        "specversion": "1.0",
        "id": uuid4().hex,
        "source": "/bench",
        "type": kind,
        "time": datetime.now(UTC).isoformat(),
        "data": {"call_id": name, "agent": LINE, "direction": "inbound", "remote_number": number},
    }

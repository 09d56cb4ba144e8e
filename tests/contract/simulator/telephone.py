"""What a test says to a running simulator: as a person at the page, or as the adapter."""

import json
from datetime import UTC, datetime
from typing import Any

import requests
from standardwebhooks import Webhook

from cti_adapter.simulator.client import place_call
from tests.contract.simulator.hook import SECRET

ADA = "+14155550101"


class Telephone:
    """A client of one simulator."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rings(self, from_number: str | None = ADA, agent: str | None = "101", **more: Any) -> str:
        """Let a customer call; return the id of the call."""
        return place_call(self.url, from_number=from_number, to_agent=agent, **more).call_id

    def act(self, call_id: str, action: str, **wish: Any) -> requests.Response:
        """Press a button of the page."""
        return self.post(f"/calls/{call_id}/{action}", wish)

    def command(self, type_: str, *, webhook_id: str = "cmd-1", **data: Any) -> requests.Response:
        """Command as the adapter does."""
        body = json.dumps({"id": webhook_id, "type": f"command.{type_}", "data": data})
        return self.signed(body, webhook_id=webhook_id)

    def signed(
        self, body: str, *, webhook_id: str = "cmd-1", secret: str = SECRET
    ) -> requests.Response:
        now = datetime.now(UTC)
        headers = {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(webhook_id, now, body),
        }
        return self.send("POST", "/commands", data=body, headers=headers)

    def post(self, path: str, body: object) -> requests.Response:
        return self.send("POST", path, json=body)

    def get(self, path: str) -> Any:
        return self.send("GET", path).json()

    def send(self, method: str, path: str, **request: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.url + path, timeout=10, **request)

    def call(self, call_id: str) -> dict[str, Any]:
        """Return a call as the page shows it."""
        calls: list[dict[str, Any]] = self.get("/calls")["calls"]
        return next(call for call in calls if call["id"] == call_id)

"""A panel without a browser: signs in, listens on the socket, presses buttons, over real HTTP.

For tests of the server; what agents see is tested in the browser.
"""

import json
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import requests
import websocket

from cti_adapter.calls.sign_in import Client
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.seat import Seat
from tests.support.signing_in import sign_in


class PanelClient:
    """One signed-in panel of one agent."""

    def __init__(
        self,
        seat: Seat,
        org_key: str = "",
        *,
        beside: "PanelClient | None" = None,
        tokens: tuple[str, str] | None = None,
        client: Client = "softphone",
    ) -> None:
        """Sign in, as in a browser of its own; or be another tab `beside` a panel."""
        self.seat = seat
        self.running = seat.running
        self.window = uuid4().hex
        self.page = uuid4().hex
        self.calls: dict[str, dict[str, Any]] = {}
        self.desk: dict[str, Any] = {}
        self.settings: dict[str, Any] = {}
        self.said: list[str] = []
        self.seqs: list[int] = []
        if beside is not None:
            tokens = beside.token, beside.renew_token
        self.token: str
        self.renew_token: str
        self.token, self.renew_token = tokens or sign_in(
            self.running, seat.username, org_key, client
        )
        self.browser = ""
        """What the server calls this browser, once there is a socket."""
        self._socket: websocket.WebSocket | None = None

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.disconnect()

    def connect(self, last_seq: int | None = None) -> None:
        """Open the socket and take in the first message."""
        ticket = get_ticket(self.running, self.token, last_seq, self.page)
        self.browser = ticket["browser"]
        self._socket = connect(self.running, ticket["ticket"])
        if last_seq is None:
            self.desk = {}  # what an earlier connection said of it says nothing of this one
            until(self._heard, "a snapshot")

    def disconnect(self) -> None:
        """Close the socket, as a closed tab does."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def break_off(self) -> None:
        """Lose the socket without a goodbye, as a browser does that is killed."""
        assert self._socket is not None
        self._socket.shutdown()
        self._socket = None

    def listen(self) -> None:
        """Take in what has arrived."""
        assert self._socket is not None
        self._socket.settimeout(0.02)
        while True:
            try:
                text = self._socket.recv()
            except websocket.WebSocketTimeoutException:
                return
            self._take_in(json.loads(text))

    def sign_out(self) -> None:
        """Press 'Sign out': of this client, in all its pages."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.post(
            f"{self.running.url}/auth/logout", headers=headers, timeout=TIMEOUT_S
        )
        assert answer.ok, answer.text

    def press(
        self, path: str, body: dict[str, Any] | None = None, key: str = ""
    ) -> requests.Response:
        """Send one command; return the answer."""
        return requests.post(
            f"{self.running.url}/api/{path}",
            json=body or {},
            headers={
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": key or uuid4().hex,
            },
            timeout=TIMEOUT_S,
        )

    def show(self, record: dict[str, str] | None) -> None:
        """Report what the page shows."""
        seen = {"window": self.window, "record": record, "focused": True, "page": self.page}
        answer = self.press("page", seen)
        assert answer.status_code == 202, answer.text

    def call(self, **wanted: Any) -> dict[str, Any]:
        """Wait until the panel's one call has these members, and return it."""

        def found() -> dict[str, Any] | None:
            self.listen()
            for call in self.calls.values():
                if all(call.get(name) == value for name, value in wanted.items()):
                    return call
            return None

        return until(found, lambda: f"a call with {wanted}; there are {list(self.calls.values())}")

    def results(self, *wanted: str) -> list[str]:
        """Wait until the panel offers these call results, and return them."""

        def found() -> bool:
            self.listen()
            return self.settings["call_results"] == list(wanted)

        until(found, lambda: f"the call results {wanted}; there are {self.settings}")
        return list(wanted)

    def told(self, **settings: Any) -> dict[str, Any]:
        """Wait until the panel goes by these settings, and return all it has."""

        def found() -> bool:
            self.listen()
            return settings.items() <= self.settings.items()

        until(found, lambda: f"the settings {settings}; there are {self.settings}")
        return self.settings

    def assigned(self) -> list[tuple[str, str]]:
        """Return label and mark of what is assigned to the panel's one call."""
        self.listen()
        (call,) = self.calls.values()
        return [(one["record"]["label"], one["mark"]) for one in call["assigned"]]

    def _heard(self) -> dict[str, Any]:
        self.listen()
        return self.desk

    def _take_in(self, message: dict[str, Any]) -> None:
        self.seqs.append(message["seq"])
        match message["type"]:
            case "snapshot":
                self.calls = {call["id"]: call for call in message["calls"]}
                self.settings = message["settings"]
            case "call.changed":
                self.calls[message["call"]["id"]] = message["call"]
            case "call.gone":
                self.calls.pop(message["call_id"], None)
            case "announced":
                self.said.append(message["text"]["code"])
            case _:
                pass
        self.desk = message.get("desk", self.desk)


def open_socket(running: Running, token: str, last_seq: int | None = None) -> websocket.WebSocket:
    """Open a socket that only listens."""
    return connect(running, get_ticket(running, token, last_seq)["ticket"])


def get_ticket(
    running: Running, token: str, last_seq: int | None = None, page: str | None = None
) -> dict[str, str]:
    """Get a ticket for the socket of a page."""
    answer = requests.post(
        f"{running.url}/api/socket-ticket",
        json={"last_seq": last_seq, "page": page},
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT_S,
    )
    assert answer.ok, answer.text
    ticket: dict[str, str] = answer.json()
    return ticket


def connect(running: Running, ticket: str) -> websocket.WebSocket:
    """Open a socket with a ticket."""
    return websocket.create_connection(
        running.url.replace("http", "ws") + "/ws",
        subprotocols=["cti.v1", f"ticket.{ticket}"],
        origin=running.url,
        timeout=TIMEOUT_S,
    )

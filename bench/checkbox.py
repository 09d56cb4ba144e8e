"""From a press of 'Do not log the call in Salesforce' to the message that confirms it.

`python -m bench.checkbox` starts the product with its stand-ins as `make run` does and seats an
agent in the companion alone, who is on one call. The checkbox is switched again and again over one
connection that is kept open, each time from the moment before the request is sent until the message
has been read that tells how the checkbox stands now. Loopback only. A busy machine shows in p99
first, so its load is told with the figures. Exit code 1: a press was refused, or not confirmed.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import websocket
from msgspec.structs import replace

from bench.admin import demo
from bench.log_calls import Telephone
from bench.seat import seated
from cti_adapter.app import utc_now
from cti_adapter.demo import ORG, Demo
from cti_adapter.demo.settings import INTEGRATION_USER
from cti_adapter.service.configuration import Configuration
from cti_adapter.storage import Storage, open_storage
from cti_adapter.storage.secrets import FernetSealer

GOAL_P99_MS = 100.0
WARM_UP = 10
"""Presses that are not counted: the first ones of a process are slower than all others."""
WITHIN_S = 20.0


class Companion:
    """The agent's one client: a connection for commands, and a socket."""

    def __init__(self, running: Demo, token: str) -> None:
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Origin": running.product,
        }
        where = urlsplit(running.product).netloc
        self._connection = HTTPConnection(where, timeout=WITHIN_S)
        ticket = self._post("/api/socket-ticket", {"last_seq": None})["ticket"]
        self._socket = websocket.create_connection(
            f"ws://{where}/ws",
            subprotocols=["cti.v1", f"ticket.{ticket}"],
            origin=running.product,
            timeout=WITHIN_S,
        )

    def close(self) -> None:
        self._socket.close()
        self._connection.close()

    def call_with_checkbox(self) -> str:
        """Return the id of the first call that is told with a checkbox."""
        while True:
            for call in self._told():
                if call["logging"]["checkbox"]:
                    name: str = call["id"]
                    return name

    def press(self, call_id: str, *, checked: bool) -> float:
        """Switch the checkbox; return the milliseconds until the socket said that it is."""
        body, headers = self._request({"checked": checked})
        began = time.perf_counter()
        self._connection.request("POST", f"/api/calls/{call_id}/do-not-log", body, headers)
        while not self._stands(call_id, checked=checked):
            pass
        took = (time.perf_counter() - began) * 1000
        self._answer()
        return took

    def _stands(self, call_id: str, *, checked: bool) -> bool:
        told = (call for call in self._told() if call["id"] == call_id)
        return any(call["logging"]["checked"] == checked for call in told)

    def _told(self) -> list[dict[str, Any]]:
        """Wait for one message; return the calls in it."""
        message = json.loads(self._socket.recv())
        return message.get("calls") or ([message["call"]] if "call" in message else [])

    def _post(self, path: str, content: dict[str, object]) -> dict[str, str]:
        self._connection.request("POST", path, *self._request(content))
        return self._answer()

    def _request(self, content: dict[str, object]) -> tuple[bytes, dict[str, str]]:
        return json.dumps(content).encode(), {**self._headers, "Idempotency-Key": uuid4().hex}

    def _answer(self) -> dict[str, str]:
        response = self._connection.getresponse()
        body = response.read()
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise SystemExit(f"{response.status}: {body.decode()}")
        return json.loads(body) if body else {}


def measured(running: Demo, storage: Storage, rounds: int) -> list[float]:
    """Return how long each press took to be confirmed, in milliseconds."""
    show_checkbox(storage, on=True)
    telephone = Telephone(running)
    with closing(Companion(running, seated(storage, "companion"))) as companion:
        call = telephone.talking()
        call_id = companion.call_with_checkbox()
        took = [
            companion.press(call_id, checked=number % 2 == 0) for number in range(rounds + WARM_UP)
        ]
        telephone.ended(call)
    show_checkbox(storage, on=False)
    return took[WARM_UP:]


def show_checkbox(storage: Storage, *, on: bool) -> None:
    """Have the org show the checkbox or not, as an admin would."""
    Configuration(storage.configurations, utc_now, lambda _: None).change(
        ORG,
        lambda config: replace(config, policy=replace(config.policy, show_do_not_log=on)),
        version=None,
        by=INTEGRATION_USER,
        summary="",
    )


def report(took: Sequence[float], load: float) -> str:
    """Word the figures."""
    p99 = quantiles(took, n=100, method="inclusive")[98]
    word = "met" if p99 <= GOAL_P99_MS else "missed"
    return (
        f"press to confirmed checkbox, {len(took)} presses, load average {load:.1f} before:"
        f" p50 {median(took):.1f} ms, p99 {p99:.1f} ms, most {max(took):.1f} ms"
        f" (goal p99 {GOAL_P99_MS:.0f} ms: {word})"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.checkbox", description=__doc__)
    parser.add_argument("--presses", type=int, default=200, help="presses that are measured")
    presses = parser.parse_args().presses
    load = os.getloadavg()[0]
    with demo() as running:
        storage = open_storage(running.database, FernetSealer((running.keys.fernet,)))
        with closing(storage):
            print(report(measured(running, storage, presses), load))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What bench.growth counts: one agent at work on a running product, and everything it takes."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition, Thread
from typing import Any
from urllib.parse import unquote_plus
from uuid import uuid4

import psycopg
import requests
import websocket

from bench.log_calls import Telephone, event
from bench.processes import ROOT, cpu_seconds
from bench.seat import seated
from cti_adapter.demo import Demo, Ports
from cti_adapter.demo.ports import free_port
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.storage import open_storage
from cti_adapter.storage.channels import ENDED, MESSAGES, OUTBOX
from cti_adapter.storage.secrets import FernetSealer

ADA, HER_RECORD = "+14155550101", {"id": "003Hs0000000001IAA", "type": "Contact"}
"""The number of exactly one Contact of the stand-in."""
NOTES = ("asked for", "asked for a refund", "asked for a refund, will write")
SETTLES_S = 2.5
"""PostgreSQL tells what a session did a second after it, or later."""
WITHIN_S = 60.0
_COUNTED = """
SELECT xact_commit, tup_inserted + tup_updated + tup_deleted,
       pg_current_wal_insert_lsn() - '0/0'::pg_lsn
FROM pg_stat_database WHERE datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What has been counted so far, in the units of PerCall."""

    at: float
    transactions: float
    rows: float
    wal_bytes: float
    notifications: float
    messages: float
    message_bytes: float
    web_s: float
    work_s: float
    database_s: float
    requests: float

    def since(self, before: "Reading") -> "Reading":
        """Return what was added."""
        return Reading(*(getattr(self, f.name) - getattr(before, f.name) for f in fields(self)))


class Ear(Thread):
    """The agent's socket: counts what the panel is told, and knows how it told each call last."""

    def __init__(self, demo: Demo, token: str) -> None:
        super().__init__(daemon=True)
        answer = requests.post(
            f"{demo.product}/api/socket-ticket",
            json={"last_seq": None},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        self._socket = websocket.create_connection(
            f"{demo.product.replace('http', 'ws')}/ws",
            subprotocols=["cti.v1", f"ticket.{answer.json()['ticket']}"],
            origin=demo.product,
        )
        self.messages = self.bytes = 0
        self._calls: dict[str, dict[str, Any]] = {}
        self._news = Condition()
        self.start()

    def run(self) -> None:
        """Read until the socket is closed."""
        try:
            while text := self._socket.recv():
                self._take_in(json.loads(text), len(text))
        except (websocket.WebSocketException, OSError):
            return

    def _take_in(self, message: dict[str, Any], size: int) -> None:
        calls = message.get("calls") or ([message["call"]] if "call" in message else [])
        with self._news:
            self.messages += 1
            self.bytes += size
            self._calls |= {call["id"]: call for call in calls}
            self._news.notify_all()

    def wait_for(self, call_id: str = "", **wanted: str) -> str:
        """Return the call, or any call, once it is told with these members.

        Raises:
            SystemExit: it never is.
        """

        def found() -> str:
            there = (name for name, call in self._calls.items() if wanted.items() <= call.items())
            return next((name for name in there if call_id in {"", name}), "")

        with self._news:
            if not self._news.wait_for(found, WITHIN_S):
                raise SystemExit(f"no call was {wanted} within {WITHIN_S:.0f} s")
            return found()

    def forget(self, call_id: str) -> None:
        """Look no further at a call."""
        with self._news:
            del self._calls[call_id]

    def close(self) -> None:
        self._socket.close(timeout=1)


class Centre:
    """The running product, and everything that can be counted of it."""

    def __init__(
        self, demo: Demo, token: str, server: PostgresServer, settles_s: float = SETTLES_S
    ) -> None:
        self._demo, self._server, self._settles_s = demo, server, settles_s
        self._telephone = Telephone(demo)
        self._headers = {"Authorization": f"Bearer {token}", "Origin": demo.product}
        self._page = {"page": uuid4().hex, "window": uuid4().hex}
        self._session = requests.Session()
        url = demo.database.replace("+psycopg", "")
        self._database = psycopg.connect(url, autocommit=True)
        for channel in (MESSAGES, OUTBOX, ENDED):
            self._database.execute(f"LISTEN {channel}".encode())
        self._notifications = 0
        self.asked: Counter[str] = Counter()
        """Requests to Salesforce, by what was asked."""
        self._ear = Ear(demo, token)
        self.commands = self.deliveries = 0
        self.saved: list[str] = []

    def close(self) -> None:
        self._ear.close()
        self._database.close()
        self._session.close()

    # ── calls ────────────────────────────────────────────────────────────────────────────────

    def call(self) -> None:
        """Let the customer call and the agent do what agents do, until the Task stands."""
        name = uuid4().hex
        self._tell("leg.offered", name)
        call_id = self._ear.wait_for(phase="ringing", matching="done")
        self._tell("leg.connected", name)
        self._press("page", {**self._page, "record": HER_RECORD, "focused": True})
        for text in NOTES:
            self._press(f"calls/{call_id}/notes", {"text": text})
        self._tell("call.ended", name)
        self._ear.wait_for(call_id, phase="wrap-up")
        self._press(f"calls/{call_id}/save", {"text": NOTES[-1]})
        self._ear.wait_for(call_id, phase="saved")
        self._ear.forget(call_id)
        self.saved.append(name)

    def _tell(self, kind: str, name: str) -> None:
        self.deliveries += 1
        self._telephone.tell(event(kind, name, ADA))

    def _press(self, path: str, body: dict[str, object]) -> None:
        self.commands += 1
        self._session.post(
            f"{self._demo.product}/api/{path}",
            json=body,
            headers={**self._headers, "Idempotency-Key": uuid4().hex},
            timeout=30,
        ).raise_for_status()

    def tasks(self) -> list[str]:
        """Return of every Task of ours which call it is of, as the telephone system names it."""
        rows = requests.get(f"{self._demo.salesforce}/_control/records/Task", timeout=60).json()
        return [str(row["CTI_Call_Id__c"]) for row in rows if row.get("CTI_Call_Id__c")]

    # ── counting ─────────────────────────────────────────────────────────────────────────────

    def read(self) -> Reading:
        """Return what has been counted so far, once the database has told everything."""
        web, work = (self._demo.processes[name].pid for name in self._demo.own)
        web_s, work_s, database_s = map(cpu_seconds, (web, work, self._server.pid))
        at = time.monotonic()
        time.sleep(self._settles_s)
        self._notifications += len([*self._database.notifies(timeout=0.2)])
        row = self._database.execute(_COUNTED).fetchone()
        if row is None:
            raise SystemExit("the database counts nothing")
        ledger = f"{self._demo.salesforce}/_control/requests"
        self.asked.update(map(_about, requests.get(ledger, timeout=60).json()))
        requests.delete(ledger, timeout=60)
        return Reading(
            at,
            *(float(row[0]), float(row[1]), float(row[2])),
            self._notifications,
            self._ear.messages,
            self._ear.bytes,
            web_s,
            work_s,
            database_s,
            self.asked.total(),
        )


@contextmanager
def centre() -> Iterator[tuple[Centre, PostgresServer]]:
    """Start the product on PostgreSQL, with its stand-ins and one agent at work."""
    (ROOT / "var").mkdir(exist_ok=True)
    server = PostgresServer(survives_kills=True)
    try:
        with TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder:
            ports = Ports(*(free_port() for _ in range(5)))
            demo = Demo(Path(folder), ports, control=True, database=server.make_database())
            demo.log = Path(folder, "product.log")
            try:
                demo.start()
                storage = open_storage(demo.database, FernetSealer((demo.keys.fernet,)))
                token = seated(storage)
                storage.close()
                with closing(Centre(demo, token, server)) as it:
                    yield it, server
            finally:
                demo.stop()
    finally:
        server.stop()


def _about(request: dict[str, Any]) -> str:
    """Return what a request of the ledger asked, without what differs from call to call."""
    path = str(request["path"]).partition("/data/")[2].partition("/")[2]
    words = unquote_plus(str(request.get("query") or ""))
    of = re.search(r"\bFROM (\w+)", words)
    return f"{request['method']} {path}{' of ' + of[1] if of else ''}"

"""From Save to the Task, and what the journal costs: the figures of the log that cannot be lost.

`python -m bench.log` starts the product with its stand-ins and measures, over real HTTP: Save to
Task (from the press until the ledger says saved), how many logs a second leave the outbox after a
pause of the org, how long the fold of one event takes, and how many events a second a replay from
the database folds. With `--soak 50000` it lets so many calls pass and watches the memory of the
server. Exit code 1: a call has no Task, or not exactly one.
"""

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import ne
from statistics import median
from typing import Any
from uuid import uuid4

import requests
from standardwebhooks import Webhook

from bench.admin import demo
from bench.processes import resident_bytes
from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.demo import ORG, Demo
from cti_adapter.outbox.entry import Kind
from cti_adapter.outbox.pause import Pause
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.comparing import Period
from cti_adapter.service.fold import Opening, opened
from cti_adapter.service.replay import replayed
from cti_adapter.storage import Storage, open_storage
from cti_adapter.storage.secrets import FernetSealer, fingerprint
from cti_adapter.storage.sessions import Session

LINE, AGENT = "101", AgentId("a")
WITHIN_S = 60.0
SAMPLES = 20
"""How often a soak looks at the memory."""
BATCH = 20
"""Calls in one delivery while nobody waits for one of them."""


@dataclass
class Figures:
    """What one run showed."""

    save_ms: list[float] = field(default_factory=list)
    drained: int = 0
    drain_s: float = 0.0
    fold_us: float = 0.0
    replayed_events: int = 0
    replay_s: float = 0.0
    decided_otherwise: int = 0
    """Calls of which a replay makes something else."""
    soaked: int = 0
    memory_mb: list[float] = field(default_factory=list)
    calls: int = 0
    tasks: int = 0

    @property
    def is_lossless(self) -> bool:
        """Whether every call is exactly one Task, and folds to itself."""
        return self.calls == self.tasks and not self.decided_otherwise


class Telephone:
    """A telephone system whose callers withhold their numbers: no look-up comes in between."""

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

    def answered(self) -> str:
        """Let the agent take a call that ends; return the telephone system's id of it."""
        name = uuid4().hex
        kinds = ("leg.offered", "leg.connected", "call.ended")
        self.tell(*(_event(kind, name) for kind in kinds))
        return name

    def missed(self, calls: int) -> None:
        """Let so many calls ring and be missed; each is logged by itself."""
        names = [uuid4().hex for _ in range(calls)]
        for start in range(0, calls, BATCH):
            some = names[start : start + BATCH]
            self.tell(*(_event(kind, name) for name in some for kind in _MISSED))


_MISSED = ("leg.offered", "call.ended")


class Measured:
    """One running product, and what is measured on it."""

    def __init__(self, running: Demo, storage: Storage) -> None:
        self._demo = running
        self._storage = storage
        self._telephone = Telephone(running)
        self._token = self._signed_in()
        self.figures = Figures()

    def saves(self, rounds: int) -> None:
        """Measure from the press of Save until the Task stands, one call after the other."""
        for _ in range(rounds):
            call_id = self._found(self._telephone.answered())
            self._press_save(call_id)  # with nothing assigned it asks once more
            began = time.perf_counter()
            self._press_save(call_id)
            _until(partial(self._is_saved, call_id))
            self.figures.save_ms.append((time.perf_counter() - began) * 1000)
        self.figures.calls += rounds

    def drain(self, calls: int) -> None:
        """Let logs wait for a paused org, open it, and time until nothing waits."""
        now = utc_now()
        pause = Pause(reason="limit", began_at=now, probe_at=now + timedelta(hours=1), words="B: x")
        self._storage.queue.put_pause(ORG, pause)
        self._telephone.missed(calls)
        _until(lambda: self._waiting() >= calls)
        began = time.perf_counter()
        self._storage.queue.probe_at_once(ORG, utc_now())
        self._storage.queue.end_pause(ORG)
        _until(lambda: self._waiting() == 0, every_s=0.02)
        self.figures.drain_s, self.figures.drained = time.perf_counter() - began, calls
        self.figures.calls += calls

    def journals(self, rounds: int) -> None:
        """Time the fold of the newest journals in memory, then with the database."""
        files = self._storage.reconciliation.calls_of(ORG, _today(), after=None, most=200)
        journals = [self._journal(file) for file in files]
        events = sum(map(len, journals))
        began = time.thread_time_ns()
        for _ in range(rounds):
            for file, journal in zip(files, journals, strict=True):
                _folded(file, journal)
        self.figures.fold_us = (time.thread_time_ns() - began) / 1000 / (rounds * events)
        began = time.perf_counter_ns()
        again = self._storage.units.read(
            ORG, lambda unit: [replayed(each, unit.read_journal(each.call.id)) for each in files]
        )
        self.figures.replay_s = (time.perf_counter_ns() - began) / 1e9
        self.figures.replayed_events = events
        self.figures.decided_otherwise = sum(map(ne, files, again))

    def soak(self, calls: int) -> None:
        """Let calls pass and look at the server's memory, from the first to the last."""
        pid = self._demo.processes["product"].pid
        step = max(1, calls // SAMPLES)
        for _ in range(0, calls, step):
            self._telephone.missed(step)
            _until(lambda: self._unwritten() < 10 * BATCH, every_s=0.05)
            self.figures.memory_mb.append(resident_bytes(pid) / 2**20)
            self.figures.soaked += step
        self.figures.calls += self.figures.soaked
        _until(lambda: self._unwritten() == 0, every_s=0.05)

    def count(self) -> int:
        """Count the Tasks that carry our key."""
        rows = requests.get(f"{self._demo.salesforce}/_control/records/Task", timeout=60).json()
        self.figures.tasks = len([row for row in rows if row.get("CTI_Call_Key__c")])
        return self.figures.tasks

    def _journal(self, file: CallFile) -> list[CallEvent]:
        read = self._storage.units.read
        return read(ORG, lambda unit: unit.read_journal(file.call.id))

    def _is_saved(self, call_id: CallId) -> bool:
        file = self._storage.units.read(ORG, lambda unit: unit.find_call(call_id))
        return file is not None and file.ledger.state == "saved"

    def _found(self, name: str) -> CallId:
        found = self._storage.reconciliation.find_call(ORG, name)
        if found is None:
            raise SystemExit(f"the product has heard nothing of call {name}")
        return found

    def _waiting(self) -> int:
        waiting = self._storage.reconciliation.waiting(ORG)
        return sum(each.n for each in waiting if each.kind is Kind.LOG)

    def _unwritten(self) -> int:
        """Count the calls whose log is not written: the end of one is believed after a moment."""
        counted = self._storage.reconciliation.counts(ORG, _today())
        return sum(each.n for each in counted if each.state != "saved")

    def _press_save(self, call_id: CallId) -> None:
        requests.post(
            f"{self._demo.product}/api/calls/{call_id}/save",
            json={"text": "asked for refund"},
            headers={
                "Authorization": f"Bearer {self._token}",
                "Idempotency-Key": uuid4().hex,
                "Origin": self._demo.product,
            },
            timeout=30,
        ).raise_for_status()

    def _signed_in(self) -> str:
        agent = self._storage.people.agent(ORG, AGENT)
        if agent is None or agent.user_id is None:
            raise SystemExit("the demo has no linked agent")
        token, now = secrets.token_urlsafe(32), utc_now()
        session = Session(
            org_id=ORG,
            agent_id=AGENT,
            user_id=agent.user_id,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=8),
            token_hash=fingerprint(token),
            sign_in=token,
            checked_at=now,
        )
        self._storage.sessions.open_session(session, renew_token=None)
        return token


def _today() -> Period:
    now = utc_now()
    return Period(since=now - timedelta(days=1), until=now + timedelta(days=1))


def _event(kind: str, name: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": uuid4().hex,
        "source": "/bench",
        "type": kind,
        "time": datetime.now(UTC).isoformat(),
        "data": {"call_id": name, "agent": LINE, "direction": "inbound", "remote_number": None},
    }


def _folded(file: CallFile, journal: Sequence[CallEvent]) -> CallFile:
    first = next(each for each in journal if isinstance(each, Opening))
    call = file.call
    again = opened(ORG, call.id, call.connector, call.native_id, first)
    for event in journal:
        again = advance(again, event).file
    return again


def _until(is_true: Callable[[], bool], *, every_s: float = 0.001) -> None:
    ends = time.perf_counter() + WITHIN_S
    while not is_true():
        if time.perf_counter() > ends:
            raise SystemExit(f"nothing came of it within {WITHIN_S:.0f} s")
        time.sleep(every_s)


def lines(figures: Figures) -> Iterator[str]:
    """Word the figures, a line each."""
    if figures.save_ms:
        took = sorted(figures.save_ms)
        p99 = took[min(len(took) - 1, int(len(took) * 0.99))]
        yield f"Save to Task      p50 {median(took):.0f} ms, p99 {p99:.0f} ms, {len(took)} calls"
    if figures.drain_s:
        rate = figures.drained / figures.drain_s
        yield f"outbox drain      {rate:.0f} logs a second, {figures.drained} logs"
    if figures.fold_us:
        yield f"journal fold      {figures.fold_us:.1f} us of processor time an event"
    if figures.replay_s:
        rate = figures.replayed_events / figures.replay_s
        yield f"replay            {rate:.0f} events a second, read from the database"
    if figures.memory_mb:
        half = figures.memory_mb[len(figures.memory_mb) // 2 :]
        grown = (half[-1] - half[0]) / (figures.soaked / 2) * 1000 * 1024
        yield (
            f"soak              {figures.soaked} calls, {figures.memory_mb[0]:.0f} MB at first,"
            f" {half[-1]:.0f} MB at last, {grown:.0f} KB a thousand calls in the second half"
        )
    yield f"calls and Tasks   {figures.calls} and {figures.tasks}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.log", description=__doc__)
    parser.add_argument("--saves", type=int, default=300, help="calls saved one after the other")
    parser.add_argument("--drain", type=int, default=1_000, help="logs that wait for the org")
    parser.add_argument("--rounds", type=int, default=50, help="times each journal is folded")
    parser.add_argument("--soak", type=int, default=0, help="calls that pass while memory is read")
    args = parser.parse_args()
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with demo() as running:
        storage = open_storage(running.database, FernetSealer((running.keys.fernet,)))
        with closing(storage):
            it = Measured(running, storage)
            for about, work in (
                ("saves", lambda: it.saves(args.saves)),
                ("drain", lambda: it.drain(args.drain)),
                ("journals", lambda: it.journals(args.rounds)),
                ("soak", lambda: it.soak(args.soak)),
                ("count", it.count),
            ):
                print(f"… {about}", file=sys.stderr)
                work()
    print("\n".join(lines(it.figures)))
    print(f"load average after {os.getloadavg()[0]:.1f}")
    return 0 if it.figures.is_lossless else 1


if __name__ == "__main__":
    sys.exit(main())

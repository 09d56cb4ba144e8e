"""The admin pages of a large org beside those of a small one: what its size costs a page.

`python -m bench.admin` starts the product with its stand-ins as `make run` does, fills the first
org with agents and Salesforce users, leaves its twin as small as it is, and asks both in turn, in
one run: every page of the navigation, the pages of the agents, and the field that lists users while
somebody types. Loopback only. Exit code 1: a page did not answer, or its cost clearly grew with
the org (the ratio, which a busy machine leaves alone).
"""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import requests

from bench.processes import ROOT, cpu_seconds
from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.demo import ORG, TWIN, Demo, Ports
from cti_adapter.demo.ports import free_port
from cti_adapter.demo.settings import INTEGRATION_USER
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import Concerned
from cti_adapter.storage import Storage, open_storage
from cti_adapter.storage.admin_sessions import AdminSession
from cti_adapter.storage.secrets import FernetSealer, fingerprint
from cti_adapter.web.admin.frame import COOKIE
from cti_adapter.web.admin.places import PLACES

PAGE_GOAL_MS, TYPED_GOAL_MS = 200.0, 150.0
GROWTH = 10.0
"""A page of 50 agents is more than one of 3; ten times as much would be the org's size itself."""
READS_EVERYBODY = {"/admin/users/suggestions"}
"""Compares all agents without a link with all users: that is what it is for."""
FEWEST_ROUNDS = 5
"""With fewer a single stall of the machine would be a ratio."""
CHUNK = 2_000
TYPED = ("m", "me", "member 7", "member 77", "member 777", "77@example.test", "nobody at all")
"""What somebody types who looks for a user."""


@dataclass
class Figures:
    """How long the answers took, in milliseconds: in the large org, and in its small twin."""

    large: list[float] = field(default_factory=list)
    small: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    """Processor time of the server for all answers of the large org: what load distorts least."""
    wrong: set[int] = field(default_factory=set)
    """Statuses that are no answer."""


class Admin:
    """One connection that is kept open, and the cookie of an admin of one org."""

    def __init__(self, demo: Demo, storage: Storage, org_id: OrgId, salesforce: str) -> None:
        token, now = secrets.token_urlsafe(32), utc_now()
        session = AdminSession(
            token_hash=fingerprint(token),
            org_id=org_id,
            user_id=_integration_user(salesforce),
            username=INTEGRATION_USER,
            csrf=secrets.token_urlsafe(32),
            client="bench",
            language="en",
            created_at=now,
            seen_at=now,
            checked_at=now,
            expires_at=now + timedelta(hours=1),
        )
        storage.admin_sessions.open_session(session)
        host, port = demo.product.removeprefix("http://").split(":")
        self._connection = HTTPConnection(host, int(port), timeout=60)
        self._cookie = {"Cookie": f"{COOKIE}={token}"}

    def close(self) -> None:
        self._connection.close()

    def ask(self, path: str) -> tuple[int, float]:
        """Return status and milliseconds of one answer, read to its end."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._cookie)
        response = self._connection.getresponse()
        response.read()
        return response.status, (time.perf_counter() - began) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.admin", description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000, help="agents, and as many users")
    parser.add_argument("--rounds", type=int, default=20, help="times each page is asked")
    args = parser.parse_args()
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with demo() as running:
        storage = open_storage(running.database, FernetSealer((running.keys.fernet,)))
        try:
            fill(running, storage, args.agents)
            figures = both(running, storage, args.rounds)
        finally:
            storage.close()
    return report(figures, args.agents)


@contextmanager
def demo() -> Iterator[Demo]:
    """Start the product and its stand-ins on free ports; end them on the way out."""
    (ROOT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder:
        running = Demo(Path(folder), Ports(*(free_port() for _ in range(5))), control=True)
        running.log = Path(folder, "product.log")
        try:
            running.start()
            yield running
        finally:
            running.stop()


def fill(running: Demo, storage: Storage, count: int) -> None:
    """Put agents and as many users into the first org, half of them linked."""
    ids: list[str] = []
    for begin in range(0, count, CHUNK):
        rows = [_user(number) for number in range(begin, min(begin + CHUNK, count))]
        url = f"{running.salesforce}/_control/load"
        answer = requests.post(url, json=rows, timeout=600)
        answer.raise_for_status()
        ids += answer.json()["ids"]
    people = [_agent(number, user_id) for number, user_id in enumerate(ids)]
    storage.agents.change(ORG, Concerned(), lambda _: people)


def both(running: Demo, storage: Storage, rounds: int) -> dict[str, Figures]:
    """Let an admin of each org ask for everything."""
    if running.twin is None:
        raise RuntimeError("the demo was started without its twin")
    with (
        closing(Admin(running, storage, ORG, running.salesforce)) as large,
        closing(Admin(running, storage, TWIN, running.twin.salesforce)) as small,
    ):
        pid = running.processes["product"].pid
        return measured(large, small, rounds, lambda: cpu_seconds(pid))


def measured(
    large: Admin, small: Admin, rounds: int, cpu: Callable[[], float]
) -> dict[str, Figures]:
    """Ask everything of both, in turn, again and again; the first round only warms up."""
    paths = [path for _, places in PLACES for _, path in places]
    paths += ["/admin/users?page=150", "/admin/users?q=member+77", "/admin/users?show=unlinked"]
    paths += ["/admin/users/a", "/admin/users/suggestions"]
    asked: dict[str, tuple[str, ...]] = {path: (path,) for path in paths}
    asked["a letter typed into a field of a user"] = tuple(
        f"/admin/data/users?q={text.replace(' ', '+')}" for text in TYPED
    )
    figures = {name: Figures() for name in asked}
    for number in range(rounds + 1):
        for name, ways in asked.items():
            found = figures[name] if number else Figures()
            for path in ways:
                before = cpu()
                found.large.append(_answered(large, path, found))
                found.cpu_s += cpu() - before
                found.small.append(_answered(small, path, found))
            figures[name].wrong |= found.wrong
    return figures


def _answered(admin: Admin, path: str, found: Figures) -> float:
    status, took = admin.ask(path)
    if status != requests.codes.ok:
        found.wrong.add(status)
    return took


def report(figures: dict[str, Figures], agents: int) -> int:
    """Print the table and the goals; return the exit code."""
    print(f"\n{'ms with':40} {agents:>7} agents {'3 agents':>20}")
    print(f"{'':40} {'p50':>7} {'p99':>7} {'CPU':>5} {'p50':>7}")
    for name, found in figures.items():
        wrong = f"  answered {sorted(found.wrong)}" if found.wrong else ""
        ratio = f"  x {_growth(found):.1f}"
        print(
            f"{name:40} {median(found.large):7.1f} {_p99(found.large):7.1f} "
            f"{found.cpu_s / len(found.large) * 1000:5.0f} {median(found.small):7.1f}{ratio}{wrong}"
        )
    *pages, typed = figures.values()
    slowest = max(_p99(page.large) for page in pages)
    print(f"\n  {_verdict(slowest, PAGE_GOAL_MS)} the slowest page, p99, server and loopback")
    print(f"  {_verdict(_p99(typed.large), TYPED_GOAL_MS)} a letter typed, p99")
    grown = [
        name
        for name, found in figures.items()
        if len(found.large) >= FEWEST_ROUNDS and name not in READS_EVERYBODY
        if _growth(found) > GROWTH
    ]
    print(f"  {'missed' if grown else 'met   '} pages that grow with the org: {grown or 'none'}")
    return 1 if grown or any(found.wrong for found in figures.values()) else 0


def _growth(found: Figures) -> float:
    return median(found.large) / median(found.small)


def _verdict(found: float, goal: float) -> str:
    return f"{'met   ' if found <= goal else 'missed'} {found:6.1f} of {goal:.0f} ms:"


def _p99(ms: Sequence[float]) -> float:
    return quantiles(ms, n=100, method="inclusive")[98] if len(ms) > 1 else ms[0]


def _user(number: int) -> dict[str, object]:
    return {
        "attributes": {"type": "User", "referenceId": f"member_{number}"},
        "Username": f"member{number}@example.test",
        "Email": f"member{number}@example.test",
        "FirstName": "Member",
        "LastName": str(number),
        "Alias": f"m{number}",
    }


def _agent(number: int, user_id: str) -> Agent:
    is_linked = number % 2 == 0
    return Agent(
        org_id=ORG,
        id=AgentId(f"member-{number}"),
        line=Line(str(100_000 + number)),
        name=f"Member {number}",
        email=f"member{number}@example.test",
        user_id=user_id if is_linked else None,
        username=f"member{number}@example.test" if is_linked else "",
        user_name=f"Member {number}" if is_linked else "",
    )


def _integration_user(salesforce: str) -> str:
    users = requests.get(f"{salesforce}/_control/records/User", timeout=60).json()
    return next(str(row["Id"]) for row in users if row["Username"] == INTEGRATION_USER)


if __name__ == "__main__":
    sys.exit(main())

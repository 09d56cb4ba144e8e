"""The stand-in Salesforce over 100,000 contacts: how soon it is ready, how long a caller takes.

`python -m bench.emulator` starts it, loads it through its control interface, asks what the
product asks when a call comes in, and prints p50 and p99 of each question with the goal they are
held to, and the processor time, which a busy machine distorts least. Loopback only; exit code 1:
an answer was wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from bench.processes import ROOT, cpu_seconds, resident_bytes

GOAL_MS, READY_GOAL_MS = 50.0, 1000.0
CHUNK = 5000
_READY = "emulator ready http://localhost:"
_API = "/services/data/v67.0"
_PHONES = ("Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone")
_COLUMNS = f"Id, Name, {', '.join(_PHONES)}, Account.Name"
_RETURNING = (
    f"Contact({_COLUMNS} LIMIT 200), Lead(Id, Name, Phone WHERE IsConverted = false LIMIT 200),"
    " Account(Id, Name, Phone LIMIT 200)"
)
QUESTIONS: dict[str, Callable[[str], str]] = {
    "search, a number one contact has": lambda digits: search(spelled(digits)),
    "search, a number nobody has": lambda digits: search(spelled(f"9{digits[1:]}")),
    "search, a word every contact has": lambda _digits: search("contact", "NAME"),
    "query, six spellings in five columns": lambda digits: query(
        " OR ".join(f"{phone} IN ({quoted(digits)})" for phone in _PHONES)
    ),
}
"""What is asked, by what it is; each takes the ten digits of a number."""


class Client:
    """One connection that is kept open, and the token of the integration user."""

    def __init__(self, port: int, key: RSAKey) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=600)
        claims = {
            "iss": "bench",
            "sub": "integration@example.test",
            "aud": "https://login.salesforce.com",
            "exp": int(time.time()) + 120,
        }
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": jwt.encode({"alg": "RS256"}, claims, key),
        }
        body = urlencode(form)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        token = self.ask("POST", "/services/oauth2/token", body, kind)["access_token"]
        self._signed = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, body: str = "", headers: Any = None) -> Any:
        """Return the answer; a refusal ends the benchmark."""
        self._connection.request(method, path, body, headers or self._signed)
        response = self._connection.getresponse()
        answer = json.loads(response.read() or b"null")
        if response.status >= 300:
            raise SystemExit(f"{method} {path[:60]}: {response.status} {answer}")
        return answer


def spelled(digits: str) -> str:
    """Return the spellings of a number as one term, each alone and as a beginning."""
    every = (digits, f"1{digits}", f"001{digits}")
    return " OR ".join([*every, *(f"{each}*" for each in every)])


def quoted(digits: str) -> str:
    """Return six ways a number may be written in a column."""
    area, office, line = digits[:3], digits[3:6], digits[6:]
    ways = (digits, f"1{digits}", f"+1{digits}", f"001{digits}", f"({area}) {office}-{line}")
    return ", ".join(f"'{way}'" for way in (*ways, f"+1 {area} {office} {line}"))


def search(term: str, scope: str = "PHONE") -> str:
    sosl = f"FIND {{{term}}} IN {scope} FIELDS RETURNING {_RETURNING}"
    return f"{_API}/search?q={quote(sosl)}"


def query(where: str) -> str:
    soql = f"SELECT {_COLUMNS} FROM Contact WHERE ({where}) LIMIT 200"  # noqa: S608 - SOQL, not SQL
    return f"{_API}/query?q={quote(soql)}"


@contextmanager
def emulator() -> Iterator[tuple[int, int, float, RSAKey]]:
    """Start a stand-in; give its port, its process id and the milliseconds until it was ready."""
    key = RSAKey.generate_key(2048)
    app = {
        "client_id": "bench",
        "certificate_pem": key.as_pem(private=False).decode(),
        "preauthorised_users": ["integration@example.test"],
    }
    with TemporaryDirectory() as folder:
        apps = Path(folder, "apps.json")
        apps.write_text(json.dumps([app]), encoding="utf-8")
        command = [sys.executable, "-m", "cti_adapter.emulator", "--port", "0", "--control"]
        began = time.perf_counter()
        with subprocess.Popen(
            [*command, "--apps", str(apps)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            line = process.stdout.readline() if process.stdout else ""
            ready_ms = (time.perf_counter() - began) * 1000
            try:
                yield int(line.removeprefix(_READY)), process.pid, ready_ms, key
            finally:
                process.terminate()


def load(client: Client, contacts: int) -> float:
    """Create the contacts; return the seconds it took."""
    began = time.perf_counter()
    for first in range(0, contacts, CHUNK):
        rows = [contact(n) for n in range(first, min(first + CHUNK, contacts))]
        client.ask("POST", "/_control/load", json.dumps(rows))
    return time.perf_counter() - began


def contact(number: int) -> dict[str, Any]:
    """Return the n-th contact: a number of its own in one of three spellings."""
    digits = digits_of(number)
    area, office, line = digits[:3], digits[3:6], digits[6:]
    ways = (f"({area}) {office}-{line}", f"+1 {area} {office} {line}", digits)
    return {
        "attributes": {"type": "Contact"},
        "FirstName": "Contact",
        "LastName": f"Number {number}",
        "Phone": ways[number % 3],
        "Email": f"contact{number}@example.test",
    }


def digits_of(number: int) -> str:
    return f"628{5_000_000 + number:07}"


def ask(client: Client, path: Callable[[str], str], contacts: int, times: int) -> list[float]:
    """Ask one question again and again, each time about another contact; return milliseconds."""
    spent = []
    for turn in range(times):
        address = path(digits_of(turn * 7919 % contacts))
        began = time.perf_counter()
        client.ask("GET", address)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def verdict(found: float, goal: float) -> str:
    return "met" if found <= goal else "missed"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.emulator", description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000, help="contacts in the org")
    parser.add_argument("--times", type=int, default=300, help="how often each question is asked")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run")
    with emulator() as (port, pid, ready_ms, key):
        print(f"ready after {ready_ms:.0f} ms: {verdict(ready_ms, READY_GOAL_MS)}")
        client = Client(port, key)
        seconds, used = load(client, args.contacts), resident_bytes(pid) / 2**20
        print(f"{args.contacts} contacts loaded in {seconds:.0f} s, {used:.0f} MB")
        (one,) = client.ask("GET", search(spelled(digits_of(1))))["searchRecords"]
        (same,) = client.ask(
            "GET", QUESTIONS["query, six spellings in five columns"](digits_of(1))
        )["records"]
        if not one["Name"] == same["Name"] == "Contact Number 1":
            return 1
        for name, path in QUESTIONS.items():
            cpu = cpu_seconds(pid)
            spent = ask(client, path, args.contacts, args.times)
            cpu_ms = (cpu_seconds(pid) - cpu) * 1000 / args.times
            p99 = quantiles(spent, n=100)[98]
            print(
                f"{name:<38} p50 {median(spent):6.1f} ms  p99 {p99:6.1f} ms"
                f" of {GOAL_MS:.0f}: {verdict(p99, GOAL_MS)}, {cpu_ms:.1f} ms of processor each"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

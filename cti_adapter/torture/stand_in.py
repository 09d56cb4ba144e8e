"""The Salesforce stand-in under torture, as far as a run gives it orders: /_control over HTTP.

It is never killed: its Tasks are the truth that a run is judged by (docs/emulator.md).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import requests

TIMEOUT_S = 60.0
READS = ("drop_before", "e503", "limit", "session")

FAULTS = {
    "drop_after": 0.10,
    "e500_after": 0.05,
    "slow": 0.04,
    "drop_before": 0.05,
    "e503": 0.08,
    "lock": 0.04,
    "limit": 0.03,
    "session": 0.03,
}
"""Share of the calls that write, by what becomes of them (docs/facts/reliability-security.md §2.5);
`slow` is carried out 0.3 to 2 s after it was asked for, whether or not who asked still lives."""

AWAY = {"e503": 1.0}
"""Salesforce as a whole is away."""


class StandIn:
    """One org.

    Args:
        url: where the stand-in answers.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._before = {row["Id"] for row in self._tasks()}

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Give an order; return what is answered, None for nothing.

        Raises:
            requests.HTTPError: the order was not understood.
        """
        answer = requests.request(
            method, f"{self._url}/_control/{path}", json=body, timeout=TIMEOUT_S
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def be_large(self) -> None:
        """Let a day have as many API calls as a run takes."""
        self.control("POST", "org", {"daily_calls": 100_000_000})

    def make_user(self, username: str, name: str) -> str:
        """Make a Salesforce user; return the id."""
        body = {"Username": username, "LastName": name, "Email": username}
        made: str = self.control("POST", "users", body)["id"]
        return made

    def user_named(self, username: str) -> str:
        """Return the id of a user."""
        users = self.control("GET", "records/User")
        return str(next(row["Id"] for row in users if row["Username"] == username))

    def refuse(self, calls: Iterable[str]) -> None:
        """Let a rule of the org refuse the Tasks of these calls, by the telephone system's id."""
        names = ", ".join(f"'{each}'" for each in calls)
        if names:
            rule = {
                "object": "Task",
                "when": f"CTI_Call_Id__c IN ({names})",
                "message": "Calls of this kind need a case",
            }
            self.control("POST", "validation-rules", [rule])

    def be_bad(self, writes: Mapping[str, float], seed: int) -> None:
        """Fail from now on: calls that write by these shares, calls that read by some of them."""
        reads = {kind: share for kind, share in writes.items() if kind in READS}
        mix = {"seed": seed, "writes": dict(writes), "reads": reads, "delay_ms": [300, 2000]}
        self.control("POST", "fault-mix", mix)

    def be_good(self) -> None:
        """Fail no more."""
        self.control("DELETE", "faults")

    def faults(self) -> dict[str, int]:
        """Return how often it failed, by kind."""
        counted: dict[str, int] = self.control("GET", "fault-mix")
        return counted

    def tasks(self) -> list[dict[str, Any]]:
        """Return the Tasks made since the run began."""
        return [row for row in self._tasks() if row["Id"] not in self._before]

    def _tasks(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.control("GET", "records/Task")
        return rows

"""How often Salesforce fails, and how: the mix of docs/facts/reliability-security.md §2.5.

Rolls the dice and words the failure as the library and the network word it. Keeps no record.
"""

from collections import Counter
from random import Random
from typing import NamedTuple

import requests
from simple_salesforce.exceptions import SalesforceError

WRITES: dict[str, float] = {
    "answer-lost": 0.10,
    "500-after": 0.05,
    "late": 0.04,
    "never-arrived": 0.05,
    "503": 0.08,
    "lock": 0.04,
    "limit": 0.03,
    "session": 0.03,
}
"""Share of the requests that change something, by what becomes of them."""

READS = {
    name: share
    for name, share in WRITES.items()
    if name in {"never-arrived", "503", "limit", "session"}
}
"""A read has no outcome that could be doubted, and locks nothing."""

TIMEOUT_S = 30.0
"""So long our side waits for an answer that does not come."""


WINDOWS = 0.25
"""Share of the seeds in which Salesforce as a whole takes nothing for a minute up to an hour."""


class Window(NamedTuple):
    """When every request fails in the same way."""

    kind: str = ""
    begins: float = 0.0
    ends: float = 0.0

    def covers(self, now: float) -> bool:
        return self.begins <= now < self.ends


class Faults:
    """What goes wrong, rolled request by request.

    Args:
        dice: of this simulation.
    """

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.counted: Counter[str] = Counter()
        self.window = Window()
        if dice.random() < WINDOWS:
            begins = dice.uniform(0, 1800)
            kind = dice.choice(("503", "limit", "read-only"))
            self.window = Window(kind, begins, begins + dice.uniform(60, 3600))

    def roll(self, now: float, *, writing: bool) -> str:
        """Return what becomes of a request at this second, "" where nothing goes wrong."""
        if self.window.covers(now) and (writing or self.window.kind != "read-only"):
            self.counted[f"{self.window.kind} window"] += 1
            return self.window.kind
        left = self._dice.random()
        for name, share in (WRITES if writing else READS).items():
            left -= share
            if left < 0:
                self.counted[name] += 1
                return name
        return ""

    def lateness(self) -> float:
        """Return how many seconds after our timeout a late request is carried out.

        Long enough that who asks first and then writes has asked too early.
        """
        return self._dice.uniform(0.3, 20.0)


def refusal(status: int, code: str, message: str, *fields: str) -> SalesforceError:
    """Return what the library raises for an answer of Salesforce that is no success."""
    said = [{"errorCode": code, "message": message, "fields": list(fields)}]
    return SalesforceError("", status, "", said)  # type: ignore[arg-type] # it keeps what it is given


def silence() -> requests.RequestException:
    """Return what the network raises where no answer comes."""
    return requests.ReadTimeout("no answer")


PASSING = {
    "503": (503, "SERVER_UNAVAILABLE", "try again"),
    "500-after": (500, "UNKNOWN_EXCEPTION", "an unexpected error occurred"),
    "lock": (400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
    "limit": (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    "read-only": (
        400,
        "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
        "Updates can't be made during maintenance.",
    ),
}
"""The faults that Salesforce words itself: status, code, message."""

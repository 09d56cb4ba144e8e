"""Who calls while real processes are killed: records of the stand-in, some of which move.

Somebody merges, converts or deletes a caller's record at any moment, before the call is matched or
long after its Task is written. What became of each is remembered here, for the verdict.
"""

import threading
from collections import Counter
from random import Random
from typing import Any

from cti_adapter.torture.stand_in import StandIn

MOVED = 0.15
"""Share of the calls whose caller's record moves."""
SETTLED_PEOPLE = 40
"""Who call again and again and stay where they are."""
NOBODY = "+14155550999"
"""A number that no record has."""
AREAS = (
    "201", "202", "203", "205", "206", "207", "208", "209", "210", "212", "213", "214", "215",
    "216", "217", "218", "219", "224", "225", "228", "229", "231", "234", "239", "240", "248",
)  # fmt: skip
"""555-01xx is nobody's number in each of them."""


class People:
    """The callers of one run (`Truth`, together with the Tasks of the stand-in).

    Args:
        org: the stand-in.
        dice: of this run.
    """

    def __init__(self, org: StandIn, dice: Random) -> None:
        self._org = org
        self._dice = dice
        self._lock = threading.Lock()
        self._kinds: dict[str, str] = {}
        self._heirs: dict[str, str | None] = {}
        self.moved: Counter[str] = Counter()
        numbers = [f"+1{area}55501{each:02}" for area in AREAS for each in range(100)]
        self._numbers = iter(numbers)
        self._settled = [self._make() for _ in range(SETTLED_PEOPLE)]
        self._movers: dict[str, str] = {}

    def caller(self) -> tuple[str, str | None]:
        """Roll who calls: number and Salesforce id."""
        rolled = self._dice.random()
        if rolled < MOVED:
            return self._make()
        return self._dice.choice(self._settled) if rolled < 0.95 else (NOBODY, None)  # noqa: PLR2004

    def is_mover(self, at: str | None) -> bool:
        """Whether this person's record is one to be moved, and was not yet."""
        settled = {person for _, person in self._settled}
        return at is not None and at not in settled and at not in self._heirs

    def move(self, at: str) -> None:
        """Let somebody in the org merge, convert or delete a record."""
        kind = self._kinds[at]
        fate = self._dice.choice(("deleted", "moved"))
        if fate == "deleted" and self._dice.random() < 0.6:  # noqa: PLR2004 - a third in all
            heir = None
            self._org.control("POST", "delete", {"ids": [at]})
            self._note("deleted", at, heir)
        elif kind == "Lead":
            made = self._org.control("POST", "convert-lead", {"lead": at})
            self._note("converted", at, str(made["contact"]))
        else:
            heir = self._load("Contact", LastName=f"Heir of {at}")
            self._org.control("POST", "merge", {"master": heir, "losers": [at]})
            self._note("merged", at, heir)

    def heir_of(self, at: str) -> str | None:
        """Return where a person is now; None where nobody is left."""
        return self._heirs.get(at, at)

    def is_hidden(self, at: str) -> bool:
        """Whether a look-up by number may find neither this person nor the heir."""
        return at in self._heirs

    def is_edited(self, task: str) -> bool:
        """Whether somebody there has edited this Task: nobody does."""
        del task
        return False

    def edits_of(self, task: str) -> dict[str, Any]:
        """Return what people wrote into this Task: nothing."""
        del task
        return {}

    def _note(self, fate: str, at: str, heir: str | None) -> None:
        with self._lock:
            self.moved[fate] += 1
            self._heirs[at] = heir

    def _make(self) -> tuple[str, str]:
        number = next(self._numbers)
        name = f"Caller {number[-10:]}"
        if len(self._kinds) % 2:
            at = self._load("Contact", LastName=name, Phone=number)
            self._kinds[at] = "Contact"
        else:
            at = self._load("Lead", LastName=name, Company=f"Company of {name}", Phone=number)
            self._kinds[at] = "Lead"
        return number, at

    def _load(self, kind: str, **fields: Any) -> str:
        row = {"attributes": {"type": kind, "referenceId": "it"}, **fields}
        made: str = self._org.control("POST", "load", [row])["references"]["it"]
        return made

"""A telephone system that is to be told of presence, and may be closed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tests.support.answering import Asked, Said, answering


class Switchboard:
    """A telephone system that takes commands once it is open, and before says something else."""

    def __init__(self) -> None:
        self.url = ""
        self.is_open = False
        self.says = 503
        self.refused = 0
        self.taken: list[str] = []
        self.taken_at: list[datetime] = []


@contextmanager
def switchboard() -> Iterator[Switchboard]:
    """Let a telephone system listen for commands."""
    there = Switchboard()

    def take(asked: Asked) -> Said:
        if not there.is_open:
            there.refused += 1
            return Said(there.says)
        there.taken_at.append(datetime.now(UTC))
        there.taken.append(json.loads(asked.body)["data"]["presence"])
        return Said(202)

    with answering(take) as origin:
        there.url = f"{origin}/commands"
        yield there

"""Reads the tables of limits.md, so that a page a person can judge holds the code."""

from pathlib import Path
from typing import NamedTuple

from tests.support.page import rows_after

BOOK = Path(__file__).parent / "limits.md"
NEWCOMERS = (
    "a lead",
    "a contact",
    "an account",
    "a case of that account",
    "a case of another account",
)


class Cell(NamedTuple):
    """One cell of a table of limits: what stands there, what comes, what happens."""

    name: str
    related_to: str
    newcomer: str
    outcome: str


def rows(heading: str) -> list[list[str]]:
    """Return the body of the table after a heading, a list of cells a row."""
    return rows_after(BOOK.read_text(encoding="utf-8"), heading)


def limits(heading: str) -> list[Cell]:
    """Return every cell of one of the tables of limits."""
    return [
        Cell(name, related_to, newcomer, outcome)
        for name, related_to, *outcomes in rows(heading)
        for newcomer, outcome in zip(NEWCOMERS, outcomes, strict=True)
    ]

"""Reads the tables of docs/rules.md, so that the page is what the tests hold the code against."""

from typing import NamedTuple

from tests.support.page import rows_of


class Cell(NamedTuple):
    """One cell of a table of limits: what stands there, what comes, what happens."""

    name: str
    related_to: str
    newcomer: str
    outcome: str


def rows(heading: str) -> list[list[str]]:
    """Return the body of the first table after a heading, a list of cells a row."""
    return rows_of("rules.md", heading)


def limits(heading: str) -> list[Cell]:
    """Return every cell of one of the two tables of limits."""
    newcomers = (
        "a lead",
        "a contact",
        "an account",
        "a case of that account",
        "a case of another account",
    )
    return [
        Cell(name, related_to, newcomer, outcome)
        for name, related_to, *outcomes in rows(heading)
        for newcomer, outcome in zip(newcomers, outcomes, strict=True)
    ]

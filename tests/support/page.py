"""Reads the tables of the pages in docs/, so that a page is what tests hold the code against."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def rows_of(page: str, heading: str) -> list[list[str]]:
    """Return the body of the first table after a heading of a page, a list of cells a row."""
    return rows_after((DOCS / page).read_text(encoding="utf-8"), heading)


def rows_after(text: str, heading: str) -> list[list[str]]:
    """Return the body of the first table after a heading of a text, a list of cells a row."""
    section = text.split(heading, 1)[1].split("\n#", 1)[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]

"""The documents lead where they say, and leave nothing out that they promise to list."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cti_adapter.storage.schema import metadata

ROOT = Path(__file__).parents[2]
ADR = ROOT / "docs" / "adr"
PLANS = (ROOT / "docs" / "design.md", ROOT / "docs" / "facts")
"""Pages that name files of other projects, or files that a later release brings."""
FOLDERS = (
    "bench",
    "cti_adapter",
    "docs",
    "live",
    "manifest",
    "scan",
    "static",
    "templates",
    "tests",
)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("manifest/**/*.md")])

LINK = re.compile(r"\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
DECISION = re.compile(r"^\d{4}-[a-z0-9-]+\.md$")
FILE = re.compile(
    r"`([\w./-]+\.(?:py|js|md|object|lark|json))`|(?<![\w./])([\w-]+/[\w./-]+\.(?:py|js))\b"
)
TERM = re.compile(r"\*\*([^*]+)\*\* – (\S?)")


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def dead_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if ELSEWHERE.match(link):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are linked."""
    words = (heading.lower() for heading in HEADING.findall(prose(page)))
    return {re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in words}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A reader who follows one wants to read on."""
    assert [] == list(dead_links(page))


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if not any(page.is_relative_to(plan) for plan in PLANS)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    """A file that was renamed is named anew where it is explained."""
    text = page.read_text(encoding="utf-8")
    named = {quoted or drawn for quoted, drawn in FILE.findall(text)}

    assert [] == [name for name in named if "NAME" not in name and f"/{name}\n" not in our_files()]


@cache
def our_files() -> str:
    """The paths of the files that we wrote, a line each, from the root on."""
    files = [file for file in ROOT.glob("*.*") if file.is_file()]
    for folder in FOLDERS:
        for place, below, names in os.walk(ROOT / folder):
            below[:] = [name for name in below if name != "node_modules"]
            files += [Path(place, name) for name in names]
    return "".join(f"/{file.relative_to(ROOT)}\n" for file in files)


def test_every_decision_stands_in_the_index_under_its_own_number() -> None:
    """What is not in the list is not found when it is needed."""
    index = re.findall(r"\| \[(\d{4})\]\((\S+?)\)", (ADR / "README.md").read_text(encoding="utf-8"))
    files = sorted(page.name for page in ADR.glob("*.md") if page.name != "README.md")

    assert files == [name for _, name in index]
    assert [name[:4] for name in files] == [number for number, _ in index]


def test_every_decision_says_context_decision_and_consequences() -> None:
    """In this order, and its title begins with its number."""
    pages = [page for page in sorted(ADR.glob("*.md")) if DECISION.match(page.name)]
    told = {page.name: HEADING.findall(prose(page)) for page in pages}

    assert {name: ["Context", "Decision", "Consequences"] for name in told} == {
        name: headings[1:] for name, headings in told.items()
    }
    assert [name[:4] for name in told] == [headings[0][:4] for headings in told.values()]


def test_every_term_of_the_glossary_is_explained_once() -> None:
    """One word a thing, and a thing for every word."""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    entries = [part for part in glossary.split("\n\n") if part.startswith("**")]
    terms = [word.casefold() for word, _ in TERM.findall(glossary)]

    assert [] == [entry for entry in entries if not TERM.search(entry)]
    assert [] == [word for word, meaning in TERM.findall(glossary) if not meaning]
    assert sorted(set(terms)) == sorted(terms)


def test_the_readme_tells_every_setting() -> None:
    """Who sets up a server reads the table and not the code."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    settings = (ROOT / "cti_adapter" / "settings.py").read_text(encoding="utf-8")
    fields = re.search(r"class Settings\(.*?@property", settings, re.DOTALL)
    assert fields is not None
    names = re.findall(r"^    ([a-z_]+): ", fields[0], re.MULTILINE)

    assert [f"CTI_{name.upper()}" for name in names] == re.findall(
        r"^\| `(CTI_\w+)`", readme, re.MULTILINE
    )


def test_the_changelog_begins_with_what_is_not_released() -> None:
    """What a change adds has a place to stand."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "[Unreleased]" == re.findall(r"^## (.+)$", changelog, re.MULTILINE)[0]


@pytest.mark.requirement("B-15")
def test_the_page_of_privacy_says_what_stands_in_every_table() -> None:
    """Whoever adds a table says what it keeps of people, and how long."""
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")

    assert [] == [name for name in metadata.tables if f"`{name}`" not in page]

"""The words of the admin pages: complete in every language, and none is asked for in vain."""

import re
from pathlib import Path
from string import Formatter

import pytest

from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.languages import LANGUAGES

ROOT = Path(__file__).parents[4]
CATALOGUE = Catalogue.load()
ENGLISH = CATALOGUE.keys("en")
ASKED = re.compile(r"""\bt\(\s*["']([a-z][\w.-]*)["']\s*(~?)""")
APART = re.compile(r"""aria-label["']?[:=]\s*(?:\{\{ )?t\(["']([a-z][\w.-]*)_of["']""")
COUNTED = re.compile(r"\.(?:one|other)$")
NAMES = re.compile(
    "Administrator|Agent|Browser|Leads|Live|Logout|Name|Org|Salesforce|Smart Assign|Softphones"
    "|Test|Text|Version"
)
"""What is called so in English and in German."""


def gaps(language: str, key: str) -> set[str]:
    parts = Formatter().parse(CATALOGUE.text(language, key))
    return {name for _, name, _, _ in parts if name is not None}


def sources() -> list[Path]:
    pages = (ROOT / "cti_adapter" / "web" / "admin").rglob("*.py")
    return sorted([*pages, *(ROOT / "templates" / "admin").rglob("*.html"), *slds()])


def slds() -> list[Path]:
    return [*(ROOT / "templates" / "slds").glob("*.html")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    """Nobody meets half a page in a language they did not choose."""
    assert ENGLISH == CATALOGUE.keys(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_gaps(language: str) -> None:
    """A name that stands in one language is not lost in the other; `one` may say it in words."""
    told = {key: gaps(language, key) for key in ENGLISH if not key.endswith(".one")}

    assert {key: gaps("en", key) for key in told} == told


def test_every_text_a_page_asks_for_is_there() -> None:
    """A key that is spelt wrongly would be a page that cannot be shown."""
    forms = {COUNTED.sub("", key) for key in ENGLISH} | ENGLISH
    asked = {
        (file.name, key, grows)
        for file in sources()
        for key, grows in ASKED.findall(file.read_text(encoding="utf-8"))
    }
    missing = [
        f"{name}: {key}"
        for name, key, grows in sorted(asked)
        if not (any(each.startswith(key) for each in ENGLISH) if grows else key in forms)
    ]

    assert [] == missing
    assert len(asked) > 20


def test_a_text_that_counts_has_its_form_for_one() -> None:
    """ "1 suggestions" is read aloud just so."""
    assert "1 suggestion" == CATALOGUE.say("en", "frame.matches", n=1)
    assert "2 Vorschläge" == CATALOGUE.say("de", "frame.matches", n=2)
    assert "Page 2 of 3" == CATALOGUE.say("en", "frame.page_of", page=2, pages=3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_tells_two_buttons_apart_begins_with_what_stands_on_them(language: str) -> None:
    """Who says aloud what they see on a button presses it (WCAG 2.5.3, Label in Name)."""
    told = {key for file in sources() for key in APART.findall(file.read_text(encoding="utf-8"))}
    said = {key: CATALOGUE.text(language, f"{key}_of").lower() for key in told & ENGLISH}

    assert said
    assert [] == [
        key
        for key, label in said.items()
        if CATALOGUE.text(language, key).rstrip(" …").lower() not in label
    ]


@pytest.mark.requirement("B-20")
def test_what_reads_the_same_in_german_is_a_name() -> None:
    """Also what stands on a page only on a bad day."""
    same = {
        key: re.sub(r"\{\w+\}| min\b", "", CATALOGUE.text("de", key)).strip()
        for key in ENGLISH
        if CATALOGUE.text("en", key) == CATALOGUE.text("de", key)
    }

    assert {} == {
        key: text
        for key, text in same.items()
        if re.search(r"[^\W\d_]{2}", text) and not NAMES.fullmatch(text)
    }

"""cti_adapter.web.admin.catalogue: what the product says in English elsewhere, told in German."""

import re
from pathlib import Path

import pytest

from cti_adapter import errors
from cti_adapter.web.admin.catalogue import Catalogue
from tests.support.said import GAP, said

ROOT = Path(__file__).parents[4]
CATALOGUE = Catalogue.load()
SAID = sorted(key for key in CATALOGUE.keys("en") if key.startswith("said."))
OF_ADMIN_PAGES = (
    "web/admin",
    "storage/configurations.py",
    "storage/people.py",
    "storage/agents.py",
    "storage/settings.py",
    *(
        f"service/{name}.py"
        for name in (
            "bulk_linking",
            "default_owner",
            "linking",
            "receivers",
            "reconciling",
            "set_up",
            "telephone_settings",
            "telephone_systems",
        )
    ),
)
REFUSALS = ("NoSuchThing", "NotAllowed", "StateConflict")
FAILURES = ("Rejected", "RetryLater", "SignInNeeded", "Stale", "lost")
CODE = re.compile(r"[a-z]+([.-][a-z_]+)*|rollback Qx|(Qx ?)+\.?|Qx: Qx")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
NAMED = re.compile(r'\b(?:aria-label|alt|placeholder|title)="([^"]*)"')
UNWORDED = {
    "UTC",
    "line,username,name,email 101,a@example.test,Agent A,a@example.test 102,b@example.test,,",
}


def filled(language: str, key: str) -> str:
    return re.sub(r"\{\w+\}", GAP, CATALOGUE.text(language, key))


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize("key", SAID)
def test_what_was_said_in_english_is_told_in_german(key: str) -> None:
    """Whatever fills its gaps; in English it stays as it is."""
    assert filled("de", key) == CATALOGUE.retold("de", filled("en", key))
    assert filled("en", key) == CATALOGUE.retold("en", filled("en", key))
    assert filled("en", key) != filled("de", key)


@pytest.mark.requirement("B-20")
def test_what_others_say_is_told_as_it_came() -> None:
    """The words of an org are in its own language; a gap for words takes them, or ours."""
    theirs = "Bitte {einen} Grund wählen"

    assert theirs == CATALOGUE.retold("de", theirs)
    assert theirs == CATALOGUE.say("de", "frame.words", words=theirs)
    assert "die Verbindung zu Salesforce brach ab" == CATALOGUE.say(
        "de", "frame.words", words="the connection to Salesforce broke"
    )


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize(
    ("folders", "names", "keywords"),
    [
        (OF_ADMIN_PAGES, REFUSALS, ()),
        (("service", "app"), ("_note",), ("summary",)),
        (("salesforce",), FAILURES, ()),
    ],
    ids=["refusals", "versions", "Salesforce"],
)
def test_every_sentence_that_may_reach_a_page_can_be_told(
    folders: tuple[str, ...], names: tuple[str, ...], keywords: tuple[str, ...]
) -> None:
    """Whoever writes a new one gives it words in words/said.toml."""
    sentences = {each for each in said(folders, names, keywords) if not CODE.fullmatch(each)}

    assert len(sentences) > 5
    assert [] == [each for each in sorted(sentences) if each == CATALOGUE.retold("de", each)]


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize(
    "kind", [errors.NoSuchThing, errors.NotAllowed, errors.StateConflict, errors.TooManyRequests]
)
def test_a_refusal_without_words_of_its_own_can_be_told(kind: type[errors.RequestError]) -> None:
    """Its docstring is the default message."""
    assert str(kind()) != CATALOGUE.refusal("de", kind.error_id, str(kind()))[1]


@pytest.mark.requirement("B-20")
def test_no_template_has_a_word_of_its_own() -> None:
    """Whatever a page says comes from words/, also where a test has never looked."""
    found = set()
    for folder in ("admin", "slds"):
        for file in (ROOT / "templates" / folder).glob("*.html"):
            plain = JINJA.sub("", file.read_text(encoding="utf-8"))
            texts = [*NAMED.findall(plain), *re.split(r'<[^>]*>|[\w-]+="[^"]*"', plain)]
            found |= {" ".join(text.replace("·", " ").split()) for text in texts}

    assert set() == {each for each in found if re.search(r"[^\W\d_]{2}", each)} - UNWORDED

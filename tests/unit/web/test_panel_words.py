"""What the server tells a panel is a code, and the panel has words for it in every language."""

import re
from pathlib import Path

import pytest

from tests.support.said import GAP, said

I18N = Path(__file__).parents[3] / "static" / "i18n"
ENTRY = re.compile(r'^  "([\w.-]+)":', re.MULTILINE)
CODE = re.compile(r"[a-z-]+\.[\w.-]+")
FAILURES = ("Rejected", "RetryLater", "Stale", "lost")


def words_of(language: str) -> set[str]:
    files = [I18N / f"{part}{language}.js" for part in ("", "dialogs-", "told-")]
    return {code for file in files for code in ENTRY.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_code_of_the_server_has_words(language: str) -> None:
    """Of a code that is put together, some word has its beginning and its end."""
    codes = {each for each in said(("web", "service"), (), ("code",)) if CODE.fullmatch(each)}
    texts = words_of(language)
    wanting = [
        code
        for code in sorted(codes)
        if not any(re.fullmatch(re.escape(code).replace(GAP, ".*"), text) for text in texts)
    ]

    assert len(codes) > 30
    assert [] == wanting


@pytest.mark.requirement("B-20")
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_server_says_of_salesforce_has_words(language: str) -> None:
    """An agent reads why a log was not taken; what the org itself says is in its own language."""
    sentences = said(("salesforce",), FAILURES)
    spelled = {
        "message." + "-".join(re.findall("[a-z]+", each.replace(GAP, "").lower()))
        for each in sentences
    }

    assert len(spelled) > 5
    assert [] == sorted(spelled - words_of(language))

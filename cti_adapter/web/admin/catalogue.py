"""The words of the admin pages: a TOML file a page in words/, each with tables [en] and [de].

A further language is one file named after it, words/nl.toml, with a table a page.

The entry `title` of words/users.toml is asked for as "users.title", in templates by `t`. An entry
that counts has two forms, `found.one` and `found.other`, and is asked for with `n`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from cti_adapter.web.languages import LANGUAGES, REFERENCE

_SAID = frozenset({"message", "words"})
WORDS = Path(__file__).parent / "words"


class Catalogue:
    """Every text of the admin pages in every language.

    Args:
        texts: by language, then by key.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts
        self._said = {key: _spoken(text) for key, text in texts[REFERENCE].items() if _is_said(key)}

    @classmethod
    def load(cls, folder: Path = WORDS, languages: Iterable[str] = LANGUAGES) -> "Catalogue":
        """Read all files of a folder."""
        texts: dict[str, dict[str, str]] = {language: {} for language in languages}
        for file in sorted(folder.glob("*.toml")):
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            if file.stem in texts:
                for page, table in tables.items():
                    texts[file.stem].update(_flat(page, table))
                continue
            for language, said in texts.items():
                said.update(_flat(file.stem, tables.get(language, {})))
        return cls(texts)

    def keys(self, language: str) -> set[str]:
        return set(self._texts[language])

    def text(self, language: str, key: str) -> str:
        """Return a text as it is written, its gaps open."""
        return self._texts[language][key]

    def say(self, language: str, key: str, **gaps: object) -> str:
        """Return a text with its gaps filled; plain text, which the template escapes.

        What fills `words` or `message` was said elsewhere, perhaps by a part of the product.

        Raises:
            KeyError: the catalogue has no such text, or the text a gap nobody filled.
        """
        texts = self._texts[language]
        if "n" in gaps and f"{key}.other" in texts:
            key = f"{key}.one" if gaps["n"] == 1 else f"{key}.other"
        theirs = {name: self.retold(language, str(gaps[name])) for name in _SAID & gaps.keys()}
        return texts[key].format_map({**gaps, **theirs})

    def refusal(self, language: str, error_id: str, said: str) -> tuple[str, str]:
        """Return title and text of a page that says no.

        Args:
            language: of the reader.
            error_id: name of the refusal.
            said: its own words.
        """
        texts = self._texts[language]
        title = texts.get(f"frame.error.{error_id}", texts["frame.error.other"])
        detail = texts.get(f"frame.error_detail.{error_id}")
        return title, detail or self.retold(language, said)

    def retold(self, language: str, said: str) -> str:
        """Return in another language what a part of the product has said in English.

        What is not in words/said.toml is somebody else's and comes back as it is.
        """
        if language == REFERENCE:
            return said
        for key, spoken in self._said.items():
            if found := spoken.fullmatch(said):
                return self.say(language, key, **found.groupdict())
        return said


def _is_said(key: str) -> bool:
    return key.startswith("said.")


def _spoken(text: str) -> re.Pattern[str]:
    """Return what recognises a text whatever its gaps were filled with."""
    parts = Formatter().parse(text)
    made = (re.escape(plain) + (f"(?P<{gap}>.*)" if gap else "") for plain, gap, _, _ in parts)
    return re.compile("".join(made), re.DOTALL)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", value

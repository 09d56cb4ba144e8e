"""The words of the admin pages: a TOML file a page in words/, each with tables [en] and [de].

The entry `title` of words/users.toml is asked for as "users.title", in templates by `t`. An entry
that counts has two forms, `found.one` and `found.other`, and is asked for with `n`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de")
WORDS = Path(__file__).parent / "words"


class Catalogue:
    """Every text of the admin pages in every language.

    Args:
        texts: by language, then by key.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = WORDS) -> "Catalogue":
        """Read all files of a folder."""
        texts: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        for file in sorted(folder.glob("*.toml")):
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            for language in LANGUAGES:
                texts[language].update(_flat(file.stem, tables[language]))
        return cls(texts)

    def keys(self, language: str) -> set[str]:
        return set(self._texts[language])

    def text(self, language: str, key: str) -> str:
        """Return a text as it is written, its gaps open."""
        return self._texts[language][key]

    def say(self, language: str, key: str, **gaps: object) -> str:
        """Return a text with its gaps filled; plain text, which the template escapes.

        Raises:
            KeyError: the catalogue has no such text, or the text a gap nobody filled.
        """
        texts = self._texts[language]
        if "n" in gaps and f"{key}.other" in texts:
            key = f"{key}.one" if gaps["n"] == 1 else f"{key}.other"
        return texts[key].format_map(gaps)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", value

"""The languages that panel and pages speak; docs/languages.md tells how another one is added."""

from collections.abc import Mapping
from typing import Final

from flask import request

LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "de": "Deutsch",
}
"""Each by its own name."""

TITLES: Final[Mapping[str, str]] = {
    "en": "Companion",
    "de": "Begleiter",
}
"""What stands above the companion before any script has run."""

REFERENCE: Final = "en"
"""Every other language says what this one says."""


def asked_for() -> str:
    """Return the language that the browser of this request asks for, as far as we speak it."""
    return request.accept_languages.best_match(LANGUAGES) or REFERENCE

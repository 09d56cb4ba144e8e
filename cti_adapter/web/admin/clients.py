"""What a browser calls itself, in words a person recognises. Guesses nothing it cannot name."""

import re

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: all of them say they are Safari, and most say they are Chrome."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_MEANT = re.compile(r"[\w.-]{1,40}")


def in_words(client: str) -> tuple[str, str]:
    """Return browser and system of a User-Agent header, "" for what it does not tell."""
    browser = next((name for sign, name in _BROWSERS if sign in client), "")
    system = next((name for sign, name in _SYSTEMS if sign in client), "")
    if not browser:
        meant = _MEANT.match(client)
        browser = meant[0] if meant else ""
    return browser, system

"""What a reader meets on a page of ours: its texts, and the names of what stands on it."""

from html.parser import HTMLParser

_NAMES = frozenset({"aria-label", "alt", "placeholder", "title"})
_SILENT = frozenset({"script", "style"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_THEIRS = frozenset({"bdi", "code", "del", "ins", "output", "pre", "textarea", "time"})
"""Elements that hold what somebody else has written, or a machine reads."""


def visible_texts(page: str) -> list[str]:
    """Return every text of a page that the product words itself, in the order of the page."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._within.append(tag)
        self.found += [value for name, value in attrs if name in _NAMES and value]

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not (_SILENT | _THEIRS) & set(self._within):
            self.found.append(text)

"""How long a person's hands and eyes take for a form: counted acts, times published constants.

The Keystroke-Level Model of Card, Moran and Newell foretells the time of an expert who makes no
mistake, and leaves out reading and thinking of what to do: those are told apart, by the words of
the guide. Nothing here was measured with people.
"""

import re
from dataclasses import dataclass
from re import Pattern

from playwright.sync_api import Locator, Page

KEY_S = 0.28
"""K: a key or the mouse's button, "average non-secretary typist". All four from S. Card, T. Moran,
A. Newell, "The Keystroke-Level Model for User Performance Time with Interactive Systems",
Communications of the ACM 23 (7), 1980, https://doi.org/10.1145/358886.358895, figure 1."""
POINT_S, HOME_S, MENTAL_S = 1.1, 0.4, 1.35
"""P: move the mouse to a target; H: a hand between mouse and keys; M: make up one's mind."""
WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction: M. Brysbaert, "How many words do we read per minute?",
Journal of Memory and Language 109, 2019, https://doi.org/10.1016/j.jml.2019.104047."""

FIELDS = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, textarea"


@dataclass
class Counts:
    """What was done, and how often."""

    pages: int = 0
    """Loads of a page, in any tab."""
    forms: int = 0
    """Forms that were sent, of ours."""
    clicks: int = 0
    fields: int = 0
    """Fields that were typed into; those left as they were do not count."""
    typed: int = 0
    """Characters typed."""
    copied: int = 0
    """Values carried from one place to another by copy and paste."""

    @property
    def hands_s(self) -> float:
        """Seconds of an expert's hands, who knows what to do next."""
        click = MENTAL_S + POINT_S + KEY_S
        enter = click + 2 * HOME_S
        copy = POINT_S + 2 * KEY_S + 2 * HOME_S + 2 * KEY_S  # a double click, then two keys
        paste = enter + 2 * KEY_S
        return (
            self.clicks * click
            + self.fields * enter
            + self.typed * KEY_S
            + self.copied * (copy + paste)
        )


class Person:
    """Works a page as a person does, and is counted."""

    def __init__(self, page: Page, counts: Counts) -> None:
        self.page, self.counts = page, counts
        page.on("load", lambda _: self._loaded())
        page.on("request", lambda request: self._sent(request.method, request.resource_type))

    def _loaded(self) -> None:
        self.counts.pages += 1

    def _sent(self, method: str, kind: str) -> None:
        self.counts.forms += method == "POST" and kind == "document"

    def address(self, url: str) -> None:
        """Go where an address leads that stands in the guide or the terminal."""
        self.counts.copied += 1
        self.page.goto(url)

    def press(
        self, name: str | Pattern[str], kind: str = "button", within: Locator | None = None
    ) -> None:
        """Click a button, or another thing, by its name."""
        self.counts.clicks += 1
        where = within or self.page.locator("body")
        where.get_by_role(kind, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def types(self, name: str, text: str) -> None:
        """Fill a field by hand."""
        self.counts.fields += 1
        self.counts.typed += len(text)
        self._field(name).press_sequentially(text)

    def pastes(self, name: str, text: str) -> None:
        """Fill a field with what stands somewhere else."""
        self.counts.copied += 1
        self._field(name).fill(text)

    def copies(self, name: str) -> str:
        """Carry the value of a field somewhere else; return it."""
        self.counts.copied += 1
        return self._field(name).input_value()

    def _field(self, name: str) -> Locator:
        with_its_mark = re.compile(rf"^\W*{re.escape(name)}\W*$")  # a star says it is required
        return self.page.get_by_label(with_its_mark).and_(self.page.locator(FIELDS)).first

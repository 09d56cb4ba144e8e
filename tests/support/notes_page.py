"""An agent's page as far as notes go: one text after the other, the same until it is answered.

What static/js/core/draft.js does, without a clock (ADR 0029). Each word that is typed is another
one, so that afterwards can be told which of them are kept, and whether one of them stands twice.
"""

import re
from collections.abc import Callable

from cti_adapter.service.noting import Typed

Send = Callable[[Typed, str], bool]
"""Sends a text by a key; False where nobody answered. Raises RequestError where it is refused."""


class NotesPage:
    """The notes of one call in one client.

    Args:
        name: a letter; the words typed here begin with it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._typed = 0
        self._kept = 0
        """So many words are in a text that was answered."""
        self._text = self._base = ""
        self._unanswered: tuple[Send, Typed, str] | None = None

    def type(self) -> None:
        """Type one more word, behind all others."""
        self._typed += 1
        self._text = f"{self._text} {self._name}{self._typed}".lstrip()

    def send(self, send: Send) -> bool:
        """Send what nobody has answered yet, then what the field shows; False: no answer.

        Raises:
            RequestError: it is refused, and no repeat can help.
        """
        if not self.send_again():
            return False
        typed = Typed(text=self._text, base=self._base)
        self._unanswered = (send, typed, f"{self._name} {self._typed} {self._base}")
        return self.send_again()

    def send_again(self) -> bool:
        """Send what nobody has answered; False where nobody does now.

        Raises:
            RequestError: it is refused, and no repeat can help.
        """
        if self._unanswered is None:
            return True
        send, typed, key = self._unanswered
        self._unanswered = None  # unless nobody answers
        if not send(typed, key):
            self._unanswered = (send, typed, key)
            return False
        self._base = typed.text
        self._kept = max(self._kept, len(self._own(typed.text)))
        return True

    def hear(self, text: str) -> None:
        """Take up the text of the server, where nothing of ours waits to be sent."""
        if self._unanswered is None and self._text == self._base:
            self._text = self._base = text

    def wrong_in(self, comments: str) -> str:
        """Say what is wrong with what was written of the words typed here, "" for nothing.

        They stand in their order, each once, and none is missing that the page was told is kept.
        """
        own, all_ = self._own(comments), [f"{self._name}{n + 1}" for n in range(self._typed)]
        if own == all_[: len(own)] and len(own) >= self._kept:
            return ""
        return f"page {self._name}: {own}, and {self._kept} of {self._typed} words are kept"

    def _own(self, text: str) -> list[str]:
        return re.findall(rf"\b{self._name}\d+\b", text)

"""The rest of an answer that was too long for one response."""

import secrets
import threading
from typing import Final

from cti_adapter.emulator.store import Values

_MOST_LOCATORS: Final = 200


class Locators:
    """The rest of long answers, by the locator in nextRecordsUrl."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rest: dict[str, list[Values]] = {}

    def keep(self, records: list[Values]) -> str:
        locator = "01g" + secrets.token_hex(8)
        with self._lock:
            self._rest[locator] = records
            while len(self._rest) > _MOST_LOCATORS:
                self._rest.pop(next(iter(self._rest)))
        return locator

    def find(self, locator: str) -> list[Values] | None:
        with self._lock:
            return self._rest.get(locator)

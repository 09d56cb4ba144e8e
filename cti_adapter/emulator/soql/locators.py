"""The rest of an answer that was too long for one response.

A user has ten of them open at most, and none lives longer than two days of the org's clock
(rules.py); they end with the process.
"""

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.soql.query import Result

_PREFIX: Final = "01g"


@dataclass(frozen=True, slots=True)
class _Cursor:
    user_id: str
    at: datetime
    result: Result


class Locators:
    """Long answers by the locator in nextRecordsUrl."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cursors: dict[str, _Cursor] = {}

    def keep(self, result: Result, user_id: str, now: datetime) -> str:
        """Keep an answer for its user and return its locator; too many close the oldest."""
        locator = _PREFIX + secrets.token_hex(8)
        with self._lock:
            self._cursors[locator] = _Cursor(user_id, now, result)
            mine = [key for key, one in self._cursors.items() if one.user_id == user_id]
            for key in mine[: -rules.OPEN_CURSORS]:
                del self._cursors[key]
        return locator

    def get(self, locator: str, user_id: str, now: datetime) -> Result:
        """Return the answer of a locator.

        Raises:
            Refused: INVALID_QUERY_LOCATOR, it is unknown, another user's, closed or too old.
        """
        with self._lock:
            cursor = self._cursors.get(locator)
            if cursor is not None and now - cursor.at > rules.LOCATOR_LIFETIME:
                del self._cursors[locator]
                cursor = None
        if cursor is None or cursor.user_id != user_id:
            raise Refused("INVALID_QUERY_LOCATOR", "invalid query locator", fields=None)
        return cursor.result

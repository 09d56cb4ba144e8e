"""Which calls the org received: for tests that ask what was really sent.

Only /services/ is recorded. Tokens, codes and secrets are taken out before anything is kept.
"""

import json
import threading
from collections import deque
from typing import Any, Final
from urllib.parse import parse_qsl

CALLER: Final = "standin.user"
"""Where a request's environment says which user called."""
PARTS: Final = "standin.parts"
"""Where it lists the requests a composite request was made of."""
_KEPT: Final = 20_000
_UNREADABLE: Final = "(not readable)"
"""What stands for a body that is no JSON: nobody could take the secrets out of it."""
_SECRET: Final = frozenset(
    {
        "access_token", "refresh_token", "client_secret", "code", "code_verifier", "assertion",
        "password", "token", "id_token", "client_assertion", "oauth_token",
    }
)  # fmt: skip


class Ledger:
    """The calls received, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: deque[dict[str, Any]] = deque(maxlen=_KEPT)

    def write(self, row: dict[str, Any]) -> None:
        with self._lock:
            self._rows.append(row)

    def rows(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._rows)

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()


def readable(body: bytes, content_type: str) -> Any:
    """Return a body as the ledger shows it: parsed, without secrets."""
    text = body.decode("utf-8", errors="replace")
    if not text:
        return None
    if "json" in content_type:
        try:
            return _without_secrets(json.loads(text))
        except (ValueError, RecursionError):
            return _UNREADABLE
    if "form-urlencoded" in content_type:
        return _without_secrets(dict(parse_qsl(text, keep_blank_values=True)))
    return text


def readable_query(query: str) -> str:
    """Return a query string as the ledger shows it: as it was sent, without secrets."""
    parts = query.split("&")
    return "&".join(part for part in parts if part.partition("=")[0] not in _SECRET)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_secrets(each) for key, each in value.items() if key not in _SECRET}
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return value

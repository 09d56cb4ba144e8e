"""What `connect` knows, on disk: so a deployment of ours neither loses nor repeats a word."""

from pathlib import Path

import msgspec

from cti_adapter.telephony.asterisk.exchange import Exchange
from cti_adapter.telephony.asterisk.told import Told


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One event that is not on disk at the web process yet."""

    id: str
    told: Told


class Known(msgspec.Struct):
    """Everything that is kept."""

    exchange: Exchange = msgspec.field(default_factory=Exchange)
    waiting: list[Waiting] = []


class Memory:
    """One file; written whole, put in place at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = b""

    def read(self) -> Known:
        """Return what was known; nothing, where there is no file or a broken one."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Known)
        except (OSError, msgspec.DecodeError):
            return Known()

    def encoded(self, known: Known) -> bytes:
        """Return what is to be written."""
        return msgspec.json.encode(known)

    def write(self, now: bytes) -> None:
        """Keep it, if it is not what was kept last."""
        if now == self._last:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_bytes(now)
        beside.replace(self._path)
        self._last = now

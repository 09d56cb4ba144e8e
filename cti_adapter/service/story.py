"""The journal of a call as a story that may be handed on: when, what, and nobody's number or notes.

For the command line and for the download; the page of the admin has sentences besides
(web/admin/story.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any

import msgspec

from cti_adapter.calls.events import CallEvent
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.erasable import split
from cti_adapter.service.replay import differences, differing_decisions, is_erased, replayed

HIDDEN = "hidden"
_SAID_ELSEWHERE = frozenset({"at", "received_at", "type", "policy"})


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay of a journal says of what is kept."""

    differs: tuple[str, ...]
    """Names of fields; none: everything was decided again as it had been decided."""
    erased: bool
    """The person was erased: only decisions are compared."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The verdict as the last lines of a story."""
        fine = "equal, the caller was erased" if self.erased else "equal"
        return tuple(f"differs: {name}" for name in self.differs) or (fine,)


def verdict(stored: CallFile, journal: Sequence[CallEvent]) -> Verdict:
    """Fold a journal again and compare it with what is kept.

    Raises:
        ValueError: nobody ever told of this call.
    """
    erased, again = is_erased(journal), replayed(stored, journal)
    compare = differing_decisions if erased else differences
    return Verdict(differs=compare(stored, again), erased=erased)


def told(journal: Iterable[CallEvent]) -> Iterator[str]:
    """Word a journal, a line an event: when, what, and what it says that identifies nobody."""
    for event in journal:
        at = event.at.astimezone(UTC).isoformat(sep=" ", timespec="milliseconds")
        yield f"{at}  {event.__struct_config__.tag}  {facts_of(event)}".rstrip()


def facts_of(event: CallEvent) -> str:
    """Return what an event says, beside when and what: "line=101 text=hidden"."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    public, _ = split(plain, instead=HIDDEN)
    rest = {name: value for name, value in public.items() if _says_something(name, value)}
    return " ".join(f"{name}={_json(value)}" for name, value in rest.items())


def _says_something(name: str, value: object) -> bool:
    return name not in _SAID_ELSEWHERE and value not in (None, "", [], {}, ())


def _json(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()

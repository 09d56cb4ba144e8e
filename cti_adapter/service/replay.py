"""A call folded again from its journal, and where that differs from what is stored. Pure.

The journal is the truth and the snapshot a cache (D2): where the two differ, the code has changed
its mind about a call that has been decided already. Of a caller who was erased the decisions are
compared; numbers, names and notes are gone, and "erased" stands in their place.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from cti_adapter.calls.events import CallerErased, CallEvent
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.erasable import ERASED, OF_THE_PERSON, PRIVATE
from cti_adapter.service.fold import Opening, opened

_OF_THE_TEXTS = frozenset({"corrections", "notes"})
"""What depends on whether two texts were the same; with the texts that is gone, too."""


class Turn(NamedTuple):
    """One event of a journal, and what the call made of it."""

    event: CallEvent
    before: CallFile
    step: Step


def turns(stored: CallFile, journal: Sequence[CallEvent]) -> Iterator[Turn]:
    """Fold a journal again, event by event.

    Args:
        stored: tells which call it is, and nothing else.
        journal: everything that happened to it, in order.

    Raises:
        ValueError: nobody ever told of this call.
    """
    told = (each for each in journal if isinstance(each, Opening))
    first = next(told, None)
    if first is None:
        raise ValueError("no event of the journal opens the call")
    call = stored.call
    file = opened(stored.org_id, call.id, call.connector, call.native_id, first)
    for event in journal:
        step = advance(file, event)
        yield Turn(event, file, step)
        file = step.file


def replayed(stored: CallFile, journal: Sequence[CallEvent]) -> CallFile:
    """Return what the journal makes of a call; raises as `turns` does."""
    *_, last = turns(stored, journal)
    return last.step.file


def differences(stored: CallFile, again: CallFile) -> tuple[str, ...]:
    """Return the names of the fields that differ, for example "ledger.state"; never a value."""
    return tuple(_differing("", msgspec.to_builtins(stored), msgspec.to_builtins(again)))


def is_erased(journal: Sequence[CallEvent]) -> bool:
    """Whether what identified a person was taken out of a journal."""
    return any(
        isinstance(event, CallerErased) or _has_erased(msgspec.to_builtins(event))
        for event in journal
    )


def differing_decisions(stored: CallFile, again: CallFile) -> tuple[str, ...]:
    """Return where two folds of a call decide differently, whatever they know of the person."""
    one, other = _decisions(msgspec.to_builtins(stored)), _decisions(msgspec.to_builtins(again))
    return tuple(_differing("", one, other))


def _decisions(value: Any) -> Any:
    """Leave out what an erasure takes away; a number that is gone is not looked for any more."""
    if isinstance(value, dict):
        left = OF_THE_PERSON | _OF_THE_TEXTS
        kept = {name: each for name, each in value.items() if name not in left}
        if kept.get("matching") == "looking":
            del kept["matching"]
        decided = {name: _decisions(each) for name, each in kept.items()}
        return {name: each for name, each in decided.items() if each != {}}
    return [_decisions(each) for each in value] if isinstance(value, list | tuple) else value


def _has_erased(value: Any) -> bool:
    if isinstance(value, dict):
        own = any(name in PRIVATE and each == ERASED for name, each in value.items())
        return own or any(_has_erased(each) for each in value.values())
    return isinstance(value, list | tuple) and any(_has_erased(each) for each in value)


def _differing(name: str, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one | other):
            yield from _differing(f"{name}.{key}" if name else key, one.get(key), other.get(key))
    elif one != other:
        yield name

"""A call folded again from its journal, and where that differs from what is stored. Pure.

The journal is the truth and the snapshot a cache (D2): where the two differ, the code has changed
its mind about a call that has been decided already.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from cti_adapter.calls.events import CallEvent
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import Opening, opened


def replayed(stored: CallFile, journal: Sequence[CallEvent]) -> CallFile:
    """Return what the journal makes of a call.

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
        file = advance(file, event).file
    return file


def differences(stored: CallFile, again: CallFile) -> tuple[str, ...]:
    """Return the names of the fields that differ, for example "ledger.state"; never a value."""
    return tuple(_differing("", msgspec.to_builtins(stored), msgspec.to_builtins(again)))


def _differing(name: str, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one | other):
            yield from _differing(f"{name}.{key}" if name else key, one.get(key), other.get(key))
    elif one != other:
        yield name

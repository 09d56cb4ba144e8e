"""A call whose caller is erased: what stays of it, and of what is told of it later (B-15). Pure.

Time, direction, duration, outcome, agents and the ids of records stay, and every decision with
them. Numbers, names, notes and attributes go, from the snapshot here and from the journal where
the effect is carried out. From then on the call is closed: a late word moves nothing.
"""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote_plus

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent
from cti_adapter.calls.number import PhoneNumber, search_variants
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.ledger import Ledger, LogState
from cti_adapter.logbook.notes import Notes
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import EraseCaller
from cti_adapter.service.erasable import ERASED, OF_THE_PERSON, split

_NUMBER = re.compile(r"\+?[\d\s().-]{7,}")
_NUMBERS = frozenset({"number", "remote_number", "target", "to", "to_number"})
_SHORTEST = 6
"""Digits of a number that is looked for in texts: fewer stand in any moment of time."""
_GOES_TO = frozenset({"to", "waits_for"})
"""A queue or a line, which stay, or a number, which goes."""


def erased(file: CallFile, event: CallEvent) -> Step:
    """Take the caller out of a call, once; a log that is not written by now is given up."""
    if file.erased_at is not None:
        return Step(file=file)
    ledger = _closed(file.ledger, event)
    file = replace(file, ledger=ledger, notes=Notes(), unanswered=(), erased_at=event.at)
    parts = msgspec.to_builtins(file)
    kept: CallFile = msgspec.convert(
        {**_without(parts), "policy": parts.get("policy", {})}, CallFile
    )
    call = replace(kept.call, remote_number=None, local_number=None, recording_url="")
    kept = replace(kept, call=call, ledger=replace(kept.ledger, task_url=""))
    return Step(file=kept, effects=(EraseCaller(),))


def without_caller(event: CallEvent) -> CallEvent:
    """Return what may be kept of an event that is told of an erased call."""
    public, _ = split(msgspec.to_builtins(event))
    kept: CallEvent = msgspec.convert(public, CallEvent)
    return kept


def is_of(value: Any, number: PhoneNumber) -> bool:
    """Whether a call, or an event of one, is of this number: with it, or handed on to it."""
    if isinstance(value, dict):
        own = any(name in _NUMBERS and each == number for name, each in value.items())
        return own or any(is_of(each, number) for each in value.values())
    return isinstance(value, list | tuple) and any(is_of(each, number) for each in value)


def mentions(text: str, number: PhoneNumber) -> bool:
    """Whether a text names a number, however it is written; a short one only as it is."""
    fewest = min(search_variants(number), key=len)
    if len(fewest) < _SHORTEST:
        return f'"{number}"' in text
    return fewest in re.sub(r"\D", "", unquote_plus(text))


def is_named(text: str, number: PhoneNumber, names: Collection[str]) -> bool:
    """Whether a text names a number, or has one of these names in it."""
    return mentions(text, number) or any(name in text for name in names)


def _closed(ledger: Ledger, event: CallEvent) -> Ledger:
    if ledger.state in {"saved", "not-logged"}:
        return ledger
    state: LogState = "saved" if ledger.task_id else "not-logged"
    return replace(ledger, state=state, reason=books.ERASED, settled_at=event.at)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _left(name, each) for name, each in value.items()}
    return [_without(each) for each in value] if isinstance(value, list | tuple) else value


def _left(name: str, value: Any) -> Any:
    private = name in OF_THE_PERSON
    if isinstance(value, str):
        goes = private or (name in _GOES_TO and _NUMBER.fullmatch(value) is not None)
        return ERASED if value and goes else value
    if private and isinstance(value, dict | list | tuple):
        return type(value)()
    return _without(value)

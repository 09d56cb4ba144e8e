"""Tells a call as a table, a line an event, and plays it through the fold of the product.

    09:00:00 | leg.offered      | 101, remote_number=+14155550101
    09:00:01 | caller.looked-up | Ada Lovelace

The second column is the event's tag (contract.md §4 for telephony, calls/events.py for the
rest), the third its fields. What stands there without a name is the field a reader expects: the
agent's line, the record's label, the text typed. Records are those of builders.py; "?" before a
label makes it a record as the page reports it, before its account is known.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.engine import Assignment
from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import CallEvent, CallFacts
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record
from cti_adapter.calls.sign_in import Presence, SignedIn
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import Effect
from cti_adapter.service.fold import Opening, opened
from tests.support.builders import AGENT_A, CALL_ID, ORG, RECORDS, as_the_page_says, at

_CLASSES: dict[str, type] = {each.__struct_config__.tag: each for each in get_args(CallEvent)}

# what a field without a name means: the first of these that the event has
_EXPECTED = (
    "line",
    "record",
    "record_id",
    "text",
    "call_result",
    "seconds",
    "reason",
    "code",
    "message",
    "task_id",
    "outcome",
    "url",
)
_DEFAULTS: dict[str, object] = {
    "agent": AGENT_A,
    "still_open": True,
    "url": "",
    "reason": "",
    "target": "",
}


class Story(NamedTuple):
    """A call that was played."""

    steps: tuple[Step, ...]

    @property
    def file(self) -> CallFile:
        return self.steps[-1].file

    @property
    def call(self) -> Call:
        return self.file.call

    @property
    def assignment(self) -> Assignment:
        return self.file.assignment

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Everything the call asked of the world, in order."""
        return tuple(effect for step in self.steps for effect in step.effects)

    @property
    def said(self) -> tuple[str, ...]:
        """Everything the agent was told: "assigned Ada Lovelace"."""
        return tuple(
            f"{said.code} {said.record.label}" if said.record else said.code
            for step in self.steps
            for said in step.said
        )

    @property
    def assigned(self) -> tuple[str, ...]:
        """What stands in the slots, Name first: "Ada Lovelace auto"."""
        return labels(self.assignment.slots)


def labels(slots: Slots) -> tuple[str, ...]:
    """Return the contents of slots in words, Name first: "Ada Lovelace auto"."""
    held = (each for each in (slots.who, slots.what) if each is not None)
    return tuple(f"{each.record.label} {each.mark}" for each in held)


def play(table: str, policy: Policy | None = None) -> Story:
    """Play a call from its first event on.

    Args:
        table: the story, as this file's first words show.
        policy: the org's settings; the defaults where left out.
    """
    return run(read(table), policy)


def run(events: Iterable[CallEvent], policy: Policy | None = None) -> Story:
    """Play events that are made already; the first one has to be able to open a call."""
    steps: list[Step] = []
    for event in events:
        file = steps[-1].file if steps else replace(_opened(event), policy=policy or Policy())
        steps.append(advance(file, event))
    return Story(tuple(steps))


def read(table: str) -> list[CallEvent]:
    """Return the events a table tells."""
    return [_event(line) for line in table.splitlines() if line.strip()]


def _opened(event: CallEvent) -> CallFile:
    assert isinstance(event, Opening), "a call begins with a telephone, or is typed in"
    return opened(ORG, CALL_ID, "pbx", "c-42", event)


def _event(line: str) -> CallEvent:
    clock, tag, fields = (cell.strip() for cell in line.split("|", 2))
    cls = _CLASSES[tag]
    moment = at(clock)
    members = _members(cls, [each.strip() for each in fields.split(",")] if fields else [])
    event: CallEvent = msgspec.convert({**members, "at": moment}, type=cls, strict=False)
    return event


def _members(cls: type, cells: list[str]) -> dict[str, Any]:
    names: tuple[str, ...] = cls.__struct_fields__  # type: ignore[attr-defined]
    members: dict[str, Any] = {name: _DEFAULTS[name] for name in names if name in _DEFAULTS}
    facts: dict[str, Any] = {}
    for cell in cells:
        name, _, value = cell.rpartition("=")
        name = name or next(each for each in ("found", *_EXPECTED) if each in names)
        if name == "found":
            members.setdefault("found", []).append(_plain(value))
        elif name in names:
            members[name] = _value(name, value)
        else:
            facts[name] = {"for": value} if name == "attributes" else value
    if "found" in names:
        members.setdefault("found", [])
    if "leg_id" in names:
        members.setdefault("leg_id", f"l-{members['line']}")
    if "facts" in names:
        members["facts"] = msgspec.convert(facts, type=CallFacts, strict=False)
    return members


def _value(name: str, value: str) -> object:
    match name:
        case "record" | "opened":
            return _plain(value)
        case "record_id":
            return RECORDS[value].id
        case "signed_in":
            return _signed_in(value)
        case "started_at":
            return at(value)
        case "lines":
            return value.split()
        case _:
            return value


def _signed_in(text: str) -> SignedIn:
    """Read "in/out": signed in to Salesforce, not to the companion; "logout/in" is presence."""
    salesforce, companion = text.split("/")
    presence: Presence = "logout" if salesforce == "logout" else "available"
    return SignedIn(salesforce=salesforce == "in", companion=companion == "in", presence=presence)


def _plain(label: str) -> Record:
    record = RECORDS[label.removeprefix("?")]
    return as_the_page_says(record) if label.startswith("?") else record


def clock(moment: datetime | None) -> str:
    """Return a moment as the tables write it, "" where there is none."""
    return f"{moment:%H:%M:%S}" if moment is not None else ""

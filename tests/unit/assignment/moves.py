"""The moves of a story about whose call it is, so that a test reads as one sentence."""

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment, Decision
from cti_adapter.calls.record import Record
from tests.support.builders import ADAS_NUMBER, SWITCHBOARD

NEW = Assignment()


def matched(*found: Record, before: Assignment = NEW, smart: bool = True) -> Assignment:
    number = ADAS_NUMBER if len(found) == 1 else SWITCHBOARD
    return engine.looked_up(before, found, number=number, smart=smart).assignment


def opened(*records: Record, before: Assignment = NEW, smart: bool = True) -> Assignment:
    for record in records:
        before = engine.opened(before, record, smart=smart).assignment
    return before


def pressed(*records: Record, before: Assignment = NEW) -> Assignment:
    for record in records:
        before = engine.pressed(before, record).assignment
    return before


def removed(record: Record, before: Assignment) -> Assignment:
    return engine.removed(before, record.id).assignment


def undone(before: Assignment) -> Assignment:
    return engine.undone(before).assignment


def said(decision: Decision) -> list[tuple[str, str]]:
    return [(each.code, each.record.label) for each in decision.said]

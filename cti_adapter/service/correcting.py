"""When a Task that is written no longer says what the log of its call says. Pure.

One rule, whatever the reason: a late word of the telephone system, a recording that was slow, an
agent who takes something back. What becomes of the Task then is salesforce/correction.py.
"""

from msgspec.structs import replace

from cti_adapter.calls.events import AgentEvent, CallEvent, TelephonyEvent
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import CorrectLog
from cti_adapter.service.log_entry import says_the_same


def with_correction(before: CallFile, step: Step, event: CallEvent) -> Step:
    """Ask for the correction that follows from an event, where one does.

    A log on its way may have been read by the courier already, so it is corrected too; what is
    looked up for it is written before it (DECISION 46) and needs no correction.

    Args:
        before: the call before the event.
        step: the call after it.
        event: what happened.
    """
    after = step.file
    if not _may_be_late(before, after, event) or says_the_same(before, after):
        return step
    ledger = replace(after.ledger, corrections=after.ledger.corrections + 1)
    file = replace(after, ledger=ledger)
    return replace(step, file=file, effects=(*step.effects, CorrectLog()))


def _may_be_late(before: CallFile, after: CallFile, event: CallEvent) -> bool:
    if before is after or before.ledger.edition != after.ledger.edition:
        return False
    match before.ledger.state, after.ledger.state:
        case "saved", "saved":
            return True
        case "saving" | "not-saved", "saving" | "not-saved":
            return isinstance(event, TelephonyEvent | AgentEvent)
        case _:
            return False

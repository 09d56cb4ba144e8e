"""When a Task that is written no longer says what the log of its call says. Pure.

One rule, whatever the reason: a late word of the telephone system, a recording that was slow, an
agent who takes something back. What becomes of the Task then is salesforce/correction.py.
"""

from msgspec.structs import replace

from cti_adapter.calls.events import (
    AgentEvent,
    CallEvent,
    ConflictSettled,
    CorrectionRefused,
    LeadConverted,
    TaskCorrected,
    TaskGone,
    TaskSeen,
    TelephonyEvent,
)
from cti_adapter.logbook.corrections import corrected
from cti_adapter.service.call_file import CallFile, Step, with_unanswered
from cti_adapter.service.conflict import settled
from cti_adapter.service.effects import CorrectLog
from cti_adapter.service.followed import converted, seen
from cti_adapter.service.log_entry import says_the_same
from cti_adapter.service.log_news import corrected_news


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
    chosen = isinstance(event, ConflictSettled)  # what was held back may go now, whoever won
    if not _may_be_late(before, after, event) or (says_the_same(before, after) and not chosen):
        return step
    ledger = replace(
        after.ledger,
        corrections=after.ledger.corrections + 1,
        corrector=getattr(event, "agent", None),
    )
    file = with_unanswered(replace(after, ledger=ledger), before)
    return replace(step, file=file, effects=(*step.effects, CorrectLog()))


def about_task(file: CallFile, event: CallEvent) -> Step | None:
    """Fold what became of a correction, or what the agent chose; None for everything else."""
    match event:
        case TaskCorrected() | CorrectionRefused() | TaskGone():
            ledger = corrected(file.ledger, event)
            known = () if isinstance(event, TaskCorrected) else file.unanswered
            answered = replace(file, ledger=ledger, unanswered=known)
            return Step(file=answered, said=corrected_news(ledger, event))
        case ConflictSettled():
            return Step(file=settled(file, event))
        case TaskSeen():
            return Step(file=seen(file, event))
        case LeadConverted():
            return Step(file=converted(file, event))
        case _:
            return None


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

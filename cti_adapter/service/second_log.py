"""How a call takes in its second log, and when something is to be done about it. Pure.

With 'merge' the comments of the second log become part of what our log says, so that the one rule
for corrections writes them (correcting.py). Only when that is through is the second one closed.
"""

from msgspec.structs import replace

from cti_adapter.calls.events import (
    CallEvent,
    CorrectionRefused,
    SecondLogFound,
    SecondLogSettled,
    TaskCorrected,
    TaskGone,
    TaskWritten,
)
from cti_adapter.logbook.second_log import found, settled
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import CareForSecondLog, CorrectLog


def taken_in(file: CallFile, event: CallEvent) -> Step | None:
    """Fold what is said of the second log, None for everything else.

    A log that is open again is left alone: its second one is found once more later.
    """
    match event:
        case SecondLogFound() if file.ledger.state == "saved":
            wanted = event if file.policy.second_log == "merge" else replace(event, text="")
            second = found(file.ledger.second, wanted)
        case SecondLogSettled():
            second = settled(file.ledger.second, event)
        case SecondLogFound():
            return Step(file=file)
        case _:
            return None
    return Step(file=replace(file, ledger=replace(file.ledger, second=second)))


def with_care(step: Step, event: CallEvent) -> Step:
    """Ask for the second log to be linked, or closed, once our own Task says all there is to say.

    Args:
        step: the call after an event, with the correction that follows from it.
        event: what happened.
    """
    ledger = step.file.ledger
    said = SecondLogFound | TaskWritten | TaskCorrected | CorrectionRefused | TaskGone
    second = ledger.second
    if second is None or second.state != "found" or not isinstance(event, said):
        return step
    if ledger.state != "saved" or CorrectLog() in step.effects:
        return step  # what is still to be written comes first
    return replace(step, effects=(*step.effects, CareForSecondLog(task_id=second.task_id)))

"""When an org is asked for second Tasks of a call, and how the call takes in what it says. Pure."""

from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent, TasksCounted, TaskWritten
from cti_adapter.logbook.doubles import counted
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import CountTasks


def counted_in(file: CallFile, event: CallEvent) -> Step | None:
    """Fold what stands beside our Task, None for everything else."""
    if not isinstance(event, TasksCounted):
        return None
    return Step(file=replace(file, ledger=counted(file.ledger, event)))


def with_count(step: Step, event: CallEvent) -> Step:
    """Ask for the Tasks of a call to be counted where nothing keeps a second one out (P11).

    Args:
        step: the call after an event.
        event: what happened.
    """
    ledger = step.file.ledger
    if not isinstance(event, TaskWritten) or event.edition != ledger.edition:
        return step
    if not ledger.at_least_once or ledger.state != "saved":
        return step
    return replace(step, effects=(*step.effects, CountTasks()))

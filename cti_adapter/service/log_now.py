"""'Log now': the Task of an unlogged call, written after all (DECISION 50).

Pure. On the records in the slots of the call or, where there are none, on the open record; from
there on it is the same entry of the outbox, with the same key, as after Save.
"""

from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.calls.events import LogNowPressed
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.lead import may_become_lead
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import Effect, MakeLead, TryAgain, WriteLog


def logged_now(file: CallFile, event: LogNowPressed) -> Step:
    """Have the log of an unlogged call written.

    Args:
        file: the call; `may_be_logged_now` holds of its ledger.
        event: with the open record; one that cannot stand on a Task changes nothing.
    """
    assignment = file.assignment
    if event.opened is not None and assignment.slots.is_empty:
        decision = engine.pressed(replace(assignment, settled=False), event.opened)
        assignment = engine.settle(decision.assignment)
        if assignment.slots.is_empty:
            return Step(file=file)
    ledger = books.begun_from_history(file.ledger, saved_by=event.agent, at=event.at)
    logged = replace(file, assignment=assignment, ledger=ledger)
    effects: tuple[Effect, ...] = (WriteLog(),)
    if file.ledger.state == "not-saved":  # what was refused is of no interest any more
        effects = (TryAgain(), *effects)
    if assignment.slots.is_empty and may_become_lead(file.call, file.policy):
        effects = (*effects[:-1], MakeLead(), effects[-1])
    return Step(file=logged, effects=effects)

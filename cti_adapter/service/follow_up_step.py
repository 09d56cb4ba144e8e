"""How a follow-up task changes its call: it is noted there, and nothing else moves. Pure."""

from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent
from cti_adapter.calls.follow_ups import FollowUpAsked, FollowUpMade, FollowUpRefused
from cti_adapter.logbook.follow_up import FollowUp, answered
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import MakeFollowUp
from cti_adapter.service.log_entry import id_in_name


def follow_up_step(file: CallFile, event: CallEvent) -> Step | None:
    """Fold what happens to a follow-up task, None for everything else."""
    match event:
        case FollowUpAsked():
            wanted = _wanted(file, event)
            file = replace(file, follow_ups=(*file.follow_ups, wanted))
            return Step(file=file, effects=(MakeFollowUp(nth=wanted.nth),))
        case FollowUpMade() | FollowUpRefused():
            return Step(file=replace(file, follow_ups=answered(file.follow_ups, event)))
        case _:
            return None


def _wanted(file: CallFile, event: FollowUpAsked) -> FollowUp:
    """Return it with the records of this moment: what is assigned later is not meant."""
    who, what = file.assignment.slots.who, file.assignment.slots.what
    about = who or what
    return FollowUp(
        nth=len(file.follow_ups) + 1,
        agent=event.agent,
        due=event.due,
        who_id=id_in_name(who.record) if who is not None else None,
        what_id=what.record.id if what is not None else None,
        label=about.record.label if about is not None else "",
    )

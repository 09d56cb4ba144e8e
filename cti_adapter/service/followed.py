"""What a written log makes of what happened to its Task or its Lead in Salesforce. Pure.

Somebody put other records on the Task: they stay, and the history shows them (S2-16). The Lead was
converted: the call goes on with the Contact and the Opportunity it became, and the Task follows
(DECISION 21, correcting.py).
"""

from msgspec.structs import replace

from cti_adapter.assignment.decisions import Because
from cti_adapter.assignment.slots import Placed, Slots
from cti_adapter.assignment.state import noted
from cti_adapter.calls.events import LeadConverted, TaskSeen
from cti_adapter.service.call_file import CallFile


def seen(file: CallFile, event: TaskSeen) -> CallFile:
    """Note what records stand on the Task; what is asked about meanwhile stays asked."""
    ledger = file.ledger
    if ledger.state != "saved" or ledger.is_contested:
        return file
    return replace(file, ledger=replace(ledger, on_task=event.on_task))


def converted(file: CallFile, event: LeadConverted) -> CallFile:
    """Put what the Lead became in its place; without an Opportunity the Account is a candidate.

    What is there already stays: the Lead may have given way to somebody else by now.
    """
    who = file.assignment.slots.who
    if file.ledger.state != "saved" or who is None or who.record.id != event.lead_id:
        return file
    became, about = event.contact, event.opportunity
    slots = Slots(who=replace(who, record=became))
    if about is not None:
        because = Because(rule="in-salesforce")
        slots = replace(slots, what=Placed(record=about, mark="auto", because=because))
    assignment = replace(file.assignment, slots=slots, undo=())
    if about is None and event.account is not None:
        assignment = noted(assignment, event.account)
    return replace(file, assignment=assignment)

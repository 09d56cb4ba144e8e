"""What follows once a Task is written: what its agent is told, who owns the Lead in Name. Pure."""

from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.events import CorrectionRefused, TaskCorrected, TaskGone
from cti_adapter.calls.policy import Policy
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.service.effects import OwnLead, Told
from cti_adapter.service.saving import AtSave


def saved(ledger: Ledger, at_save: AtSave | None) -> Told:
    """Say who saved it; what only Save itself has added is named (DECISION 9)."""
    if ledger.by == "server":
        return Told(code="saved-by-server")
    added = at_save.added if at_save is not None else None
    return Told(code="saved-with" if added else "saved", record=added)


def corrected_news(
    ledger: Ledger, event: TaskCorrected | CorrectionRefused | TaskGone
) -> tuple[Told, ...]:
    """Tell the agent who asked for a correction what became of it; others it does not concern."""
    if ledger.corrector is None:
        return ()
    if isinstance(event, TaskCorrected):
        return (Told(code="contested" if ledger.is_contested else "corrected"),)
    return (Told(code="not-corrected"),)


def lead_to_own(ledger: Ledger, slots: Slots, policy: Policy) -> tuple[OwnLead, ...]:
    """Ask for the owner of an existing Lead once its Task is written (DECISION 29).

    The link applies where the Task went to the agent's user; a Lead that was made for this call
    has its owner already.
    """
    owner, who = ledger.owner, slots.who
    if not (policy.set_owner_of_lead and owner and owner.why == "agent"):
        return ()
    if who is None or who.record.type != "Lead":
        return ()
    made = {note.lead_id for note in ledger.leads if note.what == "made"}
    moved = any(mend.startswith("WhoId:") for mend in ledger.repaired)
    if who.record.id in made or moved:
        return ()
    return (OwnLead(lead_id=who.record.id, owner_id=owner.id),)

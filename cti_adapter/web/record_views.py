"""Words records for a panel: what is assigned and why, what is offered and why only that. Pure."""

from datetime import datetime

from cti_adapter.assignment.decisions import Because, Offer
from cti_adapter.assignment.limits import never
from cti_adapter.assignment.slots import Placed, SlotName, Slots, is_other_account, slot_of
from cti_adapter.assignment.state import Assignment
from cti_adapter.calls.number import PhoneNumber, for_display
from cti_adapter.calls.record import Record, Unreadable
from cti_adapter.web import messages as m

_ALONE = {"Case": "", "Opportunity": "-opportunity", "Account": "-account"}
"""Which words name the way out of "an account takes a contact only" (DECISION 4)."""


def record_view(record: Record, slots: Slots, note: m.Text | None = None) -> m.RecordView:
    """Show a record and how it stands to the call.

    Args:
        record: any.
        slots: of the call.
        note: why it is merely offered, where that is not another account.
    """
    relation: m.Relation = "candidate"
    if slots.find(record) is not None:
        relation, note = "assigned", note if record.claimed else None
    elif is_other_account(slots, record):
        relation = "other-account"
        note = m.Text(code="note.other-account", params={"account": record.account_name or ""})
    return m.RecordView(
        id=record.id,
        type=record.type,
        label=record.label,
        account=record.account_name or "",
        phone=record.phone or "",
        relation=relation,
        note=note,
        slot=slot_of(record) if never(record) is None else None,
    )


def offered_view(record: Record, assignment: Assignment) -> m.RecordView:
    """Show a match or a candidate."""
    return record_view(record, assignment.slots, note_on(record, assignment))


def note_on(
    record: Record, assignment: Assignment, unreadable: Unreadable | None = None
) -> m.Text | None:
    """Say why a record is merely offered (DECISION 45), None where nothing is to be said.

    Args:
        record: any.
        assignment: of the call.
        unreadable: why nothing is known of it, as far as the desk knows.
    """
    why = unreadable or assignment.unreadable.get(record.id)
    if why is not None:
        return m.Text(code=f"note.{why}")
    if record.claimed:
        return m.Text(code="note.other-type", params={"claimed": record.claimed})
    if record.is_converted:
        return m.Text(code="note.converted")
    return None if record.known else m.Text(code="note.checking")


def assigned_views(slots: Slots) -> tuple[m.AssignedView, ...]:
    """Show what is assigned: the people first, the primary before the further ones."""
    people = [_assigned(placed, slots, "who") for placed in slots.people]
    what = [_assigned(slots.what, slots, "what")] if slots.what is not None else []
    return (*people, *what)


def assign_view(
    offer: Offer, record: m.RecordView | None, seen_at: datetime | None, further: Record | None
) -> m.AssignView:
    """Show the one Assign button, and 'Add' where a further Contact is open."""
    return m.AssignView(
        enabled=offer.reason is None,
        record=record,
        seen_at=seen_at,
        reason=_reason(offer),
        replaces=", ".join(gone.label for gone in offer.replaces) or None,
        add=further.label if further is not None else None,
    )


def _assigned(placed: Placed, slots: Slots, slot: SlotName) -> m.AssignedView:
    because = placed.because
    return m.AssignedView(
        record=record_view(placed.record, slots),
        slot=slot,
        mark=placed.mark,
        because=m.Text(
            code=f"because.{because.rule}",
            params=_evidence(because),
        ),
        rejected=_rejected(because),
        more_rejected=because.more_rejected,
    )


def _evidence(because: Because) -> dict[str, str]:
    """The number a rule went by, as people read it."""
    number = because.evidence
    return {"number": for_display(PhoneNumber(number))} if number else {}


def _rejected(because: Because) -> tuple[m.RejectedView, ...]:
    return tuple(
        m.RejectedView(
            label=each.label, type=each.type, reason=m.Text(code=f"rejected.{each.reason}")
        )
        for each in because.rejected
    )


def _reason(offer: Offer) -> m.Text | None:
    if offer.reason is None:
        return None
    way_out = ""
    if offer.reason == "account-alone" and offer.record is not None:
        way_out = _ALONE.get(offer.record.type, "-record")
    return m.Text(code=f"reason.{offer.reason}{way_out}")

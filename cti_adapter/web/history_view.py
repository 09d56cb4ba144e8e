"""Words an agent's past calls, and where a page of them ends. Pure."""

import re

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import for_display, masked
from cti_adapter.calls.record import Record
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.afterwards import may_add, may_undo
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.past_calls import PastCalls, Place
from cti_adapter.storage.moments import from_micros, to_micros
from cti_adapter.web.conflict_view import contested_slots
from cti_adapter.web.log_view import last_change, why
from cti_adapter.web.messages import RecordView
from cti_adapter.web.past_calls import HistoryAnswer, HistoryCallView
from cti_adapter.web.record_views import record_view

_PLACE = re.compile(r"(\d{1,16})-(\w{1,64})")


def history_answer(page: PastCalls) -> HistoryAnswer:
    """Show a page of the history."""
    return HistoryAnswer(
        calls=tuple(past_call(file) for file in page.files),
        before=_name_of(page.files[-1]) if page.more else None,
        unlogged=page.unlogged,
    )


def past_call(file: CallFile) -> HistoryCallView:
    """Show one call and what became of its log."""
    call, ledger = file.call, file.ledger
    return HistoryCallView(
        id=call.id,
        direction=call.direction,
        number=masked(call.remote_number) if ledger.is_private else for_display(call.remote_number),
        records=() if ledger.is_private else tuple(each.label for each in records_of(file)),
        started_at=call.created_at,
        duration_s=call.seconds_talked,
        answered=call.answered_at is not None,
        state=ledger.state,
        task_url=ledger.task_url or None,
        reason=why(ledger),
        by_hand=ledger.manual,
        log_now=ledger.may_be_logged_now,
        add=_first(file),
        undo=last_change(file) if may_undo(file) else None,
        contested=contested_slots(file),
    )


def _first(file: CallFile) -> RecordView | None:
    slots = file.assignment.slots
    return record_view(slots.who.record, slots) if slots.who is not None and may_add(file) else None


def records_of(file: CallFile) -> tuple[Record, ...]:
    """Return what the call is about, as somebody may have changed it in Salesforce (S2-16)."""
    there = file.ledger.on_task
    if there is not None:
        return there.all
    return tuple(placed.record for placed in file.assignment.slots.all)


def place_named(text: str) -> Place | None:
    """Return the place from which the next page goes on, None for the first page.

    Raises:
        Unprocessable: that is no `before` of an answer.
    """
    if not text:
        return None
    read = _PLACE.fullmatch(text)
    if read is None:
        fault = "send the `before` of the page you have, or leave it out"
        raise Unprocessable(FieldFault(field="before", message=fault))
    return Place(at=from_micros(int(read[1])), call_id=CallId(read[2]))


def _name_of(file: CallFile) -> str:
    return f"{to_micros(file.call.created_at)}-{file.call.id}"

"""Words an agent's dial list for a panel: the next ones, and what became of the others. Pure."""

from collections.abc import Mapping
from typing import Literal

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import for_display
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.dial_list import DialEntry, DialList, NextEntries
from cti_adapter.web import answers
from cti_adapter.web.dial_list_shapes import DialEntryView, DialListView


def dial_list_view(shown: NextEntries) -> DialListView | None:
    """Show the next ones; None where there is nobody to call."""
    if not shown.entries:
        return None
    return DialListView(entries=tuple(map(entry_view, shown.entries)), more=shown.more)


def dial_list_answer(
    dial_list: DialList, calls: Mapping[CallId, CallFile]
) -> answers.DialListAnswer:
    """Show all of a list, and what became of the calls from it.

    Args:
        dial_list: the whole of it.
        calls: those that were dialled from it, as far as they are still kept.
    """
    return answers.DialListAnswer(
        entries=tuple(map(entry_view, dial_list.entries)),
        dialled=tuple(
            answers.DialledView(
                entry=entry_view(each.entry),
                at=each.at,
                outcome=_outcome(calls[each.call_id]),
                task_url=calls[each.call_id].ledger.task_url or None,
            )
            for each in dial_list.dialled
            if each.call_id in calls
        ),
    )


def entry_view(entry: DialEntry) -> DialEntryView:
    """Show one entry."""
    number = for_display(entry.number)
    return DialEntryView(id=entry.id, label=entry.label, about=entry.about, number=number)


def _outcome(file: CallFile) -> Literal["running", "reached", "not-reached"]:
    """Say whether somebody was reached: an agent of ours talked with the other side."""
    if file.call.answered_at is not None:
        return "reached"
    return "not-reached" if file.call.is_over else "running"

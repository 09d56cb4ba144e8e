"""Words the list 'Call events' for a panel. What happened is decided by calls/happenings.py."""

from collections.abc import Mapping

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.happenings import Happening, happenings
from cti_adapter.logbook.notes import Notes, inside
from cti_adapter.web import messages as m

MOST_SHOWN = 100
"""Of a call that is held a thousand times the last events are shown; the Task has more."""


def event_views(call: Call, notes: Notes, names: Mapping[Line, str]) -> tuple[m.CallEventView, ...]:
    """Show what happened to a call, oldest first.

    Args:
        call: whose events they are.
        notes: what was typed inside them.
        names: of the agents by line; a line nobody is known on stands for itself.
    """
    told = happenings(call)
    texts = inside(notes, told)
    return tuple(
        m.CallEventView(
            id=each.id, at=each.at, text=_worded(each, names), notes=texts.get(each.id, "")
        )
        for each in told[-MOST_SHOWN:]
    )


def _worded(happening: Happening, names: Mapping[Line, str]) -> m.Text:
    params: dict[str, str] = {}
    if happening.line is not None:
        params["agent"] = names.get(happening.line, happening.line)
    if happening.kind in {"transferred", "called"}:
        to = happening.to_line
        params["to"] = names.get(to, to) if to is not None else happening.to
    nobody = "" if happening.line is not None else "-by-nobody"
    return m.Text(code=f"event.{happening.kind}{nobody}", params=params)

"""What the agents typed about a call. Never lost, never saved late (DECISION 17).

Notes belong to the event during which they were typed: to the delivery, until the call is handed
on; then to the transfer (S1-17). Whose event is whose is decided here, and drawn by entry.py and
the panel alike.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.call import Call
from cti_adapter.calls.events import NotesTyped
from cti_adapter.calls.happenings import Happening
from cti_adapter.calls.policy import NoteEvent, NoteFields

DELIVERY = ""
"""The event that notes belong to before any transfer."""


class Filed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was typed inside an event that is over, or in a field beside 'Notes'."""

    event_id: str
    text: str
    field: str = ""
    """The label of that field, "" for 'Notes' itself (S1-18)."""


class Notes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The notes of one call, as the server has them."""

    text: str = ""
    """What stands in textbox 'Notes' now."""
    version: int = 0
    """Rises with each change, so that a client knows which text it built on."""
    saved_at: datetime | None = None
    event_id: str = DELIVERY
    """The event `text` belongs to."""
    filed: tuple[Filed, ...] = ()
    """What was typed in earlier events, and in the fields of all."""


def current_event(call: Call) -> str:
    """Return the id of the event that what is typed now belongs to."""
    return call.transfers[-1].id if call.transfers else DELIVERY


def type_of_event(call: Call, event_id: str) -> NoteEvent:
    """Return the type of an event in which notes are typed."""
    if event_id != DELIVERY:
        return "transfer"
    return "delivery" if call.direction == "Inbound" else "dialling"


def is_event_of(call: Call, event_id: str) -> bool:
    """Whether notes may be filed under this id."""
    pages = {each.id for each in call.transfers} | {each.id for each in call.merged}
    return event_id == DELIVERY or event_id in pages


def typed(notes: Notes, event: NotesTyped) -> Notes:
    """Take in the whole text as the agent sees it; the same text again changes nothing.

    What was typed before a transfer and comes after it still goes where it was typed.
    """
    event_id = notes.event_id if event.event_id is None else event.event_id
    if event.text == text_of(notes, event_id, event.field):
        return notes
    notes = replace(notes, version=notes.version + 1, saved_at=event.at)
    if event_id == notes.event_id and not event.field:
        return replace(notes, text=event.text)
    filed = Filed(event_id=event_id, text=event.text, field=event.field)
    return replace(notes, filed=_refiled(notes, filed))


def text_of(notes: Notes, event_id: str, field: str = "") -> str:
    """Return what stands in a field of one event of the call, "" where nothing does."""
    if event_id == notes.event_id and not field:
        return notes.text
    places = {(page.event_id, page.field): page.text for page in notes.filed}
    return places.get((event_id, field), "")


def turned(notes: Notes, event_id: str) -> Notes:
    """Begin a page for another event; what stands there already is filed with its own."""
    if event_id == notes.event_id:
        return notes
    filed = _refiled(notes, Filed(event_id=notes.event_id, text=notes.text))
    return replace(notes, text="", saved_at=None, event_id=event_id, filed=filed)


def with_pages(notes: Notes, pages: Sequence[Filed], at: datetime) -> Notes:
    """Take in what was typed into a call that has become part of this one."""
    for page in pages:
        notes = replace(notes, filed=_refiled(notes, page))
    return replace(notes, version=notes.version + 1, saved_at=at) if pages else notes


def arranged(notes: Notes, pages: Sequence[NoteFields]) -> Notes:
    """Put what stands in fields into the order an admin has given them; unknown ones come last."""
    order = {field: nth for nth, field in enumerate(each for page in pages for each in page.fields)}
    filed = sorted(notes.filed, key=lambda page: order.get(page.field, len(order)))
    return replace(notes, filed=tuple(filed))


def inside(notes: Notes, told: Sequence[Happening]) -> dict[str, str]:
    """Return the texts by the id of the event they stand under; the empty ones are left out.

    Args:
        notes: of the call.
        told: what happened during it, oldest first.
    """
    pages = (Filed(event_id=notes.event_id, text=notes.text), *notes.filed)
    texts: dict[str, str] = {}
    for page in sorted(pages, key=lambda page: page.field != ""):  # 'Notes' stand before the fields
        if page.text.strip():
            said = f"{page.field}: {page.text.strip()}" if page.field else page.text
            texts[page.event_id] = "\n".join(filter(None, (texts.get(page.event_id), said)))
    if DELIVERY in texts and told:
        texts[_delivery_in(told)] = texts.pop(DELIVERY)
    return texts


def _delivery_in(told: Sequence[Happening]) -> str:
    """Return the delivery, or the dialling, of the agent who was first to speak."""
    answers = [each for each in told if each.kind in {"answered", "connected"}]
    line = answers[0].line if answers else None
    begun = [each for each in told if each.kind in {"delivered", "dialled"}]
    own = [each for each in begun if each.line == line and each.at <= answers[0].at]
    return (own[-1:] or answers or begun or list(told))[0].id


def _refiled(notes: Notes, filed: Filed) -> tuple[Filed, ...]:
    places = {(page.event_id, page.field): page for page in notes.filed}
    places[filed.event_id, filed.field] = filed
    return tuple(page for page in places.values() if page.text.strip())

"""What the agent typed about a call. Never lost, never saved late (DECISION 17)."""

from datetime import datetime

import msgspec

from cti_adapter.calls.events import NotesTyped


class Notes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The notes of one call, as the server has them."""

    text: str = ""
    version: int = 0
    """Rises with each change, so that a client knows which text it built on."""
    saved_at: datetime | None = None


def typed(notes: Notes, event: NotesTyped) -> Notes:
    """Take in the whole text as the agent sees it; the same text again changes nothing."""
    if event.text == notes.text:
        return notes
    return Notes(text=event.text, version=notes.version + 1, saved_at=event.at)

"""Notes are kept as they are typed."""

from cti_adapter.calls.events import NotesTyped
from cti_adapter.logbook.notes import Notes, typed
from tests.support.builders import AGENT_A, at


def typing(text: str, clock: str = "09:01:00") -> NotesTyped:
    return NotesTyped(at=at(clock), agent=AGENT_A, text=text)


def test_what_is_typed_is_kept_with_its_moment() -> None:
    """The panel says "saved 3 s ago" and means it (DECISION 17)."""
    kept = typed(Notes(), typing("asked for refund"))

    assert Notes(text="asked for refund", version=1, saved_at=at("09:01:00")) == kept


def test_the_same_text_again_is_no_change() -> None:
    """Save sends the text once more; nothing is told anew."""
    kept = typed(Notes(), typing("asked for refund"))

    assert kept is typed(kept, typing("asked for refund", "09:02:00"))


def test_each_change_has_its_number() -> None:
    """A client knows which text it built on."""
    first = typed(Notes(), typing("asked"))

    assert 2 == typed(first, typing("asked for refund")).version

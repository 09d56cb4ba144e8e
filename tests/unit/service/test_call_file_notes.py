"""Notes while a call is handed on: whose page is turned, and when not (S1-17)."""

from tests.support.story import play

HANDED_ON = """
    09:00:00 | leg.connected    | 101
    09:01:00 | notes.typed      | text=first
    09:02:00 | call.transferred | from_line=101, to_line=102
"""


def test_after_a_transfer_the_box_is_empty() -> None:
    """What B types does not overwrite what A typed."""
    notes = play(f"{HANDED_ON}09:03:00 | notes.typed | text=second").file.notes

    assert ("second", ["first"]) == (notes.text, [page.text for page in notes.filed])


def test_a_transfer_told_after_the_end_takes_nothing_from_under_the_hands() -> None:
    """The agent is typing in wrap-up; their text stays in the box."""
    notes = play("""
        09:00:00 | leg.connected    | 101
        09:05:00 | call.ended       |
        09:05:10 | notes.typed      | text=asked for refund
        09:02:00 | call.transferred | from_line=102, to_line=101
    """).file.notes

    assert ("asked for refund", ()) == (notes.text, notes.filed)

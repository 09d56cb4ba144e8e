"""The list 'Call events' as a panel is told it."""

from msgspec.structs import replace

from cti_adapter.calls.leg import Turn
from cti_adapter.logbook.notes import Notes
from cti_adapter.web.event_views import MOST_SHOWN, event_views
from tests.support.builders import LINE_A, LINE_B, at
from tests.support.story import play


def worded(table: str) -> list[tuple[str, dict[str, str]]]:
    views = event_views(play(table).call, Notes(), {LINE_A: "Agent A", LINE_B: "Agent B"})
    return [(view.text.code, view.text.params) for view in views]


def test_agents_are_named() -> None:
    """S1-14: people, not extensions."""
    assert [
        ("event.answered", {"agent": "Agent A"}),
        ("event.transferred", {"agent": "Agent A", "to": "Agent B"}),
        ("event.transferred", {"agent": "Agent B", "to": "Support"}),
    ] == worded("""
        09:00:00 | leg.connected    | 101
        09:01:00 | call.transferred | from_line=101, to_line=102
        09:02:00 | call.transferred | from_line=102, to_queue=Support
    """)


def test_who_is_not_known_by_name_stands_as_their_line() -> None:
    """A telephone system may have agents we were never told of."""
    (view,) = event_views(play("09:00:00 | leg.offered | 103").call, Notes(), {})

    assert {"agent": "103"} == view.text.params


def test_what_nobody_did_has_words_of_its_own() -> None:
    """An abandoned call was last with nobody."""
    assert [("event.ended-by-nobody", {})] == worded("""
        09:00:00 | call.queued | queue=Support
        09:00:30 | call.ended  |
    """)


def test_a_thousand_holds_do_not_fill_the_wire() -> None:
    """Every change of the call is told to every page of its agents."""
    call = play("09:00:00 | leg.connected | 101").call
    turns = tuple(
        Turn(at=at(f"09:{second // 60:02}:{second % 60:02}"), held=second % 2 == 0)
        for second in range(1, 1001)
    )
    views = event_views(replace(call, legs=(replace(call.legs[0], turns=turns),)), Notes(), {})

    assert (MOST_SHOWN, views[-1].at) == (len(views), turns[-1].at)


def test_notes_stand_inside_the_event_they_were_typed_in() -> None:
    """S1-17: who takes over reads what was typed before, beside when."""
    file = play("""
        09:00:00 | leg.offered      | 101
        09:00:04 | leg.connected    | 101
        09:01:00 | notes.typed      | text=first
        09:02:00 | call.transferred | from_line=101, to_line=102
        09:03:00 | notes.typed      | text=second
    """).file
    views = event_views(file.call, file.notes, {})

    assert ["first", "", "second"] == [view.notes for view in views]

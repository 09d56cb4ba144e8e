"""A call that was typed in: over, answered by who typed it, and nothing else is known of it."""

from cti_adapter.calls.happenings import happenings
from cti_adapter.calls.lifecycle import follow
from tests.support.builders import LINE_A, WRAP_UP, at
from tests.support.story import clock, play, read

TYPED = (
    "12:00:00 | call.typed | 101, number=+14155550101, started_at=09:00:00, duration_s=372,"
    " direction={}"
)


def test_it_is_over_since_it_ended_and_has_no_wrap_up() -> None:
    """Whoever types it in has wrapped up long since."""
    call = play(TYPED.format("Outbound")).call

    assert (True, True, None) == (call.is_over, call.hung_up, call.wrap_up)
    assert ("09:00:00", "09:06:12") == (clock(call.created_at), clock(call.ended_at))
    assert (372, LINE_A) == (call.seconds_talked, call.responsible)


def test_its_direction_says_who_dialled() -> None:
    """A customer who called the agent's own mobile was not dialled."""
    told = {
        direction: [each.kind for each in happenings(play(TYPED.format(direction)).call)]
        for direction in ("Inbound", "Outbound")
    }

    assert {
        "Inbound": ["answered", "ended"],
        "Outbound": ["dialled", "connected", "ended"],
    } == told


def test_an_inbound_one_was_the_agent_s_own() -> None:
    """So the agent link applies: it reached nobody's number but theirs (DECISIONS 28 and 50)."""
    assert play(TYPED.format("Inbound")).call.is_routed


def test_a_call_that_somebody_told_of_is_not_typed_over() -> None:
    """What the telephone system said outranks what is typed."""
    told = play("09:00:00 | leg.offered | 101").call
    (typed,) = read(TYPED.format("Inbound"))

    assert told == follow(told, typed, wrap_up=WRAP_UP)
    assert at("09:00:00") == told.created_at

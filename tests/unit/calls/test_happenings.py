"""What happened during a call, in order: the list 'Call events' and the Task's comments."""

from msgspec.structs import replace

from cti_adapter.calls.call import Call, CallId, Merged, Transfer
from cti_adapter.calls.events import DialPlaced
from cti_adapter.calls.happenings import happenings, lines_told
from tests.support.builders import ADA, LINE_A, LINE_B, LINE_C, at
from tests.support.story import clock, play, read, run

TRANSFERRED = """
    09:00:00 | leg.offered      | 101
    09:00:04 | leg.connected    | 101
    09:01:00 | leg.held         | 101
    09:02:00 | leg.retrieved    | 101
    09:05:00 | call.transferred | from_line=101, to_line=102
    09:05:00 | leg.ended        | 101
    09:05:02 | leg.offered      | 102
    09:05:06 | leg.connected    | 102
    09:09:00 | call.ended       |
"""


def told(call: Call) -> list[str]:
    """Return the list in short: "09:00:04 answered 101"."""
    return [
        " ".join(filter(None, (clock(one.at), one.kind, one.line, one.to_line, one.to)))
        for one in happenings(call)
    ]


def test_ring_answer_hold_resume_transfer_and_hang_up_are_told_with_time_and_agent() -> None:
    """S1-12: whoever reads the call later knows who had the customer, and when."""
    assert [
        "09:00:00 delivered 101",
        "09:00:04 answered 101",
        "09:01:00 held 101",
        "09:02:00 resumed 101",
        "09:05:00 transferred 101 102",
        "09:05:02 delivered 102",
        "09:05:06 answered 102",
        "09:09:00 ended 102",
    ] == told(play(TRANSFERRED).call)


def test_the_order_of_arrival_does_not_matter() -> None:
    """Telephone systems reorder; what happened did not."""
    first, *later = (line for line in TRANSFERRED.splitlines() if line.strip())
    *middle, last = later
    shuffled = "\n".join([first, *middle[:2], middle[6], middle[3], *middle[4:6], last])

    assert told(play(TRANSFERRED).call) == told(play(f"{shuffled}\n{middle[2]}").call)


def test_a_call_to_somebody_who_wants_none_says_so() -> None:
    """B-31: the log tells that the agent was warned, behind the dialling."""
    (dial,) = read("09:00:00 | dial.placed | 101, leg_id=l-1, number=+14155550101")
    assert isinstance(dial, DialPlaced)

    assert ["09:00:00 dialled 101"] == told(run([dial]).call)
    despite = run([replace(dial, despite=(ADA,))]).call
    assert ["09:00:00 dialled 101", "09:00:00 despite 101"] == told(despite)


def test_an_end_that_is_only_presumed_is_not_told_as_one() -> None:
    """Whoever reads the log knows that nobody reported it."""
    silent = "09:00:00 | leg.offered | 101\n09:00:04 | leg.connected | 101\n"

    assert "09:00:04 fell-silent 101" == told(play(f"{silent}13:00:04 | end.presumed |").call)[-1]


def test_what_is_told_twice_is_listed_once() -> None:
    """A repeat of a delivery is the same event."""
    lines = [line for line in TRANSFERRED.splitlines() if line.strip()]
    twice = "\n".join(line for line in lines for _ in range(2))

    assert told(play(TRANSFERRED).call) == told(play(twice).call)


def test_each_entry_has_an_id_of_its_own() -> None:
    """The panel keeps the row of what it shows already."""
    ids = [one.id for one in happenings(play(TRANSFERRED).call)]

    assert len(ids) == len(set(ids))


def test_a_return_without_a_hold_is_not_told() -> None:
    """Some systems send one with every blind transfer."""
    call = play("""
        09:00:00 | leg.offered   | 101
        09:00:04 | leg.connected | 101
        09:01:00 | leg.retrieved | 101
    """).call

    assert ["09:00:00 delivered 101", "09:00:04 answered 101"] == told(call)


def test_an_outgoing_call_is_dialled_and_connected() -> None:
    """Nobody delivered it, and the customer answered, not the agent."""
    call = play("""
        09:00:00 | leg.initiated | 101
        09:00:09 | leg.connected | 101
    """).call

    assert ["09:00:00 dialled 101", "09:00:09 connected 101"] == told(call)


def test_an_inbound_call_to_an_agents_own_device_was_delivered_not_dialled() -> None:
    """There the device is called first, and then it rings."""
    call = play("""
        09:00:00 | leg.initiated | 101, direction=Inbound
        09:00:02 | leg.offered   | 101
    """).call
    at_once = play("09:00:00 | leg.initiated | 101, direction=Inbound").call

    assert ["09:00:02 delivered 101"] == told(call)
    assert ["09:00:00 delivered 101"] == told(at_once)


def test_a_transfer_that_does_not_say_from_whom_is_told_of_who_had_the_customer() -> None:
    """Some systems name the target alone."""
    call = play("""
        09:00:00 | leg.connected    | 101
        09:02:00 | leg.connected    | 103
        09:05:00 | call.transferred | to_line=102
    """).call

    assert "09:05:00 transferred 103 102" == told(call)[-1]


def test_a_transfer_nobody_made_is_told_all_the_same() -> None:
    """Of a queue that hands on what no agent has had."""
    call = play("""
        09:00:00 | call.queued      | queue=Support
        09:00:30 | call.transferred | to_queue=Sales
    """).call

    assert ["09:00:30 transferred Sales"] == told(call)


def test_of_an_abandoned_call_the_end_is_nobodys() -> None:
    """It was delivered to nobody who could have ended it."""
    call = play("""
        09:00:00 | call.queued | queue=Support
        09:00:30 | call.ended  |
    """).call

    assert ["09:00:30 ended"] == told(call)


def test_lines_that_are_only_named_in_a_transfer_are_named_too() -> None:
    """B is known by name though the call never rang there."""
    call = play("""
        09:00:00 | leg.connected    | 101
        09:05:00 | call.transferred | from_line=101, to_line=102
    """).call
    outside = replace(call, transfers=(Transfer(at=at("09:05:00"), from_line=LINE_C, to="+1"),))

    assert (LINE_A, LINE_B) == lines_told(call)
    assert (LINE_A, LINE_C) == lines_told(outside)


def test_of_one_moment_the_transfer_is_told_before_whom_it_reaches() -> None:
    """Telephone systems do both in a millisecond, and the end with it."""
    told = happenings(
        play("""
            09:00:00 | leg.offered      | 101
            09:00:00 | leg.connected    | 101
            09:01:00 | leg.offered      | 102
            09:01:00 | leg.ended        | 101
            09:01:00 | call.transferred | from_line=101, to_line=102
            09:01:00 | call.ended       |
        """).call
    )

    assert ["delivered", "answered", "transferred", "delivered", "ended"] == [
        each.kind for each in told
    ]


def test_the_line_on_which_an_agent_asks_is_not_told_as_if_the_call_came_to_them() -> None:
    """They have the customer on another one; whom they ask is told."""
    call = play("""
        09:00:00 | leg.offered     | 101
        09:00:04 | leg.connected   | 101
        09:05:00 | consult.started | 101, target=102
        09:05:00 | leg.initiated   | 101, leg_id=q-1
        09:05:01 | leg.offered     | 102
        09:05:06 | leg.connected   | 102
        09:05:06 | leg.connected   | 101, leg_id=q-1
    """).call

    assert ["delivered 101", "answered 101", "delivered 102", "answered 102"] == [
        each.partition(" ")[2] for each in told(call)
    ]
    assert "l-101" == getattr(call.leg_of(LINE_A), "id", "")


def test_a_call_that_became_part_of_this_one_is_told_where_it_began() -> None:
    """By whom, and to whom; of a customer's nobody's."""
    began = replace(
        play("09:00:00 | leg.connected | 101").call,
        merged=(
            Merged(call_id=CallId("call-2"), at=at("09:05:00"), line=LINE_A, to_line=LINE_B),
            Merged(call_id=CallId("call-3"), at=at("09:06:00")),
        ),
    )

    assert ["09:05:00 called 101 102", "09:06:00 called"] == told(began)[1:]

"""Agents are known by two names, and neither is the other."""

from tests.support.story import play


def test_a_call_remembers_its_agent_by_id_and_its_leg_by_line() -> None:
    """Ids are ours; lines are the telephone system's, and may change hands."""
    call = play("09:00:00 | dial.placed | 101, leg_id=l-1, number=+14155550101").call

    assert ("agent-a", "101") == (call.placed_by, call.legs[0].line)

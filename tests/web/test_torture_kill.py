"""The short form of `torture kill`: real processes die, and no call is lost or logged twice."""

from cti_adapter.torture.kill import kill


def test_calls_told_while_our_processes_are_killed_are_each_logged_once() -> None:
    """P1: one Task for each call, right in every field, or a refusal that somebody is shown."""
    found = kill(7, 20, deliveries_of_a_life=60, nights=0)

    assert [] == found.sentences
    assert found.refused == found.dead
    assert found.kills.total() > 0
    assert sum(found.faults.values()) > 0
    assert found.progress.taken >= 20

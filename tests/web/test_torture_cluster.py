"""The short form of `torture cluster`: processes and the database die, and nothing is lost."""

import pytest

from cti_adapter.torture.cluster import cluster


@pytest.mark.requirement("B-6", "B-7")
def test_a_cluster_that_is_restarted_and_killed_loses_no_call_and_no_message() -> None:
    """P1 and P10 behind a balancer: sockets are told, and pages come back for the rest."""
    found = cluster(7, 30, deliveries_of_a_life=15)

    assert [] == found.sentences
    assert found.refused == found.dead
    assert {"1012"} == found.restarted.keys()
    assert found.kills.total() > 0
    assert found.moved_s

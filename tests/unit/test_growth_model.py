"""What centres take, reckoned: the arithmetic of docs/performance.md."""

from dataclasses import fields

import pytest

from bench.growth_model import BUSY, Centre, Idle, PerCall, needs, table

ONES = PerCall(**dict.fromkeys((f.name for f in fields(PerCall)), 1.0))
REST = Idle(transactions=10.0, web_s=0.01, work_s=0.02, database_s=0.03)


def test_the_busiest_hour_is_that_of_all_agents() -> None:
    found = needs(Centre(agents=3600, calls_an_hour=2.0), ONES, REST)

    assert 2.0 == found.calls == found.deliveries == found.messages == found.notifications
    assert 3600 == found.sockets


def test_processes_are_as_many_as_stay_half_idle() -> None:
    """A second of processor time a call, two calls a second: four, half a core each."""
    found = needs(Centre(agents=3600, calls_an_hour=2.0), ONES, REST)

    assert (4, 4) == (found.web_processes, found.work_processes)
    assert BUSY * found.web_processes == pytest.approx(2.0)
    assert 2.0 + 4 * REST.web_s == pytest.approx(found.web_cores)
    assert 2.0 + 4 * REST.transactions == pytest.approx(found.transactions)


def test_sockets_alone_want_processes_too() -> None:
    assert 3 == needs(Centre(agents=25_000, calls_an_hour=0.0), ONES, REST).web_processes


def test_a_day_of_requests_is_held_against_what_the_org_may() -> None:
    """100,000 and 1,000 for each licence."""
    found = needs(Centre(agents=100, calls_a_day=50.0), ONES, REST)

    assert 5_000 == found.requests_a_day
    assert 5_000 / 200_000 == found.requests_share


def test_the_table_has_a_column_for_each_size_and_a_line_for_each_need() -> None:
    head, *lines = table(ONES, REST, (50, 100_000))

    assert ["agents", "50", "100,000"] == head.split()
    assert all(len(line.split()) >= 3 for line in lines)
    assert len(lines) == len(fields(needs(Centre(agents=1), ONES, REST)))

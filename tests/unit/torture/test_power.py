"""The short form of `torture power`: only our design keeps what it promised."""

import pytest

from cti_adapter.torture.power import BROKEN, Design, power


def test_what_was_acknowledged_is_on_the_disk_when_the_power_goes() -> None:
    """P3: once we say 2xx it is kept, and the file is whole, wherever in a commit it stops."""
    outage = power("ours", 80)

    assert [] == outage.sentences
    assert 80 == outage.trials
    assert outage.promised > 80


@pytest.mark.parametrize("design", BROKEN)
def test_a_storage_that_promises_too_early_is_caught(design: Design) -> None:
    """A disk that forgives this would forgive us everything."""
    outage = power(design, 30)

    assert outage.bad_trials > 0

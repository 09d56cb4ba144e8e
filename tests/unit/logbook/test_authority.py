"""Whether a call is logged, and the recorded reason where it is not."""

import pytest

from cti_adapter.logbook.authority import why_not_logged
from tests.support.story import play


def test_a_call_between_two_agents_is_not_logged() -> None:
    """No customer took part; the ledger says so (DECISION 15)."""
    call = play("09:00:00 | leg.initiated | 101, direction=Internal").call

    assert "internal" == why_not_logged(call)


@pytest.mark.parametrize("event", ["leg.offered", "leg.initiated"])
def test_every_call_with_a_customer_is_logged(event: str) -> None:
    """One Task for each inbound and each outbound call (S1-1)."""
    assert why_not_logged(play(f"09:00:00 | {event} | 101").call) is None

"""What the clock tells stands in the journal beside everything else."""

from typing import get_args

from cti_adapter.calls.elapsed import ClockEvent, EndBelieved, EndPresumed, WrapUpExpired


def test_the_clock_says_three_things() -> None:
    """Each by a name of its own, which a journal keeps for years."""
    tags = [each.__struct_config__.tag for each in get_args(ClockEvent)]

    assert {EndBelieved, EndPresumed, WrapUpExpired} == set(get_args(ClockEvent))
    assert ["wrap-up.expired", "end.believed", "end.presumed"] == tags

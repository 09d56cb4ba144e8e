"""What the clock tells, a class a happening. Holds events and nothing else.

When it does stands in deadline.py; told on by events.py.
"""

from cti_adapter.calls.reported import Event


class WrapUpExpired(Event, frozen=True, kw_only=True, tag="wrap-up.expired"):
    """The time for wrap-up is over, or the agent took the next call (DECISION 13)."""


class EndBelieved(Event, frozen=True, kw_only=True, tag="end.believed"):
    """Nothing more has come of a call that hung up without anybody having spoken."""


class EndPresumed(Event, frozen=True, kw_only=True, tag="end.presumed"):
    """Nothing has been heard of the call for so long that it is taken for over."""


ClockEvent = WrapUpExpired | EndBelieved | EndPresumed

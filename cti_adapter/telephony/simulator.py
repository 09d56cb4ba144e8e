"""The stand-in telephone system, for demo and tests: it speaks the generic webhook unchanged."""

from cti_adapter.telephony import generic


class Simulator(generic.Generic):
    """The generic webhook under the name of the simulator."""

    kind = "simulator"

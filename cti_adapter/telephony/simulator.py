"""The stand-in telephone system, for demo and tests: it speaks the generic webhook unchanged."""

from typing import ClassVar

from cti_adapter.telephony import generic
from cti_adapter.telephony.connector import Words


class Simulator(generic.Generic):
    """The generic webhook under the name of the simulator."""

    kind = "simulator"
    label: ClassVar[Words] = {"en": "Simulator", "de": "Simulator"}

"""Which kinds of telephone system there are. A new connector is one line here."""

from cti_adapter.errors import SettingsError
from cti_adapter.telephony.connector import Connector
from cti_adapter.telephony.generic import Generic
from cti_adapter.telephony.simulator import Simulator

CONNECTORS: tuple[Connector, ...] = (Generic(), Simulator())


def connector_of(kind: str) -> Connector:
    """Return the codec for a kind of telephone system.

    Raises:
        SettingsError: there is no such kind; names those there are.
    """
    for connector in CONNECTORS:
        if connector.kind == kind:
            return connector
    known = ", ".join(connector.kind for connector in CONNECTORS)
    raise SettingsError(f"no connector of kind {kind!r}; there are: {known}")

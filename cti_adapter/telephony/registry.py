"""Which kinds of telephone system there are. A new connector is one line here."""

from functools import cache

from cti_adapter.errors import SettingsError
from cti_adapter.service.telephone_kinds import Kind, fields_of
from cti_adapter.telephony.asterisk.codec import Asterisk
from cti_adapter.telephony.connector import Connector
from cti_adapter.telephony.ctm import CallTrackingMetrics
from cti_adapter.telephony.generic import Generic
from cti_adapter.telephony.simulator import Simulator
from cti_adapter.telephony.twilio import Twilio
from cti_adapter.telephony.vonage import Vonage

CONNECTORS: tuple[Connector, ...] = (
    Generic(),
    Simulator(),
    Twilio(),
    Vonage(),
    CallTrackingMetrics(),
    Asterisk(),
)


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


def kinds() -> tuple[Kind, ...]:
    """Return what an admin chooses from, and fills in for each."""
    return tuple(kind_of(connector) for connector in CONNECTORS)


@cache
def kind_of(connector: Connector) -> Kind:
    """Return what an admin fills in for a kind of telephone system."""
    return Kind(
        name=connector.kind,
        label=connector.label,
        fields=fields_of(connector.settings),
        secret_label=connector.secret_label,
        takes_command_url=connector.takes_command_url,
        settings=connector.settings,
    )

"""Which call centers an org has, and how many people are in each. Asks, and changes nothing.

CallCenter is read-only but for its creation (facts/open-cti.md 6.2), User.CallCenterId says who is
in one. That an integration user may read both is not documented: a refusal is no fault.
"""

import msgspec

from cti_adapter.errors import Rejected
from cti_adapter.salesforce.gateway import Gateway

_CENTERS = "SELECT Id, AdapterUrl FROM CallCenter ORDER BY Name LIMIT 50"
_MEMBERS = (
    "SELECT CallCenterId, COUNT(Id) members FROM User "
    "WHERE IsActive = TRUE AND CallCenterId != NULL GROUP BY CallCenterId"
)


class CallCenter(msgspec.Struct, frozen=True, kw_only=True):
    """One call center of the org."""

    address: str
    """Of the adapter, as it stands in its definition, without spaces."""
    members: int
    """Active users in it."""


def call_centers(gateway: Gateway) -> tuple[CallCenter, ...] | None:
    """Return the call centers by name; None where we may not look.

    Raises:
        SalesforceError: the org did not answer.
    """
    try:
        centers, counted = gateway.query(_CENTERS), gateway.query(_MEMBERS)
    except Rejected:
        return None
    members = {row["CallCenterId"]: row["members"] for row in counted}
    return tuple(
        CallCenter(
            address="".join((row["AdapterUrl"] or "").split()), members=members.get(row["Id"], 0)
        )
        for row in centers
    )

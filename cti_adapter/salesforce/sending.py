"""A record on its way into the org, mended as often as the org names something that can be mended.

What is mended, and what never is, stands in repairs.py.
"""

from collections.abc import Callable

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import Repairable, Stale
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.repairs import Draft, mended

_MOST_REPAIRS = 6


def send(
    gateway: Gateway, describe: Describe, draft: Draft, write: Callable[[Row], RecordId]
) -> tuple[RecordId, Draft]:
    """Write a draft; return where it stands, and the draft as it was written.

    Raises:
        SalesforceError: what is left once everything that could be mended has been.
    """
    for _ in range(_MOST_REPAIRS):
        try:
            return write(draft.fields), draft
        except (Repairable, Stale) as error:
            draft = mended(gateway, describe, draft, error)
    return write(draft.fields), draft

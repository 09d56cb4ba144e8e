"""Who does not want to be called: people with a number who are marked DoNotCall (B-31).

A Contact and a Lead have that field, a person account by its hidden Contact. Where the integration
user may not see it, nobody is marked. Reads only.
"""

from collections.abc import Iterator, Sequence

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import MatchedObject
from cti_adapter.calls.record import Record
from cti_adapter.salesforce.describe import PEOPLE, Describe
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.search import find_callers

FIELD = "DoNotCall"


def marked(
    gateway: Gateway,
    describe: Describe,
    number: PhoneNumber,
    region: str,
    matched: Sequence[MatchedObject],
) -> tuple[Record, ...]:
    """Return who stores this number in any of their fields and is marked; nobody: ().

    Args:
        gateway: to the org.
        describe: of the same org.
        number: to be dialled, in normal form.
        region: ISO country by which numbers without a country code are read.
        matched: where callers are looked for; fields that an admin named there count as well.

    Raises:
        SalesforceError: the org could not be asked.
    """
    places = tuple(_places(describe, matched))
    only = f"{FIELD} = true"
    return find_callers(gateway, describe, number, region=region, places=places, only=only)


def _places(describe: Describe, matched: Sequence[MatchedObject]) -> Iterator[MatchedObject]:
    """Name all the number fields of each type that has the mark."""
    for name in sorted(PEOPLE):
        shape = describe.shape(name)
        if shape is not None and FIELD in shape.columns:
            named = [
                place.fields for place in matched if place.object.casefold() == name.casefold()
            ]
            also = tuple(field for fields in named for field in fields)
            yield MatchedObject(object=name, fields=(*shape.phone_fields, *also))

"""The upsert: change the record an external id names, or create it.

facts/salesforce.md section 6. The look-up of an upsert stands outside the transaction that
writes: two at the same moment may both find nothing, as in the org, and then the unique field
lets one of them win. Knows nothing of HTTP.
"""

from dataclasses import dataclass

from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.org import external_ids
from cti_adapter.emulator.org.options import USUAL, Options
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values


@dataclass(frozen=True, slots=True)
class Upserted:
    """The record an upsert wrote, and whether it is new."""

    record_id: str
    created: bool


def upsert(  # noqa: PLR0913 - what an upsert says, and who says it
    org: Org,
    actor: str,
    kind: ObjectType,
    key: tuple[str, str],
    given: Values,
    *,
    options: Options = USUAL,
    update_only: bool = False,
) -> Upserted:
    """Change the record with this key, or create it.

    Args:
        org: the org.
        actor: id of the user who writes.
        kind: the object.
        key: field and value.
        given: column to value, without the key.
        options: how the write was asked for.
        update_only: nothing is created (6, [C]).

    Raises:
        Refused: the org does not take it; DUPLICATE_VALUE where another writer was faster.
        external_ids.Several: nothing was written.
    """
    one, value = external_ids.key_field(kind, key[0]), key[1]
    if any(name.lower() == one.name.lower() for name in given):
        text = f"The {one.name} field should not be specified in the sobject data."
        raise Refused("INVALID_FIELD", text)
    found = external_ids.find(org, kind, one, value)
    if found is not None:
        org.update(actor, kind, found, given, options)
        return Upserted(found, created=False)
    if update_only or one.type == "id":
        raise not_found()
    record_id = org.create(actor, kind, {**given, one.name: value}, options)
    return Upserted(record_id, created=True)

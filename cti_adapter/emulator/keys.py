"""Records by a field that names them from outside: external ids, and the upsert over them.

facts/salesforce.md section 6. The look-up of an upsert stands outside the transaction that
writes: two at the same moment may both find nothing, as in the org, and then the unique field
lets one of them win. Knows nothing of HTTP.
"""

from dataclasses import dataclass
from typing import Final

from cti_adapter.emulator import ids
from cti_adapter.emulator.checks import Standing
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.options import USUAL, Options
from cti_adapter.emulator.org import Org
from cti_adapter.emulator.schema import Field, ObjectType
from cti_adapter.emulator.store import Values

_SOUGHT: Final = (
    "SELECT id FROM record WHERE type = ? AND deleted = 0"
    " AND json_extract(body, '$.' || ?) = ? COLLATE NOCASE ORDER BY id"
)


class Several(Exception):
    """A field that is not unique names more than one record; `record_ids` are they."""

    def __init__(self, record_ids: list[str]) -> None:
        super().__init__(f"{len(record_ids)} records")
        self.record_ids = record_ids


@dataclass(frozen=True, slots=True)
class Upserted:
    """The record an upsert wrote, and whether it is new."""

    record_id: str
    created: bool


def find_one(org: Org, kind: ObjectType, field: str, value: str) -> str:
    """Return the id of the one record with this key.

    Raises:
        Refused: NOT_FOUND, for an unknown key field as for an unknown value (6, [C]).
        Several: the field is not unique and more than one record has the value.
    """
    found = _find(org, kind, _key(kind, field), value)
    if found is None:
        raise not_found()
    return found


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
        Several: nothing was written.
    """
    one, value = _key(kind, key[0]), key[1]
    if any(name.lower() == one.name.lower() for name in given):
        text = f"The {one.name} field should not be specified in the sobject data."
        raise Refused("INVALID_FIELD", text)
    found = _find(org, kind, one, value)
    if found is not None:
        org.update(actor, kind, found, given, options)
        return Upserted(found, created=False)
    if update_only or one.type == "id":
        raise not_found()
    record_id = org.create(actor, kind, {**given, one.name: value}, options)
    return Upserted(record_id, created=True)


def _key(kind: ObjectType, name: str) -> Field:
    """6, [C]: a field that is no external id is as unknown as one that is not there."""
    one = kind.by_lower.get(name.lower())
    if one is None or not (one.externalId or one.unique or one.type == "id"):
        raise not_found()
    return one


def _find(org: Org, kind: ObjectType, one: Field, value: str) -> str | None:
    if one.type == "id":
        full = ids.long_form(value)
        return full if full and org.standing(full) == (kind.name, Standing.LIVES) else None
    if one.unique:
        return org.store.owner_of(kind.name, one.name, value)
    found = [row[0] for row in org.store.run(_SOUGHT, (kind.name, one.name, value))]
    if len(found) > 1:
        raise Several(found)
    return found[0] if found else None

"""Records named by a value of another system: external ids, in addresses and in references.

facts/salesforce.md section 6. Knows nothing of HTTP and writes nothing.
"""

from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.org import ids
from cti_adapter.emulator.org.checks import Standing
from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values

_SOUGHT: Final = (
    "SELECT id FROM record WHERE type = ? AND deleted = 0"
    " AND json_extract(body, '$.' || ?) = ? COLLATE NOCASE ORDER BY id"
)


class Several(Exception):
    """A field that is not unique names more than one record; `record_ids` are they."""

    def __init__(self, record_ids: list[str]) -> None:
        super().__init__(f"{len(record_ids)} records")
        self.record_ids = record_ids


def find_one(org: Records, kind: ObjectType, field: str, value: str) -> str:
    """Return the id of the one record with this key.

    Raises:
        Refused: NOT_FOUND, for an unknown key field as for an unknown value (6, [C]).
        Several: the field is not unique and more than one record has the value.
    """
    found = find(org, kind, key_field(kind, field), value)
    if found is None:
        raise not_found()
    return found


def key_field(kind: ObjectType, name: str) -> Field:
    """Return a field records can be named by.

    Raises:
        Refused: NOT_FOUND; a field that is no external id is as unknown as none (6, [C]).
    """
    one = kind.by_lower.get(name.lower())
    if one is None or not (one.externalId or one.unique or one.type == "id"):
        raise not_found()
    return one


def find(org: Records, kind: ObjectType, one: Field, value: str) -> str | None:
    """Return the id of the one record with this key, None where there is none.

    Raises:
        Several: the field is not unique and more than one record has the value.
    """
    if one.type == "id":
        full = ids.long_form(value)
        return full if full and org.standing(full) == (kind.name, Standing.LIVES) else None
    if one.unique:
        return org.store.owner_of(kind.name, one.name, value)
    found = [row[0] for row in org.store.run(_SOUGHT, (kind.name, one.name, value))]
    if len(found) > 1:
        raise Several(found)
    return found[0] if found else None


def resolved(org: Records, kind: ObjectType, given: Values) -> Values:
    """Return values in which a reference by external id has become one by id.

    {"Account": {"Customer_Number__c": "C-1"}} stands for {"AccountId": "001…"} (REST guide,
    [C]); Name and Related To of a Task, which are polymorphic, are not set so (1.1, [P]).

    Raises:
        Refused: INVALID_FIELD, the reference names no record, or cannot be given so.
    """
    values: Values = {}
    for name, value in given.items():
        link = kind.relationships.get(name.lower()) if isinstance(value, dict) else None
        if link is None or (link.polymorphic and not rules.POLYMORPHIC_BY_EXTERNAL_ID):
            values[name] = value
        else:
            values[link.name] = _referred(org, link, value)
    return values


def _referred(org: Records, link: Field, said: dict[str, Any]) -> str:
    keys = [name for name in said if name != "attributes"]
    target = org.kind(link.referenceTo[0])
    one = target.by_lower.get(keys[0].lower()) if len(keys) == 1 else None
    if one is None or not (one.externalId or one.unique):
        text = f"{link.relationshipName}: name the record by one external id of {target.name}"
        raise Refused("INVALID_FIELD", text)
    value = str(said[keys[0]])
    found = find(org, target, one, value)
    if found is None:
        raise Refused(
            "INVALID_FIELD",
            f"Foreign key external ID: {value} not found for field {one.name} in entity"
            f" {target.name}",
        )
    return found

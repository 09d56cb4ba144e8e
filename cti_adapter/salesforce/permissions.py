"""What the integration user may read and write, object by object and field by field.

By descriptions alone: they show a user what their permissions let them do, so nothing is tried and
nothing is written. A field that is hidden looks like one that is not there (facts/salesforce.md
1.6), and so no two words are made of it.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from cti_adapter.calls.policy import MatchedObject
from cti_adapter.errors import Rejected
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.failures import KEY_FIELD, translated
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.leads import LEAD_FIELDS
from cti_adapter.salesforce.task import CREATE_ONLY, FIELDS

OUR_FIELDS: Final = (KEY_FIELD, "CTI_Call_Id__c", "CTI_Recording__c")
"""What manifest/softphone/ brings to the Task."""
READ: Final = ("Contact", "Lead", "Account", "Case", "Opportunity")
"""Whose records are shown and stand on a Task, whatever admins decide."""

_NOT_EVERYWHERE: Final = frozenset({*OUR_FIELDS, "TaskWhoIds", "RecordTypeId"})
"""Fields of ours, and those an org has by choice."""

KeyState = Literal["right", "elsewhere", "missing", "read-only", "not-unique"]
"""Of the key field; "elsewhere": the object CTI Call carries it."""


class Permissions(msgspec.Struct, frozen=True, kw_only=True):
    """What the integration user may do, in API names."""

    may_create_task: bool
    may_edit_task: bool
    refused_fields: tuple[str, ...]
    """Of the platform's Task fields, those that may not be set."""
    fixed_fields: tuple[str, ...]
    """Those that may be set once and not be changed later."""
    read_only_fields: tuple[str, ...]
    """Of our Task fields, those that are seen and may not be set."""
    key_state: KeyState
    asked: tuple[str, ...]
    """Objects that were asked about."""
    readable: tuple[str, ...]
    """Of these, those that may be read, each as "object|its name field|fields with numbers"."""
    lead_refused: tuple[str, ...]
    """Lead fields that may not be set."""
    lead_keyed: bool
    """Whether a Lead carries our key, unique."""


def permissions(
    gateway: Gateway, describe: Describe, places: Sequence[MatchedObject]
) -> Permissions:
    """Ask what the integration user may do.

    Args:
        gateway: to the org.
        describe: of the same org.
        places: where callers are looked for.

    Raises:
        SalesforceError: the org could not be asked.
    """
    asked = tuple(dict.fromkeys((*READ, *(place.object for place in places))))
    told = _told(gateway, "Task")
    with translated(writing=False):
        fields: dict[str, Row] = {row["name"]: row for row in told.get("fields", ())}
        may_create, may_edit = bool(told.get("createable")), bool(told.get("updateable"))
    schema, lead = describe.schema(), describe.shape("Lead")
    return Permissions(
        may_create_task=may_create,
        may_edit_task=may_edit,
        refused_fields=_lacking(fields, "createable", but=_NOT_EVERYWHERE),
        fixed_fields=_lacking(fields, "updateable", but=_NOT_EVERYWHERE | CREATE_ONLY),
        read_only_fields=tuple(
            name for name in OUR_FIELDS if name in fields and not fields[name].get("createable")
        ),
        key_state="elsewhere" if schema.key_object else _key_state(fields.get(KEY_FIELD)),
        asked=asked,
        readable=tuple(_readable(describe, asked, places)),
        lead_refused=tuple(
            name
            for name in LEAD_FIELDS
            if name != KEY_FIELD and (lead is None or name not in lead.createable)
        ),
        lead_keyed=lead is not None and lead.keyed,
    )


def _told(gateway: Gateway, object_type: str) -> Row:
    try:
        return gateway.describe(object_type)
    except Rejected:
        return {}


def _lacking(fields: dict[str, Row], right: str, *, but: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if name not in but and not fields.get(name, {}).get(right))


def _key_state(field: Row | None) -> KeyState:
    if field is None:
        return "missing"
    if not (field.get("unique") and field.get("externalId")):
        return "not-unique"
    return "right" if field.get("createable") else "read-only"


def _readable(
    describe: Describe, asked: Iterable[str], places: Sequence[MatchedObject]
) -> Iterable[str]:
    chosen = {place.object: place.fields for place in places}
    for name in asked:
        shape = describe.shape(name)
        if shape is None:
            continue
        named = [each for each in chosen.get(name, ()) if each in shape.columns]
        numbers = ",".join(dict.fromkeys((*shape.phone_fields, *named)))
        yield f"{name}|{shape.name_field or ''}|{numbers}"

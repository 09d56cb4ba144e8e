"""Which objects the org has, and what a describe says of them.

objects.json lists the objects with the fields that are their own; what every object has (Id,
dates, who wrote it) is added here. Nothing below this file knows an object by name except
the rule files.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("objects.json")
_UNGROUPED: Final = frozenset(
    {"textarea", "datetime", "multipicklist", "double", "currency", "percent"}
)
_PERSON: Final = ("Contact", "Lead")
"""What stands in Name (WhoId) never stands in Related To (TASK67, [C])."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of an object; `length` in characters, `digits` of a whole number; 0: none said."""

    name: str
    type: str
    label: str
    length: int = 0
    digits: int = 0
    required: bool = False
    readonly: bool = False
    createonly: bool = False
    unique: bool = False
    externalId: bool = False  # noqa: N815 - spelled as the describe spells it
    restricted: bool = False
    polymorphic: bool = False
    filterable: bool = True
    default: Any = None
    formula: str | None = None
    """A path whose value this column shows, for example Contact.Phone on a Case."""
    autoNumber: str | None = None  # noqa: N815 - spelled as Setup spells it
    values: tuple[str, ...] = ()
    referenceTo: tuple[str, ...] = ()  # noqa: N815 - spelled as the describe spells it
    relationshipName: str | None = None  # noqa: N815 - spelled as the describe spells it
    childRelationshipName: str | None = None  # noqa: N815 - beside relationshipName
    """What the records that refer by this column are called from the record they refer to."""
    needs: str | None = None
    """What the org must have for the column to exist: a profile, a setting; None for nothing."""

    @property
    def groupable(self) -> bool:
        """Whether GROUP BY takes the column ([C] the kinds, SOQL and SOSL Reference)."""
        return self.filterable and self.type not in _UNGROUPED

    @property
    def createable(self) -> bool:
        return not (self.readonly or self.formula)

    @property
    def updateable(self) -> bool:
        return self.createable and not self.createonly

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")


@dataclass(frozen=True, kw_only=True, eq=False)
class ObjectType:
    """One object of the org; each is equal to itself alone, so that things can be kept by it."""

    name: str
    label: str
    plural: str
    prefix: str
    activities: bool
    name_field: str | None
    writable: bool
    updateable: bool
    person: bool
    fields: Mapping[str, Field]
    highlights: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    queryable: bool = True
    """Whether a query may select from it; if not, only as the child of another record."""
    stored_as: str | None = None
    """The object whose records it shows, where it has none of its own."""
    only: Mapping[str, Any] = field(default_factory=dict)
    """Columns and the values they have in the records this object shows of `stored_as`."""

    @cached_property
    def by_lower(self) -> dict[str, Field]:
        """The fields by lower-case name: the API does not mind the case of a column."""
        return {name.lower(): one for name, one in self.fields.items()}

    @cached_property
    def relationships(self) -> dict[str, Field]:
        """The reference fields by the lower-case name a query walks them by."""
        return {
            one.relationshipName.lower(): one
            for one in self.fields.values()
            if one.relationshipName
        }

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether a record of the object this one is stored as is of this one."""
        return all(values.get(name) == wanted for name, wanted in self.only.items())


@dataclass(frozen=True, kw_only=True)
class Schema:
    """All objects, by name and by key prefix."""

    objects: Mapping[str, ObjectType]
    by_prefix: Mapping[str, ObjectType] = field(init=False)
    by_lower: Mapping[str, ObjectType] = field(init=False)

    def __post_init__(self) -> None:
        stored = [one for one in self.objects.values() if one.prefix and not one.stored_as]
        object.__setattr__(self, "by_prefix", {one.prefix: one for one in stored})
        object.__setattr__(self, "by_lower", {n.lower(): o for n, o in self.objects.items()})

    def find(self, name: str) -> ObjectType | None:
        return self.by_lower.get(name.lower())

    def type_of(self, record_id: str) -> ObjectType | None:
        """Return the object an id belongs to, by its first three characters."""
        return self.by_prefix.get(record_id[:3])


@cache
def load(features: frozenset[str]) -> Schema:
    """Return the schema of an org that has these features: its profile, its settings."""
    rows: dict[str, dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    related = tuple(n for n, row in rows.items() if row["activities"] and n not in _PERSON)
    rows["Task"]["fields"]["WhatId"]["referenceTo"] = related
    rows["TaskRelation"]["fields"]["RelationId"]["referenceTo"] = (*_PERSON, *related)
    there = {n: row for n, row in rows.items() if row.get("needs") in {None, *features}}
    objects = {name: _object(name, row, features) for name, row in there.items()}
    return Schema(objects=objects | activity_views(objects["Task"]))


def activity_views(task: ObjectType) -> dict[str, ObjectType]:
    """Return ActivityHistory and OpenActivity: the Tasks of a record, closed and open.

    They can be read as children of a record and described, nothing else (1.6, [C]).
    """
    children = {"ActivityHistory": "ActivityHistories", "OpenActivity": "OpenActivities"}
    return {name: _view(task, name, child) for name, child in children.items()}


def _view(task: ObjectType, name: str, child: str) -> ObjectType:
    called = {
        key: replace(one, childRelationshipName=child)
        for key, one in task.fields.items()
        if key in {"AccountId", "WhatId", "WhoId"}
    }
    return replace(
        task,
        name=name,
        label=child,
        plural=child,
        prefix="",
        writable=False,
        updateable=False,
        queryable=False,
        only={"IsClosed": name == "ActivityHistory"},
        fields={**task.fields, **called},
        stored_as=task.name,
    )


def _object(name: str, row: dict[str, Any], features: frozenset[str]) -> ObjectType:
    typed = row.get("recordTypes") and "record_types" in features
    fields = {
        **_SYSTEM,
        **(_AUDIT if "set_audit_fields" in features else {}),
        **({"OwnerId": _OWNER} if row["owned"] else {}),
        **(_TYPED if typed else {}),
        **row["fields"],
    }
    built = {key: _field(key, one, features) for key, one in fields.items()}
    return ObjectType(
        name=name,
        label=row["label"],
        plural=row["labelPlural"],
        prefix=row["keyPrefix"],
        activities=row["activities"],
        name_field=row["nameField"],
        writable=row.get("writable", True),
        updateable=row.get("writable", True) and row.get("updateable", True),
        person=row.get("person", False),
        stored_as=row.get("storedAs"),
        only=row.get("only", {}),
        fields={key: one for key, one in built.items() if one.needs in {None, *features}},
        highlights=tuple(row.get("highlights", ())),
        columns=tuple(row.get("list", ())),
    )


def _field(name: str, row: dict[str, Any], features: frozenset[str]) -> Field:
    given = dict(row)
    if given.pop("optionalWith", None) in features:
        given["required"] = False
    if given.pop("plainWith", None) in features:
        given["unique"] = given["externalId"] = False
    for key in ("values", "referenceTo"):
        given[key] = tuple(row.get(key, ()))
    if row["type"] == "boolean":
        given.setdefault("default", False)
    return Field(name=name, **given)


_USER: Final = {"type": "reference", "referenceTo": ["User"], "readonly": True}
_STAMP: Final = {"type": "datetime", "readonly": True}
_SYSTEM: Final[dict[str, dict[str, Any]]] = {
    "Id": {"type": "id", "label": "Record ID", "length": 18, "readonly": True},
    "IsDeleted": {"type": "boolean", "label": "Deleted", "readonly": True},
    "CreatedDate": {**_STAMP, "label": "Created Date"},
    "CreatedById": {**_USER, "label": "Created By ID", "relationshipName": "CreatedBy"},
    "LastModifiedDate": {**_STAMP, "label": "Last Modified Date"},
    "LastModifiedById": {
        **_USER,
        "label": "Last Modified By ID",
        "relationshipName": "LastModifiedBy",
    },
    "SystemModstamp": {**_STAMP, "label": "System Modstamp"},
}
_AUDIT: Final[dict[str, dict[str, Any]]] = {
    name: {**{k: v for k, v in _SYSTEM[name].items() if k != "readonly"}, "createonly": True}
    for name in ("CreatedDate", "CreatedById")
}
"""Given when a record is created, with the org's leave (7, [P])."""
_TYPED: Final[dict[str, dict[str, Any]]] = {
    "RecordTypeId": {
        "type": "reference",
        "label": "Record Type ID",
        "referenceTo": ["RecordType"],
        "relationshipName": "RecordType",
    }
}
"""On objects of which an org has record types."""
_OWNER: Final[dict[str, Any]] = {
    "type": "reference",
    "label": "Owner ID",
    "referenceTo": ["Group", "User"],
    "relationshipName": "Owner",
    "polymorphic": True,
}

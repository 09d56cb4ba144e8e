"""The describe answers, in the spelling of the REST API.

Only what a client of a CTI adapter reads is filled with meaning; the rest is present because
clients expect the member to exist: describe_members.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cti_adapter.emulator.org.schema import Field, ObjectType, Schema
from cti_adapter.emulator.rest import describe_members as members

Listed = Mapping[str, list[dict[str, Any]]]
"""Picklist values by the name of the field."""


def row_of(one: ObjectType, root: str) -> dict[str, Any]:
    """Return the object's line in describeGlobal; `root` is /services/data/vNN.0."""
    path = f"{root}/sobjects/{one.name}"
    return {
        "name": one.name,
        "label": one.label,
        "labelPlural": one.plural,
        "keyPrefix": one.prefix or None,
        "custom": one.custom,
        "activateable": False,
        "createable": one.writable,
        "updateable": one.updateable,
        "deletable": one.writable,
        "queryable": one.queryable,
        "searchable": one.queryable
        and any(f.type in {"phone", "email"} for f in one.fields.values()),
        "retrieveable": True,
        **members.OBJECT,
        "undeletable": one.writable,
        "mergeable": one.name in {"Account", "Contact", "Lead", "Case"},
        "layoutable": one.writable,
        "triggerable": one.writable,
        "urls": {
            "sobject": path,
            "describe": f"{path}/describe",
            "rowTemplate": f"{path}/{{ID}}",
        },
    }


def full(
    one: ObjectType,
    schema: Schema,
    root: str,
    listed: Listed,
    types: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the describe of one object: fields, children, record types.

    Args:
        one: the object.
        schema: all objects there are for who asks.
        root: /services/data/vNN.0.
        listed: what an admin has put into some of its picklists.
        types: its record types, the default first.
    """
    fields = [field_of(one, each) for each in one.fields.values()]
    for row in fields:
        row["picklistValues"] = listed.get(row["name"], row["picklistValues"])
    return {
        **row_of(one, root),
        **members.FULL,
        "fields": fields,
        "childRelationships": _children(one, schema),
        "recordTypeInfos": _record_types(types),
    }


def field_of(owner: ObjectType, one: Field) -> dict[str, Any]:
    """Return one field of a describe."""
    return {
        **members.of_field(one),
        "name": one.name,
        "label": one.label,
        "type": one.type,
        "length": one.length,
        "digits": one.digits,
        "custom": one.custom,
        "createable": owner.writable and one.createable,
        "updateable": owner.updateable and one.updateable,
        "nillable": not (one.required or one.type in {"boolean", "id"}),
        "defaultedOnCreate": one.default is not None or one.name in {"OwnerId", "Status"},
        "unique": one.unique,
        "externalId": one.externalId,
        "idLookup": one.externalId or one.type == "id",
        "caseSensitive": False,
        "calculated": one.formula is not None,
        "autoNumber": one.autoNumber is not None,
        "nameField": one.name == owner.name_field,
        "filterable": one.filterable,
        "sortable": one.filterable,
        "groupable": one.groupable,
        "restrictedPicklist": one.restricted,
        "picklistValues": [entry(v, v, default=v == one.default) for v in one.values],
        "referenceTo": list(one.referenceTo),
        "relationshipName": one.relationshipName,
        "polymorphicForeignKey": one.polymorphic,
    }


def _record_types(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the record types of a describe; the master is always there."""
    named = [(row["Id"], row["Name"], row["DeveloperName"], False) for row in rows]
    master = ("012000000000000AAA", "Master", "Master", True)
    return [
        {
            "recordTypeId": record_id,
            "name": name,
            "developerName": developer_name,
            "master": is_master,
            "available": True,
            "active": True,
            "defaultRecordTypeMapping": place == 0,
        }
        for place, (record_id, name, developer_name, is_master) in enumerate([*named, master])
    ]


def entry(value: str, label: str, *, default: bool) -> dict[str, Any]:
    """Return one value of a picklist."""
    return {"value": value, "label": label, "active": True, "defaultValue": default}


def statuses(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the picklist that the rows of TaskStatus or LeadStatus stand for, in their order."""
    ordered = sorted(rows, key=lambda row: row.get("SortOrder") or 0)
    return [
        entry(row["ApiName"], row["MasterLabel"], default=bool(row["IsDefault"])) for row in ordered
    ]


def _children(one: ObjectType, schema: Schema) -> list[dict[str, Any]]:
    return [
        {
            "childSObject": child.name,
            "field": each.name,
            "relationshipName": each.childRelationshipName,
            **members.CHILD,
        }
        for child in schema.objects.values()
        for each in child.fields.values()
        if one.name in each.referenceTo
    ]

"""The describe answers, in the spelling of the REST API.

Only what a client of a CTI adapter reads is filled with meaning; the rest is present because
clients expect the member to exist.
"""

from typing import Any

from cti_adapter.emulator.schema import Field, ObjectType, Schema


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


def full(one: ObjectType, schema: Schema, root: str) -> dict[str, Any]:
    """Return the describe of one object: fields, children, record types."""
    return {
        **row_of(one, root),
        "fields": [field_of(one, each) for each in one.fields.values()],
        "childRelationships": _children(one, schema),
        "recordTypeInfos": [
            {
                "recordTypeId": "012000000000000AAA",
                "name": "Master",
                "developerName": "Master",
                "master": True,
                "available": True,
                "active": True,
                "defaultRecordTypeMapping": True,
            }
        ],
    }


def field_of(owner: ObjectType, one: Field) -> dict[str, Any]:
    """Return one field of a describe."""
    required = one.required and one.default is None and one.name != "Status"
    return {
        "name": one.name,
        "label": one.label,
        "type": one.type,
        "length": one.length,
        "custom": one.custom,
        "createable": owner.writable and one.createable,
        "updateable": owner.updateable and one.updateable,
        "nillable": not (one.required or one.type in {"boolean", "id"}),
        "defaultedOnCreate": one.default is not None or one.name in {"OwnerId", "Status"},
        "required": required,
        "unique": one.unique,
        "externalId": one.externalId,
        "idLookup": one.externalId or one.type == "id",
        "caseSensitive": False,
        "calculated": one.formula is not None,
        "autoNumber": one.autoNumber is not None,
        "nameField": one.name == owner.name_field,
        "filterable": one.filterable,
        "sortable": one.filterable,
        "groupable": one.filterable,
        "restrictedPicklist": one.restricted,
        "picklistValues": [
            {"value": v, "label": v, "active": True, "defaultValue": v == one.default}
            for v in one.values
        ],
        "referenceTo": list(one.referenceTo),
        "relationshipName": one.relationshipName,
        "polymorphicForeignKey": one.polymorphic,
    }


def _children(one: ObjectType, schema: Schema) -> list[dict[str, Any]]:
    return [
        {
            "childSObject": child.name,
            "field": each.name,
            "relationshipName": each.childRelationshipName,
            "cascadeDelete": False,
            "deprecatedAndHidden": False,
        }
        for child in schema.objects.values()
        for each in child.fields.values()
        if one.name in each.referenceTo
    ]

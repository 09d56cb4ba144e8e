"""What the pages show, as JSON: a list, a record with its activities and children, a search.

Values travel raw with their type; the page formats them. Nothing here changes a record.
"""

import json
from typing import Any, Final

from cti_adapter.emulator import ids, sosl
from cti_adapter.emulator import soql_tree as tree
from cti_adapter.emulator.org import Org
from cti_adapter.emulator.schema import Field, ObjectType
from cti_adapter.emulator.store import Values

NAVIGATION: Final = (
    "Account", "Contact", "Lead", "Case", "Opportunity", "Project__c", "Badge__c", "Task",
    "AccountContactRelation",
)  # fmt: skip
"""Objects of the navigation menu, in its order."""
_CHILDREN: Final = (
    "Contact", "Case", "Opportunity", "Project__c", "Badge__c", "Contract",
    "AccountContactRelation",
)  # fmt: skip
_HIDDEN: Final = frozenset({"Id", "IsDeleted", "SystemModstamp", "IsArchived", "IsHighPriority"})
_SYSTEM: Final = frozenset({"CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById"})
_MOST_ROWS: Final = 200
_MOST_ACTIVITIES: Final = 50


def navigation(org: Org) -> list[dict[str, str]]:
    """Return the objects of the navigation menu."""
    return [_title(org.kind(name)) for name in NAVIGATION]


def listing(org: Org, name: str) -> dict[str, Any]:
    """Return the list view "All" of an object."""
    kind = org.kind(name)
    records = sorted(org.every(kind.name), key=lambda row: org.name_of(row["Id"]).casefold())
    return {**_title(kind), "total": len(records), **_table(org, kind, records[:_MOST_ROWS])}


def record(org: Org, record_id: str) -> dict[str, Any]:
    """Return a record's page.

    Raises:
        Refused: there is no such record.
    """
    values = org.get(record_id)
    kind = org.schema.objects[_type_name(org, values)]
    parts = {"FirstName", "LastName", "Salutation"} if kind.person else set()
    hidden = _HIDDEN | parts
    shown = sorted(
        (one for name, one in kind.fields.items() if name not in hidden | _SYSTEM),
        key=lambda one: (one.name == "OwnerId", one.name != kind.name_field),
    )
    return {
        **_title(kind),
        "id": values["Id"],
        "title": org.name_of(values["Id"]),
        "highlights": [cell(org, values, kind.fields[name]) for name in kind.highlights],
        "fields": [cell(org, values, one) for one in shown],
        "system": [cell(org, values, kind.fields[name]) for name in sorted(_SYSTEM)],
        "activities": _activities(org, kind, values["Id"]),
        "tracksActivities": kind.activities,
        "related": _related(org, kind, values["Id"]),
    }


def heading(org: Org, record_id: str) -> dict[str, str]:
    """Return what a page says a record is: the payload of navigation and click-to-dial."""
    values = org.get(record_id)
    return {
        "recordId": values["Id"],
        "recordName": org.name_of(values["Id"]),
        "objectType": _type_name(org, values),
    }


def search(org: Org, text: str) -> list[dict[str, Any]]:
    """Return a table per object that has what was typed; words may be unfinished."""
    words = [sosl.escaped(word) + "*" for word in text.split() if word]
    if not words:
        return []
    asked = tree.Search(term=" AND ".join(words))
    hits: dict[str, list[Values]] = {}
    for hit in sosl.run(asked, org, ""):
        row = org.get(hit["Id"])
        hits.setdefault(_type_name(org, row), []).append(row)
    return [
        {**_title(org.kind(name)), "total": len(rows), **_table(org, org.kind(name), rows)}
        for name, rows in hits.items()
    ]


def cell(org: Org, values: Values, one: Field) -> dict[str, Any]:
    """Return one value with what the page needs to show it."""
    value = _formula(org, values, one) if one.formula else values.get(one.name)
    shown = {"name": one.name, "label": _label(one), "type": one.type, "value": value}
    if one.type == "reference" and value:
        shown |= {"value": org.name_of(value), "recordId": value}
    return shown


def _title(kind: ObjectType) -> dict[str, str]:
    return {"type": kind.name, "label": kind.label, "plural": kind.plural}


def _type_name(org: Org, values: Values) -> str:
    kind = org.schema.type_of(values["Id"])
    return kind.name if kind else ""


def _label(one: Field) -> str:
    return one.label.removesuffix(" ID") if one.type == "reference" else one.label


def _formula(org: Org, values: Values, one: Field) -> Any:
    relation, column = str(one.formula).split(".", 1)
    parent = org.store.find(values.get(f"{relation}Id") or "")
    return parent[0].get(column) if parent else None


def _table(org: Org, kind: ObjectType, records: list[Values]) -> dict[str, Any]:
    columns = [kind.fields[name] for name in kind.columns]
    return {
        "columns": [{"name": one.name, "label": _label(one)} for one in columns],
        "nameColumn": kind.name_field or (kind.columns[0] if kind.columns else ""),
        "rows": [
            {
                "id": row["Id"],
                "title": org.name_of(row["Id"]),
                "cells": [cell(org, row, one) for one in columns],
            }
            for row in records
        ],
    }


def _activities(org: Org, kind: ObjectType, record_id: str) -> list[dict[str, Any]]:
    """Return the Tasks of a record, open ones first, then the latest."""
    columns = ["WhoId", "WhatId", *(["AccountId"] if kind.name == "Account" else [])]
    where = " OR ".join(f"json_extract(body, '$.{column}') = ?" for column in columns)
    rows = org.store.run(
        f"SELECT body FROM record WHERE type = 'Task' AND deleted = 0 AND ({where})"  # noqa: S608 - columns of ours
        " ORDER BY json_extract(body, '$.IsClosed'), id DESC LIMIT ?",
        [*[record_id] * len(columns), _MOST_ACTIVITIES],
    )
    return [_activity(org, json.loads(body)) for (body,) in rows]


def _activity(org: Org, task: Values) -> dict[str, Any]:
    columns = (
        "Subject", "Status", "Description", "ActivityDate", "CallType", "CallDisposition",
        "CallDurationInSeconds", "CompletedDateTime", "IsClosed",
    )  # fmt: skip
    return {
        "id": task["Id"],
        "isCall": task.get("TaskSubtype") == "Call",
        "who": org.name_of(task.get("WhoId")),
        "what": org.name_of(task.get("WhatId")),
        "owner": org.name_of(task.get("OwnerId")),
        **{column: task.get(column) for column in columns},
    }


def _related(org: Org, kind: ObjectType, record_id: str) -> list[dict[str, Any]]:
    lists = []
    for name in _CHILDREN:
        child = org.kind(name)
        for one in child.fields.values():
            if one.type != "reference" or kind.name not in one.referenceTo or one.polymorphic:
                continue
            if one.name in _SYSTEM:
                continue
            rows = [row for row in org.every(name) if row.get(one.name) == record_id]
            if rows:
                lists.append({**_title(child), **_table(org, child, rows)})
    return lists


def by_numbers(org: Org, text: str) -> dict[str, Values]:
    """Return what searchAndScreenPop finds: record id to the fields of the softphone layout.

    The layout of the stand-in lists Account, Contact, Lead with their names and phones
    (facts/open-cti.md 2.10).
    """
    words = [sosl.escaped(word) for word in text.split() if word]
    if not words:
        return {}
    targets = tuple(
        tree.Query(selection=tuple(tree.Column((c,)) for c in columns), source=name)
        for name, columns in _LAYOUT.items()
    )
    found = sosl.run(tree.Search(term=" ".join(words), returning=targets), org, "")
    return {
        row["Id"]: {**_without_attributes(row), "RecordType": row["attributes"]["type"]}
        for row in found
    }


_LAYOUT: Final = {
    "Account": ("Id", "Name", "Phone", "LastModifiedDate"),
    "Contact": ("Id", "Name", "Phone", "LastModifiedDate", "AccountId"),
    "Lead": ("Id", "Name", "Phone", "LastModifiedDate"),
}


def _without_attributes(row: Values) -> Values:
    return {key: value for key, value in row.items() if key != "attributes"}


def is_id(org: Org, text: str) -> bool:
    """Whether a text has the shape of an id of one of the org's objects."""
    full = ids.long_form(text)
    return full is not None and org.schema.type_of(full) is not None

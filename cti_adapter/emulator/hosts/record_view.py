"""A record's page as JSON: highlights, fields, activities, related lists. Changes nothing."""

import json
from typing import Any, Final

from cti_adapter.emulator.hosts.views import cell, living, table, title, type_name
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values

SYSTEM: Final = frozenset({"CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById"})
HIDDEN: Final = frozenset(
    {
        "Id", "IsDeleted", "SystemModstamp", "IsArchived", "IsHighPriority", "MasterRecordId",
        "IsPersonAccount", "PersonContactId", "TaskWhoIds", "WhoCount", "WhatCount",
    }
)  # fmt: skip
"""Fields no page shows."""
_CHILDREN: Final = (
    "Contact", "Case", "Opportunity", "Project__c", "Badge__c", "Contract",
    "AccountContactRelation",
)  # fmt: skip
_SHARED: Final = (
    "SELECT json_extract(body, '$.TaskId') FROM record"
    " WHERE type = 'TaskRelation' AND deleted = 0 AND json_extract(body, '$.RelationId') = ?"
)
"""Tasks that name a record beside others, with Shared Activities (facts/salesforce.md 1.5)."""
_ASIDE: Final = {"ReportsToId": "Direct Reports", "ParentId": "Child Records"}
"""References whose lists have a name of their own."""
_MOST_ROWS: Final = 20
_MOST_ACTIVITIES: Final = 50


def record(org: Org, record_id: str) -> dict[str, Any]:
    """Return a record's page.

    Raises:
        Refused: there is no such record.
    """
    values = org.get(record_id)
    kind = org.schema.objects[type_name(org, values)]
    parts = {"FirstName", "LastName", "Salutation"} if kind.person else set()
    shown = sorted(
        (one for name, one in kind.fields.items() if name not in HIDDEN | parts | SYSTEM),
        key=lambda one: (one.name == "OwnerId", one.name != kind.name_field),
    )
    return {
        **title(kind),
        "id": values["Id"],
        "title": org.name_of(values["Id"]),
        "highlights": [
            cell(org, values, kind.fields[name]) for name in kind.highlights if name in kind.fields
        ],
        "fields": [*(cell(org, values, one) for one in shown), *_phone_of_name(org, values)],
        "system": [cell(org, values, kind.fields[name]) for name in sorted(SYSTEM)],
        "activities": _activities(org, kind, values["Id"]),
        "tracksActivities": kind.activities,
        "related": _related(org, kind, values["Id"]),
        "writable": kind.writable,
        "converts": kind.name == "Lead" and not values.get("IsConverted"),
    }


def _phone_of_name(org: Org, values: Values) -> list[dict[str, Any]]:
    """Return the number a Task's page shows, of whoever stands in its Name; else none."""
    found = org.store.find(values.get("WhoId") or "")
    if found is None:
        return []
    person = org.get(values["WhoId"])
    fields = org.schema.objects[type_name(org, person)].fields.values()
    numbers = (person.get(one.name) for one in fields if one.type == "phone")
    number = next((number for number in numbers if number), None)
    return [{"name": "Phone", "label": "Phone", "type": "phone", "value": number}]


def _activities(org: Org, kind: ObjectType, record_id: str) -> list[dict[str, Any]]:
    """Return the Tasks of a record, open ones first, then the latest."""
    columns = ["WhoId", "WhatId", *(["AccountId"] if kind.name == "Account" else [])]
    about = " OR ".join(f"json_extract(body, '$.{column}') = ?" for column in columns)
    where, values = living(org, "Task")
    rows = org.store.run(
        f"SELECT body FROM record WHERE {where} AND ({about} OR id IN ({_SHARED}))"  # noqa: S608 - columns of ours
        " ORDER BY json_extract(body, '$.IsClosed'), id DESC LIMIT ?",
        [*values, *[record_id] * (len(columns) + 1), _MOST_ACTIVITIES],
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
        "whoId": task.get("WhoId"),
        "what": org.name_of(task.get("WhatId")),
        "whatId": task.get("WhatId"),
        "owner": org.name_of(task.get("OwnerId")),
        **{column: task.get(column) for column in columns},
    }


def _related(org: Org, kind: ObjectType, record_id: str) -> list[dict[str, Any]]:
    """Return the lists of records that refer to this one; some only where there are any."""
    lists = [
        {**title(child), "field": one.name, "total": total, **table(org, child, rows)}
        for name in _CHILDREN
        if (child := org.schema.find(name))
        for one in child.fields.values()
        if _refers(one, kind)
        for total, rows in (_children(org, child, one, record_id),)
        if total or one.name not in _ASIDE
    ]
    return [
        {**each, "plural": _ASIDE[each["field"]]} if each["field"] in _ASIDE else each
        for each in lists
    ]


def _refers(one: Field, kind: ObjectType) -> bool:
    fits = one.type == "reference" and kind.name in one.referenceTo and not one.polymorphic
    return fits and one.name not in SYSTEM


def _children(org: Org, child: ObjectType, one: Field, record_id: str) -> tuple[int, list[Values]]:
    seen, values = living(org, child.name)
    looked_up = "id IN (SELECT id FROM sought WHERE key = ? AND value = ?)"
    where = f"{seen} AND {looked_up}"
    key = (f"{child.name}.{one.name}", record_id.casefold())
    ((total,),) = org.store.run(
        f"SELECT count(*) FROM record WHERE {where}",  # noqa: S608 - SQL of ours
        [*values, *key],
    )
    rows = org.store.run(
        f"SELECT body FROM record WHERE {where} ORDER BY id LIMIT ?",  # noqa: S608 - SQL of ours
        [*values, *key, _MOST_ROWS],
    )
    return total, [json.loads(body) for (body,) in rows]

"""What the pages show of many records, as JSON: lists, searches, suggestions, home.

Values travel raw with their type; the page formats them. Nothing here changes a record. A
record's own page is record_view.py, a form to fill in is forms.py.
"""

import json
from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.org import ids
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql import sosl, tree

NAVIGATION: Final = (
    "Account", "Contact", "Lead", "Case", "Opportunity", "Project__c", "Badge__c", "Task",
    "AccountContactRelation",
)  # fmt: skip
"""Objects of the navigation menu, in its order."""
PAGE: Final = 50
"""Rows of a list view at a time."""
_SUGGESTIONS: Final = 5
_RECENT: Final = 6


def navigation(org: Org) -> list[dict[str, str]]:
    """Return the objects of the navigation menu."""
    return [title(kind) for name in NAVIGATION if (kind := org.schema.find(name))]


def listing(org: Org, name: str, *, sort: str = "", page: int = 1) -> dict[str, Any]:
    """Return a page of the list view "All" of an object.

    Args:
        org: the org.
        name: API name of the object.
        sort: a column, descending with a minus before it; its first column where it is none.
        page: from 1 on, PAGE rows each.
    """
    kind = org.kind(name)
    falling, column = sort.startswith("-"), sort.removeprefix("-")
    if column not in kind.columns:
        falling, column = False, kind.name_field or (kind.columns or ("Id",))[0]
    order = "DESC" if falling else "ASC"
    where, values = living(org, kind.name)
    ((total,),) = org.store.run(f"SELECT count(*) FROM record WHERE {where}", values)  # noqa: S608 - question marks
    sorts = where.replace("deleted", "+deleted")  # so that SQLite takes the column's index
    rows = org.store.run(
        f"SELECT body FROM record WHERE {sorts}"  # noqa: S608 - a column of ours
        f" ORDER BY json_extract(body, '$.{column}') COLLATE NOCASE {order}, id {order}"
        " LIMIT ? OFFSET ?",
        [*values, PAGE, PAGE * (page - 1)],
    )
    return {
        **title(kind),
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "sort": f"{'-' * falling}{column}",
        **table(org, kind, [json.loads(body) for (body,) in rows]),
    }


def heading(org: Org, record_id: str) -> dict[str, Any]:
    """Return what a page says a record is: the payload of navigation and click-to-dial.

    A person account also says so, with the id of its other half (open-cti.md 2.7, 2.8, [C]).
    """
    values = org.get(record_id)
    name = type_name(org, values)
    said = {
        "recordId": values["Id"],
        "recordName": org.name_of(values["Id"]),
        "objectType": name,
    }
    if not values.get("IsPersonAccount"):
        return said
    other = (
        {"contactId": values.get("PersonContactId")}
        if name == "Account"
        else {"accountId": values.get("AccountId")}
    )
    return {**said, **other, "personAccount": True}


def search(org: Org, text: str) -> list[dict[str, Any]]:
    """Return a table per object that has what was typed; words may be unfinished."""
    hits: dict[str, list[Values]] = {}
    for row in _found(org, text, "ALL"):
        hits.setdefault(type_name(org, row), []).append(row)
    return [
        {**title(org.kind(name)), "total": len(rows), **table(org, org.kind(name), rows)}
        for name, rows in hits.items()
    ]


def suggestions(org: Org, text: str, types: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the first records whose name has what was typed, each with a second line.

    Args:
        org: the org.
        text: words, the last perhaps unfinished.
        types: objects looked in; every one of the navigation menu where it is empty.
    """
    wanted = types or NAVIGATION
    rows = [row for row in _found(org, text, "NAME") if type_name(org, row) in wanted]
    if not text.strip() and types:
        rows = [row for name in types for row in _latest(org, (name,), _SUGGESTIONS)]
    return [suggestion(org, row) for row in rows[:_SUGGESTIONS]]


def suggestion(org: Org, values: Values) -> dict[str, Any]:
    """Return a record in two lines: its name, and its object with the next column of lists."""
    kind = org.kind(type_name(org, values))
    others = [cell(org, values, kind.fields[name]) for name in kind.columns]
    second = next((c["value"] for c in others if c["value"] and c["name"] != kind.name_field), "")
    return {
        "id": values["Id"],
        "title": org.name_of(values["Id"]),
        "type": kind.name,
        "label": kind.label,
        "second": second,
    }


def home(org: Org, user: str) -> dict[str, Any]:
    """Return the home page of a user: open Tasks, and records that changed last."""
    where, values = living(org, "Task")
    rows = org.store.run(
        f"SELECT body FROM record WHERE {where} AND json_extract(body, '$.OwnerId') = ?"  # noqa: S608 - question marks
        " AND NOT json_extract(body, '$.IsClosed') ORDER BY id LIMIT ?",
        [*values, user, _RECENT],
    )
    tasks = [json.loads(body) for (body,) in rows]
    aside = {"Task", "AccountContactRelation"}
    names = tuple(one["type"] for one in navigation(org) if one["type"] not in aside)
    return {
        "name": org.get(user).get("FirstName") or org.name_of(user),
        "tasks": {**title(org.kind("Task")), **table(org, org.kind("Task"), tasks)},
        "recent": [suggestion(org, row) for row in _latest(org, names, _RECENT)],
    }


def cell(org: Org, values: Values, one: Field) -> dict[str, Any]:
    """Return one value with what the page needs to show it."""
    value = _formula(org, values, one) if one.formula else values.get(one.name)
    shown = {"name": one.name, "label": label(one), "type": one.type, "value": value}
    if one.type == "reference" and value:
        shown |= {"value": org.name_of(value), "recordId": value}
    return shown


def title(kind: ObjectType) -> dict[str, str]:
    """Return how an object is called."""
    return {"type": kind.name, "label": kind.label, "plural": kind.plural}


def type_name(org: Org, values: Values) -> str:
    """Return the object a record is of."""
    kind = org.schema.type_of(values["Id"])
    return kind.name if kind else ""


def label(one: Field) -> str:
    """Return how a page calls a field: references lose the "ID" the describe gives them."""
    return one.label.removesuffix(" ID") if one.type == "reference" else one.label


def table(org: Org, kind: ObjectType, records: list[Values]) -> dict[str, Any]:
    """Return records as columns and rows."""
    columns = [kind.fields[name] for name in kind.columns if name in kind.fields]
    return {
        "columns": [{"name": one.name, "label": label(one)} for one in columns],
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


def living(org: Org, name: str) -> tuple[str, list[Any]]:
    """Return the SQL condition, with its values, of the records of an object that the user sees."""
    hidden = sorted(org.access.records)
    barred = f" AND id NOT IN ({', '.join('?' * len(hidden))})" if hidden else ""
    return f"type = ? AND deleted = 0{barred}", [name, *hidden]


def is_id(org: Org, text: str) -> bool:
    """Whether a text has the shape of an id of one of the org's objects."""
    full = ids.long_form(text)
    return full is not None and org.schema.type_of(full) is not None


def _found(org: Org, text: str, scope: str) -> list[Values]:
    words = [sosl.escaped(word) + "*" for word in text.split() if word]
    if sum(letter.isalnum() for letter in text) < rules.SEARCH_SHORTEST:
        return []
    asked = tree.Search(term=" AND ".join(words), scope=scope)
    return [org.get(hit["Id"]) for hit in sosl.run(asked, org, "")]


def _latest(org: Org, names: tuple[str, ...], count: int) -> list[Values]:
    """Return the newest records of some objects, those that changed last first."""
    rows: list[Values] = []
    for name in names:
        where, values = living(org, name)
        found = org.store.run(
            f"SELECT body FROM record WHERE {where} ORDER BY id DESC LIMIT ?",  # noqa: S608 - question marks
            [*values, count],
        )
        rows += [json.loads(body) for (body,) in found]
    return sorted(rows, key=lambda row: str(row["LastModifiedDate"]), reverse=True)[:count]


def _formula(org: Org, values: Values, one: Field) -> Any:
    relation, column = str(one.formula).split(".", 1)
    parent = org.store.find(values.get(f"{relation}Id") or "")
    return parent[0].get(column) if parent else None

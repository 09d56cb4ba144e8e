"""What an admin's rules say of a record that was just saved; a refusal undoes the write.

Validation rules are conditions of SOQL that must not hold; duplicate rules look for another
record with equal columns. Trusted writes meet neither. facts/salesforce.md 5.4, 7.
"""

import json
from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.change import Done
from cti_adapter.emulator.org.options import Options
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rulebook import admin
from cti_adapter.emulator.soql import soql, tree
from cti_adapter.emulator.soql.query import Answer

_ID: Final = (tree.Column(("Id",)),)


def validate(org: Org, kind: ObjectType, done: Done, options: Options) -> None:
    """Refuse a record an admin's condition holds for (5.4, [P]); the text is the admin's."""
    if done.after is None or options.trusted:
        return
    for rule in admin.rules_of(org, admin.VALIDATION, kind.name):
        where = soql.parse_condition(rule["when"])
        asked = tree.Query(selection=_ID, source=kind.name, where=where)
        if Answer(org, "", deleted=True).records(asked, only=[done.after["Id"]]):
            raise Refused(
                "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                rule["message"],
                fields=(rule["field"],) if rule["field"] else (),
            )


def look_for_duplicates(org: Org, kind: ObjectType, done: Done, options: Options) -> None:
    """Refuse a record that another equals, unless the rule only warns and the client insists.

    5.4, 7, [P]: Sforce-Duplicate-Rule-Header with allowSave=true insists.
    """
    if done.after is None or options.trusted:
        return
    for rule in admin.rules_of(org, admin.DUPLICATE, kind.name):
        if rule["action"] == "alert" and options.allow_duplicates:
            continue
        found = _equal(org, kind, rule["fields"], done)
        if found:
            raise Refused(
                "DUPLICATES_DETECTED",
                rules.DUPLICATE_TEXT,
                fields=None,
                more={"duplicateResult": _result(kind, rule, found, options)},
            )


GUARDS: Final = (validate, look_for_duplicates)


def _equal(org: Org, kind: ObjectType, fields: list[str], done: Done) -> list[Values]:
    """Return the other records with these columns; an empty column equals nothing."""
    after, before = done.after or {}, done.before or {}
    wanted = [_plain(kind, name, after.get(name)) for name in fields]
    if not all(wanted) or all(before.get(name) == after.get(name) for name in fields):
        return []
    others = [row for row in org.every(kind.name) if row["Id"] != after["Id"]]
    return [
        row for row in others if [_plain(kind, name, row.get(name)) for name in fields] == wanted
    ]


def _plain(kind: ObjectType, name: str, value: Any) -> str:
    """Return a value as it is compared: without case, a telephone number by its digits."""
    text = value if isinstance(value, str) else json.dumps(value)
    if value is None:
        return ""
    if kind.fields[name].type == "phone":
        return "".join(each for each in text if each.isdigit())
    return text.casefold()


def _result(kind: ObjectType, rule: Values, found: list[Values], options: Options) -> Values:
    """5.4: the records found, with their columns where the client asked for details."""
    matches = [
        {
            "additionalInformation": [],
            "fieldDiffs": [],
            "matchConfidence": 100.0,
            "record": {
                "attributes": {
                    "type": kind.name,
                    "url": f"/services/data/v{options.version}.0/sobjects/{kind.name}/{row['Id']}",
                },
                **(row if options.record_details else {"Id": row["Id"]}),
            },
        }
        for row in found
    ]
    return {
        "allowSave": rule["action"] == "alert",
        "duplicateRule": rule["name"],
        "duplicateRuleEntityType": kind.name,
        "errorMessage": rules.DUPLICATE_TEXT,
        "matchResults": [
            {
                "entityType": kind.name,
                "errors": [],
                "matchEngine": "ExactMatchEngine",
                "matchRecords": matches,
                "rule": rule["name"],
                "size": len(matches),
                "success": True,
            }
        ],
    }

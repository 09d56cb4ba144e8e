"""What an admin of the org has set up: validation, duplicate and assignment rules.

Kept with the org's records. Checked here when they are set; applied by `validation`,
`duplicates` and `org.Org.create`.
"""

from collections.abc import Callable
from typing import Any, Final

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql import soql

VALIDATION: Final = "validation rules"
DUPLICATE: Final = "duplicate rules"
ASSIGNMENT: Final = "assignment rules"
_ACTIONS: Final = ("block", "alert")
_ASSIGNED: Final = ("Case", "Lead")


class BadRule(Exception):
    """A rule is not what it should be; the message names its member."""


def rules_of(org: Records, sort: str, type_name: str) -> list[Values]:
    """Return the rules of one sort for an object, in the order they were given."""
    kept = org.store.kept("admin", sort) or {"rules": []}
    return [rule for rule in kept["rules"] if rule["object"] == type_name]


def put(org: Records, sort: str, given: Any) -> None:
    """Replace the rules of one sort.

    Args:
        org: the org.
        sort: VALIDATION, DUPLICATE or ASSIGNMENT.
        given: a list of rules, from outside.

    Raises:
        BadRule: a rule is not what it should be.
    """
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise BadRule("give a list of rules")
    kept = [_READERS[sort](org, one) for one in given]
    org.store.keep("admin", sort, {"rules": kept})


def _validation(org: Records, given: Values) -> Values:
    kind = _object(org, given)
    when, message = given.get("when"), given.get("message")
    if not isinstance(when, str) or not isinstance(message, str):
        raise BadRule("when, message: texts, when being a condition of SOQL")
    try:
        soql.parse_condition(when)
    except Refused as fault:
        raise BadRule(f"when: {fault.message}") from fault
    field = given.get("field")
    named = _field(kind, field) if field is not None else None
    return {"object": kind.name, "field": named, "when": when, "message": message}


def _duplicate(org: Records, given: Values) -> Values:
    kind = _object(org, given)
    fields, action = given.get("fields"), given.get("action", "block")
    if not isinstance(fields, list) or not fields:
        raise BadRule("fields: a list of columns that must all be equal")
    if action not in _ACTIONS:
        raise BadRule(f"action: one of {', '.join(_ACTIONS)}")
    return {
        "object": kind.name,
        "fields": [_field(kind, one) for one in fields],
        "action": action,
        "name": str(given.get("name") or f"Standard_{kind.name}_Duplicate_Rule"),
    }


def _assignment(org: Records, given: Values) -> Values:
    kind = _object(org, given)
    owner = org.schema.type_of(str(given.get("owner")))
    if kind.name not in _ASSIGNED:
        raise BadRule(f"object: one of {', '.join(_ASSIGNED)}")
    if owner is None or owner.name not in {"User", "Group"}:
        raise BadRule("owner: the id of a user or a queue")
    return {"object": kind.name, "owner": given["owner"]}


_READERS: Final[dict[str, Callable[[Records, Values], Values]]] = {
    VALIDATION: _validation,
    DUPLICATE: _duplicate,
    ASSIGNMENT: _assignment,
}


def _object(org: Records, given: Values) -> ObjectType:
    kind = org.schema.find(str(given.get("object")))
    if kind is None:
        raise BadRule(f"object: the org has no {given.get('object')}")
    return kind


def _field(kind: ObjectType, name: Any) -> str:
    one = kind.by_lower.get(str(name).lower())
    if one is None:
        raise BadRule(f"{kind.name} has no {name}")
    return one.name

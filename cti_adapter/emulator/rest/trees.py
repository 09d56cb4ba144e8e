"""/composite/tree: records with their children, created together or not at all.

A record carries its children under the relationship's name, as {"Tasks": {"records": […]}}. All
of them are one API call. Limits: 200 records, five levels ([C], REST guide).
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import g, jsonify
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import transactions
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.rest.record_sets import errors_of
from cti_adapter.emulator.rest.rest import body, unreadable
from cti_adapter.emulator.rest.subrequests import Subrequest, perform
from cti_adapter.emulator.standin import current

bp = api("trees")


@bp.post("/v<version>/composite/tree/<name>/")
def plant(name: str) -> ResponseReturnValue:
    """Create records of an object with their children."""
    kind = current().org.kind(name)
    rows = _rows(body().get("records"), "records")
    if sum(1 for row in rows for _ in _all(row, 1)) > rules.COLLECTION:
        raise Refused(*rules.TREE_TOO_LARGE, fields=None)
    made: list[Values] = []
    refused: list[Values] = []

    def write() -> bool:
        for row in rows:
            _plant(kind, row, {}, made, refused)
        return not refused

    if transactions.kept(write):
        return jsonify({"hasErrors": False, "results": made}), HTTPStatus.CREATED
    return jsonify({"hasErrors": True, "results": refused}), HTTPStatus.BAD_REQUEST


def _plant(
    kind: ObjectType, row: Values, parent: Values, made: list[Values], refused: list[Values]
) -> None:
    children = {name: value for name, value in row.items() if _is_children(value)}
    values = {n: v for n, v in row.items() if n not in children and n != "attributes"}
    part = Subrequest(
        method="POST", url=f"{g.root}/sobjects/{kind.name}", body={**values, **parent}
    )
    outcome, reference = perform(part), _reference(row)
    if outcome.failed:
        refused.append({"referenceId": reference, "errors": errors_of(outcome)})
        return
    made.append({"referenceId": reference, "id": outcome.body["id"]})
    for name, value in children.items():
        child, link = _relationship(kind, name)
        for each in _rows(value["records"], name):
            _plant(child, each, {link.name: outcome.body["id"]}, made, refused)


def _relationship(kind: ObjectType, name: str) -> tuple[ObjectType, Field]:
    """Return the child object and the field by which it names this parent."""
    for child in current().org.schema.objects.values():
        for link in child.fields.values():
            called = (link.childRelationshipName or "").lower()
            if called == name.lower() and kind.name in link.referenceTo and child.writable:
                return child, link
    raise Refused("INVALID_FIELD", f"No such column '{name}' on sobject of type {kind.name}")


def _all(row: Values, level: int) -> Iterator[Values]:
    """Return a record and all below it."""
    if level > rules.TREE_LEVELS:
        raise Refused(*rules.TREE_TOO_LARGE, fields=None)
    yield row
    for name, value in row.items():
        if _is_children(value):
            for each in _rows(value["records"], name):
                yield from _all(each, level + 1)


def _is_children(value: Any) -> bool:
    return isinstance(value, dict) and "records" in value


def _rows(value: Any, name: str) -> list[Values]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise unreadable(f"{name} must be a list of records")
    return value


def _reference(row: Values) -> str:
    attributes = row.get("attributes")
    reference = attributes.get("referenceId") if isinstance(attributes, dict) else None
    if not isinstance(reference, str) or not reference:
        raise unreadable("every record of a tree has a referenceId in its attributes")
    return reference

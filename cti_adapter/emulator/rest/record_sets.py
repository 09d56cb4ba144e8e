"""/composite/sobjects: the same done to up to 200 records, as one API call.

Every record is written as if it had come alone; with allOrNone one that fails undoes the others
in the database itself. Shapes: facts/salesforce.md 5.2.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import quote

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import transactions
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.rest.rest import body, unreadable
from cti_adapter.emulator.rest.subrequests import Outcome, Subrequest, perform
from cti_adapter.emulator.standin import current

bp = api("record_sets")
T = TypeVar("T")
_ROWS: Final = "/v<version>/composite/sobjects/"
_OF_A_KIND: Final = "/v<version>/composite/sobjects/<name>/"
_UNDONE: Final = {
    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "message": "Record rolled back because not all records were valid and the request was using"
    " AllOrNone header",
    "fields": [],
}


@bp.post(_ROWS)
def create() -> ResponseReturnValue:
    """Create records; each names its object in attributes.type."""
    return _write(
        Subrequest(method="POST", url=f"{g.root}/sobjects/{_type(row)}", body=_values(row))
        for row in _records()
    )


@bp.patch(_ROWS)
def update() -> ResponseReturnValue:
    """Change records; each carries its id."""
    return _write(
        Subrequest(
            method="PATCH",
            url=f"{g.root}/sobjects/{_type(row)}/{_member(row, 'id')}",
            body=_values(row, without="id"),
        )
        for row in _records()
    )


@bp.delete(_ROWS)
def delete() -> ResponseReturnValue:
    """Delete the records named in `ids`."""
    ids, schema = _within(_split(request.args.get("ids", ""))), current().org.schema
    kinds = [schema.type_of(each) for each in ids]
    return _write(
        Subrequest(
            method="DELETE",
            url=f"{g.root}/sobjects/{kind.name if kind else 'unknown'}/{quote(one, safe='')}",
        )
        for kind, one in zip(kinds, ids, strict=True)
    )


@bp.patch("/v<version>/composite/sobjects/<name>/<field>/")
def upsert(name: str, field: str) -> ResponseReturnValue:
    """Change or create records by an external id that each of them carries."""
    return _write(
        Subrequest(
            method="PATCH",
            url=f"{g.root}/sobjects/{name}/{field}/{_member(row, field)}",
            body=_values(row, without=field),
        )
        for row in _records()
    )


@bp.get(_OF_A_KIND)
def read(name: str) -> ResponseReturnValue:
    """Read records by `ids` and `fields` of the address."""
    ids, fields = request.args.get("ids", ""), request.args.get("fields", "")
    return _read(name, _split(ids), _split(fields))


@bp.post(_OF_A_KIND)
def read_many(name: str) -> ResponseReturnValue:
    """Read records by `ids` and `fields` of the body: more than fit into an address."""
    given = body()
    return _read(name, _texts(given, "ids"), _texts(given, "fields"))


def _read(name: str, ids: list[str], fields: list[str]) -> ResponseReturnValue:
    """Answer with the record of every id in its order, and null where there is none."""
    if not ids or not fields:
        raise unreadable("ids and fields must be given")
    kind, wanted = current().org.kind(name), quote(",".join(fields))
    outcomes = [
        perform(
            Subrequest(
                method="GET",
                url=f"{g.root}/sobjects/{kind.name}/{quote(one, safe='')}?fields={wanted}",
            )
        )
        for one in _within(ids, rules.COLLECTION_READS)
    ]
    wrong = next((one for one in outcomes if one.status == HTTPStatus.BAD_REQUEST), None)
    if wrong is not None:
        return jsonify(wrong.body), wrong.status
    return jsonify([None if one.failed else one.body for one in outcomes])


def _write(parts: Iterable[Subrequest]) -> ResponseReturnValue:
    """Do all parts and answer with a row for each; undo them all where none may fail alone."""
    asked, all_or_none = list(parts), _all_or_none()
    rows: list[Values] = []

    def write() -> bool:
        rows.extend(_row(part, perform(part)) for part in asked)
        return all(row["success"] for row in rows) or not all_or_none

    if not transactions.kept(write):
        rows = [{"success": False, "errors": [_UNDONE]} if row["success"] else row for row in rows]
    return jsonify(rows)


def _row(part: Subrequest, outcome: Outcome) -> Values:
    if outcome.failed or outcome.status == HTTPStatus.MULTIPLE_CHOICES:
        return {"success": False, "errors": errors_of(outcome)}
    if isinstance(outcome.body, dict):
        return outcome.body
    return {"id": part.url.rpartition("/")[2], "success": True, "errors": []}


def errors_of(outcome: Outcome) -> list[Values]:
    """Return why a record was refused, in the spelling of the collections (5.2)."""
    if outcome.status == HTTPStatus.MULTIPLE_CHOICES:
        code, message = rules.SEVERAL_BY_KEY
        return [{"statusCode": code, "message": message, "fields": []}]
    return [
        {
            "statusCode": row["errorCode"],
            **{name: each for name, each in row.items() if name != "errorCode"},
            "fields": row.get("fields") or [],
        }
        for row in outcome.body
    ]


def _records() -> list[Values]:
    rows = body().get("records")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable("records must be a list of objects")
    return _within(rows)


def _within(rows: list[T], most: int = rules.COLLECTION) -> list[T]:
    if len(rows) > most:
        text = f"record limit reached. cannot submit more than {most} records into this call"
        raise Refused("EXCEEDED_ID_LIMIT", text, fields=None)
    return rows


def _type(row: Values) -> str:
    attributes = row.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(name, str) or not name:
        raise Refused("INVALID_TYPE", "attributes.type must name the object of every record")
    return quote(name, safe="")


def _member(row: Values, name: str) -> str:
    """Return the value of a column in any case, ready for an address; "none" where it has none."""
    value = next((each for key, each in row.items() if key.lower() == name.lower()), None)
    return quote(str(value or "none"), safe="")


def _values(row: Values, *, without: str = "") -> Values:
    left_out = {"attributes", without.lower()}
    return {name: value for name, value in row.items() if name.lower() not in left_out}


def _all_or_none() -> bool:
    given = request.get_json(silent=True, force=True) if request.method != "DELETE" else None
    asked = given.get("allOrNone") if isinstance(given, dict) else request.args.get("allOrNone")
    return asked is True or str(asked).lower() == "true"


def _texts(given: Values, name: str) -> list[str]:
    value = given.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise unreadable(f"{name} must be a list of texts")
    return value


def _split(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]

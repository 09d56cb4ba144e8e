"""The routes of single records: create, read, change, delete, by id and by external id.

Reads what is asked, lets the org do it, answers in Salesforce's shape. Holds no rule.
"""

from http import HTTPStatus
from typing import Final

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.org import external_ids, ids
from cti_adapter.emulator.org.options import Options
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rest import rest
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.rulebook import upserts
from cti_adapter.emulator.soql import tree
from cti_adapter.emulator.soql.query import Answer
from cti_adapter.emulator.standin import current, seen

bp = api("records")
_RECORD: Final = "/v<version>/sobjects/<name>/<record_id>/"
_BY_KEY: Final = "/v<version>/sobjects/<name>/<field>/<path:value>/"


def options() -> Options:
    """Return how this request asks for its writes (7)."""
    said = request.headers.get("Sforce-Duplicate-Rule-Header", "").replace(" ", "").lower()
    wishes = said.split(";")
    assign = request.headers.get("Sforce-Auto-Assign", str(rules.AUTO_ASSIGN_BY_DEFAULT))
    return Options(
        version=int(g.version.partition(".")[0]),
        allow_duplicates="allowsave=true" in wishes,
        record_details="includerecorddetails=true" in wishes,
        auto_assign=assign.lower() != "false",
    )


@bp.post("/v<version>/sobjects/<name>/")
def create(name: str) -> ResponseReturnValue:
    """Create a record."""
    record_id = current().org.create(g.user, seen().kind(name), rest.body(), options())
    return jsonify(_written(record_id)), HTTPStatus.CREATED


@bp.get(_RECORD)
def read(name: str, record_id: str) -> ResponseReturnValue:
    """Read a record, or the columns named in `fields`."""
    org = seen()
    kind = org.kind(name)
    return jsonify(_shown(kind, org.read(kind, record_id)["Id"]))


@bp.route(_RECORD, methods=["PATCH", "POST"])
def update(name: str, record_id: str) -> ResponseReturnValue:
    """Change a record."""
    _must_patch()
    given = rest.body()
    if any(column.lower() == "id" for column in given):
        raise Refused("INVALID_FIELD", "The Id field should not be specified in the sobject data.")
    current().org.update(g.user, seen().kind(name), record_id, given, options())
    return "", HTTPStatus.NO_CONTENT


@bp.delete(_RECORD)
def delete(name: str, record_id: str) -> ResponseReturnValue:
    """Delete a record."""
    current().org.delete(g.user, seen().kind(name), record_id)
    return "", HTTPStatus.NO_CONTENT


@bp.get(_BY_KEY)
def read_by_key(name: str, field: str, value: str) -> ResponseReturnValue:
    """Read a record by its external id, or the record one of its references points at."""
    org = seen()
    kind = org.kind(name)
    if ids.long_form(field) and "/" not in value:
        return _related(kind, field, value)
    try:
        return jsonify(_shown(kind, external_ids.find_one(org, kind, field, value)))
    except external_ids.Several as several:
        return _choices(kind, several)


@bp.route(_BY_KEY, methods=["PATCH", "POST"])
def upsert(name: str, field: str, value: str) -> ResponseReturnValue:
    """Change the record with this external id, or create it."""
    _must_patch()
    org, kind = current().org, seen().kind(name)
    only = request.args.get("updateOnly", "").lower() == "true"
    asked = options()
    try:
        done = upserts.upsert(
            org, g.user, kind, (field, value), rest.body(), options=asked, update_only=only
        )
    except external_ids.Several as several:
        return _choices(kind, several)
    answer = _written(done.record_id)
    if asked.version >= rules.UPSERT_ANSWERS_SINCE:
        answer["created"] = done.created
    elif not done.created:
        return "", HTTPStatus.NO_CONTENT
    return jsonify(answer), HTTPStatus.CREATED if done.created else HTTPStatus.OK


@bp.post("/v<version>/sobjects/<name>/Id/")
def create_by_id(name: str) -> ResponseReturnValue:
    """Create a record: an upsert by an Id that is not given."""
    return create(name)


@bp.delete(_BY_KEY)
def delete_by_key(name: str, field: str, value: str) -> ResponseReturnValue:
    """Delete the record with this external id."""
    org, kind = current().org, seen().kind(name)
    try:
        org.delete(g.user, kind, external_ids.find_one(org, kind, field, value))
    except external_ids.Several as several:
        return _choices(kind, several)
    return "", HTTPStatus.NO_CONTENT


def _must_patch() -> None:
    """Clients that cannot PATCH post with ?_HttpMethod=PATCH (REST guide, [C])."""
    if request.method == "POST" and request.args.get("_HttpMethod", "").upper() != "PATCH":
        raise MethodNotAllowed


def _written(record_id: str) -> Values:
    return {"id": record_id, "success": True, "errors": []}


def _choices(kind: ObjectType, several: external_ids.Several) -> ResponseReturnValue:
    """300: the addresses of the records a key names (5.4)."""
    path = f"{g.root}/sobjects/{kind.name}"
    return jsonify([f"{path}/{one}" for one in several.record_ids]), HTTPStatus.MULTIPLE_CHOICES


def _related(kind: ObjectType, record_id: str, relationship: str) -> ResponseReturnValue:
    org = seen()
    link = kind.relationships.get(relationship.lower())
    target = org.read(kind, record_id).get(link.name) if link else None
    parent = org.schema.type_of(target) if target else None
    if target is None or parent is None:
        raise not_found()
    return jsonify(_shown(parent, org.read(parent, target)["Id"]))


def _shown(kind: ObjectType, record_id: str) -> Values:
    names = request.args.get("fields", "").replace(" ", "")
    wanted = names.split(",") if names else list(kind.fields)
    asked = tree.Query(
        selection=tuple(tree.Column(tuple(name.split("."))) for name in wanted),
        source=kind.name,
    )
    return Answer(seen(), g.root).records(asked, only=[record_id])[0]

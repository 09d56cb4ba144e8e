"""The REST API: /services/data.

Parses the request, asks the org once, answers in Salesforce's shape. Paths are those that
simple-salesforce and jsforce really call, with and without a slash at the end
(facts/salesforce.md 5.1).
"""

from http import HTTPStatus

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import describe
from cti_adapter.emulator import soql_tree as tree
from cti_adapter.emulator.api import api
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.query import Answer
from cti_adapter.emulator.schema import ObjectType
from cti_adapter.emulator.standin import current
from cti_adapter.emulator.store import Values

bp = api("rest")


@bp.get("/v<version>/sobjects/")
def describe_global() -> ResponseReturnValue:
    """List the objects, with their key prefixes."""
    objects = current().org.schema.objects.values()
    return jsonify(
        {
            "encoding": "UTF-8",
            "maxBatchSize": 200,
            "sobjects": [describe.row_of(one, g.root) for one in objects],
        }
    )


@bp.get("/v<version>/sobjects/<name>/")
def describe_row(name: str) -> ResponseReturnValue:
    """Describe one object in a line."""
    return jsonify(
        {"objectDescribe": describe.row_of(current().org.kind(name), g.root), "recentItems": []}
    )


@bp.get("/v<version>/sobjects/<name>/describe/")
def describe_object(name: str) -> ResponseReturnValue:
    """Describe one object with its fields."""
    org = current().org
    return jsonify(describe.full(org.kind(name), org.schema, g.root))


@bp.post("/v<version>/sobjects/<name>/")
def create(name: str) -> ResponseReturnValue:
    """Create a record."""
    org = current().org
    record_id = org.create(g.user, org.kind(name), body())
    return jsonify({"id": record_id, "success": True, "errors": []}), HTTPStatus.CREATED


@bp.get("/v<version>/sobjects/<name>/<record_id>/")
def read(name: str, record_id: str) -> ResponseReturnValue:
    """Read a record, or the columns named in `fields`."""
    org = current().org
    kind = org.kind(name)
    return jsonify(_shown(kind, org.read(kind, record_id)["Id"]))


@bp.patch("/v<version>/sobjects/<name>/<record_id>/")
def update(name: str, record_id: str) -> ResponseReturnValue:
    """Change a record."""
    org = current().org
    org.update(g.user, org.kind(name), record_id, body())
    return "", HTTPStatus.NO_CONTENT


@bp.delete("/v<version>/sobjects/<name>/<record_id>/")
def delete(name: str, record_id: str) -> ResponseReturnValue:
    """Delete a record."""
    org = current().org
    org.delete(g.user, org.kind(name), record_id)
    return "", HTTPStatus.NO_CONTENT


@bp.get("/v<version>/sobjects/<name>/<field>/<path:value>/")
def read_by_key(name: str, field: str, value: str) -> ResponseReturnValue:
    """Read a record by its external id."""
    org = current().org
    kind = org.kind(name)
    return jsonify(_shown(kind, org.find_by_key(kind, field, value)))


def body() -> Values:
    """Return the JSON object in the request's body.

    Raises:
        Refused: JSON_PARSER_ERROR.
    """
    given = request.get_json(silent=True, force=True)
    if not isinstance(given, dict):
        raise unreadable("The body must be a JSON object in UTF-8")
    return given


def _shown(kind: ObjectType, record_id: str) -> Values:
    names = request.args.get("fields", "").replace(" ", "")
    wanted = names.split(",") if names else list(kind.fields)
    asked = tree.Query(
        selection=tuple(tree.Column(tuple(name.split("."))) for name in wanted),
        source=kind.name,
    )
    return Answer(current().org, g.root).records(asked, only=[record_id])[0]


def unreadable(why: str) -> Refused:
    """The body, or an argument that stands for one, is not of the shape wanted."""
    return Refused("JSON_PARSER_ERROR", why, fields=None)

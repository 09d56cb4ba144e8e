"""The REST API: /services/data.

Parses the request, asks the org once, answers in Salesforce's shape. Paths are those that
simple-salesforce and jsforce really call, with and without a slash at the end
(facts/salesforce.md 5.1).
"""

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rest import describe
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.standin import seen

bp = api("rest")


@bp.get("/v<version>/sobjects/")
def describe_global() -> ResponseReturnValue:
    """List the objects, with their key prefixes."""
    objects = seen().schema.objects.values()
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
        {"objectDescribe": describe.row_of(seen().kind(name), g.root), "recentItems": []}
    )


@bp.get("/v<version>/sobjects/<name>/describe/")
def describe_object(name: str) -> ResponseReturnValue:
    """Describe one object with its fields."""
    org = seen()
    kind = org.kind(name)
    rows = org.every(f"{kind.name}Status") if kind.name in {"Lead", "Task"} else ()
    listed = {"Status": describe.statuses(rows)} if rows else {}
    typed = org.record_types(kind.name) if "RecordTypeId" in kind.fields else []
    types = [org.get(one) for one in typed]
    return jsonify(describe.full(kind, org.schema, g.root, listed, types))


def body() -> Values:
    """Return the JSON object in the request's body.

    Raises:
        Refused: JSON_PARSER_ERROR.
    """
    given = request.get_json(silent=True, force=True)
    if not isinstance(given, dict):
        raise unreadable("The body must be a JSON object in UTF-8")
    return given


def unreadable(why: str) -> Refused:
    """The body, or an argument that stands for one, is not of the shape wanted."""
    return Refused("JSON_PARSER_ERROR", why, fields=None)

"""The REST API: /services/data.

Parses the request, asks the org once, answers in Salesforce's shape. Paths are those that
simple-salesforce and jsforce really call, with and without a slash at the end
(facts/salesforce.md 5.1).
"""

from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import describe, rules
from cti_adapter.emulator import soql_tree as tree
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.query import Answer
from cti_adapter.emulator.schema import ObjectType
from cti_adapter.emulator.standin import bearer, current
from cti_adapter.emulator.store import Values

_COUNTER: Final = "api calls"


def api(name: str) -> Blueprint:
    """Return a part of /services/data: version and session are checked, calls are counted."""
    part = Blueprint(name, __name__, url_prefix="/services/data")
    part.url_value_preprocessor(_take_version)
    part.before_request(_open)
    part.after_request(_limit_info)
    return part


def _take_version(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.version = (values or {}).pop("version", None)


def _open() -> None:
    """Check version and session, and count the call."""
    if g.version is not None:
        g.root = f"/services/data/v{g.version}"
        _check_version(g.version)
        bearer()
        g.used = current().org.store.next_number(_COUNTER)


def _limit_info(response: Response) -> Response:
    if "used" in g and response.status_code < HTTPStatus.BAD_REQUEST:
        response.headers["Sforce-Limit-Info"] = f"api-usage={g.used}/{rules.DAILY_CALLS}"
    return response


bp = api("rest")


@bp.get("/")
def versions() -> ResponseReturnValue:
    """List the API versions; needs no session."""
    known = range(rules.OLDEST_VERSION, rules.NEWEST_VERSION + 1)
    return jsonify(
        [{"label": f"v{n}", "url": f"/services/data/v{n}.0", "version": f"{n}.0"} for n in known]
    )


@bp.get("/v<version>/")
def resources() -> ResponseReturnValue:
    """List what this version offers."""
    names = ("sobjects", "query", "queryAll", "search", "parameterizedSearch", "limits")
    return jsonify({name: f"{g.root}/{name}" for name in names})


@bp.get("/v<version>/limits/")
def limits() -> ResponseReturnValue:
    """Tell what is left of the day's calls."""
    left = rules.DAILY_CALLS - int(g.used)
    return jsonify({"DailyApiRequests": {"Max": rules.DAILY_CALLS, "Remaining": left}})


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


def _check_version(version: str) -> None:
    major, _, minor = version.partition(".")
    if not major.isdigit() or minor != "0" or int(major) > rules.NEWEST_VERSION:
        raise not_found()
    if int(major) < rules.OLDEST_VERSION:
        raise Refused(
            "UNSUPPORTED_API_VERSION",
            f"API version {version} is no longer supported",
            fields=None,
            status=HTTPStatus.GONE,
        )


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

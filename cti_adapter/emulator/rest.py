"""The REST API: /services/data.

Parses the request, asks the org once, answers in Salesforce's shape. Paths are those that
simple-salesforce and jsforce really call, with and without a slash at the end
(facts/salesforce.md 5.1).
"""

from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import describe, rules, soql, sosl
from cti_adapter.emulator import soql_tree as tree
from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.query import Answer
from cti_adapter.emulator.schema import ObjectType
from cti_adapter.emulator.standin import bearer, current
from cti_adapter.emulator.store import Values

bp = Blueprint("rest", __name__, url_prefix="/services/data")
_COUNTER: Final = "api calls"
_BATCH_OPTION: Final = "batchSize="
_SMALLEST_BATCH: Final = 200


@bp.url_value_preprocessor
def _take_version(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.version = (values or {}).pop("version", None)


@bp.before_request
def _open() -> None:
    """Check version and session, and count the call."""
    if g.version is not None:
        g.root = f"/services/data/v{g.version}"
        _check_version(g.version)
        bearer()
        g.used = current().org.store.next_number(_COUNTER)


@bp.after_request
def _limit_info(response: Response) -> Response:
    if "used" in g and response.status_code < HTTPStatus.BAD_REQUEST:
        response.headers["Sforce-Limit-Info"] = f"api-usage={g.used}/{rules.DAILY_CALLS}"
    return response


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
    record_id = org.create(g.user, org.kind(name), _body())
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
    org.update(g.user, org.kind(name), record_id, _body())
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


@bp.get("/v<version>/query/")
@bp.get("/v<version>/queryAll/")
def query() -> ResponseReturnValue:
    """Answer SOQL."""
    asked = soql.parse(request.args.get("q", ""))
    answer = Answer(current().org, g.root, deleted="/queryAll" in request.path)
    if _counts(asked):
        return jsonify({"totalSize": answer.count(asked), "done": True, "records": []})
    return _page(answer.records(asked), 0)


@bp.get("/v<version>/query/<locator>/")
@bp.get("/v<version>/queryAll/<locator>/")
def query_more(locator: str) -> ResponseReturnValue:
    """Answer with the next records of a long answer."""
    key, _, start = locator.partition("-")
    records = current().locators.find(key)
    if records is None or not start.isdigit():
        raise Refused("INVALID_QUERY_LOCATOR", "invalid query locator", fields=None)
    return _page(records, int(start), key)


@bp.get("/v<version>/search/")
def search() -> ResponseReturnValue:
    """Answer SOSL."""
    asked = soql.parse_search(request.args.get("q", ""))
    return jsonify({"searchRecords": sosl.run(asked, current().org, g.root)})


@bp.route("/v<version>/parameterizedSearch/", methods=["GET", "POST"])
def parameterized_search() -> ResponseReturnValue:
    """Search by parameters instead of a SOSL text."""
    asked = _search_of(_body() if request.method == "POST" else _search_arguments())
    return jsonify({"searchRecords": sosl.run(asked, current().org, g.root)})


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


def _body() -> Values:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise _unreadable("The body must be a JSON object in UTF-8")
    return body


def _shown(kind: ObjectType, record_id: str) -> Values:
    names = request.args.get("fields", "").replace(" ", "")
    wanted = names.split(",") if names else list(kind.fields)
    asked = tree.Query(
        selection=tuple(tree.Column(tuple(name.split("."))) for name in wanted),
        source=kind.name,
    )
    return Answer(current().org, g.root).records(asked, only=[record_id])[0]


def _counts(asked: tree.Query) -> bool:
    return len(asked.selection) == 1 and asked.selection[0] == tree.Call("COUNT", None, None)


def _page(records: list[Values], start: int, locator: str | None = None) -> ResponseReturnValue:
    size = _batch_size()
    end = start + size
    answer: dict[str, Any] = {
        "totalSize": len(records),
        "done": end >= len(records),
        "records": records[start:end],
    }
    if not answer["done"]:
        locator = locator or current().locators.keep(records)
        answer["nextRecordsUrl"] = f"{g.root}/query/{locator}-{end}"
    return jsonify(answer)


def _batch_size() -> int:
    """Return the records per answer the client asked for (5.2: it may be fewer than 2,000)."""
    option = request.headers.get("Sforce-Query-Options", "").replace(" ", "")
    asked = option.partition(_BATCH_OPTION)[2].partition(",")[0]
    return max(_SMALLEST_BATCH, min(int(asked), rules.BATCH)) if asked.isdigit() else rules.BATCH


def _search_arguments() -> Values:
    names = request.args.get("sobject", "").replace(" ", "")
    fields = request.args.get("fields", "").replace(" ", "")
    return {
        "q": request.args.get("q", ""),
        "in": request.args.get("in", "ALL"),
        "fields": fields.split(",") if fields else [],
        "sobjects": [{"name": name} for name in names.split(",") if name],
        "overallLimit": request.args.get("overallLimit", type=int),
    }


def _search_of(given: Values) -> tree.Search:
    """Return the search a parameterizedSearch describes (4.4; the body's shape is [P])."""
    rows, fields, limit = (given.get(k) for k in ("sobjects", "fields", "overallLimit"))
    if not isinstance(rows or [], list) or not isinstance(fields or [], list):
        raise _unreadable("sobjects and fields are lists")
    return tree.Search(
        term=sosl.escaped(str(given.get("q", ""))),
        scope=str(given.get("in", "ALL")).upper(),
        returning=tuple(_target(row, fields or []) for row in rows or []),
        limit=_whole(limit),
    )


def _target(row: Any, fields: list[Any]) -> tree.Query:
    if not isinstance(row, dict):
        raise _unreadable("an entry of sobjects is an object with a name")
    names = row.get("fields") or fields or ["Id"]
    where = row.get("where")
    return tree.Query(
        selection=tuple(tree.Column(tuple(str(name).split("."))) for name in names),
        source=str(row.get("name")),
        where=soql.parse_condition(str(where)) if where else None,
        limit=_whole(row.get("limit")),
    )


def _whole(value: Any) -> int | None:
    if value is not None and (type(value) is not int or value < 0):
        raise _unreadable("a limit is a whole number")
    return value


def _unreadable(why: str) -> Refused:
    return Refused("JSON_PARSER_ERROR", why, fields=None)

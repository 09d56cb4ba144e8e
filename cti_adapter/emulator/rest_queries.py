"""The routes that ask: query, queryAll, search and parameterizedSearch.

Reads what is asked, lets query.py or sosl.py answer, pages long answers. Changes nothing.
"""

from typing import Any, Final

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rest, rules, soql, sosl
from cti_adapter.emulator import soql_tree as tree
from cti_adapter.emulator.api import api
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.query import Answer
from cti_adapter.emulator.standin import current, seen
from cti_adapter.emulator.store import Values

bp = api("queries")
_BATCH_OPTION: Final = "batchSize="
_SMALLEST_BATCH: Final = 200


@bp.get("/v<version>/query/")
@bp.get("/v<version>/queryAll/")
def query() -> ResponseReturnValue:
    """Answer SOQL."""
    asked = soql.parse(request.args.get("q", ""))
    answer = Answer(seen(), g.root, deleted="/queryAll" in request.path)
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
    return jsonify({"searchRecords": sosl.run(asked, seen(), g.root)})


@bp.route("/v<version>/parameterizedSearch/", methods=["GET", "POST"])
def parameterized_search() -> ResponseReturnValue:
    """Search by parameters instead of a SOSL text."""
    asked = _search_of(rest.body() if request.method == "POST" else _search_arguments())
    return jsonify({"searchRecords": sosl.run(asked, seen(), g.root)})


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
        raise rest.unreadable("sobjects and fields are lists")
    return tree.Search(
        term=sosl.escaped(str(given.get("q", ""))),
        scope=str(given.get("in", "ALL")).upper(),
        returning=tuple(_target(row, fields or []) for row in rows or []),
        limit=_whole(limit),
    )


def _target(row: Any, fields: list[Any]) -> tree.Query:
    if not isinstance(row, dict):
        raise rest.unreadable("an entry of sobjects is an object with a name")
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
        raise rest.unreadable("a limit is a whole number")
    return value

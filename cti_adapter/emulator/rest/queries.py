"""The routes that ask: query, queryAll, search and parameterizedSearch.

Reads what is asked, lets query.py or sosl.py answer, pages long answers. Changes nothing.
"""

from typing import Any, Final

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.rest import rest
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.soql import parameterized, soql, sosl
from cti_adapter.emulator.soql.faults import placed
from cti_adapter.emulator.soql.query import Answer, Result
from cti_adapter.emulator.soql.viewpoint import of_user
from cti_adapter.emulator.standin import current, seen

bp = api("queries")
_BATCH_OPTION: Final = "batchSize="
_SMALLEST_BATCH: Final = 200


@bp.get("/v<version>/query/")
@bp.get("/v<version>/queryAll/")
def query() -> ResponseReturnValue:
    """Answer SOQL."""
    text, org = request.args.get("q", ""), seen()
    with placed(text):
        asked = soql.parse(text)
        answer = Answer(
            org, g.root, deleted="/queryAll" in request.path, viewpoint=of_user(org, g.user)
        )
        return _page(answer.result(asked), 0)


@bp.get("/v<version>/query/<locator>/")
@bp.get("/v<version>/queryAll/<locator>/")
def query_more(locator: str) -> ResponseReturnValue:
    """Answer with the next records of a long answer."""
    key, _, start = locator.partition("-")
    if not start.isdecimal():
        raise Refused("INVALID_QUERY_LOCATOR", "invalid query locator", fields=None)
    return _page(current().locators.get(key, g.user, current().org.now()), int(start), key)


@bp.get("/v<version>/search/")
def search() -> ResponseReturnValue:
    """Answer SOSL."""
    text, org = request.args.get("q", ""), seen()
    with placed(text):
        found = sosl.run(soql.parse_search(text), org, g.root, of_user(org, g.user))
    return jsonify({"searchRecords": found})


@bp.route("/v<version>/parameterizedSearch/", methods=["GET", "POST"])
def parameterized_search() -> ResponseReturnValue:
    """Search by parameters instead of a SOSL text."""
    asked = (
        parameterized.of_body(rest.body())
        if request.method == "POST"
        else parameterized.of_address(request.args)
    )
    org = seen()
    return jsonify({"searchRecords": sosl.run(asked, org, g.root, of_user(org, g.user))})


def _page(result: Result, start: int, locator: str | None = None) -> ResponseReturnValue:
    end = start + _batch_size()
    done = end >= result.total
    answer: dict[str, Any] = {"totalSize": result.total, "done": done}
    if not done:
        standin = current()
        locator = locator or standin.locators.keep(result, g.user, standin.org.now())
        answer["nextRecordsUrl"] = f"{g.root}/query/{locator}-{end}"
    return jsonify({**answer, "records": result.part(start, end)})


def _batch_size() -> int:
    """Return the records per answer the client asked for (5.2: it may be fewer than 2,000)."""
    option = request.headers.get("Sforce-Query-Options", "").replace(" ", "")
    asked = option.partition(_BATCH_OPTION)[2].partition(",")[0]
    return max(_SMALLEST_BATCH, min(int(asked), rules.BATCH)) if asked.isdigit() else rules.BATCH

"""/composite, /composite/graph, /composite/batch: several requests in one.

The parts are done in order. With allOrNone, and in every graph, the first that fails undoes the
others in the database itself. Shapes and limits: facts/salesforce.md 5.2 and 5.3.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from flask import g, jsonify
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.org import references, transactions
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.rest.parts import graphs_in, parts_in, requests_in
from cti_adapter.emulator.rest.rest import body
from cti_adapter.emulator.rest.subrequests import Outcome, Subrequest, perform, refusal

bp = api("composite")
_HALTED: Final = "PROCESSING_HALTED"
_UNDONE: Final = (
    "The transaction was rolled back since another operation in the same transaction failed."
)
_BATCH_HALTED: Final = ("BATCH_PROCESSING_HALTED", "Batch processing halted per request")


@bp.get("/v<version>/composite/")
def resources() -> ResponseReturnValue:
    """List what the family has."""
    names = ("batch", "graph", "sobjects", "tree")
    return jsonify({name: f"{g.root}/composite/{name}" for name in names})


@bp.post("/v<version>/composite/")
def run() -> ResponseReturnValue:
    """Do up to 25 requests that may refer to each other's answers; one API call."""
    given = body()
    parts = requests_in(given)
    outcomes = _run(parts, all_or_none=bool(given.get("allOrNone")))
    rows = [o.row(part.reference) for part, o in zip(parts, outcomes, strict=True)]
    return jsonify({"compositeResponse": rows})


@bp.post("/v<version>/composite/graph/")
def graphs() -> ResponseReturnValue:
    """Do several graphs of requests, each whole or not at all; one API call."""
    answers, failed = [], 0
    for graph_id, parts in graphs_in(body()):
        if failed > rules.FAILED_GRAPHS:
            outcomes = [refusal(_HALTED, rules.GRAPHS_HALTED) for _ in parts]
        else:
            outcomes = _run(parts, all_or_none=True)
        successful = not any(one.failed for one in outcomes)
        failed += not successful
        rows = [o.row(part.reference) for part, o in zip(parts, outcomes, strict=True)]
        answers.append(
            {
                "graphId": graph_id,
                "graphResponse": {"compositeResponse": rows},
                "isSuccessful": successful,
            }
        )
    return jsonify({"graphs": answers})


@bp.post("/v<version>/composite/batch/")
def batch() -> ResponseReturnValue:
    """Do up to 25 requests that know nothing of each other; each is an API call ([B])."""
    given = body()
    halt, results = bool(given.get("haltOnError")), []
    failed = False
    for place, part in enumerate(parts_in(given, "batchRequests")):
        if halt and failed:
            outcome = refusal(*_BATCH_HALTED, HTTPStatus.PRECONDITION_FAILED)
        else:
            outcome = perform(part, counted=place > 0)
        failed = failed or outcome.failed
        results.append({"statusCode": outcome.status, "result": outcome.body})
    return jsonify({"hasErrors": failed, "results": results})


def _run(parts: list[Subrequest], *, all_or_none: bool) -> list[Outcome]:
    if not all_or_none:
        return list(_in_order(parts))
    outcomes: list[Outcome] = []

    def whole() -> bool:
        for outcome in _in_order(parts):
            outcomes.append(outcome)
            if outcome.failed:
                return False
        return True

    if transactions.kept(whole):
        return outcomes
    undone = [refusal(_HALTED, _UNDONE) for _ in parts]
    undone[len(outcomes) - 1] = outcomes[-1]
    return undone


def _in_order(parts: list[Subrequest]) -> Iterator[Outcome]:
    answers: dict[str, Any] = {}
    for part in parts:
        outcome = _with_answers(part, answers)
        if part.reference is not None:
            answers[part.reference] = outcome.body
        yield outcome


def _with_answers(part: Subrequest, answers: dict[str, Any]) -> Outcome:
    """Do a part with the values of earlier answers in its address and body."""
    try:
        url = str(references.resolved(part.url, answers))
        filled = references.resolved(part.body, answers)
    except references.NoValue as fault:
        return refusal(_HALTED, str(fault))
    return perform(
        Subrequest(
            method=part.method,
            url=url,
            reference=part.reference,
            body=filled,
            headers=part.headers,
        )
    )

"""/_control: what tests and the demo may do to the org that no client of Salesforce could.

Registered only when the stand-in is started with control; without it these paths are 404.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import faults
from cti_adapter.emulator.config import BadConfig, call_center_of
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import loading
from cti_adapter.emulator.org.options import TRUSTED
from cti_adapter.emulator.rulebook.permissions import permit
from cti_adapter.emulator.standin import current

bp = Blueprint("control", __name__, url_prefix="/_control")


@bp.post("/reset")
def reset() -> ResponseReturnValue:
    """Go back to the reference data; every token and session ends."""
    standin = current()
    standin.faults.clear()
    standin.mix.clear()
    standin.ledger.clear()
    standin.hosting.clear()
    standin.sign_in_lead_s = 0.0
    references = loading.reset(standin.org)
    if standin.call_center.adapter_url:
        loading.import_call_center(standin.org, standin.call_center.adapter_url)
    return jsonify({"references": references})


@bp.post("/load")
def load() -> ResponseReturnValue:
    """Create records given as a record tree: [{"attributes": {"type", "referenceId"}, …}]."""
    rows = _json()
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused("BAD_CONTROL", "give a list of records, each with attributes.type")
    made = loading.load(current().org, rows, _writer())
    return jsonify({"ids": list(made.values()), "references": made}), HTTPStatus.CREATED


@bp.get("/records/<name>")
def records(name: str) -> ResponseReturnValue:
    """List the living records of an object with all their fields.

    All of them, or those whose fields say what the query says: ?CTI_Call_Id__c=main:c-1.
    """
    org, wanted = current().org, request.args.to_dict().items()
    found = org.every(org.kind(name).name)
    return jsonify([row for row in found if all(row.get(field) == is_ for field, is_ in wanted)])


@bp.get("/requests")
def requests() -> ResponseReturnValue:
    """List the calls received, oldest first."""
    return jsonify(current().ledger.rows())


@bp.delete("/requests")
def forget_requests() -> ResponseReturnValue:
    """Begin the list of calls anew."""
    current().ledger.clear()
    return "", HTTPStatus.NO_CONTENT


@bp.post("/faults")
def put_faults() -> ResponseReturnValue:
    """Say how the next calls fail: [{"match", "kind", "times", "delay_ms"}]."""
    try:
        current().faults.put(faults.parse(_json()))
    except faults.BadFault as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault
    return "", HTTPStatus.NO_CONTENT


@bp.get("/faults")
def waiting_faults() -> ResponseReturnValue:
    """List the faults that have not happened yet."""
    return jsonify([one.row() for one in current().faults.waiting()])


@bp.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    """Let nothing fail any more."""
    current().faults.clear()
    current().mix.clear()
    return "", HTTPStatus.NO_CONTENT


@bp.post("/fault-mix")
def put_fault_mix() -> ResponseReturnValue:
    """Say how likely calls fail: {"seed", "writes": {kind: share}, "reads", "delay_ms": [a, b]}."""
    try:
        current().mix.put(_json())
    except faults.BadFault as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault
    return "", HTTPStatus.NO_CONTENT


@bp.get("/fault-mix")
def mixed_faults() -> ResponseReturnValue:
    """Count what the mix did to calls so far, by kind."""
    return jsonify(current().mix.counted)


@bp.post("/delete")
def delete() -> ResponseReturnValue:
    """Delete records as another user would: {"ids": [...]}."""
    org = current().org
    for record_id in _member("ids"):
        kind = org.schema.type_of(record_id)
        if kind is not None:
            org.delete(_writer(), kind, record_id)
    return "", HTTPStatus.NO_CONTENT


@bp.post("/users")
def make_user() -> ResponseReturnValue:
    """Make a user, or change the one of this name: {"Username", "LastName", …, "permissions"}.

    Email follows Username unless given; "permissions" are custom permissions the user gets, and
    where they are given, all that the user keeps.
    """
    given = dict(_json())
    permissions = given.pop("permissions", None)
    org, known = current().org, current().user_named(str(given.get("Username")))
    kind = org.kind("User")
    if known is None:
        values = {"Email": given.get("Username"), "LastName": given.get("Username"), **given}
        record_id = org.create(_writer(), kind, values, TRUSTED)
    else:
        record_id = str(known["Id"])
        org.update(_writer(), kind, record_id, given, TRUSTED)
    if permissions is not None:
        permit(org, record_id, permissions)
    return jsonify({"id": record_id}), HTTPStatus.CREATED if known is None else HTTPStatus.OK


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End a user's browser sessions and access tokens: {"username"}."""
    standin = current()
    user = standin.user_named(str(_member("username")))
    if user is None:
        raise Refused("BAD_CONTROL", "username: no such user")
    standin.tokens.sign_out(user["Id"])
    return "", HTTPStatus.NO_CONTENT


@bp.post("/clock")
def set_clock() -> ResponseReturnValue:
    """Put the org's clock ahead of ours: {"ahead_s": seconds}, 0 sets it right.

    With "sign_in": true sign-ins and the Date header of every answer go by it as well.
    """
    ahead = _member("ahead_s")
    if type(ahead) not in (int, float):
        raise Refused("BAD_CONTROL", "ahead_s: seconds, as a number")
    sign_in = _json().get("sign_in", False)
    if not isinstance(sign_in, bool):
        raise Refused("BAD_CONTROL", "sign_in: true or false")
    current().org.lead_by = timedelta(seconds=ahead)
    current().sign_in_lead_s = ahead if sign_in else 0.0
    return jsonify({"now": current().org.now_text()})


@bp.post("/call-center")
def set_call_center() -> ResponseReturnValue:
    """Set the softphone the console page hosts: {"adapter_url", "height", "width"}."""
    try:
        current().call_center = call_center_of(_json(), "call-center")
    except BadConfig as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault
    return "", HTTPStatus.NO_CONTENT


def _json() -> Any:
    body = request.get_json(silent=True, force=True)
    if body is None:
        raise Refused("BAD_CONTROL", "give a JSON body")
    return body


def _member(name: str) -> Any:
    body = _json()
    if not isinstance(body, dict) or name not in body:
        raise Refused("BAD_CONTROL", f"give an object with {name}")
    return body[name]


def _writer() -> str:
    user = current().user_named("integration@example.test")
    return str(user["Id"]) if user else ""

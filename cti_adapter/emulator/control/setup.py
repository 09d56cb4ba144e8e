"""/_control, the part an admin or another user of the org would do: Setup, not records.

Registered beside control.py, and like it only when the stand-in is started with control.
"""

from dataclasses import asdict, fields
from http import HTTPStatus
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import access, events
from cti_adapter.emulator.org.settings import BadSetting
from cti_adapter.emulator.rulebook import admin, conversion, merging
from cti_adapter.emulator.rulebook.conversion import Wish
from cti_adapter.emulator.standin import current

bp = Blueprint("control_org", __name__, url_prefix="/_control")


@bp.get("/org")
def settings() -> ResponseReturnValue:
    """Show the settings of the org."""
    return jsonify(asdict(current().org.settings))


@bp.post("/org")
def change_settings() -> ResponseReturnValue:
    """Change some settings of the org and show them all."""
    try:
        return jsonify(asdict(current().org.change_settings(_body())))
    except BadSetting as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault


@bp.get("/events")
def said() -> ResponseReturnValue:
    """List what changed, oldest first, in the form of Change Data Capture."""
    return jsonify(events.all_of(current().org.store))


@bp.post("/convert-lead")
def convert_lead() -> ResponseReturnValue:
    """Convert a lead: the members of conversion.Wish, and "user", who converts."""
    given = _object("lead", *(one.name for one in fields(Wish)), "user")
    actor = _user(given.pop("user", None))
    for name, value in given.items():
        wanted = bool if name == "strand_tasks" else str
        if value is not None and not isinstance(value, wanted):
            raise Refused("BAD_CONTROL", f"{name}: a {wanted.__name__}")
    return jsonify(asdict(conversion.convert(current().org, actor, Wish(**given))))


@bp.post("/merge")
def merge() -> ResponseReturnValue:
    """Merge records: {"master": id, "losers": [id, …]}."""
    given = _object("master", "losers", "user")
    losers = given.get("losers")
    if not isinstance(losers, list):
        raise Refused("BAD_CONTROL", "losers: a list of ids")
    actor = _user(given.get("user"))
    merging.merge(current().org, actor, str(given["master"]), [str(one) for one in losers])
    return "", HTTPStatus.NO_CONTENT


@bp.post("/visibility")
def visibility() -> ResponseReturnValue:
    """Say what is kept from a user: {"user", "hidden", "read_only", "hidden_fields", …}."""
    given = _object("user", "hidden", "read_only", "hidden_fields", "read_only_fields")
    org = current().org
    try:
        access.keep(org.store, _user(given["user"]), access.parse(given, org.schema))
    except access.BadAccess as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault
    return "", HTTPStatus.NO_CONTENT


@bp.post("/validation-rules")
def validation_rules() -> ResponseReturnValue:
    """Replace the validation rules: [{"object", "field"?, "when", "message"}]."""
    return _put(admin.VALIDATION)


@bp.post("/duplicate-rules")
def duplicate_rules() -> ResponseReturnValue:
    """Replace the duplicate rules: [{"object", "fields", "action": "block" or "alert"}]."""
    return _put(admin.DUPLICATE)


@bp.post("/assignment-rules")
def assignment_rules() -> ResponseReturnValue:
    """Replace the assignment rules: [{"object": "Lead" or "Case", "owner": id}]."""
    return _put(admin.ASSIGNMENT)


def _put(sort: str) -> ResponseReturnValue:
    try:
        admin.put(current().org, sort, _body())
    except admin.BadRule as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault
    return "", HTTPStatus.NO_CONTENT


def _body() -> object:
    return request.get_json(silent=True, force=True)


def _object(required: str, *known: str) -> dict[str, Any]:
    """Return the body's object, which has `required` and nothing unknown."""
    given = _body()
    if not isinstance(given, dict) or not isinstance(given.get(required), str):
        raise Refused("BAD_CONTROL", f"{required}: a text")
    for name in given:
        if name not in {required, *known}:
            raise Refused("BAD_CONTROL", f"{name}: none of {', '.join(known)}")
    return given


def _user(name: object) -> str:
    """Return the id of the user of this name; the integration user where none is named."""
    user = current().user_named(str(name or "integration@example.test"))
    if user is None:
        raise Refused("BAD_CONTROL", "user: no such user")
    return str(user["Id"])

"""/_control, the part about access: who may sign in, and what apps were given.

Registered beside control.py, and like it only when the stand-in is started with control.
"""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.config import BadConfig
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.oauth.apps import app_of
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.standin import current

bp = Blueprint("control_access", __name__, url_prefix="/_control")


@bp.post("/lock")
def lock() -> ResponseReturnValue:
    """Freeze a user or thaw them: {"username", "locked": true}."""
    body = _body()
    locked = body.get("locked", True)
    if not isinstance(locked, bool):
        raise Refused("BAD_CONTROL", "locked: true or false")
    user = _user(body)
    current().sessions.lock(user["Id"], locked=locked)
    return jsonify({"username": user["Username"], "locked": locked})


@bp.post("/apps")
def put_app() -> ResponseReturnValue:
    """Make an app or change one, as an admin does in Setup: the members of the apps file."""
    try:
        app = app_of(request.get_json(silent=True, force=True), "apps")
    except BadConfig as fault:
        raise Refused("BAD_CONTROL", str(fault)) from fault
    current().changed_apps[app.client_id] = app
    return jsonify({"client_id": app.client_id})


@bp.post("/revoke-app")
def revoke_app() -> ResponseReturnValue:
    """Take an app away from a user, as an admin does: {"username", "client_id"}.

    Every token ends, and the user is asked for consent again.
    """
    body = _body()
    user, client_id = _user(body)["Id"], str(body.get("client_id"))
    if current().app(client_id) is None:
        raise Refused("BAD_CONTROL", "client_id: no such app")
    current().tokens.end_all(user, client_id)
    current().sessions.withdraw(user, client_id)
    return jsonify({"client_id": client_id})


@bp.get("/tokens")
def tokens() -> ResponseReturnValue:
    """List what lives: kind, user, client, scope, family, never the token itself."""
    return jsonify(current().tokens.living())


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise Refused("BAD_CONTROL", "give an object with username")
    return body


def _user(body: dict[str, Any]) -> Values:
    user = current().user_named(str(body.get("username")))
    if user is None:
        raise Refused("BAD_CONTROL", "username: no such user")
    return user

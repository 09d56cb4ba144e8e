"""/_control, the part an admin or another user of the org would do: Setup, not records.

Registered beside control.py, and like it only when the stand-in is started with control.
"""

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.settings import BadSetting
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


def _body() -> object:
    return request.get_json(silent=True, force=True)

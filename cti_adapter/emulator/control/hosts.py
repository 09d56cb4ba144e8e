"""/_control/apex and /_control/softphone-layout: what an admin sets up around the softphone.

Softphone layouts cannot be deployed (facts/open-cti.md 6.1) and Apex is no part of a stand-in, so
both are told here. Registered only with --control.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.hosts.hosting import CALL_TYPES, MATCHES, POP_TYPES, Layout
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.standin import current

bp = Blueprint("host_control", __name__, url_prefix="/_control")


@bp.post("/apex")
def set_apex() -> ResponseReturnValue:
    """Say what runApex returns: [{"class", "method", "returns": text}]; [] knows no class."""
    rows = request.get_json(silent=True, force=True)
    members = ("class", "method", "returns")
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(row.get(name), str) for name in members)
        for row in rows
    ):
        raise _bad("give a list of objects with class, method and returns, each a text")
    apex = current().hosting.apex
    apex.clear()
    apex.update({(row["class"], row["method"]): row["returns"] for row in rows})
    return "", HTTPStatus.NO_CONTENT


@bp.post("/softphone-layout")
def set_layout() -> ResponseReturnValue:
    """Set call types of a layout, as getSoftphoneLayout answers them.

    {"user": username?, "Inbound": {"objects": {"Contact": [{"displayName", "apiName"}]},
    "callRelatedFields": [...], "screenPopSettings": {...}}, ...}; without user it is the layout
    of everybody who has none of their own. A call type that is not given stays as it was.
    """
    given = request.get_json(silent=True, force=True)
    if not isinstance(given, dict):
        raise _bad(f"give an object with {', '.join(CALL_TYPES)}, and perhaps user")
    standin = current()
    username = given.pop("user", None)
    user = standin.user_named(str(username)) if username is not None else None
    if username is not None and user is None:
        raise _bad("user: there is no such username")
    layouts = standin.hosting.layouts
    key = user["Id"] if user else ""
    checked = {name: _checked(standin.org, name, value) for name, value in given.items()}
    layouts[key] = {**layouts.get(key, {}), **checked}
    return jsonify(standin.hosting.layout_of(key))


def _checked(org: Org, name: str, given: Any) -> Layout:
    if name not in CALL_TYPES or not isinstance(given, dict):
        raise _bad(f"{name}: give objects, each under one of {', '.join(CALL_TYPES)}")
    unknown = set(given) - {"objects", "callRelatedFields", "screenPopSettings"}
    if unknown:
        raise _bad(f"{name}: {min(unknown)} is no member of a softphone layout")
    objects = given.get("objects", {})
    if not isinstance(objects, dict):
        raise _bad(f"{name}.objects: give object names, each with a list of fields")
    for type_name, fields in objects.items():
        _check_fields(org, f"{name}.objects.{type_name}", type_name, fields)
    pops = given.get("screenPopSettings", {})
    if not isinstance(pops, dict):
        raise _bad(f"{name}.screenPopSettings: give an object")
    for match, pop in pops.items():
        _check_pop(f"{name}.screenPopSettings.{match}", match, pop)
    related = given.get("callRelatedFields", [])
    return {"callRelatedFields": related, "objects": objects, "screenPopSettings": pops}


def _check_fields(org: Org, where: str, type_name: str, fields: Any) -> None:
    kind = org.schema.find(type_name)
    if kind is None:
        raise _bad(f"{where}: the org has no such object")
    if not isinstance(fields, list):
        raise _bad(f"{where}: give a list of displayName and apiName")
    for field in fields:
        if not isinstance(field, dict) or field.get("apiName") not in kind.fields:
            raise _bad(f"{where}: apiName names a field of {kind.name}")


def _check_pop(where: str, match: str, pop: Any) -> None:
    if match == "screenPopsOpenWithin":
        if pop not in {"ExistingWindow", "NewWindow"}:
            raise _bad(f"{where}: ExistingWindow or NewWindow")
        return
    if match not in MATCHES or not isinstance(pop, dict):
        raise _bad(f"{where}: {', '.join(MATCHES)} are objects")
    if pop and pop.get("screenPopType") not in POP_TYPES:
        raise _bad(f"{where}: screenPopType is one of {', '.join(POP_TYPES)}")


def _bad(text: str) -> Refused:
    return Refused("BAD_CONTROL", text)

"""What the scripts of the Lightning pages ask for, as JSON under /lightning/data/.

The routes know the user by the org's cookie and are no part of Salesforce's API. What they
return is made in views.py and hosting.py.
"""

import secrets
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused, session_expired
from cti_adapter.emulator.hosts import forms, hosting, record_view, views
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.rulebook import conversion
from cti_adapter.emulator.standin import browser_user, current, origin

bp = Blueprint("host_data", __name__, url_prefix="/lightning/data")
APPS: Final = {"console": "06mHs0000000001IAA", "standard": "06mHs0000000002IAA"}
"""The apps of the org with their ids, as ltn_app_id on the softphone's address."""
_SEARCH_LENGTH: Final = 2
_MODE: Final = "Classic_and_Lightning"


@bp.before_request
def _signed_in() -> None:
    user = browser_user()
    if user is None:
        raise session_expired()
    g.user = user


@bp.get("/start")
def start() -> ResponseReturnValue:
    """Return what the page needs first: user, navigation, softphone, choices."""
    org = _org()
    user = org.get(g.user)
    return jsonify(
        {
            "user": {"id": user["Id"], "name": user["Name"], "username": user["Username"]},
            "navigation": views.navigation(org),
            "softphone": _softphone(request.args.get("app", "")),
            "modalIsNavigation": rules.CONSOLE_REPORTS_A_NEW_RECORD_MODAL,
        }
    )


@bp.get("/object/<name>")
def object_title(name: str) -> ResponseReturnValue:
    """Return how an object is called."""
    return jsonify(views.title(_org().kind(name)))


@bp.get("/list/<name>")
def listing(name: str) -> ResponseReturnValue:
    """Return a page of the list view of an object."""
    page = request.args.get("page", 1, type=int)
    sort = request.args.get("sort", "")
    return jsonify(views.listing(_org(), name, sort=sort, page=max(page, 1)))


@bp.get("/home")
def home() -> ResponseReturnValue:
    """Return the home page."""
    return jsonify(views.home(_org(), g.user))


@bp.get("/record/<record_id>")
def record(record_id: str) -> ResponseReturnValue:
    """Return a record's page."""
    return jsonify(record_view.record(_org(), record_id))


@bp.get("/form/<name>")
def form(name: str) -> ResponseReturnValue:
    """Return the form of a new record of an object, or of the one with `id`."""
    org = _org()
    return jsonify(forms.form(org, org.kind(name), request.args.get("id")))


@bp.get("/heading/<record_id>")
def heading(record_id: str) -> ResponseReturnValue:
    """Return what a record is."""
    return jsonify(views.heading(_org(), record_id))


@bp.get("/search")
def search() -> ResponseReturnValue:
    """Return what the global search finds."""
    text = request.args.get("q", "").strip()
    return jsonify(views.search(_org(), text) if len(text) >= _SEARCH_LENGTH else [])


@bp.get("/suggestions")
def suggestions() -> ResponseReturnValue:
    """Return what the search box and look-up fields suggest; `types` are objects, by comma."""
    types = tuple(each for each in request.args.get("types", "").split(",") if each)
    return jsonify(views.suggestions(_org(), request.args.get("q", ""), types))


@bp.get("/call-center")
def call_center() -> ResponseReturnValue:
    """Return what getCallCenterSettings answers."""
    return jsonify(hosting.settings_of(current().call_center, _MODE))


@bp.get("/softphone-layout")
def softphone_layout() -> ResponseReturnValue:
    """Return what getSoftphoneLayout answers to this user."""
    return jsonify(current().hosting.layout_of(g.user))


@bp.post("/callers")
def callers() -> ResponseReturnValue:
    """Return what searchAndScreenPop finds, and the pop the user's layout wants."""
    asked: dict[str, Any] = dict(request.get_json())
    call_type = str(asked.get("callType")).capitalize()
    if call_type not in hosting.CALL_TYPES:
        raise Refused("INVALID_PARAM", "callType: inbound, outbound or internal")
    layout = current().hosting.layout_of(g.user)
    found = hosting.callers(_org(), layout, call_type, str(asked["searchParams"]))
    return jsonify({"found": found, "pop": hosting.pop_of(layout, call_type, found, asked)})


@bp.post("/apex")
def apex() -> ResponseReturnValue:
    """Return what runApex answers."""
    asked = request.get_json()
    text = current().hosting.run_apex(str(asked.get("apexClass")), str(asked.get("methodName")))
    return jsonify({"runApex": text})


@bp.post("/save")
def save() -> ResponseReturnValue:
    """Create or change a record, as the user of the page.

    With `entityApiName` it creates, with `Id` it changes (facts/open-cti.md 2.11).
    """
    values: dict[str, Any] = dict(request.get_json())
    org, record_id = _org(), values.pop("Id", None)
    name = values.pop("entityApiName", None)
    kind = org.schema.type_of(record_id) if record_id else org.schema.find(str(name))
    if kind is None:
        raise Refused("INVALID_PARAM", "value: give entityApiName or Id")
    if record_id:
        org.update(g.user, kind, record_id, values)
        return jsonify({"recordId": record_id})
    return jsonify({"recordId": org.create(g.user, kind, values)})


@bp.post("/delete")
def delete() -> ResponseReturnValue:
    """Put a record into the recycle bin, as the user of the page: {"id"}."""
    org, record_id = _org(), str(request.get_json().get("id"))
    kind = org.schema.type_of(org.get(record_id)["Id"])
    if kind is not None:
        org.delete(g.user, kind, record_id)
    return "", HTTPStatus.NO_CONTENT


@bp.post("/convert")
def convert() -> ResponseReturnValue:
    """Convert a lead, as the user of the page: members of conversion.Wish."""
    given = request.get_json()
    names = ("lead", "account", "contact", "opportunity")
    wish = conversion.Wish(**{name: given.get(name) for name in names})
    return jsonify(asdict(conversion.convert(_org(), g.user, wish)))


@bp.get("/softphone")
def softphone() -> ResponseReturnValue:
    """Return the softphone's frame anew: every load of it has an address of its own."""
    return jsonify(_softphone(request.args.get("app", "")))


def _org() -> Org:
    """Return the org as the user of the page sees it."""
    return current().org.seen_by(g.user)


def _softphone(app: str) -> dict[str, Any] | None:
    """Return the softphone's frame: address with what Salesforce appends (open-cti.md 2.1)."""
    center = current().call_center
    if not center.adapter_url:
        return None
    return {
        "frame": _frame(center.adapter_url, app),
        "standby": _frame(center.standby_url, app) if center.standby_url else None,
        "timeoutMs": center.timeout_ms,
        "height": center.height,
        "width": center.width,
        "eager": center.eager,
        "readyAfterMs": center.ready_after_ms,
        "saveLogReturns": center.save_log_returns,
    }


def _frame(address: str, app: str) -> dict[str, str]:
    appended = {
        "mode": "Lightning",
        "ltn_app_id": APPS.get(app, APPS["console"]),
        "isdtp": "vw",
        "sfdcIframeOrigin": origin(),
        "clc": "1",
        "nonce": secrets.token_hex(32),
    }
    parts = urlsplit(address)
    return {
        "url": f"{address}{'&' if parts.query else '?'}{urlencode(appended)}",
        "origin": f"{parts.scheme}://{parts.netloc}",
    }

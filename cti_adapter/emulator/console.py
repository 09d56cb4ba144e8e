"""The Lightning console page and what its script asks for.

One page serves every address under /lightning; its script opens what the address names. The
data routes know the user by the org's cookie and are no part of Salesforce's API. Standard
navigation and Classic get files of their own beside this one.
"""

import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import classic, classic_page, views
from cti_adapter.emulator.errors import Refused, session_expired
from cti_adapter.emulator.standin import browser_user, current, origin

bp = Blueprint("console", __name__)
_SCRIPT: Final = Path(__file__).parents[2] / "static" / "emulator" / "opencti.js"
_APP_ID: Final = "06mHs0000000001IAA"
"""Id of the console app, as ltn_app_id on the softphone's address."""
_SEARCH_LENGTH: Final = 2


@bp.get("/")
@bp.get("/lightning")
@bp.get("/lightning/app/console")
@bp.get("/lightning/o/<name>/list")
@bp.get("/lightning/o/<name>/home")
@bp.get("/lightning/r/<name>/<record_id>/view")
@bp.get("/lightning/r/<record_id>/view")
def console(**_names: str) -> ResponseReturnValue:
    """Show the console to a signed-in user; ask anybody else to log in."""
    if browser_user() is None:
        return redirect("/login?" + urlencode({"startURL": request.full_path.rstrip("?")}))
    return render_template("console.html")


@bp.get("/<record_id>")
def short_address(record_id: str) -> ResponseReturnValue:
    """Send /003… to the record's own address, as an instance does."""
    if not views.is_id(current().org, record_id):
        return "", HTTPStatus.NOT_FOUND
    if classic_page.chosen():
        return classic.record(record_id)
    return redirect(f"/lightning/r/{record_id}/view")


@bp.get("/support/api/<version>/lightning/opencti_min.js")
@bp.get("/support/api/<version>/lightning/opencti.js")
def open_cti_script(version: str) -> ResponseReturnValue:
    """Serve our own implementation of the documented Open CTI interface for this version."""
    major, _, minor = version.partition(".")
    if not major.isdigit() or minor != "0":
        return "", HTTPStatus.NOT_FOUND
    own = "" if current().config.strict_origins else origin()
    text = _SCRIPT.read_text(encoding="utf-8")
    text = text.replace("__API_VERSION__", str(int(major))).replace("__OWN_ORIGIN__", own)
    return Response(text, mimetype="text/javascript")


@bp.before_request
def _signed_in() -> None:
    if request.path.startswith("/lightning/data/"):
        user = browser_user()
        if user is None:
            raise session_expired()
        g.user = user


@bp.get("/lightning/data/start")
def start() -> ResponseReturnValue:
    """Return what the page needs first: user, navigation, softphone."""
    standin = current()
    user = standin.org.get(g.user)
    return jsonify(
        {
            "user": {"id": user["Id"], "name": user["Name"], "username": user["Username"]},
            "navigation": views.navigation(standin.org),
            "softphone": _softphone(),
        }
    )


@bp.get("/lightning/data/list/<name>")
def listing(name: str) -> ResponseReturnValue:
    """Return the list view of an object."""
    return jsonify(views.listing(current().org, name))


@bp.get("/lightning/data/record/<record_id>")
def record(record_id: str) -> ResponseReturnValue:
    """Return a record's page."""
    return jsonify(views.record(current().org, record_id))


@bp.get("/lightning/data/heading/<record_id>")
def heading(record_id: str) -> ResponseReturnValue:
    """Return what a record is."""
    return jsonify(views.heading(current().org, record_id))


@bp.get("/lightning/data/search")
def search() -> ResponseReturnValue:
    """Return what the global search finds."""
    text = request.args.get("q", "").strip()
    return jsonify(views.search(current().org, text) if len(text) >= _SEARCH_LENGTH else [])


@bp.get("/lightning/data/callers")
def callers() -> ResponseReturnValue:
    """Return what searchAndScreenPop finds."""
    return jsonify(views.by_numbers(current().org, request.args.get("q", "")))


@bp.post("/lightning/data/save")
def save() -> ResponseReturnValue:
    """Create or change a record for saveLog, as the user of the page.

    With `entityApiName` it creates, with `Id` it changes (facts/open-cti.md 2.11).
    """
    values: dict[str, Any] = dict(request.get_json())
    org, record_id = current().org, values.pop("Id", None)
    name = values.pop("entityApiName", None)
    kind = org.schema.type_of(record_id) if record_id else org.schema.find(str(name))
    if kind is None:
        raise Refused("INVALID_PARAM", "value: give entityApiName or Id")
    if record_id:
        org.update(g.user, kind, record_id, values)
        return jsonify({"recordId": record_id})
    return jsonify({"recordId": org.create(g.user, kind, values)})


def _softphone() -> dict[str, Any] | None:
    """Return the softphone's frame: address with what Salesforce appends (open-cti.md 2.1)."""
    center = current().call_center
    if not center.adapter_url:
        return None
    appended = {
        "mode": "Lightning",
        "ltn_app_id": _APP_ID,
        "isdtp": "vw",
        "sfdcIframeOrigin": origin(),
        "clc": "1",
        "nonce": secrets.token_hex(32),
    }
    parts = urlsplit(center.adapter_url)
    return {
        "url": f"{center.adapter_url}{'&' if parts.query else '?'}{urlencode(appended)}",
        "origin": f"{parts.scheme}://{parts.netloc}",
        "adapterUrl": center.adapter_url,
        "height": center.height,
        "width": center.width,
    }

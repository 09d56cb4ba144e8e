"""The addresses of the Lightning pages, and the Open CTI script they offer.

One page per app serves every address under /lightning; its script opens what the address names.
What the scripts ask for is host_data.py. Classic has files of its own.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.hosts import classic, classic_page, views
from cti_adapter.emulator.standin import browser_user, current, origin

bp = Blueprint("console", __name__)
_STATIC: Final = Path(__file__).parents[3] / "static"
_SCRIPT: Final = _STATIC / "emulator" / "opencti.js"
_APP: Final = "standin_app"
"""The cookie that remembers the app used last, as Salesforce remembers it for a user."""


@bp.get("/lightning/app/console", defaults={"app": "console"})
@bp.get("/lightning/app/standard", defaults={"app": "standard"})
def app_home(app: str) -> ResponseReturnValue:
    """Show an app, and remember that it is the one in use."""
    page = _page(app)
    if isinstance(page, Response):
        return page
    response = Response(page, mimetype="text/html")
    response.set_cookie(_APP, app, samesite="Lax", httponly=True)
    return response


@bp.get("/")
@bp.get("/lightning")
@bp.get("/lightning/page/home")
@bp.get("/lightning/search")
@bp.get("/lightning/flow/<name>")
@bp.get("/apex/<name>")
@bp.get("/lightning/o/<name>/list")
@bp.get("/lightning/o/<name>/home")
@bp.get("/lightning/o/<name>/new")
@bp.get("/lightning/r/<name>/<record_id>/view")
@bp.get("/lightning/r/<record_id>/view")
def page(**_names: str) -> ResponseReturnValue:
    """Show what the address names in the app used last."""
    return _page("standard" if request.cookies.get(_APP) == "standard" else "console")


@bp.get("/lightning/popout")
def pop_out() -> ResponseReturnValue:
    """Show the window of a popped-out utility; the page that opened it fills it."""
    if browser_user() is None:
        return redirect("/login")
    return render_template("popout.html")


@bp.get("/<record_id>")
def short_address(record_id: str) -> ResponseReturnValue:
    """Send /003… to the record's own address, as an instance does."""
    if not views.is_id(current().org, record_id):
        return "", HTTPStatus.NOT_FOUND
    if classic_page.chosen():
        return classic.record(record_id)
    return redirect(f"/lightning/r/{record_id}/view")


@bp.get("/slds/<path:name>")
def design_system(name: str) -> ResponseReturnValue:
    """Serve the files of the Lightning Design System, unmodified."""
    return send_from_directory(_STATIC / "vendor" / "slds", name, max_age=3600)


@bp.get("/support/api/<version>/lightning/opencti_min.js")
@bp.get("/support/api/<version>/lightning/opencti.js")
def open_cti_script(version: str) -> ResponseReturnValue:
    """Serve our own implementation of the documented Open CTI interface for this version."""
    major, _, minor = version.partition(".")
    if not major.isdigit() or minor != "0":
        return "", HTTPStatus.NOT_FOUND
    text = _SCRIPT.read_text(encoding="utf-8")
    own = "" if _strict() else origin()
    text = text.replace("__API_VERSION__", str(int(major))).replace("__OWN_ORIGIN__", own)
    return Response(text, mimetype="text/javascript")


def _strict() -> bool:
    """Whether the script admits the origins of Salesforce alone, as the real one does (2.2)."""
    standin = current()
    return standin.config.strict_origins or standin.call_center.host_origin_check == "strict"


def _page(app: str) -> str | Response:
    if browser_user() is None:
        start = request.full_path.rstrip("?")
        return Response(
            status=HTTPStatus.FOUND,
            headers={"Location": "/login?" + urlencode({"startURL": start})},
        )
    return render_template(f"{app}.html")

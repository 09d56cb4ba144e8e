"""The login page, and what holds for every page a person sees.

Users are known by the org's own cookie. A login page is never framed; the console may frame
any origin, because an admin may have put any adapter into the call center.
"""

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.standin import current

bp = Blueprint("pages", __name__)
PASSWORD: Final = "demo"  # noqa: S105 - every user of the stand-in has this one
HOME: Final = "/lightning/app/console"
_POLICY: Final = (
    "default-src 'self'; frame-src *; img-src 'self' data:; frame-ancestors 'none';"
    " form-action *; base-uri 'none'"
)
"""form-action is open because a login ends in a redirect to an app's own address."""


@bp.get("/login")
def login_page() -> ResponseReturnValue:
    """Ask who it is."""
    return login_form(_local(request.args.get("startURL", "")))


@bp.post("/login")
def login() -> ResponseReturnValue:
    """Log a user in by name and password, or by one of the demo's buttons."""
    start = _local(request.form.get("startURL", ""))
    user = current().user_named(request.form.get("choose") or request.form.get("username", ""))
    known = "choose" in request.form or request.form.get("password") == PASSWORD
    if user is None or not known or current().sessions.barred(user):
        return login_form(start, wrong=True)
    response = redirect(start)
    session = current().sessions.open(user["Id"])
    response.set_cookie(current().cookie, session, httponly=True, samesite="Lax")
    return response


@bp.get("/secur/logout.jsp")
def log_out() -> ResponseReturnValue:
    """End the session of this browser; tokens given to apps live on."""
    current().sessions.close(request.cookies.get(current().cookie, ""))
    start = _local(request.args.get("startURL", ""))
    response = redirect(f"/login?{urlencode({'startURL': start})}" if start != HOME else "/login")
    response.delete_cookie(current().cookie)
    return response


@bp.after_app_request
def _protect(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def login_form(start: str, *, wrong: bool = False) -> ResponseReturnValue:
    """Return the login page; `start` is where a successful login goes on."""
    asked_by_app = start.startswith("/services/oauth2/authorize?")
    return render_template(
        "login.html",
        start=start,
        cancel=f"{start}&decision=deny" if asked_by_app else None,
        users=[one for one in current().org.every("User") if one["IsActive"]],
        wrong=wrong,
    )


def _local(address: str) -> str:
    """Return an address of this server, never one of another."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside else HOME

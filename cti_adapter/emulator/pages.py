"""The pages a person sees: the login page now, the console pages beside it.

Everything here is first-party to the org's own host and knows its user by the org's cookie.
"""

from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.standin import COOKIE, current
from cti_adapter.emulator.store import Values

bp = Blueprint("pages", __name__)
PASSWORD: Final = "demo"  # noqa: S105 - every user of the stand-in has this one
HOME: Final = "/lightning/app/console"


@bp.get("/login")
def login_page() -> ResponseReturnValue:
    """Ask who it is."""
    return _login_form(_local(request.args.get("startURL", "")))


@bp.post("/login")
def login() -> ResponseReturnValue:
    """Log a user in by name and password, or by one of the demo's buttons."""
    start = _local(request.form.get("startURL", ""))
    user = current().user_named(request.form.get("choose") or request.form.get("username", ""))
    known = "choose" in request.form or request.form.get("password") == PASSWORD
    if user is None or not known or not user["IsActive"]:
        return _login_form(start, wrong=True)
    response = redirect(start)
    response.set_cookie(
        COOKIE, current().tokens.open_session(user["Id"]), httponly=True, samesite="Lax"
    )
    return response


def _login_form(start: str, *, wrong: bool = False) -> ResponseReturnValue:
    asked_by_app = start.startswith("/services/oauth2/authorize?")
    return render_template(
        "login.html",
        start=start,
        cancel=f"{start}&decision=deny" if asked_by_app else None,
        users=_active_users(),
        wrong=wrong,
    )


def _active_users() -> list[Values]:
    return [one for one in current().org.every("User") if one["IsActive"]]


def _local(address: str) -> str:
    """Return an address of this server, never one of another."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside else HOME

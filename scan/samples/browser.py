"""Read by semgrep alone: what rules.yaml finds, and what it leaves alone."""

from flask import redirect, request
from markupsafe import Markup

from cti_adapter.web.auth import FIRST_PARTY


def cookies(answer, token):
    # ruleid: cookie-without-its-flags
    answer.set_cookie("session", token)
    # ruleid: cookie-without-its-flags
    answer.set_cookie("session", token, httponly=True, samesite="Lax")
    # ok: cookie-without-its-flags
    answer.set_cookie("session", token, max_age=60, **FIRST_PARTY)
    # ok: cookie-without-its-flags
    answer.set_cookie("session", token, secure=True, httponly=True, samesite="None")


def sent_anywhere(answer):
    there = request.args.get("next", "/")
    # ruleid: open-redirect
    return redirect(there)


def told_where(answer):
    # ruleid: open-redirect
    answer.headers["Location"] = request.form["back"]


def sent_back():
    # ok: open-redirect
    return redirect(_back(request.form.get("back", "")), code=303)


def sent_to_a_place_of_ours():
    # ok: open-redirect
    return redirect("/admin/")


def markup(text):
    # ruleid: markup-of-text
    Markup(text)
    # ruleid: markup-of-text
    Markup(f"<b>{text}</b>")
    # ok: markup-of-text
    Markup("<b>{}</b>").format(text)

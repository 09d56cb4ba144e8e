"""The routes of sign-in: /auth/start, popup, callback, claim, renew, logout (contract.md §3)."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, TypedDict

import msgspec
from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Meta
from msgspec.structs import replace

from cti_adapter.calls.sign_in import Client
from cti_adapter.errors import NotAllowed
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.web.forms import parse
from cti_adapter.web.grants import Granted, Marks
from cti_adapter.web.headers import popup_policy
from cti_adapter.web.hub import Hub
from cti_adapter.web.languages import asked_for
from cti_adapter.web.sessions import Sessions
from cti_adapter.web.sign_in import DOOR_LIVES, SIGN_IN_LIVES, SignInDesk

WINDOW_COOKIE = "__Host-cti-sign-in"
"""Ties the window that comes back to the one that left; first-party, for ten minutes."""

BROWSER_COOKIE = "__Host-cti-browser"
"""Tells one browser from another, in whichever frame we stand (docs/adr/0024); opens nothing."""
BROWSER_LIVES = timedelta(days=365)
_BROWSER = re.compile(r"[A-Za-z0-9_-]{22}")

CALL_PAGE_COOKIE = "__Host-cti-call"
"""Opens the pages of an agent's calls as long as their sign-in lasts.

Beside that it tells whose browser comes by at the single-logout address; nothing else reads it.
"""

ADMIN_STATE = "admin."
"""How the state of an admin's sign-in begins; an agent's has no dot."""
LONGEST_CLIENT = 300
"""Characters kept of what a browser calls itself."""


class _Cookie(TypedDict):
    secure: bool
    httponly: bool
    samesite: str
    path: str


FIRST_PARTY = _Cookie(secure=True, httponly=True, samesite="Lax", path="/")
"""Of a page of our own, at the top of its window."""
_EMBEDDED = _Cookie(secure=True, httponly=True, samesite="None", path="/")

_Key = Annotated[str, Meta(min_length=1, max_length=200)]


class StartForm(msgspec.Struct, frozen=True, kw_only=True):
    """Which org's softphone or companion wants to sign in."""

    org_key: _Key
    client: Client = "softphone"


class ClaimForm(msgspec.Struct, frozen=True, kw_only=True):
    """Whose sign-in it is."""

    login_id: _Key
    secret: _Key


class RenewForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a reloaded page still knows."""

    org_key: _Key
    renew_token: _Key | None = None
    client: Client = "softphone"
    """Which page asks; it is brought back into a session of its own kind only."""


class AuthRoutes:
    """The routes under /auth/."""

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        desk: SignInDesk,
        sessions: Sessions,
        hub: Hub,
        *,
        public_url: str,
        login_url: Callable[[str], str],
        admin_callback: Callable[[], ResponseReturnValue],
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._hub = hub
        self._public_url = public_url
        self._login_url = login_url
        self._admin_callback = admin_callback

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("auth", __name__, url_prefix="/auth")
        bp.post("/start")(self.start)
        bp.get("/popup")(self.window)
        bp.post("/popup")(self.bind)
        bp.get("/callback")(self.callback)
        bp.post("/claim")(self.claim)
        bp.post("/renew")(self.renew)
        bp.post("/logout")(self.logout)
        return bp

    def start(self) -> ResponseReturnValue:
        self._check_origin()
        form = parse(StartForm)
        return _json(self._desk.start(form.org_key, form.client), 201)

    def window(self) -> ResponseReturnValue:
        login_id = request.args.get("login", "")[:200]
        return self._page("binding", login_id, "")

    def bind(self) -> ResponseReturnValue:
        self._check_origin()
        bind_code = request.form.get("bind_code", "")
        address = self._desk.bind(request.form.get("login_id", ""), bind_code)
        answer = redirect(address, code=303)
        lifetime = int(SIGN_IN_LIVES.total_seconds())
        answer.set_cookie(WINDOW_COOKIE, bind_code, max_age=lifetime, **FIRST_PARTY)
        return answer

    def callback(self) -> ResponseReturnValue:
        """A deployment has one callback: the state says whether an agent or an admin is back."""
        if request.args.get("state", "").startswith(ADMIN_STATE):
            return self._admin_callback()
        browser, call_page = _this_browser(), secrets.token_urlsafe(32)
        back = self._desk.come_back(
            request.args.get("state", ""),
            request.cookies.get(WINDOW_COOKIE, ""),
            request.args.get("code"),
            Marks(browser=fingerprint(browser).hex()[:16], call_page=fingerprint(call_page).hex()),
        )
        answer = Response(self._page(back.state, back.login_id, back.reason))
        answer.delete_cookie(WINDOW_COOKIE, **FIRST_PARTY)
        lifetime = int(BROWSER_LIVES.total_seconds())
        answer.set_cookie(BROWSER_COOKIE, browser, max_age=lifetime, **FIRST_PARTY)
        if back.state == "signed-in":
            lifetime = int(DOOR_LIVES.total_seconds())
            answer.set_cookie(CALL_PAGE_COOKIE, call_page, max_age=lifetime, **FIRST_PARTY)
        return answer

    def claim(self) -> ResponseReturnValue:
        self._check_origin()
        form = parse(ClaimForm)
        user_agent = request.headers.get("User-Agent", "")[:LONGEST_CLIENT]
        granted = self._desk.claim(form.login_id, form.secret, user_agent)
        if granted is None:
            return {"state": "waiting"}, 202
        return self._let_in(granted, form.login_id.rpartition(".")[0])

    def renew(self) -> ResponseReturnValue:
        """The only route that reads the partitioned cookie, and all it can do is renew (D9)."""
        self._check_origin()
        if request.headers.get("X-CTI-Renew") != "1":
            raise NotAllowed("say X-CTI-Renew: 1")
        form = parse(RenewForm)
        door = request.cookies.get(_door_cookie(form.org_key, form.client))
        granted = self._desk.renew(
            form.org_key, form.client, door=door, renew_token=form.renew_token
        )
        return self._let_in(granted, form.org_key)

    def logout(self) -> ResponseReturnValue:
        session = self._sessions.session()
        ended = self._desk.sign_out(session)
        self._sessions.forget(ended)
        for sign_in in ended:
            self._hub.end_session(sign_in)
        return "", 204

    def _check_origin(self) -> None:
        """Our own pages ask here, and nobody else's."""
        if request.headers.get("Origin") != self._public_url:
            raise NotAllowed("this is for our own pages")

    def _page(self, state: str, login_id: str, reason: str) -> str:
        language = asked_for()
        g.content_policy = popup_policy(self._login_url(login_id))
        g.referrer_policy = "same-origin"  # with no-referrer a form says "Origin: null"
        boot = {"state": state, "login_id": login_id, "reason": reason, "language": language}
        return render_template("popup.html", boot=boot)

    def _let_in(self, granted: Granted, org_key: str) -> Response:
        answer = _json(replace(granted, door=None), 200)
        if granted.door is not None:
            answer.set_cookie(
                _door_cookie(org_key, granted.client),
                granted.door,
                max_age=int(DOOR_LIVES.total_seconds()),
                partitioned=True,
                **_EMBEDDED,
            )
        return answer


def _this_browser() -> str:
    """Return the name this browser keeps of itself, or a new one.

    The window stands at the top and is ours: its cookies are the same whatever page its iframe
    stands in, and are kept where a frame may keep nothing.
    """
    kept = request.cookies.get(BROWSER_COOKIE, "")
    return kept if _BROWSER.fullmatch(kept) else secrets.token_urlsafe(16)


def _door_cookie(org_key: str, client: Client) -> str:
    """Each client has a door of its own: the two may stand in the same frame of one browser."""
    return f"__Host-cti-{org_key}" if client == "softphone" else f"__Host-cti-{client}-{org_key}"


def _json(body: msgspec.Struct, status: int) -> Response:
    return Response(msgspec.json.encode(body), status=status, content_type="application/json")

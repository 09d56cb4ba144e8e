"""The way in to the admin pages, and out (D9): Salesforce, or once a boot token of the operator's.

A session is a cookie that opens /admin/, the page of a call and /status: no route under /api/, /ws
or /auth/ reads it, and it never becomes a softphone. Every form carries the session's own mark; see
frame.py.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import NoSuchThing, NotAllowed, RequestError, SalesforceError
from cti_adapter.org_book import OrgBook, OrgEntry
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.rights import Role
from cti_adapter.service.audit import noting
from cti_adapter.storage.admin_sessions import AdminSession, AdminSessions
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.web.admin.frame import COOKIE, SIGN_IN, Frame, as_response
from cti_adapter.web.admin.places import LIVE
from cti_adapter.web.admin.sign_in import AdminSignIn
from cti_adapter.web.audit import deed
from cti_adapter.web.auth import FIRST_PARTY, LONGEST_CLIENT
from cti_adapter.web.headers import as_admin_page, popup_policy
from cti_adapter.web.languages import LANGUAGES
from cti_adapter.web.sign_in import SIGN_IN_LIVES

log = structlog.get_logger()

BOOT_LIVES = timedelta(hours=1)
"""How long a boot token waits to be used."""
BOOT_SESSION_LIVES = timedelta(hours=4)
"""How long it lets somebody set up what is missing."""
BOOTED = "boot token"
"""The username of who came with one."""
SESSION_LIVES = timedelta(hours=8)
"""A working day; whether the user may still administer is asked every few minutes."""
SIGN_IN_COOKIE = "__Host-cti-admin-sign-in"
"""Ties the browser that comes back from Salesforce to the one that left, for ten minutes."""


def issue_boot_token(sessions: AdminSessions, org_id: OrgId, at: datetime) -> str:
    """Return a token that opens the admin pages of an org once, within an hour.

    Args:
        sessions: where it is kept, as a fingerprint.
        org_id: whose pages; empty where an org is to be set up.
        at: now.
    """
    token = secrets.token_urlsafe(32)
    with noting(deed(org_id, "command line", "boot_token.issued")):
        sessions.issue_boot_token(token, org_id, at=at, expires_at=at + BOOT_LIVES)
    log.warning("admin.boot_token_issued", org=org_id)
    return token


class Door:
    """The routes through which admins come and go."""

    def __init__(
        self,
        frame: Frame,
        sessions: AdminSessions,
        desk: AdminSignIn,
        orgs: OrgBook,
        clock: Callable[[], datetime],
    ) -> None:
        self._frame = frame
        self._sessions = sessions
        self._desk = desk
        self._orgs = orgs
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the routes; these alone stand under /admin and ask nobody who they are."""
        bp = Blueprint("admin_door", __name__, url_prefix="/admin")
        bp.before_request(as_admin_page)
        bp.register_error_handler(RequestError, self._frame.refused)
        bp.get("/sign-in")(self.sign_in_page)
        bp.post("/sign-in")(self.sign_in)
        bp.get("/boot")(self.boot_page)
        bp.post("/boot")(self.boot)
        bp.post("/language")(self.language)
        bp.post("/sign-out")(self.sign_out)
        return bp

    def sign_in_page(self) -> ResponseReturnValue:
        key = request.args.get("org", "").strip()
        org = self._org(key)
        fault = self._frame.t("door.unknown_org") if key and org is None else ""
        page = self._sign_in_page(org, fault=fault)
        return page, 404 if fault else 200

    def sign_in(self) -> ResponseReturnValue:
        """Send the browser to the org's login."""
        self._frame.check_origin()
        org = self._orgs.by_key(request.form.get("org", ""))
        if org is None:
            raise NoSuchThing("no org has this key")
        try:
            left = self._desk.leave(org)
        except SalesforceError as error:
            log.warning("admin.sign_in_not_possible", error=type(error).__name__)
            return self._failed("refused"), 502
        answer = redirect(left.address, code=303)
        wanted = _back(request.form.get("next", ""))
        lifetime = int(SIGN_IN_LIVES.total_seconds())
        value = f"{left.bind_code}~{wanted}"
        answer.set_cookie(SIGN_IN_COOKIE, value, max_age=lifetime, **FIRST_PARTY)
        return answer

    def callback(self) -> ResponseReturnValue:
        """Let in who comes back from the org's login, where the org says they may."""
        as_admin_page()
        bind_code, _, wanted = request.cookies.get(SIGN_IN_COOKIE, "").partition("~")
        state, code = request.args.get("state", ""), request.args.get("code")
        arrived = self._desk.arrive(state, bind_code, code)
        org_id, user = arrived.org_id, arrived.user
        if arrived.reason or org_id is None or user is None or arrived.role is None:
            said = self._failed(arrived.reason, user.username if user else "")
            answer = Response(said, 403)
            if org_id is not None:
                g.not_let_in = (org_id, user.username if user else "")
        else:
            token = self._open(
                org_id,
                lives=SESSION_LIVES,
                username=user.username,
                user_id=user.user_id,
                language=user.language[:2],
                role=arrived.role,
            )
            there = LIVE if arrived.role == "supervisor" else _back(wanted)
            answer = as_response(redirect(there, code=303))
            _with_cookie(answer, token, SESSION_LIVES)
        answer.delete_cookie(SIGN_IN_COOKIE, **FIRST_PARTY)
        return answer

    def _org(self, key: str) -> OrgEntry | None:
        """Return the org that is asked for, or the only one."""
        if key:
            return self._orgs.by_key(key)
        orgs = self._orgs.all()
        return orgs[0] if len(orgs) == 1 else None

    def _sign_in_page(self, org: OrgEntry | None, *, fault: str = "", detail: str = "") -> str:
        if org is not None:
            g.content_policy = popup_policy(org.config.login_url)
        return self._frame.render(
            "admin/sign_in.html",
            here="",
            title=self._frame.t("door.title"),
            org=org,
            has_orgs=bool(self._orgs.all()),
            wanted=_back(request.args.get("next", "")),
            fault=fault,
            detail=detail,
        )

    def _failed(self, reason: str, username: str = "") -> str:
        return self._sign_in_page(None, detail=self._frame.t(f"door.{reason}", username=username))

    def boot_page(self) -> ResponseReturnValue:
        return self._boot_page()

    def boot(self) -> ResponseReturnValue:
        self._frame.check_origin()
        now = self._clock()
        org_id = self._sessions.redeem_boot_token(request.form.get("token", "").strip(), now)
        if org_id is None:
            log.warning("admin.boot_token_refused")
            g.boot_token_refused = True
            return self._boot_page(fault=self._frame.t("door.boot.refused")), 422
        log.warning("admin.boot_token_used", org=org_id)
        token = self._open(org_id, lives=BOOT_SESSION_LIVES, username=BOOTED)
        return _with_cookie(self._frame.done("/admin/", "door.booted"), token, BOOT_SESSION_LIVES)

    def language(self) -> ResponseReturnValue:
        self._frame.check_form()
        wanted = request.form.get("language", "")
        if wanted not in LANGUAGES:
            raise NotAllowed("this language is not spoken here")
        self._sessions.speak(self._frame.anybody().session, wanted)
        return redirect(_back(request.form.get("back", "")), code=303)

    def sign_out(self) -> ResponseReturnValue:
        self._frame.check_form()
        session = self._frame.anybody().session
        with noting(deed(session.org_id, session.username, "admin.signed_out")):
            self._sessions.end(session.org_id, session.token_hash, self._clock())
        answer = self._frame.done(SIGN_IN, "door.signed_out")
        answer.delete_cookie(COOKIE, **FIRST_PARTY)
        return answer

    def _boot_page(self, fault: str = "") -> str:
        title = self._frame.t("door.boot.title")
        return self._frame.render("admin/boot.html", here="", title=title, fault=fault)

    def _open(  # noqa: PLR0913 - what makes a session, by name
        self,
        org_id: OrgId,
        *,
        lives: timedelta,
        username: str,
        user_id: str = "",
        language: str = "",
        role: Role = "admin",
    ) -> str:
        """Open a session; return its token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        what = "boot_token.used" if username == BOOTED else f"{role}.signed_in"
        with noting(deed(org_id, username, what)):
            self._sessions.open_session(
                AdminSession(
                    token_hash=fingerprint(token),
                    org_id=org_id,
                    user_id=user_id,
                    username=username,
                    csrf=secrets.token_urlsafe(32),
                    client=request.headers.get("User-Agent", "")[:LONGEST_CLIENT],
                    language=language if language in LANGUAGES else self._frame.language(),
                    created_at=now,
                    seen_at=now,
                    checked_at=now,
                    expires_at=now + lives,
                    role=role,
                )
            )
        return token


def _with_cookie(answer: Response, token: str, lives: timedelta) -> Response:
    answer.set_cookie(COOKIE, token, max_age=int(lives.total_seconds()), **FIRST_PARTY)
    return answer


def _back(path: str) -> str:
    """Return a path of the admin pages or of a call's page, whatever was asked for."""
    is_ours = path.startswith(("/admin/", "/o/")) and "//" not in path and "\\" not in path
    return path if is_ours else "/admin/"

"""What every admin page stands in: who is asking, the page around it, the form that came back.

A page calls `frame.admin()`, `frame.render()` and, after a change, `frame.done()`. Who may come in
is decided in door.py; nothing here is authorised but by the admin's own cookie (D9), which opens
/admin/, the page of a call and /status, and nothing else.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from flask import Blueprint, Flask, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from cti_adapter.errors import NoSuchThing, NotAllowed, NotSignedIn, RequestError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import announce
from cti_adapter.storage.admin_sessions import AdminSession, AdminSessions
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.deeds import deed_of
from cti_adapter.web.admin.notices import drop_notice, leave_notice, taken_notice
from cti_adapter.web.admin.places import FOR_SUPERVISORS, LIVE, SET_UP, places_of
from cti_adapter.web.admin.rights import OnlyLive
from cti_adapter.web.headers import as_admin_page
from cti_adapter.web.languages import LANGUAGES, asked_for
from cti_adapter.web.problems import problem

COOKIE = "__Host-cti-admin"
SIGN_IN = "/admin/sign-in"
OVERVIEW = ("/admin/", "frame.back")
"""Where one goes on, and the text of that link."""
_SEEN_EVERY = timedelta(minutes=1)


class Admin(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in admin, or supervisor, of a request; one org at a time."""

    org_id: OrgId
    """Empty while the admin who came with a boot token has not set up an org; see SET_UP."""
    org_key: str
    org_name: str
    username: str
    user_id: str
    """Empty for the admin who came with a boot token."""
    language: str
    csrf: str
    session: AdminSession

    @property
    def is_supervisor(self) -> bool:
        """Whether they may look at page 'Live' and do nothing else."""
        return self.session.role == "supervisor"


class Frame:
    """The frame of all admin pages.

    Args:
        sessions: who is signed in.
        as_of_now: asks, now and then, what a session's user may, and returns it as it is now;
            raises NotAllowed where that is nothing.
        orgs: the orgs of this deployment.
        catalogue: the words of the pages.
        clock: tells the time.
        public_url: our own origin.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        *,
        sessions: AdminSessions,
        as_of_now: Callable[[AdminSession], AdminSession],
        orgs: OrgBook,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
        public_url: str,
    ) -> None:
        self._sessions = sessions
        self._as_of_now = as_of_now
        self._orgs = orgs
        self._catalogue = catalogue
        self._clock = clock
        self._public_url = public_url
        self._uploads: dict[str, int] = {}

    # who is asking

    def admin(self) -> Admin:
        """Return the admin who makes this request.

        Raises:
            NotSignedIn: nobody is signed in.
            OnlyLive: it is a supervisor, who is no admin.
            NotAllowed: the user is no longer an admin; the session has ended.
        """
        found = self.anybody()
        if found.is_supervisor:
            raise OnlyLive
        return found

    def anybody(self) -> Admin:
        """Return who makes this request, also a supervisor: for page 'Live' and the door.

        Raises:
            NotSignedIn: nobody is signed in.
            NotAllowed: the user has lost the right; the session has ended.
        """
        if "admin" not in g:
            g.admin = self._find()
        found: Admin = g.admin
        return found

    def org_of_admin(self) -> OrgId | None:
        """Return the org whose admin makes this request, for what is not under /admin.

        None where it is no admin: nobody, a supervisor, or who has lost the right.
        """
        try:
            return self.admin().org_id
        except (NotSignedIn, NotAllowed):
            return None

    def check_form(self) -> None:
        """Refuse a form that is not of this admin's own page; done for every POST under /admin.

        Raises:
            NotAllowed: another origin sent it, or it lacks the session's own mark.
        """
        self.check_origin()
        given = request.form.get("csrf", "")
        if not hmac.compare_digest(given.encode(), self.anybody().csrf.encode()):
            raise NotAllowed("This form is of another session. Load the page again.")

    def check_origin(self) -> None:
        """Refuse what another site's page sent."""
        if request.headers.get("Origin") != self._public_url:
            raise NotAllowed("this is for our own pages")

    # the page

    def t(self, key: str, **gaps: object) -> str:
        """Return a text of the catalogue in the admin's language."""
        return self._catalogue.say(self.language(), key, **gaps)

    def language(self) -> str:
        """Return the language of this request: the admin's, else what the browser asks for."""
        admin: Admin | None = g.get("admin")
        if admin is not None:
            return admin.language
        return asked_for()

    def render(self, template: str, *, here: str, title: str, **context: Any) -> str:
        """Return a page inside the frame.

        Args:
            template: extends admin/base.html.
            here: code of its place in the navigation.
            title: its heading, in the admin's language.
            context: what the template needs.
        """
        admin: Admin | None = g.get("admin")
        places = places_of(supervisor=admin is not None and admin.is_supervisor)
        around = {"admin": admin, "places": places, "languages": LANGUAGES}
        return render_template(template, **around, here=here, title=title, **context)

    def done(self, url: str, code: str, **gaps: str | int) -> Response:
        """Return the answer to a form that did what it should: back to a page, with a notice.

        Args:
            url: of our own, for example "/admin/users".
            code: the text to show there, a key of the catalogue.
            gaps: of that text.
        """
        answer = as_response(redirect(url, code=303))
        leave_notice(answer, (code, gaps))
        return answer

    def refused(self, error: RequestError) -> ResponseReturnValue:
        """Show a refusal as a page; data for scripts get the problem as such."""
        if request.path.startswith("/admin/data/"):
            return problem(error.status, error.error_id, str(error))
        if isinstance(error, NotSignedIn):
            g.not_signed_in = True
            return redirect(f"{SIGN_IN}?next={_own_path()}", code=303)
        as_admin_page()
        page = self.said_no(error.error_id, str(error), back=_way_back(error))
        return page, error.status

    def said_no(
        self, error_id: str, said: str, *, back: tuple[str, str] = OVERVIEW, number: str = ""
    ) -> str:
        """Return the page of a problem.

        Args:
            error_id: its name.
            said: its words, where the catalogue has none of its own.
            back: where one goes on from there, and the text of that link.
            number: of the request, under which its line stands in the log; "" where none does.
        """
        title, detail = self._catalogue.refusal(self.language(), error_id, said)
        around = {"back": back, "error_id": error_id, "number": number}
        return self.render("admin/error.html", here="", title=title, detail=detail, **around)

    def settle(self, org_id: OrgId) -> None:
        """Let the admin who came with a boot token administer the org that was just set up."""
        self._sessions.settle(self.admin().session, org_id)
        g.pop("admin")

    # how it is put on

    def take_uploads(self, path: str, most: int) -> None:
        """Let forms to this address be larger than others: up to so many bytes."""
        self._uploads[path] = most

    def enclose(self, name: str, pages: list[Blueprint]) -> Blueprint:
        """Return all pages as one blueprint under /admin: none of them can be left unguarded."""
        house = Blueprint(name, __name__, url_prefix="/admin")
        house.before_request(self._let_in)
        house.after_request(drop_notice)
        house.register_error_handler(RequestError, self.refused)
        for page in pages:
            house.register_blueprint(page)
        house.get("/<path:nowhere>")(_nowhere)
        return house

    def dress(self, app: Flask) -> None:
        """Give all templates of the admin pages their words and their mark for forms."""
        app.add_template_global(self.t, "t")
        app.add_template_global(self.language, "language")
        app.add_template_global(self._mark, "csrf_field")
        app.add_template_global(self._take_notice, "take_notice")

    # ────────────────────────────────────────────────────────────────────────────────────────

    def _find(self) -> Admin:
        token, now = request.cookies.get(COOKIE, ""), self._clock()
        session = self._sessions.session(token, now) if token else None
        if session is None:
            raise NotSignedIn
        session = self._as_of_now(session)
        if now - session.seen_at > _SEEN_EVERY:
            self._sessions.seen(session, now)
        org = self._orgs.entry(session.org_id) if session.org_id else None
        return Admin(
            org_id=session.org_id,
            org_key=org.key if org else "",
            org_name=org.name if org else "",
            username=session.username,
            user_id=session.user_id,
            language=session.language,
            csrf=session.csrf,
            session=session,
        )

    def _let_in(self) -> ResponseReturnValue | None:
        as_admin_page()
        admin = self.anybody() if request.path in FOR_SUPERVISORS else self.admin()
        if request.path in self._uploads:
            request.max_content_length = request.max_form_memory_size = self._uploads[request.path]
        if request.method == "POST":
            self.check_form()
            announce(deed_of(admin.org_id, admin.username))
        if not admin.org_id and not request.path.startswith((SET_UP, "/admin/language")):
            return redirect(SET_UP, code=303)
        return None

    def _mark(self) -> Markup:
        admin: Admin | None = g.get("admin")
        value = admin.csrf if admin is not None else ""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(escape(value))

    def _take_notice(self) -> str:
        """Return what was just done, once."""
        notice = taken_notice()
        try:
            return self.t(notice[0], **notice[1]) if notice else ""
        except (KeyError, ValueError):
            return ""  # of a release that had other words


def _nowhere(nowhere: str) -> ResponseReturnValue:
    raise NoSuchThing(f"There is no page /admin/{nowhere}.")


def _way_back(error: RequestError) -> tuple[str, str]:
    """Return where one goes on from a refusal, and the text of the link."""
    if "not_signed_in" in g:
        return SIGN_IN, "frame.to_sign_in"
    if isinstance(error, OnlyLive):
        return LIVE, "frame.back_to_live"
    return OVERVIEW


def _own_path() -> str:
    """Return where a GET wanted to go; a form that came too late goes back to the overview."""
    if request.method != "GET":
        return "/admin/"
    return urlsplit(request.full_path).path


def as_response(answer: Any) -> Response:
    """Return a redirect as what it is: Flask's own response, whatever its type says."""
    response: Response = answer
    return response

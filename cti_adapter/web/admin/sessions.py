"""Page /admin/sessions: who is signed in where, and the buttons that end it.

A softphone that is ended is signed out at once: its token opens nothing, its sockets are closed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.admin_sessions import AdminSession, AdminSessions
from cti_adapter.storage.sessions import Sessions, SignedIn
from cti_adapter.web.admin.clients import in_words
from cti_adapter.web.admin.frame import Frame

HERE = "/admin/sessions"
PAGE = 50
_MOST_PAGES = 100_000
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


class Softphone(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the first table."""

    signed_in: SignedIn
    client: str
    seen: str


class Administrator(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the second table."""

    session: AdminSession
    client: str
    seen: str
    is_mine: bool


class SessionsPage:
    """The page and its buttons.

    Args:
        frame: around the page.
        agents: sessions of softphones.
        admins: sessions of admins.
        tell: told the sign-ins that ended, so that their sockets close and their tokens rest.
        clock: tells the time.
    """

    def __init__(
        self,
        frame: Frame,
        agents: Sessions,
        admins: AdminSessions,
        tell: Callable[[set[str]], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._frame = frame
        self._agents = agents
        self._admins = admins
        self._tell = tell
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("sessions", __name__)
        bp.get("/sessions")(self.page)
        bp.post("/sessions/end")(self.end)
        return bp

    def page(self) -> ResponseReturnValue:
        admin, now = self._frame.admin(), self._clock()
        search = request.args.get("q", "").strip()
        number = min(max(1, request.args.get("page", 1, type=int)), _MOST_PAGES)
        found, count = self._agents.of_org(
            admin.org_id, now, search=search, start=(number - 1) * PAGE, most=PAGE
        )
        softphones = [
            Softphone(
                signed_in=each, client=self._client(each.user_agent), seen=self._ago(each, now)
            )
            for each in found
        ]
        admins = [
            Administrator(
                session=each,
                client=self._client(each.client),
                seen=self._ago(each, now),
                is_mine=each.token_hash == admin.session.token_hash,
            )
            for each in self._admins.of_org(admin.org_id, now)
        ]
        return self._frame.render(
            "admin/sessions.html",
            here="sessions",
            title=self._frame.t("sessions.title"),
            softphones=softphones,
            admins=admins,
            count=count,
            search=search,
            page=number,
            pages=-(-count // PAGE) or 1,
        )

    def end(self) -> ResponseReturnValue:
        """End what the pressed button names: one sign-in, all of a user, one admin session."""
        org_id, form = self._frame.admin().org_id, request.form
        if "sign_in" in form:
            return self._ended(self._agents.end_sign_in(org_id, form["sign_in"], self._clock()))
        if "user" in form:
            self._admins.end_all_of(org_id, form["user"], self._clock())
            return self._ended(self._agents.end_all_of(org_id, form["user"], self._clock()))
        self._end_admin(org_id, form.get("admin", ""))
        return self._frame.done(HERE, "sessions.admin_ended")

    def _ended(self, sign_ins: set[str]) -> ResponseReturnValue:
        self._tell(sign_ins)
        return self._frame.done(HERE, "sessions.ended", n=len(sign_ins))

    def _end_admin(self, org_id: OrgId, name: str) -> None:
        for session in self._admins.of_org(org_id, self._clock()):
            if session.token_hash.hex() == name:
                self._admins.end(org_id, session.token_hash, self._clock())

    def _client(self, client: str) -> str:
        browser, system = in_words(client)
        if browser and system:
            return self._frame.t("sessions.client", browser=browser, system=system)
        return browser or system or self._frame.t("sessions.unknown_client")

    def _ago(self, each: SignedIn | AdminSession, now: datetime) -> str:
        age = now - each.seen_at
        if age < _MINUTE:
            return self._frame.t("sessions.just_now")
        if age < _HOUR:
            return self._frame.t("sessions.minutes_ago", n=age // _MINUTE)
        return self._frame.t("sessions.hours_ago", n=age // _HOUR)

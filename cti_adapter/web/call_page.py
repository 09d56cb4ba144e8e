"""The page of a call: all that is known of it, with notes that the Task has cut in full (A-13).

A page of our own at the top of a window (D9). An admin of the org sees every call of it, an agent
those they had a leg on; for anybody else there is no such page. It shows and changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallKey
from cti_adapter.calls.happenings import Happening, happenings, lines_told
from cti_adapter.calls.number import for_display
from cti_adapter.logbook.notes import DELIVERY, arranged, inside
from cti_adapter.org_book import OrgBook, OrgEntry
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Agent, Unit, Units
from cti_adapter.storage.people import People
from cti_adapter.storage.sessions import Session, Sessions
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.auth import CALL_PAGE_COOKIE
from cti_adapter.web.headers import as_admin_page


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the call, with what was typed inside it."""

    at: datetime
    text: str
    notes: str


class CallPage:
    """The route of the page.

    Args:
        frame: knows the admin who asks, and the words of the page.
        sessions: knows the agent who asks, by the cookie their sign-in has set.
        still_agent: whether a session may go on.
        people: the agents.
        units: reads calls.
        orgs: the orgs of this deployment.
        clock: tells the time.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        frame: Frame,
        *,
        sessions: Sessions,
        still_agent: Callable[[Session], bool],
        people: People,
        units: Units,
        orgs: OrgBook,
        clock: Callable[[], datetime],
    ) -> None:
        self._frame = frame
        self._sessions = sessions
        self._still_agent = still_agent
        self._people = people
        self._units = units
        self._orgs = orgs
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the route."""
        bp = Blueprint("call_page", __name__)
        bp.before_request(as_admin_page)
        bp.get("/o/<org_key>/calls/<path:call_key>")(self.page)
        return bp

    def page(self, org_key: str, call_key: str) -> ResponseReturnValue:
        org = self._orgs.by_key(org_key)
        if org is None or not call_key.isprintable():
            return self._nothing()
        administers, agent = self._frame.org_of_admin() == org.id, self._agent(org)
        if not administers and agent is None:
            return self._nothing()
        file, names = self._read(org.id, CallKey(call_key))
        if file is None or not (administers or (agent is not None and _was_on(file, agent))):
            return self._nothing()
        return self._shown(file, names)

    def _agent(self, org: OrgEntry) -> Agent | None:
        token = request.cookies.get(CALL_PAGE_COOKIE, "")
        session = self._sessions.of_call_page(org.id, token, self._clock()) if token else None
        if session is None or not self._still_agent(session):
            return None
        return self._people.agent(org.id, session.agent_id)

    def _read(self, org_id: OrgId, key: CallKey) -> tuple[CallFile | None, dict[Line, str]]:
        def work(unit: Unit) -> tuple[CallFile | None, dict[Line, str]]:
            file = unit.find_call_by_key(key)
            lines = lines_told(file.call) if file is not None else ()
            found = {line: unit.agent_on(line) for line in lines}
            return file, {line: agent.name for line, agent in found.items() if agent is not None}

        return self._units.read(org_id, work)

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def _shown(self, file: CallFile, names: Mapping[Line, str]) -> str:
        call, slots = file.call, file.assignment.slots
        told = happenings(call)
        texts = inside(arranged(file.notes, file.policy.note_fields), told)
        label = next((placed.record.label for placed in slots.all), "")
        return self._frame.render(
            "admin/call.html",
            here="",
            title=self._frame.t(
                f"call.{call.direction}", other=label or for_display(call.remote_number) or "–"
            ),
            call=call,
            number=for_display(call.remote_number),
            slots=slots,
            call_result=file.call_result,
            ledger=file.ledger,
            alone=texts.get(DELIVERY, ""),
            events=[
                _Event(at=each.at, text=self._worded(each, names), notes=texts.get(each.id, ""))
                for each in told
            ],
        )

    def _worded(self, happening: Happening, names: Mapping[Line, str]) -> str:
        line, to = happening.line, happening.to_line
        gaps = {
            "agent": names.get(line, line) if line is not None else "",
            "to": (names.get(to, to) if to is not None else happening.to) or "–",
        }
        nobody = "" if line is not None else "-by-nobody"
        return self._frame.t(f"call.event.{happening.kind}{nobody}", **gaps)

    def _nothing(self) -> ResponseReturnValue:
        """Say the same whatever is missing: the call, or the right to see it."""
        page = self._frame.render(
            "admin/no_call.html",
            here="",
            title=self._frame.t("call.none"),
            is_admin="admin" in g,
            wanted=request.path,
        )
        return page, 404


def _was_on(file: CallFile, agent: Agent) -> bool:
    return any(leg.line == agent.line for leg in file.call.legs)

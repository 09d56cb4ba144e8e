"""How a panel gets its socket: a ticket for a Bearer token, then what it missed, then the news.

The ticket is good once, for half a minute, and never stands in a URL (reliability-security.md 3.3).
"""

import secrets
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import NotSignedIn
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.pages import Coming, Pages
from cti_adapter.service.panel_state import PanelState
from cti_adapter.storage.people import People
from cti_adapter.storage.tickets import Tickets
from cti_adapter.web.forms import TicketForm, parse
from cti_adapter.web.panel import snapshot
from cti_adapter.web.sessions import Sessions
from cti_adapter.web.socket import Admitted
from cti_adapter.web.subscription import Subscription
from cti_adapter.web.switchboard import Switchboard

TICKET_LIVES = timedelta(seconds=30)


class Reception:
    """Lets panels onto the switchboard."""

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        *,
        sessions: Sessions,
        tickets: Tickets,
        people: People,
        panels: PanelState,
        orgs: Orgs,
        switchboard: Switchboard,
        pages: Pages,
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._tickets = tickets
        self._people = people
        self._panels = panels
        self._orgs = orgs
        self._switchboard = switchboard
        self._pages = pages
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("reception", __name__, url_prefix="/api")
        bp.get("/snapshot")(self.snapshot)
        bp.post("/socket-ticket")(self.ticket)
        return bp

    def snapshot(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        body, _ = self._everything(agent.org_id, agent.id)
        return Response(body, content_type="application/json")

    def ticket(self) -> ResponseReturnValue:
        session = self._sessions.session()
        form = parse(TicketForm)
        ticket, now = secrets.token_urlsafe(24), self._clock()
        self._tickets.issue(
            session,
            ticket,
            last_seq=form.last_seq or 0,
            at=now,
            expires_at=now + TICKET_LIVES,
            page=form.page or "",
        )
        return {"ticket": ticket, "browser": session.in_browser}

    def redeem(self, ticket: str) -> Admitted | None:
        """Use a ticket up; None where it is worth nothing (any more)."""
        found = self._tickets.redeem(ticket, self._clock())
        if found is None:
            return None
        subscription = Subscription(
            key=(OrgId(sys.intern(found.org_id)), found.agent_id),  # orgs are few
            session_id=found.sign_in,
            page=found.page,
            socket=secrets.token_hex(6),
        )
        return Admitted(
            subscription=subscription,
            last_seq=found.last_seq,
            browser=found.browser or found.sign_in,
            client=found.client,
            session_at=found.session_at,
        )

    def backlog(self, admitted: Admitted) -> list[bytes]:
        """Return what the panel missed, or everything where that is not known any more.

        The page is taken in first, so that what it is told says already who has the lease.
        """
        subscription, last = admitted.subscription, admitted.last_seq
        org_id, agent_id = subscription.key
        if subscription.page:
            come = Coming(
                page=subscription.page,
                browser=admitted.browser,
                socket=subscription.socket,
                client=admitted.client,
                session_at=admitted.session_at or self._clock(),
                loaded=last == 0,
            )
            self._pages.join(org_id, agent_id, come)
        missed = self._people.messages_since(org_id, agent_id, last) if last > 0 else None
        if missed is not None:
            self._switchboard.begin(subscription.key, missed[-1].seq if missed else last)
            return [message.body for message in missed]
        body, seq = self._everything(org_id, agent_id)
        self._switchboard.begin(subscription.key, seq)
        return [body]

    def _everything(self, org_id: OrgId, agent_id: AgentId) -> tuple[bytes, int]:
        found = self._panels.read(org_id, agent_id)
        if found is None:
            raise NotSignedIn
        files, state = found
        # its panel was told of these settings, perhaps by another process
        in_force = self._orgs.in_force(org_id, at_least=state.desk.settings)
        return snapshot(files, state, in_force.policy), state.desk.seq

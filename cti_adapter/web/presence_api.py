"""The presence of an agent, and what the softphone may still do in Logout (DECISION 38).

The guard stands before every command about a call, also those of other files: which route it is
says its address.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.service.offers import Offers
from cti_adapter.service.presence import Presences
from cti_adapter.web.commands import accepted, command_key
from cti_adapter.web.forms import PresenceForm, parse
from cti_adapter.web.sessions import Sessions

_OF_A_CALL = "/api/calls/"
_DIAL = frozenset({"/api/dial", "/api/dial-list/dial"})
_ALWAYS = "/do-not-log"
"""May be changed from every client that may show it (DECISION 40)."""


class PresenceApi:
    """POST /api/presence, and the guard."""

    def __init__(self, presences: Presences, offers: Offers, sessions: Sessions) -> None:
        self._presences = presences
        self._offers = offers
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the route, with the guard of all the others."""
        bp = Blueprint("presence", __name__, url_prefix="/api")
        bp.post("/presence")(self.choose)
        bp.before_app_request(self.guard)
        return bp

    def choose(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        form = parse(PresenceForm)
        self._presences.choose(agent, form.presence, form.reason, command_key())
        return accepted()

    def guard(self) -> None:
        if request.method != "POST" or request.url_rule is None:
            return
        path = request.path
        if path not in _DIAL and (not path.startswith(_OF_A_CALL) or path.endswith(_ALWAYS)):
            return
        call_id = (request.view_args or {}).get("call_id")
        agent, client = self._sessions.agent(), self._sessions.session().client
        self._offers.expect(agent, client, None if call_id is None else CallId(call_id))

"""The route of the checkbox 'Do not log the call in Salesforce'.

A view parses, calls one use case, answers. How the checkbox stands is told by the socket, to every
client of the agent.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.service.do_not_log import DoNotLog
from cti_adapter.web.commands import accepted, command_key
from cti_adapter.web.forms import CheckedForm, parse
from cti_adapter.web.sessions import Sessions


class DoNotLogApi:
    """The route under /api/ of one checkbox."""

    def __init__(self, checkbox: DoNotLog, sessions: Sessions) -> None:
        self._checkbox = checkbox
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the route."""
        bp = Blueprint("do_not_log", __name__, url_prefix="/api")
        bp.post("/calls/<call_id>/do-not-log")(self.choose)
        return bp

    def choose(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        checked = parse(CheckedForm).checked
        self._checkbox.choose(agent, CallId(call_id), checked=checked, key=command_key())
        return accepted()

"""The routes for a call whose Task is written: take a change back, settle a conflict (B-3).

A view parses, calls one use case, answers. What came of it is told by the socket.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.service.afterwards import Afterwards
from cti_adapter.web.commands import accepted, command_key
from cti_adapter.web.forms import SettleForm, parse
from cti_adapter.web.sessions import Sessions


class AfterwardsApi:
    """The routes under /api/ about a call that is logged."""

    def __init__(self, afterwards: Afterwards, sessions: Sessions) -> None:
        self._afterwards = afterwards
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("afterwards", __name__, url_prefix="/api")
        bp.post("/calls/<call_id>/undo-records")(self.undo_records)
        bp.post("/calls/<call_id>/settle")(self.settle)
        return bp

    def undo_records(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        self._afterwards.undo(agent, CallId(call_id), command_key())
        return accepted()

    def settle(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        form = parse(SettleForm)
        self._afterwards.settle(agent, CallId(call_id), form.keep, command_key())
        return accepted()

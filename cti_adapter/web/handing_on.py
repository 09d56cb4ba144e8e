"""The route by which an agent hands a call on; that it happened is told by the socket."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.service.handing_on import HandingOn
from cti_adapter.web.commands import accepted, command_key
from cti_adapter.web.forms import TransferForm, parse
from cti_adapter.web.sessions import Sessions


class HandingOnApi:
    """The route under /api/ that hands a call on."""

    def __init__(self, handing_on: HandingOn, sessions: Sessions) -> None:
        self._handing_on = handing_on
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the route."""
        bp = Blueprint("handing_on", __name__, url_prefix="/api")
        bp.post("/calls/<call_id>/transfer")(self.transfer)
        return bp

    def transfer(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        to = parse(TransferForm).to
        self._handing_on.transfer(agent, CallId(call_id), to, key=command_key())
        return accepted()

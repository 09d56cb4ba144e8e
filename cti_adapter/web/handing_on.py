"""The routes by which an agent hands a call on; that it happened is told by the socket."""

import msgspec
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.service.colleagues import Neighbours
from cti_adapter.service.handing_on import HandingOn, Outcome
from cti_adapter.web.answers import ColleaguesAnswer, ColleagueView
from cti_adapter.web.commands import accepted, command_key
from cti_adapter.web.control_forms import ColleaguesForm, ConsultForm, TransferForm
from cti_adapter.web.forms import parse
from cti_adapter.web.sessions import Sessions

_OUTCOMES: dict[str, Outcome] = {
    "complete-consult": "complete_consult",
    "cancel-consult": "cancel_consult",
    "conference": "conference",
}


class HandingOnApi:
    """The routes under /api/ that hand a call on, and say to whom it could go."""

    def __init__(self, handing_on: HandingOn, neighbours: Neighbours, sessions: Sessions) -> None:
        self._handing_on = handing_on
        self._neighbours = neighbours
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("handing_on", __name__, url_prefix="/api")
        bp.post("/calls/<call_id>/colleagues")(self.colleagues)
        bp.post("/calls/<call_id>/transfer")(self.transfer)
        bp.post("/calls/<call_id>/consult")(self.consult)
        for path, outcome in _OUTCOMES.items():
            fixed = {"outcome": outcome}
            bp.post(f"/calls/<call_id>/{path}", endpoint=path, defaults=fixed)(self.settle)
        return bp

    def colleagues(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        found = self._neighbours.of(agent, CallId(call_id), parse(ColleaguesForm).text)
        shown = tuple(
            ColleagueView(line=each.line, name=each.name, state=each.state, reason=each.reason)
            for each in found.colleagues
        )
        answer = ColleaguesAnswer(colleagues=shown, more=found.more, queue=found.queue)
        return Response(msgspec.json.encode(answer), content_type="application/json")

    def transfer(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        form = parse(TransferForm)
        if form.queue:
            self._handing_on.queue(agent, CallId(call_id), form.queue, key=command_key())
        else:
            self._handing_on.transfer(agent, CallId(call_id), form.to, key=command_key())
        return accepted()

    def consult(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        to = parse(ConsultForm).to
        self._handing_on.consult(agent, CallId(call_id), to, key=command_key())
        return accepted()

    def settle(self, call_id: str, outcome: Outcome) -> ResponseReturnValue:
        agent = self._sessions.agent()
        self._handing_on.settle(agent, CallId(call_id), outcome, key=command_key())
        return accepted()

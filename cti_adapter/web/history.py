"""The routes of the call history: past calls, 'Log now', 'Log a call' and 'Follow-up task'.

A view parses, calls one use case, answers. What 'Log now' wrote is told by the socket; the list
itself is asked for again.
"""

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.by_hand import CallsByHand, TypedCall
from cti_adapter.service.follow_up import FollowUps
from cti_adapter.service.history import History
from cti_adapter.web import forms
from cti_adapter.web.commands import accepted, command_key, named_record
from cti_adapter.web.forms import parse
from cti_adapter.web.history_view import history_answer, place_named
from cti_adapter.web.sessions import Sessions


class HistoryApi:
    """The routes under /api/ by which an agent sees past calls."""

    def __init__(
        self, history: History, by_hand: CallsByHand, follow_ups: FollowUps, sessions: Sessions
    ) -> None:
        self._history = history
        self._follow_ups = follow_ups
        self._by_hand = by_hand
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("history", __name__, url_prefix="/api")
        bp.get("/history")(self.page)
        bp.post("/history/log")(self.log_call)
        bp.post("/calls/<call_id>/log-now")(self.log_now)
        bp.post("/calls/<call_id>/follow-up")(self.follow_up)
        return bp

    def page(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        before = place_named(request.args.get("before", ""))
        page = self._history.page(agent, unlogged=_unlogged(), before=before)
        body = msgspec.json.encode(history_answer(page))
        return Response(body, content_type="application/json")

    def log_call(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        form = parse(forms.LogCallForm)
        typed = TypedCall(
            number=form.number,
            direction=form.direction,
            started_at=form.started_at,
            duration_s=form.duration_s,
        )
        shown = named_record(form.record_id) if form.record_id else form.record_id
        self._by_hand.log(agent, typed, shown, command_key())
        return accepted()

    def log_now(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        named = parse(forms.LogNowForm).record_id
        shown = named_record(named) if named else named
        self._history.log_now(agent, CallId(call_id), shown, command_key())
        return accepted()

    def follow_up(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        due = parse(forms.FollowUpForm).date
        self._follow_ups.ask(agent, CallId(call_id), due, command_key())
        return accepted()


def _unlogged() -> bool:
    said = request.args.get("unlogged", "0")
    if said not in {"0", "1"}:
        raise Unprocessable(FieldFault(field="unlogged", message="send 1, 0 or leave it out"))
    return said == "1"

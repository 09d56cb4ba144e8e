"""The routes of the comboboxes 'Name' and 'Related To': look for a record, choose one, add one.

A view parses, calls one use case, answers. A search answers at once; what a choice changed comes
by the socket, like the news of any other command.
"""

import msgspec
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.call import CallId
from cti_adapter.service.choosing import Choosing
from cti_adapter.service.finding import Answer
from cti_adapter.web import forms
from cti_adapter.web.answers import FoundView, SearchAnswer
from cti_adapter.web.commands import accepted, command_key, named_record
from cti_adapter.web.forms import parse
from cti_adapter.web.record_views import record_view
from cti_adapter.web.sessions import Sessions


class ChoosingApi:
    """The routes under /api/ by which an agent finds and chooses records."""

    def __init__(self, choosing: Choosing, sessions: Sessions) -> None:
        self._choosing = choosing
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("choosing", __name__, url_prefix="/api")
        bp.post("/search")(self.search)
        bp.post("/calls/<call_id>/cases")(self.cases)
        bp.post("/calls/<call_id>/swap")(self.swap)
        bp.post("/calls/<call_id>/add")(self.add)
        bp.post("/calls/<call_id>/add-afterwards")(self.add_afterwards)
        return bp

    def search(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        form = parse(forms.SearchForm)
        call_id = CallId(form.call_id) if form.call_id else None
        answer, slots = self._choosing.search(agent, form.text, form.slot, call_id)
        return _answered(answer, slots)

    def cases(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        return _answered(*self._choosing.open_cases(agent, CallId(call_id)))

    def swap(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        form = parse(forms.SwapForm)
        target = named_record(form.record_id)
        self._choosing.swap(agent, CallId(call_id), form.slot, target, command_key())
        return accepted()

    def add(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        target = named_record(parse(forms.RecordForm).record_id)
        self._choosing.add(agent, CallId(call_id), target, command_key())
        return accepted()

    def add_afterwards(self, call_id: str) -> ResponseReturnValue:
        agent = self._sessions.agent()
        target = named_record(parse(forms.RecordForm).record_id)
        self._choosing.add_afterwards(agent, CallId(call_id), target, command_key())
        return accepted()


def _answered(answer: Answer, slots: Slots) -> Response:
    records = tuple(
        FoundView(record=record_view(found.record, slots), about=found.about)
        for found in answer.found
    )
    body = msgspec.json.encode(SearchAnswer(records=records, more=answer.more))
    return Response(body, content_type="application/json")

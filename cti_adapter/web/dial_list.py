"""The routes of the dial list: read it, add to it, dial the next, skip, take off (DECISION 51).

A view parses, calls one use case, answers. What changed is told by the socket: the next ones
stand with the desk in every message.
"""

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.dial_sheet import Wanted, read_sheet
from cti_adapter.service.dialling import DialLists
from cti_adapter.web import forms
from cti_adapter.web.commands import accepted, command_key
from cti_adapter.web.dial_list_view import dial_list_answer
from cti_adapter.web.forms import parse
from cti_adapter.web.sessions import Sessions


class DialListApi:
    """The routes under /api/ of an agent's dial list."""

    def __init__(self, lists: DialLists, sessions: Sessions) -> None:
        self._lists = lists
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("dial_list", __name__, url_prefix="/api/dial-list")
        bp.get("")(self.read)
        bp.post("")(self.add)
        bp.delete("")(self.remove)
        bp.post("/dial")(self.dial)
        bp.post("/skip")(self.skip)
        return bp

    def read(self) -> ResponseReturnValue:
        answer = dial_list_answer(*self._lists.read(self._sessions.agent()))
        return Response(msgspec.json.encode(answer), content_type="application/json")

    def add(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        self._lists.add(agent, _wanted(parse(forms.DialListForm)), command_key())
        return accepted()

    def remove(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        self._lists.remove(agent, request.args.get("entry"), command_key())
        return accepted()

    def dial(self) -> ResponseReturnValue:
        agent, browser = self._sessions.agent(), self._sessions.session().in_browser
        form = parse(forms.DialEntryForm)
        warned = forms.read_marked(form.despite)
        self._lists.dial(agent, form.entry, browser=browser, key=command_key(), warned=warned)
        return accepted()

    def skip(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        self._lists.skip(agent, parse(forms.DialEntryForm).entry, command_key())
        return accepted()


def _wanted(form: forms.DialListForm) -> tuple[Wanted, ...]:
    if (form.record is None) == (not form.csv):
        raise Unprocessable(FieldFault(field="$", message="send either a record or csv"))
    if form.record is None:
        return read_sheet(form.csv)
    return (Wanted(field="record", record_id=form.record.read("record").id),)

"""The commands of the panel: a view parses, calls one use case, answers 202.

The news comes by the socket. Everything here needs the Bearer token of a session; a cookie opens
nothing (D9).
"""

from collections.abc import Callable
from functools import wraps

import msgspec
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import Verb
from cti_adapter.service.agent_desk import AgentDesk, LogForm
from cti_adapter.service.telephone import Telephone
from cti_adapter.web import forms
from cti_adapter.web.commands import accepted, command_key, named_record
from cti_adapter.web.control_forms import DigitsForm
from cti_adapter.web.forms import parse
from cti_adapter.web.openapi import document
from cti_adapter.web.sessions import Sessions

_VERBS: dict[str, Verb] = {
    "answer": "answer",
    "decline": "decline",
    "hold": "hold",
    "retrieve": "retrieve",
    "mute": "mute",
    "unmute": "unmute",
    "hang_up": "hang_up",
}

View = Callable[..., ResponseReturnValue]


class AgentApi:
    """The routes under /api/ that change something."""

    def __init__(self, desk: AgentDesk, telephone: Telephone, sessions: Sessions) -> None:
        self._desk = desk
        self._telephone = telephone
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes; every one that does something is a POST."""
        bp = Blueprint("api", __name__, url_prefix="/api")
        verbs = ",".join(_VERBS)
        bp.get("/openapi.json")(_describe)
        bp.post("/page")(self._signed_in(self.page))
        bp.post("/dial")(self._signed_in(self.dial))
        bp.post("/hotkeys")(self._signed_in(self.hotkeys))
        bp.post(f"/calls/<call_id>/<any({verbs}):verb>")(self._signed_in(self.command))
        for view in (
            self.dtmf,
            self.assign,
            self.choose,
            self.unassign,
            self.undo,
            self.notes,
            self.result,
            self.save,
            self.extend,
            self.retry,
        ):
            bp.post(f"/calls/<call_id>/{view.__name__}")(self._signed_in(view))
        return bp

    def _signed_in(self, view: View) -> View:
        """Ask who it is before anything else: a stranger learns nothing about a body."""

        @wraps(view)
        def ask(**where: str) -> ResponseReturnValue:
            self._sessions.agent()
            return view(**where)

        return ask

    def page(self) -> ResponseReturnValue:
        form = parse(forms.PageForm)
        if form.focused:
            record = form.record.read("record") if form.record else None
            agent, page = self._sessions.agent(), form.page or ""
            self._desk.report(agent, form.window, record, page=page, key=command_key())
        return accepted()

    def dial(self) -> ResponseReturnValue:
        form = parse(forms.DialForm)
        record = form.record.read("record") if form.record else None
        agent, browser = self._sessions.agent(), self._sessions.session().in_browser
        warned = forms.read_marked(form.despite)
        self._telephone.dial(
            agent, form.number, record, browser=browser, key=command_key(), warned=warned
        )
        return accepted()

    def hotkeys(self) -> ResponseReturnValue:
        wanted = parse(forms.HotkeysForm).hotkeys
        self._desk.set_hotkeys(self._sessions.agent(), wanted, command_key())
        return accepted()

    def dtmf(self, call_id: str) -> ResponseReturnValue:
        digits = parse(DigitsForm).digits
        self._telephone.ask(
            self._sessions.agent(), CallId(call_id), "dtmf", key=command_key(), digits=digits
        )
        return accepted()

    def command(self, call_id: str, verb: str) -> ResponseReturnValue:
        self._telephone.ask(
            self._sessions.agent(), CallId(call_id), _VERBS[verb], key=command_key()
        )
        return accepted()

    def assign(self, call_id: str) -> ResponseReturnValue:
        form = parse(forms.AssignForm)
        target = named_record(form.record_id)
        self._desk.assign(
            self._sessions.agent(), CallId(call_id), target, form.page.read(), command_key()
        )
        return accepted()

    def choose(self, call_id: str) -> ResponseReturnValue:
        target = named_record(parse(forms.RecordForm).record_id)
        self._desk.choose(self._sessions.agent(), CallId(call_id), target, command_key())
        return accepted()

    def unassign(self, call_id: str) -> ResponseReturnValue:
        target = named_record(parse(forms.RecordForm).record_id)
        self._desk.unassign(self._sessions.agent(), CallId(call_id), target, command_key())
        return accepted()

    def undo(self, call_id: str) -> ResponseReturnValue:
        self._desk.undo(self._sessions.agent(), CallId(call_id), command_key())
        return accepted()

    def notes(self, call_id: str) -> ResponseReturnValue:
        typed = parse(forms.NotesForm).read()
        version = self._desk.note(self._sessions.agent(), CallId(call_id), typed, command_key())
        return {"version": version}, 202

    def result(self, call_id: str) -> ResponseReturnValue:
        form = parse(forms.ResultForm)
        self._desk.result(self._sessions.agent(), CallId(call_id), form.call_result, command_key())
        return accepted()

    def save(self, call_id: str) -> ResponseReturnValue:
        form = parse(forms.SaveForm)
        log = LogForm(notes=form.read(), call_result=form.call_result, page=form.page.read())
        version = self._desk.save(self._sessions.agent(), CallId(call_id), log, command_key())
        return {"version": version} if version is not None else {}, 202

    def extend(self, call_id: str) -> ResponseReturnValue:
        self._desk.extend(self._sessions.agent(), CallId(call_id), command_key())
        return accepted()

    def retry(self, call_id: str) -> ResponseReturnValue:
        self._desk.retry(self._sessions.agent(), CallId(call_id), command_key())
        return accepted()


def _describe() -> Response:
    return Response(msgspec.json.encode(document()), content_type="application/json")

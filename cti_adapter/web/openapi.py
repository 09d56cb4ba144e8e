"""GET /api/openapi.json: the commands of the panel described, from the forms that parse them.

Made once, from forms.py and messages.py; a test holds it against the routes. It promises nothing
that the forms do not check.
"""

from typing import Any

import msgspec

from cti_adapter import __version__
from cti_adapter.web import answers, forms, messages, past_calls
from cti_adapter.web.control_forms import ColleaguesForm, ConsultForm, DigitsForm, TransferForm
from cti_adapter.web.openapi_shapes import Operation, Problem, TicketIssued

_REF = "#/components/schemas/{name}"


_CALL = "/api/calls/{call_id}"

OPERATIONS: dict[str, Operation | tuple[Operation, ...]] = {
    "/api/snapshot": Operation(
        summary="Everything the panel shows",
        method="get",
        status=200,
        answer=messages.Snapshot,
    ),
    "/api/socket-ticket": Operation(
        summary="Get a ticket for the socket, on which what was missed comes first",
        form=forms.TicketForm,
        status=200,
        answer=TicketIssued,
    ),
    "/api/page": Operation(summary="Report what the page shows now", form=forms.PageForm),
    "/api/focus": Operation(
        summary="Say that the agent looks at this page now", form=forms.FocusForm
    ),
    "/api/presence": Operation(
        summary="Say whether you are available, away, or in Logout",
        form=forms.PresenceForm,
    ),
    "/api/take-over": Operation(
        summary="Ring, pop and dial in this page from now on", form=forms.OwnPageForm
    ),
    "/api/dial": Operation(
        summary="Dial a typed number, or the number of a record", form=forms.DialForm
    ),
    "/api/dial-list": (
        Operation(
            summary="The agent's dial list, and what became of the calls from it",
            method="get",
            status=200,
            answer=answers.DialListAnswer,
        ),
        Operation(
            summary="Put a record, or the lines of a table, behind the last entry",
            form=forms.DialListForm,
        ),
        Operation(
            summary="Take entries off the dial list without dialling them",
            method="delete",
            query={"entry": "Which one; left out, all of them and what was dialled"},
        ),
    ),
    "/api/dial-list/dial": Operation(
        summary="Dial the first entry from its record", form=forms.DialEntryForm
    ),
    "/api/dial-list/skip": Operation(
        summary="Put the first entry behind the last", form=forms.DialEntryForm
    ),
    "/api/hotkeys": Operation(
        summary="Keep the agent's own keys; an empty object is all defaults again",
        form=forms.HotkeysForm,
    ),
    "/api/search": Operation(
        summary="Find records by name, number or e-mail",
        form=forms.SearchForm,
        status=200,
        answer=answers.SearchAnswer,
    ),
    "/api/history": Operation(
        summary="The agent's past calls, newest first",
        method="get",
        status=200,
        answer=past_calls.HistoryAnswer,
        query={
            "unlogged": "1 leaves out calls that have a Task, or are about to get one",
            "before": "The `before` of the page that was read last",
        },
    ),
    "/api/history/log": Operation(
        summary="Enter a call that no telephone system told of, and write its Task",
        form=forms.LogCallForm,
    ),
    f"{_CALL}/follow-up": Operation(
        summary="Make a task of the agent's on the records of the call", form=forms.FollowUpForm
    ),
    f"{_CALL}/do-not-log": Operation(
        summary="Choose that the call is not logged, or is after all; 409 once it is over",
        form=forms.CheckedForm,
    ),
    f"{_CALL}/log-now": Operation(
        summary="Write the Task of an unlogged call of the history", form=forms.LogNowForm
    ),
    f"{_CALL}/undo-records": Operation(
        summary="Take the last change of the records of a logged call back, on the same Task"
    ),
    f"{_CALL}/settle": Operation(
        summary="Choose whose records stay on the Task", form=forms.SettleForm
    ),
    f"{_CALL}/cases": Operation(
        summary="Find the customer's open Cases", status=200, answer=answers.SearchAnswer
    ),
    f"{_CALL}/answer": Operation(summary="Answer"),
    f"{_CALL}/decline": Operation(summary="Decline"),
    f"{_CALL}/hold": Operation(summary="Put the other side on hold"),
    f"{_CALL}/retrieve": Operation(summary="Come back from hold"),
    f"{_CALL}/mute": Operation(summary="Switch the microphone off"),
    f"{_CALL}/unmute": Operation(summary="Switch the microphone on"),
    f"{_CALL}/hang_up": Operation(summary="Hang up"),
    f"{_CALL}/dtmf": Operation(summary="Press keys of the keypad", form=DigitsForm),
    f"{_CALL}/transfer": Operation(
        summary="Hand the call to a colleague's line, to a number, or into a queue",
        form=TransferForm,
    ),
    f"{_CALL}/consult": Operation(
        summary="Ask a colleague or a number while the customer waits",
        form=ConsultForm,
    ),
    f"{_CALL}/complete-consult": Operation(
        summary="Hand the customer to whom was asked; 409 until they have answered"
    ),
    f"{_CALL}/cancel-consult": Operation(summary="End the consultation, back to the customer"),
    f"{_CALL}/conference": Operation(
        summary="Join the customer and whom was asked; 409 until they have answered"
    ),
    f"{_CALL}/colleagues": Operation(
        summary="To whom the call may be handed, and whether they are free",
        form=ColleaguesForm,
        status=200,
        answer=answers.ColleaguesAnswer,
    ),
    f"{_CALL}/assign": Operation(
        summary="Assign the open record, if it still is the one the button named",
        form=forms.AssignForm,
    ),
    f"{_CALL}/choose": Operation(
        summary="Assign one of the matching records", form=forms.RecordForm
    ),
    f"{_CALL}/swap": Operation(
        summary="Put a record into Name or Related To, whatever stands there", form=forms.SwapForm
    ),
    f"{_CALL}/add": Operation(
        summary="Put a further Contact beside the one in Name", form=forms.RecordForm
    ),
    f"{_CALL}/add-afterwards": Operation(
        summary="Put a further Contact on the Task of a call that is logged",
        form=forms.RecordForm,
    ),
    f"{_CALL}/unassign": Operation(
        summary="Take a record out, and keep it out", form=forms.RecordForm
    ),
    f"{_CALL}/undo": Operation(summary="Take the last command back"),
    f"{_CALL}/notes": Operation(summary="Keep the notes as they stand", form=forms.NotesForm),
    f"{_CALL}/result": Operation(summary="Say how the call went", form=forms.ResultForm),
    f"{_CALL}/save": Operation(summary="End wrap-up: the log is complete", form=forms.SaveForm),
    f"{_CALL}/extend": Operation(summary="Ask for more time to wrap up"),
    f"{_CALL}/retry": Operation(summary="Try to write the log again at once"),
}

_PROBLEMS = {
    "401": "Sign in first",
    "404": "The call is not on your panel",
    "409": "The state of the call forbids it; `state` says which",
    "415": "The body is not application/json",
    "422": "The body does not say what it should; `errors` names the fields",
    "429": "Too many requests; wait a moment",
    "502": "The telephone system did not take the command, or Salesforce could not be searched",
    "503": "Nothing was stored; send it again after `Retry-After` seconds",
    "504": "Salesforce did not answer in time",
}


def document() -> dict[str, Any]:
    """Return the description, OpenAPI 3.1."""
    operations = [each for path in OPERATIONS for each in _operations(path)]
    shapes = {operation.answer for operation in operations}
    shapes |= {operation.form for operation in operations if operation.form}
    every = [Problem, messages.Message, *sorted(shapes, key=_name)]
    _, schemas = msgspec.json.schema_components(every, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open CTI adapter: the commands of the panel",
            "version": __version__,
            "description": "Commands come up by POST, events go down the WebSocket /ws: each"
            " frame is one of Snapshot, CallChanged, CallGone, DeskChanged and Announced.",
        },
        "security": [{"bearer": []}],
        "paths": {path: _methods(path) for path in OPERATIONS},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operations(path: str) -> tuple[Operation, ...]:
    there = OPERATIONS[path]
    return there if isinstance(there, tuple) else (there,)


def _methods(path: str) -> dict[str, Any]:
    return {each.method: _told(path, each) for each in _operations(path)}


def _told(path: str, operation: Operation) -> dict[str, Any]:
    responses = {
        str(operation.status): {
            "description": operation.answer.__name__,
            "content": _content(operation.answer),
        }
    }
    for status, words in _PROBLEMS.items():
        problem = _content(Problem, "application/problem+json")
        responses[status] = {"description": words, "content": problem}
    said: dict[str, Any] = {"summary": operation.summary, "responses": responses}
    if operation.query:
        said["parameters"] = [
            {"name": name, "in": "query", "description": words, "schema": {"type": "string"}}
            for name, words in operation.query.items()
        ]
    if operation.method == "get":
        return said
    if operation.form is not None:
        said["requestBody"] = {"required": True, "content": _content(operation.form)}
    said["parameters"] = [
        *said.get("parameters", ()),
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The same key again is the same command",
            "schema": {"type": "string", "maxLength": 64},
        },
    ]
    if "{call_id}" in path:
        call = {"name": "call_id", "in": "path", "required": True, "schema": {"type": "string"}}
        said["parameters"].insert(0, call)
    return said


def _name(shape: type[msgspec.Struct]) -> str:
    return shape.__name__


def _content(
    shape: type[msgspec.Struct], media_type: str = "application/json"
) -> dict[str, dict[str, Any]]:
    return {media_type: {"schema": {"$ref": _REF.format(name=shape.__name__)}}}

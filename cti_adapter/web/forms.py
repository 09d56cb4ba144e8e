"""The bodies of the commands, one form each; `parse` names every fault by its field."""

import re
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from flask import request
from msgspec import Meta

from cti_adapter.calls.record import Record, record_id, reported
from cti_adapter.calls.sign_in import Presence
from cti_adapter.errors import FieldFault, Unprocessable, WrongMediaType
from cti_adapter.service.dial_sheet import LONGEST
from cti_adapter.service.noting import Typed
from cti_adapter.service.open_record import PageAnswer

LONGEST_NOTES = 100_000
"""Characters of notes the server keeps; a Task takes 32,000 of them (A-13)."""

MOST_SEEN = 2**53
"""No message has a higher number: it would not be exact in a browser."""

_Day = date
_Window = Annotated[str, Meta(max_length=64)]
_Page = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}$")]
"""The name a page gave itself as it was loaded."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A body of a request."""


class PageRecord(Form, frozen=True, kw_only=True):
    """A record as the page names it."""

    id: Annotated[str, Meta(min_length=15, max_length=18)]
    type: Annotated[str, Meta(min_length=1, max_length=80)]
    name: Annotated[str, Meta(max_length=255)] = ""

    def read(self, field: str) -> Record:
        """Return the record, labelled as the product labels records (requirements.md 1.2)."""
        try:
            id_ = record_id(self.id)
        except ValueError as error:
            raise Unprocessable(FieldFault(field=f"{field}.id", message=str(error))) from error
        label = self.name.strip() or self.id
        if self.type == "Case" and not label.lower().startswith("case"):
            label = f"Case {label}"
        return reported(id_, self.type, label)


_Marked = Annotated[tuple[PageRecord, ...], Meta(max_length=400)]
"""'Dial anyway': whom the alert dialog 'Do not call' named, as the refusal had them."""


def read_marked(despite: tuple[PageRecord, ...]) -> tuple[Record, ...]:
    """Return the records of 'Dial anyway', understood."""
    return tuple(each.read(f"despite.{nth}") for nth, each in enumerate(despite))


class PageForm(Form, frozen=True, kw_only=True):
    """What the page shows now."""

    window: _Window
    record: PageRecord | None = None
    focused: bool = True
    page: _Page | None = None
    """Which page of ours says so: being focused, it may get the lease."""


class PageAnswerForm(Form, frozen=True, kw_only=True):
    """What the page said when asked; `answered` is False when it was silent for 400 ms."""

    answered: bool
    record: PageRecord | None = None
    window: _Window = ""

    def read(self) -> PageAnswer:
        """Return the answer with its record understood."""
        record = self.record.read("page.record") if self.record else None
        return PageAnswer(answered=self.answered, record=record, window=self.window)


class AssignForm(Form, frozen=True, kw_only=True):
    """A press of Assign: the record its button named, and what the page shows."""

    record_id: str
    page: PageAnswerForm


class RecordForm(Form, frozen=True, kw_only=True):
    """A choice or a Del."""

    record_id: str


class SearchForm(Form, frozen=True, kw_only=True):
    """What is typed into 'Name' (who) or 'Related To' (what)."""

    slot: Literal["who", "what"]
    text: Annotated[str, Meta(min_length=3, max_length=100)]
    call_id: Annotated[str, Meta(max_length=64)] = ""
    """The call it is for: what is found says whether it belongs to another account."""


class SwapForm(Form, frozen=True, kw_only=True):
    """A choice in 'Name' (who) or 'Related To' (what)."""

    slot: Literal["who", "what"]
    record_id: str


class LogNowForm(Form, frozen=True, kw_only=True):
    """'Log now': the open record its button named, "" for none; without it, what is open."""

    record_id: Annotated[str, Meta(max_length=18)] | None = None


class SettleForm(Form, frozen=True, kw_only=True):
    """Whose records stay on the Task: the agent's own, or those of Salesforce."""

    keep: Literal["ours", "theirs"]


class CheckedForm(Form, frozen=True, kw_only=True):
    """How a checkbox is to stand."""

    checked: bool


class FollowUpForm(Form, frozen=True, kw_only=True):
    """'Follow-up task': the day it is due."""

    date: _Day


class LogCallForm(Form, frozen=True, kw_only=True):
    """'Log a call': what was typed, and the open record the dialog named, as in 'Log now'."""

    number: Annotated[str, Meta(max_length=60)]
    started_at: Annotated[datetime, Meta(tz=True)]
    duration_s: Annotated[int, Meta(ge=0, le=24 * 3600)]
    """Seconds talked."""
    direction: Literal["Inbound", "Outbound"] = "Outbound"
    record_id: Annotated[str, Meta(max_length=18)] | None = None


class GrewFrom(Form, frozen=True, kw_only=True):
    """The text a text grew from: both begin and end alike, and `was` stood between."""

    head: Annotated[int, Meta(ge=0)] = 0
    """How many characters (Unicode code points) of the beginning are the same."""
    was: Annotated[str, Meta(max_length=LONGEST_NOTES)] = ""
    tail: Annotated[int, Meta(ge=0)] = 0
    """How many of the end, beside those of the beginning."""

    def read(self, text: str) -> str:
        """Return the text it was."""
        if self.head + self.tail > len(text):
            fault = FieldFault(field="grew_from", message="head and tail are longer than the text")
            raise Unprocessable(fault)
        return text[: self.head] + self.was + text[len(text) - self.tail :]


class NotesForm(Form, frozen=True, kw_only=True):
    """The notes as they stand in the panel."""

    text: Annotated[str, Meta(max_length=LONGEST_NOTES)]
    grew_from: GrewFrom | None = None
    """The notes of the server that they grew from, so that what was typed elsewhere meanwhile
    stays beside them (B-9); None: they take the place of what stands there."""
    event_id: Annotated[str, Meta(max_length=400)] | None = None
    """The event they belong to, as the panel was told with them; None is the latest."""
    field: Annotated[str, Meta(max_length=80)] = ""
    """The label of a field beside 'Notes' (S1-18); "" for 'Notes' itself."""

    def read(self) -> Typed:
        """Return what was typed, and from what it grew."""
        base = self.grew_from.read(self.text) if self.grew_from is not None else None
        return Typed(text=self.text, event_id=self.event_id, field=self.field, base=base)


class ResultForm(Form, frozen=True, kw_only=True):
    """The call result."""

    call_result: Annotated[str, Meta(max_length=255)]


class SaveForm(NotesForm, frozen=True, kw_only=True):
    """Everything that stands in the panel as Save is pressed."""

    call_result: Annotated[str, Meta(max_length=255)] = ""
    page: PageAnswerForm = PageAnswerForm(answered=False)


class DialForm(Form, frozen=True, kw_only=True):
    """A number to dial, and the record it was clicked on."""

    number: Annotated[str, Meta(min_length=1, max_length=60)]
    record: PageRecord | None = None
    despite: _Marked = ()


class DialListForm(Form, frozen=True, kw_only=True):
    """Who is to stand in the dial list: a record with its number, or a table of several."""

    record: PageRecord | None = None
    csv: Annotated[str, Meta(max_length=LONGEST)] = ""


class DialEntryForm(Form, frozen=True, kw_only=True):
    """An entry of the dial list, as the panel was told of it."""

    entry: Annotated[str, Meta(min_length=1, max_length=64)]
    despite: _Marked = ()


class HotkeysForm(Form, frozen=True, kw_only=True):
    """The keys an agent has changed, by action; none of them is all defaults again (B-18)."""

    hotkeys: Annotated[
        dict[Annotated[str, Meta(max_length=20)], Annotated[str, Meta(max_length=20)]],
        Meta(max_length=20),
    ]


class OwnPageForm(Form, frozen=True, kw_only=True):
    """Which page asks: the name it gave itself, as in its socket ticket."""

    page: _Page


class FocusForm(OwnPageForm, frozen=True, kw_only=True):
    """Which page the agent looks at, and the window by which it reports."""

    window: _Window = ""


class PresenceForm(Form, frozen=True, kw_only=True):
    """What the agent chose in combobox 'Presence'."""

    presence: Presence
    reason: Annotated[str, Meta(max_length=80)] = ""
    """Of 'away', one of the settings; "" for Away alone."""


class TicketForm(Form, frozen=True, kw_only=True):
    """The last message the panel has seen; None asks for a snapshot."""

    last_seq: Annotated[int, Meta(ge=0, le=MOST_SEEN)] | None = None
    page: _Page | None = None
    """The page that opens the socket; without one it only listens, and never has the lease."""


F = TypeVar("F", bound=msgspec.Struct)


def parse(form: type[F]) -> F:
    """Read the request's JSON body as a form.

    Raises:
        WrongMediaType: it is not JSON.
        Unprocessable: with the field that is wrong and why.
    """
    if not request.is_json:
        raise WrongMediaType("send application/json")
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unprocessable(_located(error)) from error


def _located(error: Exception) -> FieldFault:
    """Split msgspec's sentence into where and what."""
    what, _, where = str(error).partition(" - at `$")
    missing = re.search(r"missing required field `(\w+)`", what)
    path = where.rstrip("`") + (f".{missing[1]}" if missing else "")
    return FieldFault(field=path.lstrip(".") or "$", message=what)

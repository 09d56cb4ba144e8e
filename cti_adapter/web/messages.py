"""Everything the server tells a softphone, message by message.

The panel is a view of these (design.md D14): static/js/core/types.js is generated from this file
by `make typedefs`. Text travels as a code with parameters and is worded by the catalogues in
static/i18n, never here. Moments are UTC; `now` lets the panel correct its own clock.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.commands import Control
from cti_adapter.calls.policy import NoteEvent
from cti_adapter.web.call_shapes import Phase
from cti_adapter.web.colleagues import AskingView
from cti_adapter.web.dial_list_shapes import DialListView
from cti_adapter.web.logging_shapes import LoggingView
from cti_adapter.web.missed_view import MissedView
from cti_adapter.web.panel_settings import PanelSettings
from cti_adapter.web.presence_shapes import PresenceView

Relation = Literal["assigned", "candidate", "other-account"]
Slot = Literal["who", "what"]
Tone = Literal["info", "success", "warning", "error"]


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a message."""


class Text(_Part, frozen=True, kw_only=True):
    """Words to be looked up in the catalogue: code "reason.limit", params for its gaps."""

    code: str
    params: dict[str, str] = {}


class RecordView(_Part, frozen=True, kw_only=True):
    """A Salesforce record as the panel shows it."""

    id: str
    type: str
    label: str
    account: str
    """Name of its account, "" where it has none or none is known."""
    phone: str
    relation: Relation
    note: Text | None
    """Why it is merely offered: "checking the account", "different account – Compiler Works"."""
    slot: Slot | None = None
    """The combobox in which it may stand, None where it may stand in neither."""


class RejectedView(_Part, frozen=True, kw_only=True):
    """A record that was not taken, and why not (B-4)."""

    label: str
    type: str
    reason: Text


class AssignedView(_Part, frozen=True, kw_only=True):
    """A record in one of the two slots of the call.

    Of several with the slot "who" the first one is primary (DECISION 25).
    """

    record: RecordView
    slot: Slot
    mark: Literal["auto", "you"]
    because: Text
    rejected: tuple[RejectedView, ...] = ()
    """What was not taken instead; the first few of them."""
    more_rejected: int = 0
    """How many more there were."""


class AssignView(_Part, frozen=True, kw_only=True):
    """The one Assign button: what it would assign, or why it cannot."""

    enabled: bool
    record: RecordView | None
    """The target while enabled; the open record on its line in any case."""
    seen_at: datetime | None
    reason: Text | None
    """Why it is disabled."""
    replaces: str | None
    """Label of the record that a press replaces (DECISION 4)."""
    add: str | None = None
    """Label of the Contact that 'Add' would add beside the first (DECISION 25)."""


class PopView(_Part, frozen=True, kw_only=True):
    """What the page around the panel is to show by itself: a record, else a search."""

    at: datetime
    """Since when; a page that learns of it much later lets it be."""
    record: RecordView | None
    search: str


class LeaseView(_Part, frozen=True, kw_only=True):
    """Which page of the agent rings, pops and dials (DECISION 48)."""

    holder: str
    """The id that page gave itself, "" where none is open."""
    browser: str
    """Its browser: the panels of every other browser are 'elsewhere'."""


class DeskView(_Part, frozen=True, kw_only=True):
    """What belongs to the agent, not to one call."""

    active_call: str | None
    open_record: RecordView | None
    assign: AssignView | None
    """None while no call runs."""
    active_window: str
    """The agent's active window, "" before the first report: it alone pops (B-27)."""
    lease: LeaseView
    dial_list: DialListView | None = None
    """None where it is empty."""
    shared_activities: bool
    """Whether a call may name several Contacts (DECISION 25). Stands here and not among the
    settings because the org is asked behind the panel's back: the next message tells it."""
    missed: tuple[MissedView, ...] = ()
    """The newest first."""
    last_dialled: str = ""
    """For display; what 'Redial' dials."""
    presence: PresenceView


class NoteFieldView(_Part, frozen=True, kw_only=True):
    """What stands in one field beside 'Notes'."""

    label: str
    text: str


class NotesView(_Part, frozen=True, kw_only=True):
    """The notes of a call as the server has them."""

    text: str
    version: int
    saved_at: datetime | None
    heading: Text
    event_id: str = ""
    """The event they belong to, sent back with them; after a transfer the box is empty again."""
    event: NoteEvent = "delivery"
    """Of which type it is: further fields are set up by type (S1-18)."""
    fields: tuple[NoteFieldView, ...] = ()
    """What was typed into those of this event."""


class CallEventView(_Part, frozen=True, kw_only=True):
    """One entry of the list 'Call events' (S1-12)."""

    id: str
    at: datetime
    text: Text
    """What happened, with the names of who it happened to: "delivered to Agent A"."""
    notes: str = ""
    """What was typed inside it (S1-17)."""


class WrapUpView(_Part, frozen=True, kw_only=True):
    """The time that is left after a call."""

    ends_at: datetime
    extension_s: int


class LogView(_Part, frozen=True, kw_only=True):
    """How far the log of the call has come."""

    state: Literal["open", "saving", "saved", "not-saved", "not-logged"]
    by: Literal["agent", "server"]
    saved_by: str
    """Name of who pressed Save, "" where nobody did."""
    saved_at: datetime | None
    """When Save was pressed."""
    task_url: str | None
    reason: Text | None


class CallView(_Part, frozen=True, kw_only=True):
    """One call as one agent sees it."""

    id: str
    version: int
    """Rises with each change: two pages that show the same version show the same."""
    phase: Phase
    direction: Literal["Inbound", "Outbound", "Internal"]
    number: str
    """For display; "" when withheld."""
    local_number: str
    queue: str
    party: RecordView | None
    """Who the call is with: the assigned Lead, Contact or Account, else the record in What."""
    colleague: str = ""
    """Who of the house is at the other end: who asks this agent, or who calls inside."""
    asking: AskingView | None = None
    """Whom this agent asks while the customer waits: the second card."""
    started_at: datetime
    connected_at: datetime | None
    held_at: datetime | None
    ended_at: datetime | None
    muted: bool
    can: tuple[Control, ...]
    """What its telephone system can do at all; what else there is has no button."""
    controls: tuple[Control, ...]
    """What of that can be asked for now."""
    matching: Literal["looking", "done", "failed", "not-matched"]
    """"not-matched": withheld, or too short to be looked up."""
    matches: tuple[RecordView, ...]
    candidates: tuple[RecordView, ...] = ()
    """Opened during the call, gave way, joined by a relationship, the Contact's own Account."""
    assigned: tuple[AssignedView, ...]
    pop: PopView | None
    warning: bool
    """Whether the alert "No record is assigned" stands."""
    events: tuple[CallEventView, ...] = ()
    """What happened so far, oldest first; the last hundred of it."""
    notes: NotesView
    call_result: str
    logging: LoggingView
    undo: Text | None
    """What 'Undo' would undo."""
    wrap_up: WrapUpView | None
    log: LogView


class AgentView(_Part, frozen=True, kw_only=True):
    """The agent whose panel this is."""

    id: str
    name: str
    line: str
    language: str = ""
    """Of the Salesforce user: "de"; "" where it is not known yet."""
    locale: str = ""
    """How they write times and numbers: "de-AT"."""
    time_zone: str = ""
    """Whose clocks they go by: "Europe/Vienna"."""


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """`seq` rises by one with each message to an agent; a panel ignores what it has seen."""

    seq: int
    now: datetime


class Snapshot(_Message, frozen=True, kw_only=True, tag="snapshot"):
    """Everything: after sign-in, and where a replay would have a gap."""

    agent: AgentView
    calls: tuple[CallView, ...]
    desk: DeskView
    settings: PanelSettings


class CallChanged(_Message, frozen=True, kw_only=True, tag="call.changed"):
    """A call is new or different; the desk beside it, because one follows the other."""

    call: CallView
    desk: DeskView


class CallGone(_Message, frozen=True, kw_only=True, tag="call.gone"):
    """A call has left this agent's panel."""

    call_id: str
    desk: DeskView


class DeskChanged(_Message, frozen=True, kw_only=True, tag="desk.changed"):
    """The open record is different, or the Assign button is."""

    desk: DeskView


class Announced(_Message, frozen=True, kw_only=True, tag="announced"):
    """Something to say in the live region, the last one wins."""

    text: Text
    tone: Tone
    call_id: str | None


Message = Snapshot | CallChanged | CallGone | DeskChanged | Announced

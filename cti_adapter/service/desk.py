"""What belongs to an agent rather than to one call: the open record and the calls in the panel.

Pure. "Opened" and "active call" are defined in requirements.md 1.2.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from cti_adapter.calls import sign_in as sign_ins
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.record import Record, RecordId, Unreadable, as_page_named
from cti_adapter.calls.sign_in import CLIENTS, Client, Presence, SignIn, went
from cti_adapter.calls.told_presence import ToldPresence
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.dial_list import NextEntries
from cti_adapter.service.lease import Lease, Page, confined, focused
from cti_adapter.service.missed_calls import Missed

MOST_WINDOWS = 20
"""Windows remembered per agent; the one reported longest ago is forgotten first."""


class OpenRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record the page last reported in the active window, and when."""

    record: Record
    seen_at: datetime
    window: str
    unreadable: Unreadable | None = None
    """Why Salesforce could not tell its account; it stays offered (DECISION 45)."""


class DeskCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call on the agent's panel, as far as choosing the active one needs."""

    id: CallId
    phase: str
    since: datetime
    told: int = 0
    """Number of the last message that showed the call: the same in every page of the agent."""


class PresenceOutside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What telephone systems know of an agent's presence (B-32)."""

    presence: ToldPresence = "available"
    """What they were told last, or are about to be told."""
    number: int = 0
    """How often that has changed."""
    heard: dict[str, datetime] = {}
    """By telephone system, when it was so what it said last."""


class Desk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One agent's desk. `seq` numbers the messages to this agent."""

    org_id: OrgId
    agent_id: AgentId
    seq: int = 0
    calls: tuple[DeskCall, ...] = ()
    open: OpenRecord | None = None
    windows: dict[str, RecordId | None] = {}
    """What each window last reported; None where it shows no record."""
    settings: int = 1
    """Version of the configuration the panel was last told of while it was open (B-14)."""
    hotkeys: dict[str, str] = {}
    """The keys this agent has changed, by action (service/hotkeys.py)."""
    dial_list: NextEntries = NextEntries()
    """The next ones of the agent's dial list; the whole of it is kept apart (dial_list.py)."""
    lease: Lease = Lease()
    """The open pages, and which of them rings, pops and dials."""
    missed: Missed = Missed()
    """Whom the agent may call back."""
    sign_in: SignIn = SignIn()
    """Where the agent is signed in, and their presence."""
    outside: PresenceOutside = PresenceOutside()
    """What telephone systems know of that."""

    @property
    def active(self) -> CallId | None:
        """The one call that takes openings and owns the Assign button."""
        for phase in ("talking", "dialling", "held", "wrap-up", "ringing"):
            calls = [call for call in self.calls if call.phase == phase]
            if calls and phase == "ringing":
                return min(calls, key=lambda call: call.since).id
            if calls:
                return max(calls, key=lambda call: call.since).id
        return None

    @property
    def active_window(self) -> str:
        """The window that was looked at last, "" where none has reported yet."""
        return next(reversed(self.windows), "")

    def told_of(self, call_id: CallId) -> int:
        """Return the number of the message that showed the call last, 0 where it is not here."""
        return next((call.told for call in self.calls if call.id == call_id), 0)

    def has(self, call_id: CallId) -> bool:
        """Whether the call is on this panel."""
        return any(call.id == call_id for call in self.calls)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says it shows now."""

    window: str
    record: Record | None
    at: datetime
    page: str = ""
    """The page that says so; it is focused, so the lease may follow it."""


def took_report(desk: Desk, report: Report) -> tuple[Desk, bool]:
    """Note what the active window shows.

    Returns:
        The desk, and whether that counts as opened: a record, and another one than this window
        last reported. A window heard for the first time opens nothing: it may have shown the
        record long before.
    """
    shown = report.record.id if report.record else None
    first = report.window not in desk.windows
    opened = shown is not None and not first and desk.windows[report.window] != shown
    others = {name: seen for name, seen in desk.windows.items() if name != report.window}
    windows = dict([*others.items(), (report.window, shown)][-MOST_WINDOWS:])
    lease = focused(desk.lease, report.page)
    return replace(desk, windows=windows, open=_open(desk, report), lease=lease), opened


def learned(desk: Desk, record: Record) -> Desk:
    """Take in what is known of the open record."""
    if desk.open is None or desk.open.record.id != record.id:
        return desk
    known = as_page_named(record, desk.open.record)
    return replace(desk, open=replace(desk.open, record=known, unreadable=None))


def could_not_learn(desk: Desk, record_id: RecordId, reason: Unreadable) -> Desk:
    """Note why the open record's account could not be looked up; what was known before stays."""
    if desk.open is None or desk.open.record.id != record_id:
        return desk
    if desk.open.record.known and reason in {"failed", "slow"}:
        return desk
    return replace(desk, open=replace(desk.open, unreadable=reason))


def knows_already(desk: Desk, record: Record) -> bool:
    """Whether Salesforce told nothing new of the open record."""
    return learned(desk, record) == desk and desk.open is not None and desk.open.record.known


def with_call(desk: Desk, call_id: CallId, phase: str, at: datetime) -> Desk:
    """Put a call on the panel, or note its new phase."""
    known = next((call for call in desk.calls if call.id == call_id), None)
    if known is not None and known.phase == phase:
        return desk
    others = tuple(call for call in desk.calls if call.id != call_id)
    return replace(desk, calls=(*others, DeskCall(id=call_id, phase=phase, since=at)))


def with_told(desk: Desk, call_id: CallId, seq: int) -> Desk:
    """Note which message shows a call."""
    calls = tuple(replace(call, told=seq) if call.id == call_id else call for call in desk.calls)
    return replace(desk, calls=calls)


def looked_at(desk: Desk, page: str, window: str) -> Desk:
    """Note that a page was focused which may have nothing to report.

    A console that shows a list is silent: its window becomes the active one and shows no record.
    Any other window reports by itself what it shows.
    """
    desk = replace(desk, lease=focused(desk.lease, page))
    if desk.windows.get(window, window) is not None or desk.active_window == window:
        return desk
    windows = {name: seen for name, seen in desk.windows.items() if name != window}
    return replace(desk, windows={**windows, window: None}, open=None)


def with_presence(desk: Desk, presence: Presence, reason: str, at: datetime) -> Desk:
    """Note an agent's presence; 'Logout' takes the lease from the softphone (DECISION 48)."""
    sign_in = sign_ins.with_presence(desk.sign_in, presence, reason, at)
    only: Client | None = "companion" if presence == "logout" else None
    return replace(desk, sign_in=sign_in, lease=confined(desk.lease, only))


def with_lease(desk: Desk, lease: Lease, gone_at: Callable[[Page], datetime]) -> Desk:
    """Take in a changed lease; a client whose last page went was alive until then.

    Args:
        desk: as it was.
        lease: with the pages that are open now.
        gone_at: when a page that went was open last.
    """
    sign_in = desk.sign_in
    for client in CLIENTS:
        if any(page.client == client for page in lease.pages):
            continue
        gone = [gone_at(page) for page in desk.lease.pages if page.client == client]
        if gone:
            sign_in = went(sign_in, client, max(gone))
    return replace(desk, lease=lease, sign_in=sign_in)


def without_call(desk: Desk, call_id: CallId) -> Desk:
    """Take a call off the panel."""
    return replace(desk, calls=tuple(call for call in desk.calls if call.id != call_id))


def _open(desk: Desk, report: Report) -> OpenRecord | None:
    if report.record is None:
        return None
    record = report.record
    if desk.open is not None and desk.open.record.id == record.id and desk.open.record.known:
        record = as_page_named(desk.open.record, record)
    return OpenRecord(record=record, seen_at=report.at, window=report.window)

"""The folding of events inside one transaction: fold → journal → snapshot → outbox → messages.

Everything here is on disk together with its reasons, or not at all. What may be missed is only
collected, and done by call_flow.py after the commit.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call, CallId, CallKey
from cti_adapter.calls.commands import Capability
from cti_adapter.calls.events import (
    CallEvent,
    CallFacts,
    CallTyped,
    DialPlaced,
    LegConnected,
    LegInitiated,
    MergedInto,
    PolicyApplied,
    TelephonyEvent,
    WrapUpExpired,
)
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import (
    EraseCaller,
    EraseNotes,
    LookUpRecord,
    TryAgain,
)
from cti_adapter.service.entries import Entered, entry_of
from cti_adapter.service.forgetting import without_caller
from cti_adapter.service.hook_errand import tell_receivers
from cti_adapter.service.joining import by_rank, lock_all, part_of
from cti_adapter.service.missed_calls import is_missed, noted
from cti_adapter.service.outcome import Outcome, Stage, Wanted
from cti_adapter.service.panel_ports import Announcement, Panel
from cti_adapter.service.panels import Panels
from cti_adapter.service.past_calls import Place
from cti_adapter.service.ports import Unit
from cti_adapter.service.statements import statements

Opening = TelephonyEvent | DialPlaced | CallTyped
"""What a call can begin with."""


class Setting(NamedTuple):
    """What one transaction goes by."""

    org_id: OrgId
    policy: Policy
    panel: Panel
    now: datetime
    new_id: Callable[[], str]
    version: int = 0
    """Of the settings."""
    shared_activities: bool = False
    """Whether a Task of the org may name several Contacts, as far as is known by now."""
    can: Mapping[str, frozenset[Capability]] = {}
    """What each telephone system of the org can do, by its key."""
    best_known: Callable[[Record], Record] = lambda record: record
    """A record as it is known here, without asking anybody."""


class Fold:
    """The folding of events inside one transaction. Lives as long as its unit."""

    def __init__(self, unit: Unit, setting: Setting) -> None:
        self.unit = unit
        self.org_id = setting.org_id
        self.policy = setting.policy
        self.version = setting.version
        self.now = setting.now
        self.shared_activities = setting.shared_activities
        self.panels = Panels(
            unit,
            setting.panel,
            setting.now,
            setting.policy,
            version=setting.version,
            shared_activities=setting.shared_activities,
            can=setting.can,
        )
        self.best_known = setting.best_known
        self._new_id = setting.new_id
        self._wake = False
        self._wanted: list[Wanted] = []
        self._assigned: list[tuple[PhoneNumber, RecordId]] = []
        self._trace: list[Stage] = []

    def outcome(self) -> Outcome:
        """Return what is to be done after the commit."""
        return Outcome(
            messages=tuple(self.panels.messages),
            wake_courier=self._wake,
            wanted_records=tuple(self._wanted),
            assigned=tuple(self._assigned),
            trace=tuple(self._trace),
        )

    def report(
        self, connector: str, native_id: str, event: TelephonyEvent, *, also: Sequence[str] = ()
    ) -> CallFile:
        """Fold an event of a telephone system; an unknown call is opened by it.

        Args:
            connector: its key.
            native_id: of the call.
            event: what happened.
            also: other ids of it, and of parts of it; calls known under them become one with it.
        """
        event = replace(event, received_at=self.now)
        keys = [CallKey(f"{connector}:{name}") for name in (native_id, *also)]
        file = self._one_call(keys, event.at) if also else self.unit.lock_call_by_key(keys[0])
        if file is None:
            call_id = CallId(self._new_id())
            file = opened(self.org_id, call_id, connector, native_id, event)
            file = self.advance(file, event, is_new=True)
        else:
            file = self.advance(file, event)
        for key in keys if also else ():
            if key != file.call.key:
                self.unit.put_alias(key, file.call.id)
        return file

    def _one_call(self, keys: Sequence[CallKey], at: datetime) -> CallFile | None:
        """Lock the call that goes by these keys; several calls become one (joining.py)."""
        found = by_rank(lock_all(self.unit, keys))
        if not found:
            return None
        stays, *others = found
        for goes in others:
            stays = self.advance(stays, part_of(goes, at))
            self.advance(goes, MergedInto(at=at, call_id=stays.call.id))
        return stays

    def advance(self, file: CallFile, event: CallEvent, *, is_new: bool = False) -> CallFile:
        """Fold one event into a call that this unit has locked, and store what follows."""
        if file.erased_at is not None:
            self.unit.append_journal(file.call.id, (without_caller(event),))
            return file
        before, first = file, self._told_first(file, event, is_new=is_new)
        for each in first:
            file = advance(file, each).file
        step = advance(file, event)
        self.unit.append_journal(file.call.id, (*first, event))
        self._trace += [
            Stage("call.event", file.call.id, str(e.__struct_config__.tag)) for e in (*first, event)
        ]
        if is_new or step.file != before:
            self.unit.put_call(step.file)
            self._carry_out(step, event)
            self._note_assigned(before, step.file)
            self._note_past(before, step.file)
            tell_receivers(self.unit, before, step.file, event, new_id=self._new_id, now=self.now)
            self._end_other_wrap_ups(step.file, event)
            self.panels.show(file if not is_new else None, step.file)
            self._note_missed(before, step.file)
        self.panels.say(step)
        return step.file

    def _told_first(
        self, file: CallFile, event: CallEvent, *, is_new: bool
    ) -> tuple[CallEvent, ...]:
        """Return what has to stand in the journal ahead of an event: what it is judged by (D2)."""
        applied: tuple[CallEvent, ...] = ()
        if is_new or (self.has_news_for(file) and not isinstance(event, PolicyApplied)):
            applied = (self.settings(),)
        return (*applied, *statements(self.unit, file, event, self.policy, self.now))

    def has_news_for(self, file: CallFile) -> bool:
        """Whether a call goes by other settings than these, and not by newer ones.

        Another process may have read what this one will read in a moment: it is not undone (B-14).
        """
        return file.policy != self.policy and file.settings <= self.version

    def settings(self) -> PolicyApplied:
        """Return what tells a call of these settings."""
        return PolicyApplied(at=self.now, policy=self.policy, version=self.version)

    def announce(self, agent_id: AgentId, said: Announcement) -> None:
        """Tell one agent something."""
        self.panels.announce(agent_id, said)

    def wants_record(self, agent_id: AgentId, record_id: RecordId, *, anew: bool = False) -> None:
        """Have account and trackability of a record looked up after the commit."""
        self._wanted.append(Wanted(agent_id=agent_id, record_id=record_id, anew=anew))

    def _carry_out(self, step: Step, event: CallEvent) -> None:
        for effect in step.effects:
            match effect:
                case TryAgain():
                    self.unit.hurry_entries(step.file.call.id, self.now)
                    self._wake = True
                case EraseCaller():
                    self.unit.erase_caller(step.file.call.id)
                case EraseNotes():
                    self.unit.erase_notes(step.file.call.id)
                case LookUpRecord():
                    if isinstance(event, DialPlaced):
                        self.wants_record(event.agent, effect.record_id)
                case _:
                    self._put(step.file, effect)

    def _note_assigned(self, before: CallFile, after: CallFile) -> None:
        """Remember for the next call of the number what nobody found by it (recent_records.py)."""
        number, slots = after.call.remote_number, after.assignment.slots
        if number is None or slots == before.assignment.slots:
            return
        found = {match.id for match in after.assignment.matches}
        self._assigned += [
            (number, placed.record.id) for placed in slots.all if placed.record.id not in found
        ]

    def _note_past(self, before: CallFile, after: CallFile) -> None:
        """Put a call whose log is complete into the history of everybody it rang at."""
        state, unlogged = after.ledger.state, after.ledger.is_unlogged
        before_it = before.ledger.state == "open" or before.ledger.is_unlogged != unlogged
        if state == "open" or not before_it or after.call.merged_into is not None:
            return
        place = Place(at=after.call.created_at, call_id=after.call.id)
        for line in sorted({leg.line for leg in after.call.legs}):
            agent = self.unit.agent_on(line)
            if agent is not None:
                self.unit.note_past_call(agent.id, place, unlogged=unlogged)

    def _note_missed(self, before: CallFile, after: CallFile) -> None:
        """Offer a missed call to everybody it rang at, to be called back (B-31)."""
        if not (is_missed(before.call) or is_missed(after.call)):
            return
        for line in sorted({leg.line for leg in after.call.legs}):
            agent = self.unit.agent_on(line)
            if agent is not None:
                self.panels.miss(agent.id, lambda missed: noted(missed, after, self.now))

    def _put(self, file: CallFile, effect: Entered) -> None:
        entry = entry_of(file, effect, self.now)
        self.unit.put_entry(entry)
        self._trace.append(Stage("outbox.put", entry.about, entry.kind))
        self._wake = True

    def _end_other_wrap_ups(self, file: CallFile, event: CallEvent) -> None:
        """Taking or placing the next call ends an agent's wrap-up (DECISION 13)."""
        line = _taken_by(event)
        agent = self.unit.agent_on(line) if line else None
        if agent is None:
            return
        waiting = [c.id for c in self.unit.desk(agent.id).calls if c.phase == "wrap-up"]
        for call_id in waiting:
            other = self.unit.lock_call(call_id) if call_id != file.call.id else None
            if other is not None:
                self.advance(other, WrapUpExpired(at=event.at))


def _taken_by(event: CallEvent) -> Line | None:
    return event.line if isinstance(event, LegConnected | DialPlaced) else None


def opened(
    org_id: OrgId, call_id: CallId, connector: str, native_id: str, event: Opening
) -> CallFile:
    """Return the file of a call that this event is the first word of (contract.md §4)."""
    facts = _facts_of(event)
    ours = isinstance(event, LegInitiated | DialPlaced)
    line = getattr(event, "line", None)
    route = facts.route or ("queue" if facts.queue else "agent" if line else "number")
    call = Call(
        id=call_id,
        key=CallKey(f"{connector}:{native_id}"),
        connector=connector,
        native_id=native_id,
        created_at=event.started_at if isinstance(event, CallTyped) else event.at,
        direction=facts.direction or ("Outbound" if ours else "Inbound"),
        route=route,
        channel=facts.channel or "voice",
        remote_number=event.number if isinstance(event, DialPlaced | CallTyped) else None,
    )
    return CallFile(org_id=org_id, call=call)


def _facts_of(event: Opening) -> CallFacts:
    """Whom an agent dialled or typed in is told by the event itself."""
    match event:
        case DialPlaced():
            return CallFacts(direction="Outbound")
        case CallTyped(direction=direction):
            return CallFacts(direction=direction)
        case _:
            return event.facts

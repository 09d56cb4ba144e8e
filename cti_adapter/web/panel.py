"""Words a call for a panel: from the server's state to the messages of messages.py. Pure."""

from datetime import datetime

import msgspec

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment
from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import CONTROLS, allowed, verbs_for
from cti_adapter.calls.number import for_display
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record
from cti_adapter.logbook.notes import arranged, type_of_event
from cti_adapter.service import several_agents
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.hotkeys import in_force
from cti_adapter.service.panel_ports import Announcement, DeskState
from cti_adapter.service.panels import panel_phase
from cti_adapter.service.pop import pop_of
from cti_adapter.service.ports import Agent
from cti_adapter.service.presence_out import takers
from cti_adapter.web import messages as m
from cti_adapter.web.call_shapes import Phase
from cti_adapter.web.colleagues import asking_view, colleague_on
from cti_adapter.web.dial_list_view import dial_list_view
from cti_adapter.web.event_views import event_views
from cti_adapter.web.log_view import log_view, undo_view
from cti_adapter.web.logging_view import logging_view
from cti_adapter.web.missed_view import missed_views
from cti_adapter.web.panel_settings import panel_settings
from cti_adapter.web.presence_shapes import presence_view
from cti_adapter.web.record_views import (
    assign_view,
    assigned_views,
    note_on,
    offered_view,
    record_view,
)

_ENCODER = msgspec.json.Encoder()


class JsonPanel:
    """Builds the messages to an agent, as JSON."""

    def call_changed(self, file: CallFile, at: DeskState) -> bytes:
        """Say that a call is new or different."""
        call = call_view(file, at.agent, at)
        return _ENCODER.encode(
            m.CallChanged(seq=at.desk.seq, now=at.now, call=call, desk=desk_view(at))
        )

    def call_gone(self, call_id: CallId, at: DeskState) -> bytes:
        """Say that a call has left the panel."""
        return _ENCODER.encode(
            m.CallGone(seq=at.desk.seq, now=at.now, call_id=call_id, desk=desk_view(at))
        )

    def desk_changed(self, at: DeskState) -> bytes:
        """Say that the open record or what may be done with it is different."""
        return _ENCODER.encode(m.DeskChanged(seq=at.desk.seq, now=at.now, desk=desk_view(at)))

    def everything(self, files: list[CallFile], at: DeskState, policy: Policy) -> bytes:
        """Say everything: the settings are different."""
        return snapshot(files, at, policy)

    def announced(self, said: Announcement, at: DeskState) -> bytes:
        """Say something in the live region."""
        return _ENCODER.encode(
            m.Announced(
                seq=at.desk.seq,
                now=at.now,
                text=m.Text(code=said.code, params=said.params),
                tone=said.tone,
                call_id=said.call_id,
            )
        )


def snapshot(files: list[CallFile], at: DeskState, policy: Policy) -> bytes:
    """Say everything: after sign-in, and where a replay would have a gap."""
    calls = tuple(
        call_view(file, at.agent, at) for file in files if panel_phase(file, at.agent.line)
    )
    return _ENCODER.encode(
        m.Snapshot(
            seq=at.desk.seq,
            now=at.now,
            agent=m.AgentView(
                id=at.agent.id,
                name=at.agent.name,
                line=at.agent.line,
                language=at.agent.language if at.agent.locale else "",
                locale=at.agent.locale,
                time_zone=at.agent.time_zone if at.agent.locale else "",
            ),
            calls=calls,
            desk=desk_view(at),
            settings=panel_settings(
                policy, in_force(at.desk.hotkeys), do_not_log=at.agent.do_not_log
            ),
        )
    )


def desk_view(at: DeskState) -> m.DeskView:
    """Show what belongs to the agent: the open record and the one Assign button."""
    shown, active = at.desk.open, at.active
    record = None
    if shown is not None:
        assignment = active.assignment if active is not None else Assignment()
        note = note_on(shown.record, assignment, shown.unreadable)
        record = record_view(shown.record, assignment.slots, note)
    assign = None
    if active is not None:
        opened = shown.record if shown else None
        offer = engine.offer(active.assignment, opened)
        further = engine.addable(active.assignment, opened, shared=at.shared_activities)
        assign = assign_view(offer, record, shown.seen_at if shown else None, further)
    active_id = active.call.id if active is not None else None
    return m.DeskView(
        active_call=active_id,
        open_record=record,
        assign=assign,
        active_window=at.desk.active_window,
        dial_list=dial_list_view(at.desk.dial_list),
        lease=m.LeaseView(holder=at.desk.lease.holder, browser=at.desk.lease.browser),
        shared_activities=at.shared_activities,
        missed=missed_views(at.desk.missed.since(at.now)),
        last_dialled=for_display(at.desk.missed.last_dialled),
        presence=presence_view(at.desk.sign_in, at.signed_in, told=bool(takers(at.can))),
    )


def call_view(file: CallFile, agent: Agent, at: DeskState) -> m.CallView:
    """Show one call as one agent sees it."""
    call, assignment = file.call, file.assignment
    leg = call.leg_of(agent.line)
    can = verbs_for(call, at.can.get(call.connector, ()))
    controls = allowed(call, agent.line) & can
    phase = panel_phase(file, agent.line) or "ended"
    pause = call.wrap_up
    running = pause is not None and pause.ended_at is None and pause.line == agent.line
    return m.CallView(
        id=call.id,
        version=at.desk.told_of(call.id),
        phase=msgspec.convert(phase, type=Phase),
        direction=call.direction,
        number=for_display(call.remote_number),
        local_number=for_display(call.local_number),
        queue=call.queue,
        party=_party(file),
        colleague=colleague_on(call, agent.line, at.names),
        asking=asking_view(call, agent.line, at.names),
        started_at=call.created_at,
        connected_at=leg.connected_at if leg else None,
        held_at=leg.held_at if leg else None,
        ended_at=call.ended_at,
        muted=leg.muted if leg else False,
        can=tuple(verb for verb in CONTROLS if verb in can),
        controls=tuple(verb for verb in CONTROLS if verb in controls),
        matching=assignment.matching,
        matches=tuple(offered_view(each, assignment) for each in assignment.matches),
        candidates=tuple(offered_view(each, assignment) for each in _offered(file, agent)),
        assigned=assigned_views(assignment.slots),
        pop=_pop(file, agent),
        warning=_warns(file),
        events=event_views(call, arranged(file.notes, file.policy.note_fields), at.names),
        notes=_notes(file),
        call_result=file.call_result,
        logging=logging_view(file, agent.line),
        undo=undo_view(file),
        wrap_up=m.WrapUpView(ends_at=pause.ends_at, extension_s=at.extension_s)
        if running and pause
        else None,
        log=log_view(file, agent, at.held),
    )


def _offered(file: CallFile, agent: Agent) -> tuple[Record, ...]:
    """The call's candidates, and what this agent alone has opened for it (DECISION 57)."""
    candidates = engine.offered(file.assignment)
    there = {record.id for record in candidates}
    own = (record for record in several_agents.of(file.heard, agent.line))
    return (*candidates, *(record for record in own if record.id not in there))


def _pop(file: CallFile, agent: Agent) -> m.PopView | None:
    due = pop_of(file, agent.line)
    if due is None:
        return None
    record = record_view(due.record, file.assignment.slots) if due.record is not None else None
    return m.PopView(at=due.at, record=record, search=due.search)


def _party(file: CallFile) -> m.RecordView | None:
    slots = file.assignment.slots
    placed = slots.who or slots.what
    return record_view(placed.record, slots) if placed is not None else None


def _warns(file: CallFile) -> bool:
    """From answer on, as long as nothing is assigned and matching has finished (DECISION 6)."""
    if not file.assignment.slots.is_empty or file.assignment.matching == "looking":
        return False
    return file.call.answered_at is not None and file.ledger.state == "open"


def _notes(file: CallFile) -> m.NotesView:
    call, notes = file.call, file.notes
    if call.is_over:
        heading = m.Text(code="heading.wrap-up")
    elif call.transfers:
        heading = _timed("heading.transferred", call.transfers[-1].at)
    elif call.answered_at is not None and call.direction == "Inbound":
        heading = _timed("heading.delivered", call.answered_at)
    elif call.direction != "Inbound":
        heading = _timed("heading.dialled", call.created_at)
    else:
        heading = m.Text(code="heading.ringing")
    return m.NotesView(
        text=notes.text,
        version=notes.version,
        saved_at=notes.saved_at,
        heading=heading,
        event_id=notes.event_id,
        event=type_of_event(call, notes.event_id),
        fields=tuple(
            m.NoteFieldView(label=each.field, text=each.text)
            for each in notes.filed
            if each.event_id == notes.event_id
        ),
    )


def _timed(code: str, at: datetime) -> m.Text:
    return m.Text(code=code, params={"time": at.isoformat()})

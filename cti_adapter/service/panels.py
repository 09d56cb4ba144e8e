"""Keeps the agents' panels in step with their calls, inside the transaction.

For every agent whom a change concerns: the desk is updated, and a message is numbered and
stored, so that a panel that was away can be told later (D7). Nothing is sent here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import Capability
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import SignedIn, signed_in
from cti_adapter.service import desk as desks
from cti_adapter.service import presence_out
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.desk import Desk, Report
from cti_adapter.service.dial_list import NextEntries
from cti_adapter.service.effects import Told
from cti_adapter.service.missed_calls import Missed
from cti_adapter.service.names import names_in
from cti_adapter.service.panel_ports import Announcement, DeskState, Panel, held_for
from cti_adapter.service.ports import Agent, AgentMessage, Unit

_FINISHED = frozenset({"saved"})

_TONES: dict[str, Literal["info", "success", "warning"]] = {
    "assigned": "success",
    "instead": "success",
    "refused": "warning",
    "taken-out": "warning",
    "unassigned": "info",
    "undone": "info",
    "cannot": "warning",
    "nothing-assigned-once-more": "warning",
    "needs-record": "warning",
    "needs-result": "warning",
    "match-failed": "warning",
    "task-taken": "info",
    "task-lost": "warning",
    "saved": "success",
    "saved-with": "success",
    "saved-by-server": "success",
    "save-undone": "info",
    "not-saved": "warning",
    "corrected": "success",
    "contested": "warning",
    "not-corrected": "warning",
}


def panel_phase(file: CallFile, line: Line) -> str | None:
    """Return the phase in which an agent's panel shows the call, None where it does not."""
    phase = file.call.phase_for(line)
    if phase != "over":
        return phase
    pause = file.call.wrap_up
    if pause is None or pause.line != line:
        return None
    if file.ledger.from_history:
        return None
    return file.ledger.state if file.ledger.state in {"saving", "saved", "not-saved"} else None


class Panels:
    """What this transaction tells the agents."""

    def __init__(  # noqa: PLR0913 - what a fold goes by, part by part
        self,
        unit: Unit,
        panel: Panel,
        now: datetime,
        policy: Policy,
        *,
        version: int = 0,
        shared_activities: bool = False,
        can: Mapping[str, frozenset[Capability]] | None = None,
    ) -> None:
        self._unit = unit
        self._panel = panel
        self._now = now
        self._policy = policy
        self._version = version
        self._shared_activities = shared_activities
        self._can = can or {}
        self._files: dict[CallId, CallFile] = {}
        self._agents: dict[Line, Agent | None] = {}
        self.messages: list[AgentMessage] = []

    def show(self, before: CallFile | None, after: CallFile) -> None:
        """Bring a changed call to the panels of all agents it concerns."""
        self._files[after.call.id] = after
        files = (before, after) if before is not None else (after,)
        lines = sorted({leg.line for file in files for leg in file.call.legs})
        for line in lines:
            agent = self._agent_on(line)
            if agent is not None:
                self._show_to(agent, after)

    def take_off(self, agent: Agent, call_id: CallId) -> None:
        """Take a call off an agent's panel, where it is on it."""
        desk = self._unit.lock_desk(agent.id)
        if desk.has(call_id):
            state = self._next(agent, desks.without_call(desk, call_id))
            self._post(state, self._panel.call_gone(call_id, state))

    def say(self, step: Step) -> None:
        """Announce what the engine did to the agents on the call."""
        for told in step.said:
            for line in sorted({leg.line for leg in step.file.call.legs}):
                agent = self._agent_on(line)
                if agent is not None and _is_told(step.file, agent):
                    self.announce(agent.id, _worded(told, step.file.call.id))

    def announce(self, agent_id: AgentId, said: Announcement) -> None:
        """Tell one agent something."""
        agent = self._unit.agent(agent_id)
        if agent is not None:
            state = self._next(agent, self._unit.lock_desk(agent_id))
            self._post(state, self._panel.announced(said, state))

    def report(self, agent: Agent, report: Report) -> tuple[Desk, bool]:
        """Note what a page shows; return the desk and whether that counts as opened."""
        desk, opened = desks.took_report(self._unit.lock_desk(agent.id), report)
        state = self._next(agent, desk)
        self._post(state, self._panel.desk_changed(state))
        return state.desk, opened

    def learn(self, agent: Agent, desk: Desk) -> None:
        """Tell the panel that more is known of the open record."""
        state = self._next(agent, desk)
        self._post(state, self._panel.desk_changed(state))

    def show_dial_list(self, agent: Agent, entries: NextEntries) -> None:
        """Show the next ones of an agent's dial list."""
        desk = replace(self._unit.lock_desk(agent.id), dial_list=entries)
        state = self._next(agent, desk)
        self._post(state, self._panel.desk_changed(state))

    def move(self, agent_id: AgentId, change: Callable[[Desk], Desk], *, told_by: str = "") -> None:
        """Change what is on an agent's desk beside calls; tell the pages where they can see it.

        Args:
            agent_id: whose desk.
            change: returns the desk as it is then.
            told_by: the telephone system that said it, and is not told of it.
        """
        agent = self._unit.agent(agent_id)
        desk = self._unit.lock_desk(agent_id)
        changed = self._told(change(desk), told_by)
        is_seen = self._seen(changed) != self._seen(desk)
        if agent is None or (changed == desk and not is_seen):
            return  # equal desks may differ in the order of their windows: the last one is active
        if not changed.lease.pages or not is_seen:
            self._unit.put_desk(changed)  # nobody listens, or there is nothing to see
            return
        state = self._next(agent, changed)
        self._post(state, self._panel.desk_changed(state))

    def say_again(self, agent_id: AgentId) -> None:
        """Tell the pages of an agent what is on the desk, where it was changed behind our back."""
        agent = self._unit.agent(agent_id)
        desk = self._unit.lock_desk(agent_id)
        if agent is not None and desk.lease.pages:
            state = self._next(agent, desk)
            self._post(state, self._panel.desk_changed(state))
        elif (moved := self._told(desk)) != desk:
            self._unit.put_desk(moved)

    def miss(self, agent_id: AgentId, change: Callable[[Missed], Missed]) -> None:
        """Change whom an agent may call back, and tell their pages."""
        self.move(agent_id, lambda desk: replace(desk, missed=change(desk.missed)))

    def renew(self, agent_id: AgentId, version: int, policy: Policy) -> None:
        """Tell a panel everything, where it has not been told of this version's settings."""
        agent = self._unit.agent(agent_id)
        desk = self._unit.lock_desk(agent_id)
        if agent is not None and desk.settings < version:
            self._tell_everything(agent, desk, policy, version)

    def tell_anew(self, agent_id: AgentId) -> bytes | None:
        """Tell every page of an agent everything; return what was told, None without an agent."""
        agent = self._unit.agent(agent_id)
        if agent is None:
            return None
        desk = self._unit.lock_desk(agent_id)
        self._tell_everything(agent, desk, self._policy, self._version)
        return self.messages[-1].body

    def set_hotkeys(self, agent: Agent, hotkeys: dict[str, str]) -> None:
        """Give an agent other keys, and tell every page of theirs."""
        desk = replace(self._unit.lock_desk(agent.id), hotkeys=hotkeys)
        self._tell_everything(agent, desk, self._policy, self._version)

    def _tell_everything(self, agent: Agent, desk: Desk, policy: Policy, version: int) -> None:
        """Say everything, and note which version of the settings that was.

        It may be an older one than was said before, where this process has not read the change yet:
        when it has, it finds that it was not said last (`renew`).
        """
        state = self._next(agent, replace(desk, settings=version))
        found = (self._unit.find_call(call.id) for call in desk.calls)
        files = [file for file in found if file is not None]
        state = self._named(state, files)
        self._post(state, self._panel.everything(files, state, policy))

    def _agent_on(self, line: Line) -> Agent | None:
        if line not in self._agents:
            self._agents[line] = self._unit.agent_on(line)
        return self._agents[line]

    def _show_to(self, agent: Agent, file: CallFile) -> None:
        desk = self._unit.lock_desk(agent.id)
        phase = panel_phase(file, agent.line)
        if phase is None:
            self.take_off(agent, file.call.id)
            return
        if not desk.has(file.call.id):
            desk = self._clear_finished(agent, desk)
        desk = desks.with_call(desk, file.call.id, phase, self._now)
        desk = desks.with_told(desk, file.call.id, desk.seq + 1)
        state = self._named(self._next(agent, desk), [file])
        self._post(state, self._panel.call_changed(file, state))

    def _clear_finished(self, agent: Agent, desk: Desk) -> Desk:
        """A new call takes the place of what is saved."""
        for call in desk.calls:
            if call.phase in _FINISHED:
                state = self._next(agent, desks.without_call(desk, call.id))
                self._post(state, self._panel.call_gone(call.id, state))
                desk = state.desk
        return desk

    def _next(self, agent: Agent, desk: Desk) -> DeskState:
        desk = self._told(replace(desk, seq=desk.seq + 1))
        return DeskState(
            agent=agent,
            desk=desk,
            active=self._active(desk),
            now=self._now,
            extension_s=self._policy.extension_s,
            signed_in=self._counted(desk),
            shared_activities=self._shared_activities,
            held=held_for(self._unit, desk),
            can=self._can,
        )

    def _seen(self, desk: Desk) -> tuple[object, ...]:
        """What pages see of what is on a desk beside calls."""
        lease, presence = desk.lease, (desk.sign_in.since, self._counted(desk))
        return (
            *(lease.holder, lease.browser, desk.active_window),
            *(desk.open, desk.missed, presence),
        )

    def _told(self, desk: Desk, told_by: str = "") -> Desk:
        can, counted = self._can, self._counted(desk)
        return presence_out.told(self._unit, desk, counted, can, self._now, told_by=told_by)

    def _counted(self, desk: Desk) -> SignedIn:
        return signed_in(desk.sign_in, self._policy, self._now)

    def _named(self, state: DeskState, files: list[CallFile]) -> DeskState:
        return replace(state, names=names_in(files, self._agent_on))

    def _active(self, desk: Desk) -> CallFile | None:
        call_id = desk.active
        if call_id is None:
            return None
        if call_id not in self._files:
            file = self._unit.find_call(call_id)
            if file is None:
                return None
            self._files[call_id] = file
        return self._files[call_id]

    def _post(self, state: DeskState, body: bytes) -> None:
        self._unit.put_desk(state.desk)
        message = AgentMessage(agent_id=state.agent.id, seq=state.desk.seq, body=body)
        self._unit.append_message(message)
        self.messages.append(message)


def _is_told(file: CallFile, agent: Agent) -> bool:
    """Whether the agent has the call in view, or has done something to it in the history."""
    ledger = file.ledger
    logged = ledger.from_history and ledger.saved_by == agent.id
    mine = logged or ledger.corrector == agent.id
    return mine or panel_phase(file, agent.line) is not None


def _worded(told: Told, call_id: CallId) -> Announcement:
    others = ", ".join(record.label for record in told.others)
    params = {"record": told.record.label if told.record else "", "others": others}
    return Announcement(
        code=f"said.{told.code}",
        params={name: word for name, word in (params | {"reason": told.reason}).items() if word},
        tone=_TONES[told.code],
        call_id=call_id,
    )

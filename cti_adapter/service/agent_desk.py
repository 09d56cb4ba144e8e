"""What an agent does with a call: every command of the panel, one method each.

A command is checked against the state, folded, and answered by push. The same Idempotency-Key
twice does the thing once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import (
    AgentEvent,
    AssignPressed,
    RecordChosen,
    RecordRemoved,
    ResultChosen,
    RetryPressed,
    SavePressed,
    UndoPressed,
    WrapUpExtended,
)
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import AlreadySaved, FieldFault, NoSuchThing, StateConflict, Unprocessable
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.hotkeys import checked
from cti_adapter.service.noting import Typed, followed, left_behind, took_note
from cti_adapter.service.open_record import (
    PageAnswer,
    answered_at_save,
    has_changed,
    is_old,
    noted,
    took_report,
)
from cti_adapter.service.panel_ports import Announcement
from cti_adapter.service.panels import panel_phase
from cti_adapter.service.ports import Agent

MakeEvent = Callable[[datetime], AgentEvent]

_EDITABLE = frozenset({"dialling", "ringing", "talking", "held", "wrap-up"})


class LogForm(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the panel as the agent presses Save."""

    notes: Typed
    call_result: str
    page: PageAnswer


class AgentDesk:
    """The commands of one agent at a time."""

    def __init__(self, flow: CallFlow) -> None:
        self._flow = flow

    def report(
        self, agent: Agent, window: str, record: Record | None, *, page: str = "", key: str = ""
    ) -> None:
        """Take in what the agent's active window shows (requirements.md 1.2, open record).

        The window is focused, so the lease may follow to its page.
        """

        def work(fold: Fold) -> None:
            if not _repeated(fold, key, agent):
                took_report(fold, agent, window, record, page=page)

        self._flow.apply(agent.org_id, work)

    def assign(
        self, agent: Agent, call_id: CallId, record_id: RecordId, page: PageAnswer, key: str
    ) -> None:
        """Assign the record the button named, never another one (B-2)."""

        def work(fold: Fold) -> None:
            if _repeated(fold, key, agent):
                return
            file = _editable(fold, agent, call_id)
            if page.answered:  # what it answers is offered, never assigned by this press (B-2)
                noted(fold, agent, page.window, page.record)
            shown = fold.unit.desk(agent.id).open
            if shown is None or shown.record.id != record_id:
                fold.announce(agent.id, has_changed(shown, call_id))
                return
            event = AssignPressed(at=fold.now, agent=agent.id, record=shown.record)
            after = fold.advance(file, event)
            if not page.answered and after.assignment.slots != file.assignment.slots:
                fold.announce(agent.id, is_old(shown, call_id, fold.now))

        self._flow.apply(agent.org_id, work)

    def choose(self, agent: Agent, call_id: CallId, record_id: RecordId, key: str) -> None:
        """Assign one of the matching records."""

        def work(fold: Fold) -> None:
            if _repeated(fold, key, agent):
                return
            file = _editable(fold, agent, call_id)
            if record_id not in {match.id for match in file.assignment.matches}:
                fold.announce(agent.id, _idle("not-matching", call_id))
                return
            fold.advance(file, RecordChosen(at=fold.now, agent=agent.id, record_id=record_id))

        self._flow.apply(agent.org_id, work)

    def unassign(self, agent: Agent, call_id: CallId, record_id: RecordId, key: str) -> None:
        """Take a record out (Del)."""

        def work(fold: Fold) -> None:
            if _repeated(fold, key, agent):
                return
            file = _editable(fold, agent, call_id)
            if record_id not in {each.record.id for each in file.assignment.slots.all}:
                fold.announce(agent.id, _idle("not-assigned", call_id))
                return
            fold.advance(file, RecordRemoved(at=fold.now, agent=agent.id, record_id=record_id))

        self._flow.apply(agent.org_id, work)

    def undo(self, agent: Agent, call_id: CallId, key: str) -> None:
        """Take the last command back; after Save that is Save itself (DECISION 47)."""

        def work(fold: Fold) -> None:
            if _repeated(fold, key, agent):
                return
            file = _on_panel(fold, agent, call_id)
            if not file.ledger.may_be_reopened:
                file = _editable(fold, agent, call_id)
                if not file.assignment.undo:
                    fold.announce(agent.id, _idle("nothing-to-undo", call_id))
                    return
            fold.advance(file, UndoPressed(at=fold.now, agent=agent.id))

        self._flow.apply(agent.org_id, work)

    def set_hotkeys(self, agent: Agent, wanted: Mapping[str, str], key: str) -> None:
        """Keep the keys an agent has changed, for every browser they use (B-18)."""
        hotkeys = checked(wanted)

        def work(fold: Fold) -> None:
            if not _repeated(fold, key, agent):
                fold.panels.set_hotkeys(agent, hotkeys)

        self._flow.apply(agent.org_id, work)

    def extend(self, agent: Agent, call_id: CallId, key: str) -> None:
        """Ask for more time to wrap up."""

        def work(fold: Fold) -> None:
            if not _repeated(fold, key, agent):
                file = _editable(fold, agent, call_id)
                seconds = fold.policy.extension_s
                fold.advance(file, WrapUpExtended(at=fold.now, agent=agent.id, seconds=seconds))

        self._flow.apply(agent.org_id, work)

    def note(self, agent: Agent, call_id: CallId, typed: Typed, key: str) -> int:
        """Keep the notes as they are typed; return the version they have now."""
        versions: list[int] = []

        def work(fold: Fold) -> None:
            at, said = followed(fold, agent, call_id, typed)
            file = left_behind(fold, agent, at, said) or _editable(fold, agent, at)
            if not _repeated(fold, key, agent):
                file = took_note(fold, agent, file, said)
            versions.append(file.notes.version)

        self._flow.apply(agent.org_id, work)
        return versions[-1]

    def result(self, agent: Agent, call_id: CallId, call_result: str, key: str) -> None:
        """Note how the call went."""

        def work(fold: Fold) -> None:
            if not _repeated(fold, key, agent):
                file = _editable(fold, agent, call_id)
                _check_result(call_result, file, fold.policy)
                event = ResultChosen(at=fold.now, agent=agent.id, call_result=call_result)
                fold.advance(file, event)

        self._flow.apply(agent.org_id, work)

    def save(self, agent: Agent, call_id: CallId, log: LogForm, key: str) -> int | None:
        """End wrap-up: the log is complete (DECISIONS 6 and 9).

        Returns:
            The version its notes have now; None where the same was done before.
        """
        versions: list[int] = []

        def work(fold: Fold) -> None:
            if _repeated(fold, key, agent):
                return
            file = _on_panel(fold, agent, call_id)
            _expect_unsaved(fold, file)
            file = _in_wrap_up(fold, agent, call_id)
            _check_result(log.call_result, file, fold.policy)
            file = took_note(fold, agent, file, log.notes)
            versions.append(file.notes.version)
            if log.call_result != file.call_result:
                chosen = ResultChosen(at=fold.now, agent=agent.id, call_result=log.call_result)
                file = fold.advance(file, chosen)
            opened = answered_at_save(fold, agent, file, log.page)
            fold.advance(file, SavePressed(at=fold.now, agent=agent.id, opened=opened))

        self._flow.apply(agent.org_id, work)
        return versions[-1] if versions else None

    def retry(self, agent: Agent, call_id: CallId, key: str) -> None:
        """Have the server try the write again at once."""

        def work(fold: Fold) -> None:
            if not _repeated(fold, key, agent):
                file = _on_panel(fold, agent, call_id)
                if file.ledger.state != "not-saved":
                    raise StateConflict("the log is not waiting", state=file.ledger.state)
                fold.advance(file, RetryPressed(at=fold.now, agent=agent.id))

        self._flow.apply(agent.org_id, work)

    def do(self, agent: Agent, call_id: CallId, key: str, event: MakeEvent) -> None:
        """Fold what the agent did into a call that may still be changed.

        Args:
            agent: who did it.
            call_id: of a call on the agent's panel.
            key: the same again is done once.
            event: makes the event of the moment at which it is folded.

        Raises:
            NoSuchThing: the call is not on this agent's panel.
            StateConflict: its log is complete.
        """

        def work(fold: Fold) -> None:
            if not _repeated(fold, key, agent):
                fold.advance(_editable(fold, agent, call_id), event(fold.now))

        self._flow.apply(agent.org_id, work)


def _repeated(fold: Fold, key: str, agent: Agent) -> bool:
    return bool(key) and fold.unit.remembered(key, agent.id)


def _on_panel(fold: Fold, agent: Agent, call_id: CallId) -> CallFile:
    """Lock a call that is on the agent's panel; any other does not exist for this agent."""
    if not fold.unit.desk(agent.id).has(call_id):
        raise NoSuchThing("this call is not on your panel")
    file = fold.unit.lock_call(call_id)
    if file is None:
        raise NoSuchThing("this call is not on your panel")
    return file


def _editable(fold: Fold, agent: Agent, call_id: CallId) -> CallFile:
    file = _on_panel(fold, agent, call_id)
    phase = panel_phase(file, agent.line)
    if phase not in _EDITABLE:
        raise StateConflict("the log of this call is complete", state=phase or "over")
    return file


def _in_wrap_up(fold: Fold, agent: Agent, call_id: CallId) -> CallFile:
    file = _editable(fold, agent, call_id)
    phase = panel_phase(file, agent.line)
    if phase != "wrap-up":
        raise StateConflict("the call is not over yet", state=phase or "over")
    return file


def _idle(why: str, call_id: CallId) -> Announcement:
    """Say why a press did nothing: another page, or another agent, was there before it."""
    return Announcement(code=f"said.{why}", tone="warning", call_id=call_id)


def _expect_unsaved(fold: Fold, file: CallFile) -> None:
    """Say who was faster, where the same call was saved in another browser (A-2)."""
    ledger = file.ledger
    if ledger.saved_by is None:
        return
    by = fold.unit.agent(ledger.saved_by)
    who = by.name if by is not None else ledger.saved_by
    raise AlreadySaved(state=ledger.state, saved_by=who, saved_at=ledger.completed_at)


def _check_result(call_result: str, file: CallFile, policy: Policy) -> None:
    """Refuse what is not on the list; what was chosen while it was there stays."""
    if call_result not in {"", file.call_result, *policy.call_results}:
        known = ", ".join(policy.call_results)
        raise Unprocessable(FieldFault(field="call_result", message=f"choose one of: {known}"))

"""How one call changes with every event: the fold that the panel, the log and a replay share (D2).

Pure. What it wants from the world it asks for with effects; the answers come back as events.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Decision
from cti_adapter.assignment.slots import Slots
from cti_adapter.calls import ending
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import (
    CallerErased,
    CallEvent,
    CallMerged,
    CallTyped,
    DialPlaced,
    EntryGivenUp,
    LeadMade,
    LeadOwned,
    LeadRefused,
    LinksLeftOut,
    LogNowPressed,
    LookupDelayed,
    MergedInto,
    NotesTyped,
    PolicyApplied,
    RecordLookedUp,
    RecordOpened,
    RecordUnreadable,
    ResultChosen,
    RetryPressed,
    SavePressed,
    TaskDelayed,
    TaskFound,
    TaskRefused,
    TaskWritten,
    UndoPressed,
)
from cti_adapter.calls.lifecycle import follow
from cti_adapter.calls.number import is_matchable
from cti_adapter.calls.policy import Policy
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.lead import may_become_lead
from cti_adapter.logbook.notes import Notes, current_event, turned, typed
from cti_adapter.service import joining, saving, several_agents, who_logs
from cti_adapter.service.assigning import decide
from cti_adapter.service.before_save import held_up, missing
from cti_adapter.service.call_file import CallFile, Step, with_unanswered
from cti_adapter.service.continuing import asked_of, taken_up
from cti_adapter.service.correcting import about_task, with_correction
from cti_adapter.service.doubles import counted_in, with_count
from cti_adapter.service.effects import (
    Effect,
    LearnRecord,
    LookUpCaller,
    LookUpNamed,
    MakeLead,
    Told,
    TryAgain,
    WriteLog,
)
from cti_adapter.service.follow_up_step import follow_up_step
from cti_adapter.service.forgetting import erased
from cti_adapter.service.log_news import lead_to_own, saved
from cti_adapter.service.log_now import logged_now
from cti_adapter.service.second_log import taken_in, with_care


def advance(file: CallFile, event: CallEvent) -> Step:
    """Fold one event into a call.

    Args:
        file: the call so far.
        event: what happened.
    """
    if file.erased_at is not None or isinstance(event, CallerErased):
        return erased(file, event)
    step = taken_in(file, event) or counted_in(file, event) or _advanced(file, event)
    return with_count(with_care(with_correction(file, step, event), event), event)


def _advanced(file: CallFile, event: CallEvent) -> Step:
    told_of = who_logs.told_of_agents(file, event)
    if told_of is not None:
        return Step(file=told_of)
    aside = _aside(file, event)
    if aside is not None:
        return aside
    if isinstance(event, CallMerged):
        file = joining.with_part(file, event)
    moved = _followed(file, event)
    moved, decision = _decided(moved, event)
    if moved.call.opener != file.call.opener:
        moved, decision = _taken_up(moved, decision)
    moved = replace(
        moved,
        assignment=decision.assignment,
        notes=_noted(file.notes, moved.call, event),
        call_result=event.call_result if isinstance(event, ResultChosen) else file.call_result,
    )
    if isinstance(event, TaskWritten | TaskDelayed | TaskRefused | LookupDelayed):
        moved = _answered(moved, event)
    if isinstance(event, RecordLookedUp):
        moved = replace(moved, heard=several_agents.with_news(moved.heard, event.record))
    if isinstance(event, LeadMade | LeadRefused | LeadOwned):
        moved = replace(moved, ledger=books.with_lead(moved.ledger, event))
    told = _worded(decision)
    moved, news = _log_news(file, who_logs.with_decision(moved, event))
    told += news
    if moved.assignment.matching == "failed" != file.assignment.matching:
        told.append(Told(code="match-failed"))
    step = _concluded(file, moved, event, tuple(told))
    if file.ledger.state != "saved" == moved.ledger.state:
        wanted = lead_to_own(moved.ledger, moved.assignment.slots, moved.policy)
        step = replace(step, effects=(*step.effects, *wanted))
    return step


def _answered(
    file: CallFile, event: TaskWritten | TaskDelayed | TaskRefused | LookupDelayed
) -> CallFile:
    """Take in what Salesforce said to the write."""
    unanswered = () if isinstance(event, TaskWritten) else file.unanswered
    return replace(file, ledger=books.answered(file.ledger, event), unanswered=unanswered)


def _noted(notes: Notes, call: Call, event: CallEvent) -> Notes:
    """Take in what was typed; a call that is handed on has a new page of notes (S1-17).

    After the end nobody's page is turned while they type: a transfer may be told late.
    """
    if isinstance(event, NotesTyped):
        notes = typed(notes, event)
    if isinstance(event, CallMerged):
        notes = joining.with_notes(notes, event)
    return notes if call.is_over else turned(notes, current_event(call))


def _aside(file: CallFile, event: CallEvent) -> Step | None:
    """Fold what moves neither the call nor its records, None for everything else."""
    match event:
        case PolicyApplied():
            return Step(file=replace(file, policy=event.policy, settings=event.version))
        case MergedInto():
            return joining.let_go(file, event)
        case EntryGivenUp():
            return Step(file=replace(file, ledger=books.given_up(file.ledger, event)))
        case LinksLeftOut():
            return _without_links(file, event)
        case UndoPressed(of_records=False) if file.ledger.may_be_reopened:
            return _reopened(file, event)
        case LogNowPressed() if file.ledger.may_be_logged_now:
            return logged_now(file, event)
        case TaskFound():
            return taken_up(file, event)
        case SavePressed() if file.call.is_wrapping_up:
            _, decision = _decided(file, event)  # what the page names may be the missing record
            return held_up(file, decision.assignment, _worded(decision))
        case RecordOpened(by=line, record=record) if line and line != file.call.opener:
            heard = several_agents.with_opening(file.heard, line, record)
            return Step(file=replace(file, heard=heard))
        case _:
            return about_task(file, event) or follow_up_step(file, event)


def _decided(file: CallFile, event: CallEvent) -> tuple[CallFile, Decision]:
    """Ask the engine; what Save named is judged once Salesforce has told of it, else left."""
    at_save = file.at_save
    if at_save is not None and at_save.awaited and file.ledger.state in {"saving", "not-saved"}:
        match event:
            case RecordLookedUp(record=record) if record.id == at_save.record.id:
                at_save, decision = saving.told(at_save, file.assignment, record)
                return replace(file, at_save=at_save), decision
            case RecordUnreadable(record_id=record_id) if record_id == at_save.record.id:
                file = replace(file, at_save=replace(at_save, awaited=False))
    number = file.call.remote_number or ""
    before = file.assignment
    decision = decide(before, event, number=number, smart=file.is_smart)
    if isinstance(event, SavePressed) and file.ledger.state == "open":
        named = event.opened and saving.named(
            event.opened, before, decision.assignment, smart=file.is_smart
        )
        file = replace(file, at_save=named)
    return file, decision


def _taken_up(file: CallFile, decision: Decision) -> tuple[CallFile, Decision]:
    """Take up what an agent had opened before the call was theirs (DECISION 57)."""
    mine = file.call.opener
    records = several_agents.of(file.heard, mine) if mine is not None else ()
    for record in records:
        step = engine.opened(decision.assignment, record, smart=file.is_smart)
        decision = replace(step, said=(*decision.said, *step.said))
    return replace(file, heard=tuple(each for each in file.heard if each.line != mine)), decision


def _worded(decision: Decision) -> list[Told]:
    return [Told(**msgspec.structs.asdict(said)) for said in decision.said]


def _reopened(file: CallFile, event: UndoPressed) -> Step:
    """Undo of Save: the call is in wrap-up again; what stands in Salesforce stays there.

    What was refused of that Save is done at once, which is nothing, so that nobody looks at it.
    """
    refused = (TryAgain(),) if file.ledger.state == "not-saved" else ()
    file = replace(
        with_unanswered(file, file),
        call=ending.reopened(file.call, event.at, file.policy.wrap_up),
        assignment=saving.taken_back(file.assignment, file.at_save),
        ledger=books.taken_back(file.ledger),
        at_save=None,
    )
    return Step(file=file, effects=refused, said=(Told(code="save-undone"),))


def _without_links(file: CallFile, event: LinksLeftOut) -> Step:
    """Let the log that was refused go without its records; once it has gone, nothing changes."""
    if file.ledger.state != "not-saved" or event.edition != file.ledger.edition:
        return Step(file=file)
    bare = replace(file.assignment, slots=Slots())
    return Step(file=replace(file, assignment=bare, ledger=books.retried(file.ledger)))


def _log_news(before: CallFile, after: CallFile) -> tuple[CallFile, list[Told]]:
    """Say how the log ended, or that it is delayed: once, not with every attempt."""
    if after.ledger.state == before.ledger.state:
        return after, []
    if after.ledger.state != "saved":
        return after, [Told(code="not-saved")] if after.ledger.state == "not-saved" else []
    ledger = replace(after.ledger, **missing(after))
    return replace(after, ledger=ledger), [saved(ledger, after.at_save)]


def _followed(file: CallFile, event: CallEvent) -> CallFile:
    """Follow the event; once the log is on its way, no late word opens another wrap-up.

    A call whose end was told long before its answer is not the missed call it was taken for: it
    is open again for the agent who answered, and its log is brought to what is known by then.
    """
    call = follow(file.call, event, wrap_up=file.policy.wrap_up)
    before = file.call
    if file.ledger.state == "open" or call.wrap_up == before.wrap_up:
        return replace(file, call=call)
    missed = before.wrap_up is None and before.answered_at is None
    if missed and file.ledger.saved_by is None:
        ledger, assignment = books.reopened(file.ledger), replace(file.assignment, settled=False)
        return replace(file, call=call, ledger=ledger, assignment=assignment)
    return replace(file, call=replace(call, wrap_up=before.wrap_up))


def _concluded(before: CallFile, after: CallFile, event: CallEvent, said: tuple[Told, ...]) -> Step:
    """Ask for what follows from the change: a look-up, the log."""
    effects: list[Effect] = []
    named, number = after.call.record_id, after.call.remote_number
    if named and named != before.call.record_id:  # ahead of the number (DECISION 56)
        effects.append(LookUpNamed(record_id=named))
    wanted = after.assignment.matching == "not-matched" and _is_matched(after.call, after.policy)
    if number and wanted and is_matchable(number, after.policy.minimum_digits):
        after = replace(after, assignment=replace(after.assignment, matching="looking"))
        effects.append(LookUpCaller(number=number))
    if isinstance(event, DialPlaced):
        effects = [*asked_of(event.record), *effects]
    if isinstance(event, RetryPressed) and after.ledger.state == "not-saved":
        after = replace(after, ledger=books.retried(after.ledger))
        effects.append(TryAgain())
    if after.ledger.state == "open" and ending.is_complete(after.call):
        if isinstance(event, CallTyped):
            after = replace(after, ledger=books.typed_by_hand(after.ledger))
        saved_by = event.agent if isinstance(event, SavePressed | CallTyped) else None
        after, effects = _logged(after, effects, saved_by, event.at)
    return Step(file=after, effects=tuple(effects), said=said)


def _is_matched(call: Call, policy: Policy) -> bool:
    """Whether senders on this channel are looked for: on the telephone always (DECISION 26)."""
    channels = {name.strip().casefold() for name in policy.matched_channels}
    return call.channel in {"", "voice"} or call.channel.casefold() in channels


def _logged(
    file: CallFile, effects: list[Effect], saved_by: AgentId | None, now: datetime
) -> tuple[CallFile, list[Effect]]:
    file = replace(file, assignment=engine.settle(file.assignment))
    declined = who_logs.declined(file)
    if declined is not None:
        return replace(declined.file, unanswered=()), [*effects, *declined.effects]
    file = replace(file, ledger=books.begun(file.ledger, saved_by=saved_by, at=now))
    if file.at_save is not None and file.at_save.awaited:
        effects = [*effects, LearnRecord(record_id=file.at_save.record.id)]
    if file.assignment.slots.is_empty and may_become_lead(file.call, file.policy):
        effects = [*effects, MakeLead()]
    return file, [*effects, WriteLog()]

"""How a call comes by the decision who logs it: what is told of its agents, then its end. Pure.

Decided once, when the call ends, with what stood then (DECISION 34). An end that was concluded too
early was none; and what is learned later of the call itself, such as an answer told after the
hang-up, is judged by the same states and settings as long as the log is open.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.events import CallEvent, CallTyped, DoNotLogChosen, SignInStated
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.authority import Decision, Inputs, Settings, decide, shows_checkbox
from cti_adapter.logbook.notes import Notes
from cti_adapter.logbook.stated import chosen, decider, inputs_at, stated
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import EraseNotes


def told_of_agents(file: CallFile, event: CallEvent) -> CallFile | None:
    """Take in where an agent is signed in, or what they chose; None for every other event."""
    is_over = file.call.is_over
    match event:
        case SignInStated():
            return replace(file, stated=stated(file.stated, event, is_over=is_over))
        case DoNotLogChosen():
            return replace(file, stated=chosen(file.stated, event, is_over=is_over))
        case _:
            return None


def with_decision(file: CallFile, event: CallEvent) -> CallFile:
    """Record who logs the call where it has ended, and forget it where it goes on after all.

    A call that an agent enters by hand is logged because they say so: nothing is decided.
    """
    ledger = file.ledger
    if ledger.state != "open" or isinstance(event, CallTyped):
        return file
    authority = decision_now(file) if file.call.is_over else None
    if authority == ledger.authority:
        return file
    return replace(file, ledger=replace(ledger, authority=authority))


def declined(file: CallFile) -> Step | None:
    """Close the ledger of a call that nobody logs, None for one that is logged.

    Of a do-not-log call the notes go, here and in the journal (DECISION 44).
    """
    authority, at = file.ledger.authority, file.call.ended_at
    if authority is None or authority.is_logged or at is None:
        return None
    file = replace(file, ledger=books.declined(file.ledger, authority.reason, at))
    if authority.reason != books.DO_NOT_LOG:
        return Step(file=file)
    return Step(file=replace(file, notes=Notes()), effects=(EraseNotes(),))


def decision_now(file: CallFile) -> Decision:
    """Return who logs the call: what is recorded, else what would be, did it end now (B-5)."""
    recorded = file.ledger.authority
    if recorded is not None and file.ledger.state != "open":
        return recorded
    settings = recorded.inputs.settings if recorded is not None else Settings.of(file.policy)
    return decide(inputs_at(file.call, file.stated, settings, decider(file.call)))


def inputs_of(file: CallFile, line: Line) -> Inputs:
    """Return what the decision would rest on, were the agent on this line the one it goes by."""
    return inputs_at(file.call, file.stated, Settings.of(file.policy), line)


def may_choose(file: CallFile, line: Line) -> bool:
    """Whether this agent may see and change 'Do not log the call in Salesforce' now."""
    return shows_checkbox(inputs_of(file, line), file.call.phase_for(line))


def unstated(file: CallFile, event: CallEvent | None) -> Iterator[Line]:
    """Return the lines of whose agents the call has to be told before an event.

    Of an ended call those alone it knows nothing of; nobody's state moves it any more.
    """
    told = {each.line for each in file.stated}
    for line in sorted(_lines(file) | _lines_in(event)):
        if line not in told or not file.call.is_over:
            yield line


def _lines(file: CallFile) -> set[Line]:
    legs = {leg.line for leg in file.call.legs}
    return legs | {each.to_line for each in file.call.transfers if each.to_line is not None}


def _lines_in(event: CallEvent | None) -> set[Line]:
    named = (getattr(event, name, None) for name in ("line", "to_line"))
    return {line for line in named if line} | set(getattr(event, "lines", ()))

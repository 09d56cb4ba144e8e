"""Words who will log a call, for a panel and in every phase of it (B-5, S4-33). Pure."""

from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.logbook.authority import Decision, decide, is_checked
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.who_logs import decision_now, inputs_of, may_choose
from cti_adapter.web.logging_shapes import LoggingView


def logging_view(file: CallFile, line: Line) -> LoggingView:
    """Say who logs, with the function that decides it when the call ends.

    Args:
        file: the call.
        line: of the agent who looks; the checkbox is theirs, the rest is the call's.
    """
    decision = decision_now(file)
    code, why = _code(file, line, decision)
    shown = may_choose(file, line)
    return LoggingView(
        code=f"logging.{code}",
        params={"why": why} if why else {},
        row=decision.row,
        by=decision.by,
        reason=decision.reason,
        checkbox=shown,
        checked=shown and is_checked(inputs_of(file, line)),
    )


def _code(file: CallFile, line: Line, decision: Decision) -> tuple[str, str]:
    """Return the code of the sentence, and that of the reason where it has a gap for one."""
    if decision.by == "nobody":
        waits = file.call.phase_for(line) == "ringing" and _is_logged_once_answered(file, line)
        return "unless-answered" if waits else "nobody", decision.reason
    if file.ledger.continues is not None and decision.by != "server":
        return f"continues-{decision.by}", ""
    return decision.reason, ""


def _is_logged_once_answered(file: CallFile, line: Line) -> bool:
    """Whether the call would be logged, were it this agent's (a missed queue call is nobody's)."""
    return decide(replace(inputs_of(file, line), connected=True)).is_logged

"""Words the log of a call for a panel: how far it has come, who saved it, what is missing. Pure."""

from cti_adapter.calls.owner import UNABLE
from cti_adapter.logbook.corrections import GONE, REFUSED
from cti_adapter.logbook.doubles import DOUBLED
from cti_adapter.logbook.ledger import GIVEN_UP, Ledger
from cti_adapter.outbox.pause import Held
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Agent
from cti_adapter.web import messages as m


def undo_view(file: CallFile) -> m.Text | None:
    """Say what Undo would undo: after a pressed Save that is Save itself (DECISION 47)."""
    if file.ledger.may_be_reopened:
        return m.Text(code="undo.save")
    if not file.assignment.undo or file.ledger.state != "open":
        return None
    return last_change(file)


def last_change(file: CallFile) -> m.Text:
    """Say which command Undo would take back."""
    last = file.assignment.undo[0]
    return m.Text(code=f"undo.{last.command}", params={"record": last.record.label})


def log_view(file: CallFile, agent: Agent, held: Held | None = None) -> m.LogView:
    """Show how far the log has come, and who completed it.

    Args:
        file: the call.
        agent: who looks at it.
        held: the pause of the org, for which the log waits.
    """
    ledger = file.ledger
    by = ledger.saved_by
    return m.LogView(
        state=ledger.state,
        by=ledger.by,
        saved_by="" if by is None else agent.name if by == agent.id else by,
        saved_at=ledger.completed_at if by is not None else None,
        task_url=ledger.task_url or None,
        reason=why(ledger, held),
    )


def why(ledger: Ledger, held: Held | None = None) -> m.Text | None:
    """Say why the log is not written, or is not all that it was to be (DECISIONS 32 and 52)."""
    if ledger.reason == GIVEN_UP:
        return m.Text(code="why.given-up", params={"message": ledger.message})
    if ledger.state == "not-logged":
        return m.Text(code=f"why.{ledger.reason}")
    if ledger.state == "not-saved":
        if held is not None and ledger.reason != "rejected":
            gaps = {"time": held.began_at.isoformat(), "n": str(held.waiting)}
            return m.Text(code=f"log.held-{held.reason}", params=gaps)
        params = {"message": ledger.message} if ledger.message else {}
        return m.Text(code=f"log.{ledger.reason}", params=params)
    wanting = _wanting(ledger)
    if wanting is not None:
        return wanting
    if {"WhoId:deleted", "WhatId:deleted"} & set(ledger.repaired):
        return m.Text(code="log.record-gone")
    if ledger.left:
        return m.Text(code="log.left", params={"fields": ", ".join(ledger.left)})
    passed_over = ledger.owner.passed_over if ledger.owner is not None else ()
    unable = (passed.reason for passed in passed_over if passed.reason in UNABLE)
    return next((m.Text(code=f"log.owner-{reason}") for reason in unable), _also(ledger))


def _wanting(ledger: Ledger) -> m.Text | None:
    """Say what somebody has to do about a log that is written."""
    if ledger.reason in {GONE, REFUSED, DOUBLED}:
        return m.Text(code=f"log.{ledger.reason}", params=_gaps(ledger))
    if ledger.is_contested:
        return m.Text(code="log.contested")
    if ledger.state == "saved" and ledger.needs_record:
        return m.Text(code="log.needs-record")
    if ledger.state == "saved" and ledger.needs_result:
        return m.Text(code="log.needs-result")
    return None


def _gaps(ledger: Ledger) -> dict[str, str]:
    if ledger.reason == DOUBLED:
        return {"n": str(len(ledger.doubles) + 1)}
    return {"message": ledger.message}


def _also(ledger: Ledger) -> m.Text | None:
    """Say what else is to be known of a log that is written (DECISION 52, A-13, P11)."""
    for note in ledger.leads:
        if note.what in {"refused", "not-owned"}:
            return m.Text(code=f"log.lead-{note.what}", params={"message": note.message})
    for code, mends in (
        ("left-out", {"dropped", "missing"}),
        ("unfit", {"unfit"}),
        ("cut", {"cut"}),
    ):
        fields = ledger.mended(*mends)
        if fields:
            return m.Text(code=f"log.{code}", params={"fields": ", ".join(fields)})
    return m.Text(code="log.at-least-once") if ledger.at_least_once else None

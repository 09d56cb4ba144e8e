"""What the ledger says of a Task that was corrected after it was written, or could not be.

The log itself is written: its state does not move here.
"""

from collections.abc import Mapping
from typing import assert_never

from msgspec.structs import replace

from cti_adapter.calls.events import CorrectionRefused, TaskCorrected, TaskGone
from cti_adapter.logbook.ledger import LEFT, Ledger

REFUSED = "correction-refused"
"""The recorded reason of a written log whose correction Salesforce refused."""

GONE = "task-gone"
"""The recorded reason of a log whose Task somebody deleted in Salesforce."""


def corrected(ledger: Ledger, event: TaskCorrected | CorrectionRefused | TaskGone) -> Ledger:
    """Take in what became of a correction.

    Whatever edition asked for it, what stands in the Task is so. A log that is open again says
    nothing of an earlier trouble.
    """
    match event:
        case TaskCorrected():
            known = replace(
                ledger,
                wrote=event.wrote,
                repaired=tuple(dict.fromkeys((*_still_so(ledger, event), *event.repaired))),
                owner=event.owner or ledger.owner,
                on_task=event.on_task,
            )
            return _told(known, "", "") if known.reason in {REFUSED, GONE} else known
        case CorrectionRefused(message=message):
            stale = event.edition != ledger.edition
            return ledger if stale else _told(ledger, REFUSED, message)
        case TaskGone():
            return _told(ledger, GONE, "")
        case _:
            assert_never(event)


def _still_so(ledger: Ledger, event: TaskCorrected) -> tuple[str, ...]:
    """Return what had to be mended earlier, of the fields this correction did not touch."""
    return tuple(
        mend
        for mend in ledger.repaired
        if not mend.endswith(f":{LEFT}") and _mark(ledger.wrote, mend) == _mark(event.wrote, mend)
    )


def _mark(wrote: Mapping[str, str], mend: str) -> str | None:
    return wrote.get(mend.partition(":")[0])


def _told(ledger: Ledger, reason: str, message: str) -> Ledger:
    if ledger.state != "saved":
        return ledger
    return replace(ledger, reason=reason, message=message)

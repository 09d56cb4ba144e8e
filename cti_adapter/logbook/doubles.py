"""Second Tasks of a call, in an org that has no place for the call key (P11).

There a lost answer may leave two Tasks. Some time after a Task was written the org is asked which
ones it has of the call; what is found beside ours is told and left alone: a person decides.
"""

from datetime import timedelta

from msgspec.structs import replace

from cti_adapter.calls.answered import TasksCounted
from cti_adapter.logbook.ledger import Ledger

DOUBLED = "doubled"
"""The reason of a log that stands in Salesforce more than once."""

WAIT = timedelta(minutes=15)
"""Salesforce may finish a request ten minutes after we gave it up (facts, fault model 2.2)."""


def counted(ledger: Ledger, event: TasksCounted) -> Ledger:
    """Take in which Tasks stand beside ours; a log that is not written by now is not concerned."""
    if ledger.state != "saved" or event.edition != ledger.edition:
        return ledger
    if not event.others:
        return replace(ledger, doubles=(), reason="") if ledger.reason == DOUBLED else ledger
    return replace(ledger, doubles=event.others, reason=DOUBLED)

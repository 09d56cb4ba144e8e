"""What the courier does about a second log: link it to its call, and with 'merge' close it.

Nothing is lost whenever it is cut short: the second log gives its comments up only after they were
read in our own Task, and who repeats a step finds it done.
"""

from datetime import datetime
from typing import Protocol

import msgspec

from cti_adapter.calls.events import SecondLogFound, SecondLogSettled
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.second_log import OtherLog, SecondLog, pointer
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import CareForSecondLog
from cti_adapter.service.ports import Clock


class Logs(Protocol):
    """The Tasks of an org, as far as second logs go (org_ports.py, Org)."""

    def other_log(self, at: RecordId) -> OtherLog | None: ...

    def link_second_log(self, at: RecordId, call_id: str, pointer: str | None = None) -> None: ...


class SecondLogErrand:
    """Performs the outbox entries about second logs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def perform(self, org: Logs, file: CallFile) -> SecondLogFound | SecondLogSettled | None:
        """Link the second log, or move its comments; raises SalesforceError.

        None where there is nothing to be done by now.
        """
        second, call_id = file.ledger.second, file.call.native_id
        if second is None or second.state not in {"found", "refused"}:
            return None
        other = org.other_log(RecordId(second.task_id))
        if other is None or other.call_id not in {"", call_id}:
            return self._settled(second, moved=False)  # deleted, or another call's
        if file.policy.second_log != "merge":
            org.link_second_log(other.id, call_id)
            return self._settled(second, moved=False)
        said = pointer(file.ledger.task_url)
        if other.comments not in {second.text, said}:  # somebody has gone on typing
            return SecondLogFound(
                at=self._clock(), task_id=other.id, url=other.url, text=other.comments
            )
        moved = other.comments == said or _stands_in(org, file, second)
        org.link_second_log(other.id, call_id, said if moved else None)
        return self._settled(second, moved=moved)

    def _settled(self, second: SecondLog, *, moved: bool) -> SecondLogSettled:
        return SecondLogSettled(
            at=self._clock(), task_id=second.task_id, outcome="merged" if moved else "kept"
        )


def second_log_refused(entry: Entry, at: datetime) -> SecondLogSettled:
    """Return what a call is told whose second log can be neither linked nor closed."""
    of = msgspec.json.decode(entry.payload, type=CareForSecondLog)
    return SecondLogSettled(at=at, task_id=of.task_id, outcome="refused")


def _stands_in(org: Logs, file: CallFile, second: SecondLog) -> bool:
    """Whether our Task says what the second log says: it may be too long, or somebody else's."""
    ours = org.other_log(RecordId(file.ledger.task_id))
    return ours is not None and _plain(second.text) in _plain(ours.comments)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()

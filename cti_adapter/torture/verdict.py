"""What became of the calls of one simulation, against what must have become of them.

Salesforce's Tasks are the truth, and what an admin can see is the excuse; nothing is asked of the
code that is judged but its calls.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cti_adapter.calls.call import CallKey
from cti_adapter.calls.events import (
    CallEvent,
    EndBelieved,
    TaskWritten,
    TelephonyEvent,
    WrapUpExpired,
)
from cti_adapter.logbook.ledger import LEFT
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import Opening, opened
from cti_adapter.service.ports import Unit
from cti_adapter.storage import Storage
from cti_adapter.torture.calls import Planned
from cti_adapter.torture.continued import wrong_on
from cti_adapter.torture.ground import ORG, USERS
from cti_adapter.torture.salesforce import CALL_ID

FINDINGS = ("LOST", "DUPLICATE", "GHOST", "WRONG_FIELD", "SILENT_REJECT", "OTHER_REPLAY")
"""A call without a Task; with two; a Task or a 'saved' that must not be; a Task that says something
else than what happened; a refusal that nobody is shown; a journal that, folded again, is another
call than the one that is stored."""


class Truth(Protocol):
    """What the org has, as nobody of ours could change it."""

    def tasks(self) -> list[dict[str, Any]]: ...

    def heir_of(self, at: str) -> str | None:
        """Return where a person is now; None where nobody is left."""
        ...

    def is_hidden(self, at: str) -> bool:
        """Whether a look-up by number may find neither this person nor the heir."""
        ...

    def is_edited(self, task: str) -> bool:
        """Whether somebody there has edited this Task."""
        ...

    def edits_of(self, task: str) -> dict[str, Any]:
        """Return what people wrote last into this Task, by field."""
        ...


class Verdict:
    """Counts what is wrong, and says of which call.

    Args:
        storage: what our side knows.
        salesforce: what the org has.
        org_id: our id of it.
        owners: the Salesforce user of each agent, by line; of "" who owns what nobody answered.
    """

    def __init__(
        self,
        storage: Storage,
        salesforce: Truth,
        org_id: OrgId = ORG,
        owners: Mapping[str, str] = USERS,
    ) -> None:
        self._storage = storage
        self._salesforce = salesforce
        self._org_id = org_id
        self._owners = owners
        self.found: Counter[str] = Counter()
        self.sentences: list[str] = []
        self.dead = 0

    def judge(self, calls: Sequence[Planned]) -> None:
        """Look at every call, and at Tasks of no call."""
        known = {call.native_id for call in calls}
        tasks = self._salesforce.tasks()
        of_call: dict[str, list[dict[str, Any]]] = {}
        for task in tasks:
            if task.get(CALL_ID):  # else it is somebody's, and no call was logged on it
                of_call.setdefault(task[CALL_ID], []).append(task)
        for stranger in of_call.keys() - known:
            self._note("GHOST", stranger, "no such call")
        for call in calls:
            self._judge(call, of_call.get(call.native_id, []))

    def _judge(self, call: Planned, tasks: list[dict[str, Any]]) -> None:
        file, journal = self._kept(call)
        if file is not None and self._folded(file, journal) != file:
            self._note("OTHER_REPLAY", call.native_id, "the journal tells of another call")
        shown = file is not None and _is_shown(file)
        self.dead += shown
        must_not = call.refused or call.kind == "unlogged"
        if must_not and tasks:
            self._note("GHOST", call.native_id, "a Task that must not be")
        elif call.refused and not shown:
            self._note("SILENT_REJECT", call.native_id, f"nobody is told; {_state(file)}")
        if must_not:
            return
        if not tasks:
            self._note("LOST", call.native_id, f"no Task; {_state(file)}")
        if len(tasks) > 1:
            self._note("DUPLICATE", call.native_id, f"{len(tasks)} Tasks")
        if not tasks and file is not None and file.ledger.state == "saved":
            self._note("GHOST", call.native_id, "saved, and there is no Task")
        for task in tasks[:1]:
            nobody = file is not None and _may_be_nobody(file, journal)
            for wrong in self._wrong(call, task, file, may_be_nobody=nobody):
                self._note("WRONG_FIELD", call.native_id, wrong)

    def _kept(self, call: Planned) -> tuple[CallFile | None, list[CallEvent]]:
        def read(unit: Unit) -> tuple[CallFile | None, list[CallEvent]]:
            file = unit.lock_call_by_key(CallKey(call.key))
            return file, unit.read_journal(file.call.id) if file is not None else []

        return self._storage.units.write(self._org_id, read)  # PostgreSQL locks only here

    def _folded(self, stored: CallFile, journal: list[CallEvent]) -> CallFile:
        """Compute the call from its journal alone (D2)."""
        first = next(each for each in journal if isinstance(each, Opening))
        call = stored.call
        file = opened(self._org_id, call.id, call.connector, call.native_id, first)
        for event in journal:
            file = advance(file, event).file
        return file

    def _wrong(
        self, call: Planned, task: dict[str, Any], file: CallFile | None, *, may_be_nobody: bool
    ) -> list[str]:
        must = {
            "CallType": "Outbound" if call.kind == "outbound" else "Inbound",
            "CallDurationInSeconds": call.talked_s,
            "OwnerId": self._owners.get("" if call.kind == "missed" else call.line),
            "Status": "Completed",
            "CallObject": call.native_id,
        }
        wrong = [
            f"{name}: {task.get(name)!r}, not {right!r}"
            for name, right in must.items()
            if task.get(name) != right
        ]
        if call.kept_text not in task.get("Description", ""):
            wrong.append("Description: the notes are missing")
        if call.who is not None:
            heir = self._salesforce.heir_of(call.who)
            people: set[str | None] = {heir} if heir else {None, call.who}
            if (may_be_nobody or self._salesforce.is_hidden(call.who)) and _assigned_nobody(file):
                people.add(None)
            if task.get("WhoId") not in people:
                wrong.append(f"WhoId: {task.get('WhoId')}, not {heir}")
        if call.task is not None:
            wrong += wrong_on(call, task, self._salesforce.edits_of(call.task))
        left = _left(file) if self._salesforce.is_edited(task["Id"]) else set()
        return [sentence for sentence in wrong if sentence.partition(":")[0] not in left]

    def _note(self, finding: str, native_id: str, sentence: str) -> None:
        self.found[finding] += 1
        self.sentences.append(f"{finding} {native_id}: {sentence}")


def _may_be_nobody(file: CallFile, journal: list[CallEvent]) -> bool:
    """Whether the match may have come too late to assign anybody.

    After a Save that was taken back nothing is assigned automatically (DECISION 47). And a match
    changes no Task (DECISION 46): the number may have been told when the log was complete, by who
    told of the call in disorder while we were dead.
    """
    if file.ledger.taken_back:
        return True
    done_at = file.ledger.completed_at
    for event in journal:
        if isinstance(event, EndBelieved | WrapUpExpired | TaskWritten):
            return True
        if isinstance(event, TelephonyEvent) and event.facts.remote_number:
            heard_at = event.received_at
            return heard_at is not None and done_at is not None and heard_at >= done_at
    return False


def _assigned_nobody(file: CallFile | None) -> bool:
    """Whether the look-up of the number came to no one person."""
    return file is not None and file.assignment.slots.who is None


def _is_shown(file: CallFile) -> bool:
    """Whether agent and admin see that Salesforce refused, in its own words."""
    return file.ledger.is_refused and bool(file.ledger.message)


def _left(file: CallFile | None) -> set[str]:
    """Return the fields that stay as they are, as agent and admin are told: somebody's by now."""
    mends = () if file is None else file.ledger.repaired
    return {field for field, _, how in (mend.partition(":") for mend in mends) if how == LEFT}


def _state(file: CallFile | None) -> str:
    return "never heard of" if file is None else f"{file.ledger.state} {file.ledger.reason}"

"""The Task of a call that is known better by now: what is changed on it, and what is left.

Only our own fields, only where the log says something else than it said, and only where nobody
else did: a field that somebody changed in Salesforce meanwhile stays as it is, and that is told
(DECISION 47, A-14). The day and the call key are not for a correction to change, and the owner
only where somebody else turned out to have had the call. Where the agent and somebody else have
both changed a record, a person is asked, and until then nothing is written that names one (B-3).
"""

from collections.abc import Collection, Mapping, Sequence

from cti_adapter.calls.on_task import TaskRecords
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.ledger import LEFT
from cti_adapter.salesforce.by_admin import RECORD_TYPE, mapped_fields, mapping_told
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.failures import KEY_FIELD, OWNER_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.records_on_task import (
    RECORD_FIELDS,
    TOGETHER,
    changed_by_others,
    records_of,
)
from cti_adapter.salesforce.repairs import Draft
from cti_adapter.salesforce.sending import send
from cti_adapter.salesforce.task import FIELDS, TaskWritten, draft_of, marks, update_task

_KEPT = {
    *{OWNER_FIELD, KEY_FIELD, RECORD_TYPE},
    *{"TaskSubtype", "ActivityDate", "CallObject", "CTI_Call_Id__c"},
}
CORRECTED = tuple(name for name in FIELDS if name not in _KEPT)
"""The fields a later Save may change, beside those an admin maps."""


def correct_task(  # noqa: PLR0913 - each says one thing about the one Task
    gateway: Gateway,
    describe: Describe,
    entry: LogEntry,
    *,
    at: RecordId,
    wrote: Mapping[str, str],
    unanswered: Sequence[LogEntry] = (),
) -> TaskWritten | None:
    """Bring the Task of a call to what its log says now; None where the Task is gone.

    Args:
        gateway: to the org.
        describe: of the same org.
        entry: the call as it is known now; without an owner the Task keeps its own.
        at: its Task.
        wrote: marks of what we wrote into it last (`task.marks`); empty where that is not known.
        unanswered: what the log said since, and what may have been written without our hearing
            of it, the oldest first. Where neither is known, a Task nobody has touched since it
            was made is taken for ours.

    Raises:
        SalesforceError: as failures.py says; it may be repeated after any failure.
    """
    schema = describe.schema()
    mapped = mapped_fields(entry, schema.columns)
    corrected = CORRECTED if entry.owner_id is None else (*CORRECTED, OWNER_FIELD)
    names = [name for name in (*corrected, *mapped) if name in schema.task_fields]
    row = gateway.read_by_key(
        "Task", "Id", at, fields=("Id", "CreatedDate", "LastModifiedDate", *names)
    )
    if row is None:
        return None
    draft = draft_of(gateway, describe, entry)
    wanted = {name: draft.fields.get(name) for name in names}
    stands = {name: row.get(name) for name in names}
    said = [draft_of(gateway, describe, earlier).fields for earlier in unanswered]
    known = _perhaps(wrote, said, stands) or _untouched(row, stands)
    changed, left = compared(wanted, stands, known)
    changed, others = judged(changed, left, wanted, row, known)
    told = mapping_told(entry, schema.columns)  # an attribute may have come later
    sent = Draft(fields=changed, repaired=(*draft.repaired, *told))
    if changed:
        sent = _patched(gateway, describe, at, sent, mapped)
    return TaskWritten(
        id=at,
        url=gateway.address_of(at),
        repaired=(*sent.repaired, *(f"{name}:{LEFT}" for name in left)),
        wrote={**known, **marks(sent.fields), **as_they_stand(wanted, stands)},
        stands=others,
        existed=True,
        at_least_once=schema.at_least_once,
    )


def _untouched(row: Row, stands: Row) -> dict[str, str]:
    """Take what stands there for ours where nobody has changed the Task since it was made."""
    ours = row.get("CreatedDate") == row.get("LastModifiedDate")
    return marks(stands) if ours else {}


def _perhaps(wrote: Mapping[str, str], said: Sequence[Row], stands: Row) -> dict[str, str]:
    """Take for ours what stands there as the log said it once; of the owner it said nothing.

    Where it is not known what we wrote, it was what the log said first.
    """
    now, known = marks(stands), dict(wrote)
    for fields in said:
        once = {name: mark for name, mark in marks(fields).items() if name in now}
        once.pop(OWNER_FIELD, None)
        known |= {name: mark for name, mark in once.items() if now[name] == mark}
        if not wrote:
            known = {**once, **known}
    return known


def compared(wanted: Row, stands: Row, wrote: Mapping[str, str]) -> tuple[Row, tuple[str, ...]]:
    """Return what is to be written, and the fields that are somebody else's by now.

    Args:
        wanted: what the log says, in Salesforce's field names.
        stands: what the Task says.
        wrote: marks of what it said when it was ours.
    """
    empty = marks({"": None})[""]
    new, now = marks(wanted), marks(stands)
    changed: Row = {}
    left: list[str] = []
    for name, value in wanted.items():
        ours = wrote.get(name, empty)
        if new[name] in {ours, now[name]}:
            continue  # the log says what it said, or it says so already
        if now[name] == ours:
            changed[name] = value
        else:
            left.append(name)
    return changed, tuple(left)


def judged(
    changed: Row, left: tuple[str, ...], wanted: Row, row: Row, wrote: Mapping[str, str]
) -> tuple[Row, TaskRecords | None]:
    """Hold back what names a record while one is contested (B-3).

    Args:
        changed: what is to be written.
        left: the fields that somebody else has changed as well.
        wanted: what the log says.
        row: of the Task.
        wrote: marks of what we wrote last.

    Returns:
        What may be written now, and the records of the Task where somebody else changed them.
    """
    contested = tuple(RECORD_FIELDS[name] for name in left if name in RECORD_FIELDS)
    if contested:
        changed = {name: value for name, value in changed.items() if name not in TOGETHER}
    now = marks({name: row.get(name) for name in wanted})
    if not changed_by_others(now, marks(wanted), wrote, marks({"": None})[""]):
        return changed, None
    return changed, records_of(row, now, contested)


def as_they_stand(wanted: Row, stands: Row) -> dict[str, str]:
    """What says already what we want counts as written by us."""
    new, now = marks(wanted), marks(stands)
    return {name: mark for name, mark in new.items() if now[name] == mark}


def _patched(
    gateway: Gateway, describe: Describe, at: RecordId, draft: Draft, mapped: Collection[str]
) -> Draft:
    cleared: Row = {name: None for name, value in draft.fields.items() if value is None}

    def patch(fields: Row) -> RecordId:
        update_task(gateway, at, {**cleared, **fields}, mapped=mapped)
        return at

    _, sent = send(gateway, describe, draft, patch)
    return Draft(fields={**cleared, **sent.fields}, repaired=sent.repaired)

"""The Task a call was dialled from: how it stands as the call begins, how its log completes it.

Comments and call key are set in one update, so that a repeat finds the key and appends nothing
twice (DECISION 49). Its comments stay and ours stand behind them; its subject is a person's and is
never written; what somebody changes in Salesforce while the call runs stays, and is told (A-14).
A Task of our own making is corrected in correction.py.
"""

import msgspec

from cti_adapter.calls.on_task import TaskRecords
from cti_adapter.calls.record import RecordId, Unreadable, record_id
from cti_adapter.errors import AlreadyWritten
from cti_adapter.logbook.continued import Completion
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.ledger import LEFT, Started
from cti_adapter.salesforce.by_admin import mapping_told
from cti_adapter.salesforce.call_key import CallKey, call_key, is_of_a_call
from cti_adapter.salesforce.correction import CORRECTED, as_they_stand, compared, judged
from cti_adapter.salesforce.cutting import cut
from cti_adapter.salesforce.describe import Describe, Schema
from cti_adapter.salesforce.failures import OWNER_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.records import read_records, why_unreadable
from cti_adapter.salesforce.repairs import Draft
from cti_adapter.salesforce.sending import send
from cti_adapter.salesforce.task import CREATE_ONLY, FIELDS, TaskWritten, draft_of, marks
from cti_adapter.service.org_ports import TaskAsFound

_PERSONS_OWN = "Subject"
_NOT_OF_THIS = (f"{_PERSONS_OWN}:", "Description:cut")
"""What would be mended in a new Task and says nothing of this one."""
_BETWEEN = "\n\n"
_FIELD_OF: dict[Started, str] = {"who": "WhoId", "what": "WhatId", "others": "TaskWhoIds"}


def find_task(gateway: Gateway, describe: Describe, at: RecordId) -> TaskAsFound | Unreadable:
    """Return how a Task stands before the call from it, or why it cannot be read.

    Args:
        gateway: to the org.
        describe: of the same org.
        at: the Task.

    Raises:
        SalesforceError: the org could not be asked.
    """
    schema = describe.schema()
    row = _read(gateway, schema, at)
    if row is None:
        return why_unreadable(gateway, describe, [at])[record_id(at)]
    names = [row.get("WhoId"), *(row.get("TaskWhoIds") or ())]
    people = [record_id(each) for each in dict.fromkeys(names) if each]
    what = [record_id(row["WhatId"])] if row.get("WhatId") else []
    known = read_records(gateway, describe, [*people, *what])
    return TaskAsFound(
        people=tuple(known[each].record for each in people if each in known),
        what=next((known[each].record for each in what if each in known), None),
        taken=is_of_a_call(gateway, schema, at),
        stood=marks({name: row.get(name) for name in _names(schema)}),
        comments=len(row.get("Description") or ""),
    )


def complete_task(
    gateway: Gateway, describe: Describe, entry: LogEntry, task: Completion
) -> TaskWritten | None:
    """Complete the Task a call was dialled from, or find it completed.

    Args:
        gateway: to the org.
        describe: of the same org.
        entry: the call.
        task: what is known of its Task.

    Returns:
        None where the Task is gone or has become another call's: a new one has to be made.

    Raises:
        SalesforceError: as failures.py says; it may be repeated after any failure.
    """
    schema = describe.schema()
    draft = _telling(draft_of(gateway, describe, entry), entry, schema)
    row = _read(gateway, schema, task.at, _mapped(draft))
    key = call_key(gateway, schema, entry)
    whose = key.owner_of(task.at)
    if row is None or whose == "another":
        return None
    again = whose == "ours"
    plan = _planned(draft, row, task, _told(row, task, entry, schema, again=again), again=again)
    try:
        sent = plan.draft
        if sent.fields:
            sent = _patched(gateway, describe, task.at, sent, None if again else key)
    except AlreadyWritten:
        return None  # another Task carries our key: whoever makes a new one finds that one
    return TaskWritten(
        id=task.at,
        url=gateway.address_of(task.at),
        repaired=(*sent.repaired, *(f"{name}:{LEFT}" for name in plan.left)),
        wrote={**task.wrote, **marks(sent.fields), **plan.says_already},
        kept=task.kept if again else len(row.get("Description") or ""),
        stands=plan.others,
        existed=again,
        at_least_once=schema.at_least_once,
    )


def _telling(draft: Draft, entry: LogEntry, schema: Schema) -> Draft:
    """Note what of an admin's mapping the Task cannot have; of its record type nothing is said."""
    told = (mend for mend in mapping_told(entry, schema.columns) if mend not in draft.repaired)
    return Draft(fields=draft.fields, repaired=(*draft.repaired, *told))


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of the Task."""

    draft: Draft
    """Only what is written."""
    left: tuple[str, ...]
    """The fields that stay as somebody changed them."""
    says_already: dict[str, str]
    """Marks of what needs no writing."""
    others: TaskRecords | None = None
    """The records of the Task, where somebody changed them after an earlier Save."""


class _Comments(msgspec.Struct, frozen=True, kw_only=True):
    """Their comments and ours."""

    text: str
    is_cut: bool


def _told(
    row: Row, task: Completion, entry: LogEntry, schema: Schema, *, again: bool
) -> _Comments | None:
    """Return our comments behind those that stood there; None where the org has no such field.

    Where theirs leave no room, ours give way altogether: all of it stands with us.
    """
    limit = schema.task_fields.get("Description")
    if limit is None:
        return None
    there = str(row.get("Description") or "")
    before = there[: task.kept] if again else there
    both = _BETWEEN.join(text for text in (before, entry.comments) if text)
    text = cut(both, limit, entry.page)
    if not text.startswith(before):
        text = before
    return _Comments(text=text, is_cut=text != both)


def _planned(
    draft: Draft, row: Row, task: Completion, comments: _Comments | None, *, again: bool
) -> _Plan:
    """Hold what the log says against what stands there, and what stood there."""
    repaired = tuple(mend for mend in draft.repaired if not mend.startswith(_NOT_OF_THIS))
    wanted = _wanted(draft, row, task)
    if comments is not None:
        wanted["Description"] = comments.text
        repaired = (*repaired, *(("Description:cut",) if comments.is_cut else ()))
    stands = {name: row.get(name) for name in wanted}
    changed, left = compared(wanted, stands, {**task.stood, **task.wrote})
    others: TaskRecords | None = None
    if not again:  # what was written meanwhile stands before ours, and stays
        changed |= {name: wanted[name] for name in ("Description",) if name in wanted}
        left = tuple(name for name in left if name != "Description")
    elif not task.is_written:
        changed = {}  # the answer was lost; what stands there is what was written
    else:
        changed, others = judged(changed, left, wanted, row, task.wrote)
    if marks({_PERSONS_OWN: row.get(_PERSONS_OWN)}).items() - task.stood.items():
        left = (_PERSONS_OWN, *left)
    return _Plan(
        draft=Draft(fields=changed, repaired=repaired),
        left=left,
        says_already=as_they_stand(wanted, stands),
        others=others,
    )


def _wanted(draft: Draft, row: Row, task: Completion) -> Row:
    """Return what the log says, without what is not ours to say of somebody's Task.

    Empty is said only of what the agent took out, or of what an earlier Save had filled.
    """
    names = {*CORRECTED, OWNER_FIELD} if task.is_written else set(FIELDS) - CREATE_ONLY
    wanted = {
        name: value
        for name, value in draft.fields.items()
        if name in {*names, *_mapped(draft)} and name != _PERSONS_OWN
    }
    if row.get("IsClosed"):
        wanted.pop("Status")
    emptied = {_FIELD_OF[slot] for slot in task.emptied}
    emptied |= {name for name in task.wrote if name in CORRECTED}
    wanted |= dict.fromkeys(emptied - draft.fields.keys() - {"Status", "TaskWhoIds"})
    if "TaskWhoIds" in emptied - draft.fields.keys() and wanted.get("WhoId"):
        wanted["TaskWhoIds"] = [wanted["WhoId"]]  # empty, it would take the first one's place too
    return wanted


def _patched(
    gateway: Gateway, describe: Describe, at: RecordId, draft: Draft, key: CallKey | None
) -> Draft:
    """Change the Task and, where a key is given, let the Task have it, both or none."""
    cleared: Row = {name: None for name, value in draft.fields.items() if value is None}

    def patch(fields: Row) -> RecordId:
        if key is not None:
            key.take(at, {**cleared, **fields})
        else:
            gateway.update("Task", at, {**cleared, **fields})
        return at

    _, sent = send(gateway, describe, draft, patch)
    return Draft(fields={**cleared, **sent.fields}, repaired=sent.repaired)


def _mapped(draft: Draft) -> tuple[str, ...]:
    """Return the fields an admin has mapped, of what a draft says."""
    return tuple(name for name in draft.fields if name not in FIELDS)


def _read(gateway: Gateway, schema: Schema, at: RecordId, also: tuple[str, ...] = ()) -> Row | None:
    names = ("Id", "IsClosed", *_names(schema), *also)
    return gateway.read_by_key("Task", "Id", at, fields=names)


def _names(schema: Schema) -> list[str]:
    return [name for name in FIELDS if name in schema.task_fields]

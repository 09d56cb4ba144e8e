"""The Task of a call: what it says in Salesforce's field names, and how it is written once.

The fields are those of the table in requirements.md 2.1 and nothing else. The Task is inserted
with the call key, which is unique in the org: "duplicate value" on that key means that it stands
already (design.md D8, call_key.py). Never an upsert, which would overwrite what a person edited.
"""

from collections.abc import Collection, Mapping
from hashlib import sha256

import msgspec

from cti_adapter.calls.on_task import TaskRecords
from cti_adapter.calls.record import RecordId
from cti_adapter.errors import AlreadyWritten, Rejected
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.metrics import DUPLICATES_ABSORBED
from cti_adapter.salesforce.by_admin import RECORD_TYPE, chosen
from cti_adapter.salesforce.call_key import CallKey, call_key
from cti_adapter.salesforce.cutting import cut
from cti_adapter.salesforce.describe import Describe, Schema
from cti_adapter.salesforce.failures import KEY_FIELD, OWNER_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.in_their_name import Names
from cti_adapter.salesforce.repairs import Draft, follow
from cti_adapter.salesforce.sending import send

FIELDS = (
    "WhoId",
    "WhatId",
    "TaskWhoIds",
    OWNER_FIELD,
    "Subject",
    "Status",
    "ActivityDate",
    "TaskSubtype",
    "CallType",
    "CallDurationInSeconds",
    "CallDisposition",
    "CallObject",
    "Description",
    RECORD_TYPE,
    KEY_FIELD,
    "CTI_Call_Id__c",
    "CTI_Recording__c",
)
"""Every Task field the product writes (S1-20), beside those an admin maps (by_admin.py)."""

_CUTTABLE = {"Subject", "Description", "CallDisposition"}
CREATE_ONLY = frozenset({"TaskSubtype", RECORD_TYPE})
"""Said when a Task is made and never of one that exists: Salesforce refuses the one, and the other
decides which page and which choices people have for a Task."""


class TaskWritten(msgspec.Struct, frozen=True, kw_only=True):
    """A Task that stands in Salesforce."""

    id: RecordId
    url: str
    repaired: tuple[str, ...] = ()
    """What had to be changed, as "Description:cut": see repairs.Draft. Also "missing": no field."""
    wrote: dict[str, str] = {}
    """A mark of each field's value (`marks`); empty where it is not known what stands there."""
    kept: int | None = None
    """Of a Task that existed before its call: the characters of its comments before ours."""
    stands: TaskRecords | None = None
    """The records on the Task, where somebody else changed them."""
    existed: bool = False
    """An earlier attempt had written it; nothing was written now."""
    at_least_once: bool = False
    """The org has no place for a unique key: a lost answer may have left a second Task (P11)."""


def write_task(
    gateway: Gateway, describe: Describe, entry: LogEntry, names: Names | None = None
) -> TaskWritten:
    """Write the Task of a call, or find it written.

    Args:
        gateway: to the org.
        describe: of the same org.
        entry: the call.
        names: makes it in the name of the entry's writer; None leaves it to the gateway's user.

    Raises:
        SalesforceError: as failures.py says; after UnknownOutcome the same call may be made
            again, whatever became of the first.
    """
    schema = describe.schema()
    draft = draft_of(gateway, describe, entry)
    key = call_key(gateway, schema, entry)
    try:
        written = (
            _arrived(gateway, schema, key)
            or _in_their_name(gateway, schema, entry, draft, names)
            or _inserted(gateway, describe, draft, key)
        )
    except (AlreadyWritten, Rejected) as refused:
        written = _written(gateway, schema, key.carrier(refused), existed=True)
    if written.existed:
        DUPLICATES_ABSORBED.inc()
    repaired = dict.fromkeys((*written.repaired, *_not_as_said(entry, schema)))
    return msgspec.structs.replace(written, repaired=tuple(repaired))


def draft_of(gateway: Gateway, describe: Describe, entry: LogEntry) -> Draft:
    """Return what is to be written of a call, its Lead followed where it was converted.

    Raises:
        Rejected: the org has no status that says a Task is done.
        SalesforceError: the org could not be asked.
    """
    schema = describe.schema()
    if not schema.closed_status:
        raise Rejected("the org has no closed task status: add one to the Task field Status")
    draft = Draft(fields=task_fields(entry, schema))
    if schema.type_of(entry.who_id or RecordId("")) == "Lead":
        return follow(gateway, describe, draft, "WhoId")
    return draft


def update_task(
    gateway: Gateway,
    at: RecordId,
    fields: Mapping[str, object],
    *,
    mapped: Collection[str] = (),
) -> None:
    """Change fields of a Task the product wrote.

    Args:
        gateway: to the org.
        at: the Task.
        fields: only those that changed; WhoId and WhatId only where the agent changed them
            (facts/salesforce.md 3.3, point 5).
        mapped: fields an admin has mapped, which are ours as well.

    Raises:
        ValueError: a field is not ours to change.
        SalesforceError: as failures.py says.
    """
    foreign = set(fields) - {*FIELDS, *mapped} | set(fields) & {*CREATE_ONLY, KEY_FIELD}
    if foreign:
        raise ValueError(f"not ours to change on a Task: {', '.join(sorted(foreign))}")
    gateway.update("Task", at, dict(fields))


def marks(fields: Mapping[str, object]) -> dict[str, str]:
    """Return a mark of each value, which tells a change and never the value.

    Eight hex digits: two values differ in them all but surely, and too many share them for
    anybody to find a telephone number behind one. Salesforce trims texts and knows one line end.
    """
    return {name: _mark(value) for name, value in fields.items()}


def _mark(value: object) -> str:
    if isinstance(value, list):  # people, in any order; one alone is the one in Name
        value = " ".join(sorted(value)) if len(value) > 1 else None
    text = "" if value is None or value is False else str(value).replace("\r\n", "\n").strip()
    return sha256(text.encode()).hexdigest()[:8]


def _several(entry: LogEntry) -> list[RecordId] | None:
    """Return everybody on the call, the primary first, where they are several (facts 1.5)."""
    if entry.who_id is None or not entry.further_ids:
        return None
    return [entry.who_id, *entry.further_ids]


def task_fields(entry: LogEntry, schema: Schema) -> Row:
    """Return the entry in Salesforce's field names, as far as the org has them."""
    said = _said(entry, schema)
    return chosen(entry, schema.columns).fields | {
        name: cut(value, schema.task_fields[name], entry.page if name == "Description" else "")
        if name in _CUTTABLE
        else value
        for name, value in said.items()
        if name in schema.task_fields
    }


def _not_as_said(entry: LogEntry, schema: Schema) -> tuple[str, ...]:
    """Return what the org has no field for, and what is cut before it is sent, as in `repaired`.

    A missing key is told as "at least once", several Contacts stand in orgs that have them.
    """
    said, sent = _said(entry, schema), task_fields(entry, schema)
    told = (name for name in said if name not in {KEY_FIELD, "TaskWhoIds"})
    return chosen(entry, schema.columns).told + tuple(
        f"{name}:{'cut' if name in sent else 'missing'}"
        for name in told
        if sent.get(name) != said[name]
    )


def _said(entry: LogEntry, schema: Schema) -> Row:
    said: Row = {
        "WhoId": entry.who_id,
        "WhatId": entry.what_id,
        "TaskWhoIds": _several(entry),
        OWNER_FIELD: entry.owner_id,
        "Subject": entry.subject,
        "Status": schema.closed_status,
        "ActivityDate": entry.date,
        "TaskSubtype": "Call",
        "CallType": entry.direction,
        "CallDurationInSeconds": entry.duration_s,
        "CallDisposition": entry.call_result or None,
        "CallObject": entry.call_id,
        "Description": entry.comments or None,
        KEY_FIELD: entry.key,
        "CTI_Call_Id__c": entry.call_id,
        "CTI_Recording__c": entry.recording_url,
    }
    return {name: value for name, value in said.items() if value is not None}


def _in_their_name(
    gateway: Gateway, schema: Schema, entry: LogEntry, draft: Draft, names: Names | None
) -> TaskWritten | None:
    """Make the Task as its agent, to the letter of the draft; None where that is not to be."""
    if names is None:
        return None
    at = names.make(entry.writer, lambda theirs: call_key(theirs, schema, entry).make(draft.fields))
    if at is None:
        return None
    written = _written(gateway, schema, at, repaired=draft.repaired)
    return msgspec.structs.replace(written, wrote=marks(draft.fields))


def _inserted(gateway: Gateway, describe: Describe, draft: Draft, key: CallKey) -> TaskWritten:
    at, sent = send(gateway, describe, draft, key.make)
    written = _written(gateway, describe.schema(), at, repaired=sent.repaired)
    return msgspec.structs.replace(written, wrote=marks(sent.fields))


def _arrived(gateway: Gateway, schema: Schema, key: CallKey) -> TaskWritten | None:
    """Find an earlier attempt that arrived, where no unique key would tell."""
    at = key.arrived()
    return None if at is None else _written(gateway, schema, at, existed=True)


def _written(
    gateway: Gateway,
    schema: Schema,
    at: RecordId,
    *,
    repaired: tuple[str, ...] = (),
    existed: bool = False,
) -> TaskWritten:
    return TaskWritten(
        id=at,
        url=gateway.address_of(at),
        repaired=repaired,
        existed=existed,
        at_least_once=schema.at_least_once,
    )

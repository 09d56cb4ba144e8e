"""Shared Activities: several persons on one Task (facts/salesforce.md 1.5).

Only while the switch shared_activities is on; otherwise nothing here does anything, and the
schema has neither TaskWhoIds nor the two objects. The list on the Task and the rows of
TaskRelation say the same: whichever is written, the other follows in the same transaction.
"""

from typing import TYPE_CHECKING, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.change import Change, Done
from cti_adapter.emulator.org.options import TRUSTED
from cti_adapter.emulator.org.schema import Schema
from cti_adapter.emulator.org.store import Values

if TYPE_CHECKING:
    from cti_adapter.emulator.org.org import Org

_ROWS: Final = (
    "SELECT id, json_extract(body, '$.RelationId') FROM record"
    " WHERE type = 'TaskRelation' AND deleted = 0 AND json_extract(body, '$.TaskId') = ?"
)


# ── the list on the Task ─────────────────────────────────────────────────────────────────────


def whos_are_kept(change: Change) -> None:
    """WhoId is the first of TaskWhoIds, whichever of the two is written (1.5, [C]).

    A WhoId that is not in the list is added as primary; an empty one promotes another; an
    empty list keeps WhoId alone; without a WhoId the first of the list is primary.
    """
    if not change.org.settings.shared_activities:
        return
    whos = _whos(change)
    _check(whos, change.org.schema)
    change.after["TaskWhoIds"] = whos
    change.after["WhoId"] = whos[0] if whos else None


def whos_are_counted(change: Change) -> None:
    """WhoCount and WhatCount; a Task has one Related To at most (1.2, 1.5, [C])."""
    if change.org.settings.shared_activities:
        change.after["WhoCount"] = len(change.after["TaskWhoIds"])
        change.after["WhatCount"] = int(bool(change.after.get("WhatId")))


def _whos(change: Change) -> list[str]:
    old: list[str] = (change.before or {}).get("TaskWhoIds") or []
    who = change.after.get("WhoId")
    if "TaskWhoIds" in change.given:
        whos = list(change.given["TaskWhoIds"] or [])
    elif change.moves("WhoId"):
        whos = _without_primary(old, who, change)
    else:
        whos = list(old)
    if who is None:
        return whos
    return [who, *(one for one in whos if one != who)]


def _without_primary(old: list[str], who: str | None, change: Change) -> list[str]:
    """Return who stays in the list when WhoId alone is written."""
    primary = (change.before or {}).get("WhoId")
    if who is None or (rules.OLD_PRIMARY_LEAVES and who not in old):
        old = [one for one in old if one != primary]
    alone = who is not None and _is_lead(who, change.org.schema)
    return [] if alone else [one for one in old if not _is_lead(one, change.org.schema)]


def _check(whos: list[str], schema: Schema) -> None:
    if len(whos) > 1 and any(_is_lead(one, schema) for one in whos):
        raise Refused(
            rules.WHO_LIST_FAULT,
            "A task relates to one lead or to contacts, not to both",
            fields=("TaskWhoIds",),
        )
    if len(whos) > rules.MOST_WHOS:
        raise Refused(
            rules.WHO_LIST_FAULT,
            f"A task relates to at most {rules.MOST_WHOS} contacts",
            fields=("TaskWhoIds",),
        )


def _is_lead(record_id: str, schema: Schema) -> bool:
    kind = schema.type_of(record_id)
    return kind is not None and kind.name == "Lead"


# ── the rows ─────────────────────────────────────────────────────────────────────────────────


def side_is_right(change: Change) -> None:
    """IsWhat is false for a contact or lead, true otherwise (1.5, [C])."""
    is_what = change.type_in("RelationId") not in {"Contact", "Lead", None}
    if bool(change.after.get("IsWhat")) != is_what:
        raise Refused(
            rules.RELATION_FAULT,
            f"IsWhat must be {str(is_what).lower()} for this record",
            fields=("IsWhat",),
        )


def side_is_free(change: Change) -> None:
    """A record is related once, and only one record is Related To (1.2, 1.5, [C])."""
    task_id, related = change.after.get("TaskId"), change.after.get("RelationId")
    if not task_id or change.options.trusted:
        return
    task = change.org.get(task_id)
    there = [*(task.get("TaskWhoIds") or ()), task.get("WhatId")]
    if related in there:
        raise Refused(
            rules.RELATION_FAULT, "The task is related to this record", fields=("RelationId",)
        )
    if change.after.get("IsWhat") and task.get("WhatId"):
        raise Refused(
            rules.RELATION_FAULT, "The task is related to a record", fields=("RelationId",)
        )


def task_follows_the_row(org: "Org", done: Done) -> None:
    """A row that comes or goes changes the Task it is of (1.5, [C])."""
    row = done.after or done.before or {}
    task, related = org.store.find(row["TaskId"]), row["RelationId"]
    if task is None or task[1]:
        return
    values, kind = task[0], org.kind("Task")
    whos: list[str] = values.get("TaskWhoIds") or []
    comes = done.after is not None
    if row["IsWhat"]:
        if comes != (values.get("WhatId") == related):
            change: Values = {"WhatId": related if comes else None}
            org.update(done.actor, kind, values["Id"], change, TRUSTED)
    elif comes and related not in whos:
        org.update(done.actor, kind, values["Id"], {"TaskWhoIds": [*whos, related]}, TRUSTED)
    elif not comes and related in whos:
        left = [one for one in whos if one != related]
        change = {"TaskWhoIds": left}
        if values.get("WhoId") == related:
            change["WhoId"] = None
        org.update(done.actor, kind, values["Id"], change, TRUSTED)


def rows_follow_the_task(org: "Org", done: Done) -> None:
    """Every person and the Related To of a Task have a row; a deleted Task has none."""
    if not org.settings.shared_activities:
        return
    task = done.after or done.before or {}
    kind = org.kind("TaskRelation")
    there = {related: row_id for row_id, related in org.store.run(_ROWS, (task["Id"],))}
    wanted = _sides(done.after)
    for related in there.keys() - wanted.keys():
        org.delete(done.actor, kind, there[related], TRUSTED)
    for related, is_what in wanted.items():
        if related not in there:
            row = {"TaskId": task["Id"], "RelationId": related, "IsWhat": is_what}
            org.create(done.actor, kind, row, TRUSTED)


def begin(org: "Org") -> None:
    """Give every Task of an org its list and its rows: the switch has just been turned on."""
    for row in org.every("TaskRelation"):
        org.store.put(row["Id"], "TaskRelation", row, deleted=True)
    for task in org.every("Task"):
        whos = [task["WhoId"]] if task.get("WhoId") else []
        counts = {"WhoCount": len(whos), "WhatCount": int(bool(task.get("WhatId")))}
        task |= {"TaskWhoIds": whos, **counts}
        org.store.put(task["Id"], "Task", task)
        rows_follow_the_task(org, Done(task["LastModifiedById"], None, task))


def _sides(task: Values | None) -> dict[str, bool]:
    """Return the records a Task is related to, and whether each is its Related To."""
    if task is None:
        return {}
    sides = dict.fromkeys(task.get("TaskWhoIds") or (), False)
    return {**sides, task["WhatId"]: True} if task.get("WhatId") else sides

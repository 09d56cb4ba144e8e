"""Merging records: the master stays, the losers go, what hung on them hangs on the master.

facts/salesforce.md 3.3: a loser answers ENTITY_IS_DELETED, and queryAll shows by MasterRecordId
what became of it ([B]).
"""

from typing import Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.options import TRUSTED
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values

MERGED: Final = ("Account", "Case", "Contact", "Lead")
"""Objects whose records can be merged ([C], merge() call)."""
MOST_LOSERS: Final = 2
"""[C], merge() call: three records at once, the master among them."""
_ACTIVITIES: Final = frozenset({"Task", "TaskRelation"})


def merge(org: Org, actor: str, master_id: str, loser_ids: list[str]) -> None:
    """Merge one or two records into a master of the same object.

    Raises:
        Refused: the org does not take it, and nothing was written.
    """
    with org.store.transaction():
        master = org.get(master_id)
        kind = org.schema.type_of(master["Id"])
        losers = [org.get(one)["Id"] for one in loser_ids]
        if kind is None or kind.name not in MERGED:
            raise Refused(rules.NOT_FOR_THIS_OBJECT, "records of this object are not merged")
        _check(org, kind, master["Id"], losers)
        for loser in losers:
            _move(org, actor, kind, loser, master["Id"])
            gone = {**org.get(loser), "MasterRecordId": master["Id"]}
            org.store.put(loser, kind.name, gone)
            org.delete(actor, kind, loser, TRUSTED)


def _check(org: Org, kind: ObjectType, master: str, losers: list[str]) -> None:
    if not 0 < len(losers) <= MOST_LOSERS or master in losers or len(set(losers)) < len(losers):
        raise Refused(
            rules.MERGE_FAULT, f"give one to {MOST_LOSERS} other records to merge into the master"
        )
    if any(org.schema.type_of(loser) != kind for loser in losers):
        raise Refused(rules.MERGE_FAULT, "all records of a merge are of one object")


def _move(org: Org, actor: str, kind: ObjectType, loser: str, master: str) -> None:
    """Let everything that refers to the loser refer to the master."""
    for task in org.every("Task"):
        _move_task(org, actor, task, loser, master)
    for child in org.schema.objects.values():
        if child.stored_as or child.name in _ACTIVITIES:
            continue
        columns = [f.name for f in child.fields.values() if kind.name in f.referenceTo]
        for column in columns:
            _move_column(org, child, column, loser, master)


def _move_task(org: Org, actor: str, task: Values, loser: str, master: str) -> None:
    change: Values = {name: master for name in ("WhoId", "WhatId") if task.get(name) == loser}
    whos: list[str] = task.get("TaskWhoIds") or []
    if org.settings.shared_activities and loser in whos:
        moved = [master if one == loser else one for one in whos]
        change["TaskWhoIds"] = list(dict.fromkeys(moved))
    if change:
        org.update(actor, org.kind("Task"), task["Id"], change, TRUSTED)
    elif task.get("AccountId") == loser:
        org.store.put(task["Id"], "Task", {**task, "AccountId": master})


def _move_column(org: Org, child: ObjectType, column: str, loser: str, master: str) -> None:
    for row in org.referring(child, column, loser):
        org.store.put(row["Id"], child.name, {**row, column: master})

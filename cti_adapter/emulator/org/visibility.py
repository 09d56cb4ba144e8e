"""Which records a query can reach: object, recycle bin, archive, what its user may see.

A statement of SOQL or SOSL is put under these conditions after everything it asks for itself, so
what a user may not see is taken out after the search engine's cut (facts/salesforce.md 4.1, [C]).
"""

from typing import Any

from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import ObjectType

Where = tuple[list[str], list[Any]]
"""SQL conditions over the table `record r`, to be joined by AND, and their values."""


def reachable(org: Records, kind: ObjectType, *, all_rows: bool, looked_up: bool = False) -> Where:
    """Return the conditions of one object's records.

    Args:
        org: the org, as the user of the query sees it (`Records.seen_by`).
        kind: the object, perhaps one that shows a part of another's records.
        all_rows: the recycle bin and archived Tasks are included (queryAll; 1.6).
        looked_up: the ids are known already, and no index of the object is to be walked.
    """
    parts, values = ["+r.type = ?" if looked_up else "r.type = ?"], [kind.stored_as or kind.name]
    for name, wanted in kind.only.items():
        parts.append(f"json_extract(r.body, '$.{name}') IS ?")
        values.append(wanted)
    if not all_rows:
        parts.append("r.deleted = 0")
        if "IsArchived" in kind.fields:
            parts.append("json_extract(r.body, '$.IsArchived') IS NOT 1")
    hidden = org.access.records
    if hidden:
        parts.append(f"r.id NOT IN ({', '.join('?' * len(hidden))})")
        values += hidden
    return parts, values

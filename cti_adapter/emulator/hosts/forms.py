"""The form of a record as JSON: which fields a person may fill in, with their values.

Whether what was filled in is taken is the org's to say (org.py); a form only shows what the
describe says. Nothing here changes a record.
"""

from typing import Any, Final

from cti_adapter.emulator.hosts.record_view import HIDDEN, SYSTEM
from cti_adapter.emulator.hosts.views import label, title
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values

_NEVER: Final = HIDDEN | SYSTEM | {"IsConverted", "IsReminderSet", "ReminderDateTime"}


def form(org: Org, kind: ObjectType, record_id: str | None = None) -> dict[str, Any]:
    """Return the form of a new record, or of the one with this id.

    Raises:
        Refused: there is no such record.
    """
    values = org.read(kind, record_id) if record_id else {}
    fields = [
        one
        for one in kind.fields.values()
        if one.name not in _NEVER and (one.updateable if record_id else one.createable)
    ]
    owner = [one for one in fields if one.name == "OwnerId" and record_id]
    shown = [one for one in fields if one.name != "OwnerId"] + owner
    return {
        **title(kind),
        "id": values.get("Id"),
        "title": org.name_of(values["Id"]) if values else "",
        "fields": [_input(org, one, values) for one in shown],
    }


def _input(org: Org, one: Field, values: Values) -> dict[str, Any]:
    value = values.get(one.name, None if values else one.default)
    given = {
        "name": one.name,
        "label": label(one),
        "type": one.type,
        "value": value,
        "required": one.required,
        "length": one.length,
        "values": list(one.values) or _picklist(org, one),
    }
    if one.type == "reference":
        given |= {"referenceTo": list(one.referenceTo), "shown": org.name_of(value)}
    return given


def _picklist(org: Org, one: Field) -> list[str]:
    """Return the values an admin of the org decides: those of a Task's Status."""
    if one.type != "picklist" or one.name != "Status":
        return []
    return [row["ApiName"] for row in org.every("TaskStatus")]

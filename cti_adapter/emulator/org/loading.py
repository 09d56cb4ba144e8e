"""Filling an org: record trees from outside, and the reference data of requirements 1.3.

What is loaded is trusted: read-only columns may be given. It meets the platform's rules all the
same.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cti_adapter.emulator.org.options import LOADING
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.store import Values

_REFERENCE: Final = Path(__file__).with_name("reference.json")


def load(org: Org, rows: Iterable[Values], actor: str = "") -> dict[str, str]:
    """Create records given in the form of a Salesforce record tree.

    Each row has `attributes` with `type` and perhaps `referenceId`; a value "@name" stands for
    the id of the row with that referenceId. Returns referenceId (or place in the list) to id.
    """
    made: dict[str, str] = {}
    with org.store.transaction():
        for place, row in enumerate(rows):
            attributes = row.get("attributes") or {}
            values = {name: _resolved(value, made) for name, value in row.items()}
            kind = org.kind(str(attributes.get("type")))
            record_id = org.create(actor, kind, values, LOADING)
            made[str(attributes.get("referenceId") or place)] = record_id
    return made


def reset(org: Org) -> dict[str, str]:
    """Empty the org and load the reference data again; its settings are the profile's again."""
    with org.store.transaction():
        org.empty()
        made = load(org, json.loads(_REFERENCE.read_text(encoding="utf-8")))
        for record_id in made.values():
            _adopt(org, record_id, made["integration"])
        org.store.forget_noted()
    return made


def import_call_center(org: Org, address: str) -> None:
    """Put a call center into Setup, and everybody who is there in it, as an admin does by hand."""
    row = {
        "attributes": {"type": "CallCenter", "referenceId": "it"},
        "Name": "CTI Adapter",
        "InternalName": "CTI_Adapter",
        "AdapterUrl": address,
    }
    center = load(org, [row])["it"]
    with org.store.transaction():
        for user in org.every("User"):
            found = org.store.find(user["Id"])
            if found is not None:
                org.store.put(user["Id"], "User", {**found[0], "CallCenterId": center})
        org.store.forget_noted()


def _resolved(value: object, made: dict[str, str]) -> object:
    named = isinstance(value, str) and value.startswith("@")
    return made.get(str(value)[1:], value) if named else value


def _adopt(org: Org, record_id: str, owner: str) -> None:
    """Give a record of the reference data its writer, and its owner where it has none."""
    kind, found = org.schema.type_of(record_id), org.store.find(record_id)
    if kind is None or found is None:
        return
    values = {**found[0], "CreatedById": owner, "LastModifiedById": owner}
    if "OwnerId" in values:
        values["OwnerId"] = values["OwnerId"] or owner
    org.store.put(record_id, kind.name, values)

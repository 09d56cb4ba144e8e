"""Classic's edit pages: new records at /003/e, changes at /<id>/e.

A lookup is a text with the record's name, as people type it in Classic; it must name one record.
What the org refuses comes back above the form, with everything that was typed.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, g, redirect, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.hosts import views
from cti_adapter.emulator.hosts.classic import kind_of
from cti_adapter.emulator.hosts.classic_page import page, page_info, seen, short, signed_in
from cti_adapter.emulator.hosts.classic_values import label
from cti_adapter.emulator.org import ids
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values

bp = Blueprint("classic_forms", __name__)
_LEFT_OUT: Final = frozenset({"TaskSubtype", "IsReminderSet", "ReminderDateTime"})
_PREFILLED: Final = {
    "con10": "Phone", "name_firstcon2": "FirstName", "name_lastcon2": "LastName",
    "lea8": "Phone", "name_firstlea2": "FirstName", "name_lastlea2": "LastName", "lea3": "Company",
    "acc2": "Name", "acc10": "Phone", "cas14": "Subject", "cas15": "Description",
    "tsk5": "Subject", "tsk6": "Description",
}  # fmt: skip
"""Ids of Classic's inputs, by which an address fills a new record ([P], vendors' screen pops)."""
_RECORDS: Final = {"who_id": "WhoId", "what_id": "WhatId", "cas3_lkid": "ContactId"}
"""Parameters that name a record by its id ([P])."""


@bp.route("/<text>/e", methods=["GET", "POST"])
@signed_in
def edit(text: str) -> ResponseReturnValue:
    """Show the form of a new record (a key prefix) or of a record (its id), and save it."""
    org = seen()
    before = None if text in org.schema.by_prefix else org.get(text)
    kind = kind_of(text[:3])
    if request.method == "POST":
        return _save(org, kind, before)
    return _form(org, kind, before, before or _prefilled(kind), ())


def _save(org: Org, kind: ObjectType, before: Values | None) -> ResponseReturnValue:
    typed = {one.name: request.form.get(one.name, "") for one in _fields(kind)}
    try:
        values = _values(org, kind, typed)
        if before:
            org.update(g.user, kind, before["Id"], values)
            record_id = before["Id"]
        else:
            record_id = org.create(g.user, kind, values)
    except Refused as refused:
        return _form(org, kind, before, typed, (refused.message,))
    framed = "?isdtp=vw" if request.form.get("isdtp") else ""
    return redirect(f"/{short(record_id)}{framed}")


def _form(
    org: Org, kind: ObjectType, before: Values | None, values: Values, faults: tuple[str, ...]
) -> ResponseReturnValue:
    inputs = [
        {**_input(org, one, values.get(one.name)), "label": label(kind.name, one.name, one.label)}
        for one in _fields(kind)
    ]
    return page(
        "classic-edit.html",
        title=f"{kind.label} Edit",
        tab=kind.name,
        label=kind.label,
        name=org.name_of(before["Id"]) if before else f"New {kind.label}",
        action=f"/{short(before['Id'])}/e" if before else f"/{kind.prefix}/e",
        back=f"/{short(before['Id'])}" if before else f"/{kind.prefix}/o",
        inputs=inputs,
        faults=faults,
        info=page_info(org, before["Id"] if before else None),
    )


def _fields(kind: ObjectType) -> list[Field]:
    """Return what a person may fill: no owner, which Classic changes on a page of its own."""
    return [
        one
        for one in kind.fields.values()
        if one.updateable and one.name not in _LEFT_OUT | {"OwnerId"} and one.type != "datetime"
    ]


def _input(org: Org, one: Field, value: Any) -> dict[str, Any]:
    shown = {"name": one.name, "type": one.type, "required": one.required}
    shown |= {"value": "" if value is None else value, "length": one.length or None}
    if one.type == "reference":
        named = org.name_of(ids.long_form(str(value))) if value else ""
        return {**shown, "value": named or value or ""}
    return {**shown, "options": _options(org, one)} if one.type == "picklist" else shown


def _options(org: Org, one: Field) -> list[str]:
    if one.name == "Status" and not one.values:
        return [row["ApiName"] for row in org.every("TaskStatus")]
    return list(one.values)


def _prefilled(kind: ObjectType) -> Values:
    """Return what a new record begins with: its defaults, and what the address names."""
    values = {one.name: one.default for one in kind.fields.values() if one.default is not None}
    for names in (_PREFILLED, _RECORDS):
        values |= {
            column: request.args[asked]
            for asked, column in names.items()
            if asked in request.args and column in kind.fields
        }
    if "close" in request.args and kind.name == "Task":
        values |= {"Subject": "Call", "Status": "Completed"}
    return values


def _values(org: Org, kind: ObjectType, typed: Mapping[str, str]) -> Values:
    """Return what is written: names of records become ids, a missing tick is false."""
    values: Values = {}
    for one in _fields(kind):
        text = typed[one.name].strip()
        if one.type == "reference" and text:
            values[one.name] = _looked_up(org, one, text)
        elif one.type == "boolean":
            values[one.name] = bool(text)
        else:
            values[one.name] = text or None
    return values


def _looked_up(org: Org, one: Field, text: str) -> str:
    """Return the id of the one record with this name.

    Raises:
        Refused: nothing, or more than one record, has it.
    """
    kinds = [name for name in one.referenceTo if name in views.NAVIGATION or name == "User"]
    found = [
        str(row["Id"])
        for name in kinds
        for row in org.every(name)
        if org.name_of(row["Id"]).casefold() == text.casefold()
    ]
    if len(found) != 1:
        many = "Multiple items found" if found else "No matches found"
        named = one.label.removesuffix(" ID")
        raise Refused("LOOKUP", f"{named}: {many}. Type the name of one record.")
    return found[0]

"""Salesforce Classic: its pages, and the script that adapters load there.

Every address is a whole page made by the server, so each navigation loads the page and the
softphone's frame anew (facts/open-cti.md section 8). Nothing here changes a record.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator.errors import Refused, not_found
from cti_adapter.emulator.hosts import classic_values, record_view, views
from cti_adapter.emulator.hosts.classic_page import (
    INTERFACE,
    page,
    page_info,
    seen,
    short,
    signed_in,
    softphone,
)
from cti_adapter.emulator.oauth.pages import HOME
from cti_adapter.emulator.org.schema import ObjectType

bp = Blueprint("classic", __name__)
_SCRIPT: Final = Path(__file__).parents[3] / "static" / "emulator" / "interaction.js"
_SEARCH_LENGTH: Final = 2
_MOST_TASKS: Final = 20
_ENDS: Final = {"who": "WhoId", "what": "WhatId"}
_WRITERS: Final = (
    ("Created By", "CreatedById", "CreatedDate"),
    ("Last Modified By", "LastModifiedById", "LastModifiedDate"),
)

bp.add_app_template_filter(short, "short")
bp.add_app_template_filter(classic_values.text, "shown")
bp.add_app_template_filter(classic_values.moment, "moment")
bp.add_app_template_filter(classic_values.day, "day")
bp.add_app_template_global(classic_values.label, "classic_label")


@bp.get("/support/api/<version>/interaction.js")
def interaction_script(version: str) -> ResponseReturnValue:
    """Serve our own implementation of the documented Classic interface for this version."""
    major, _, minor = version.partition(".")
    if not major.isdigit() or minor != "0":
        return "", HTTPStatus.NOT_FOUND
    text = _SCRIPT.read_text(encoding="utf-8").replace("__API_VERSION__", str(int(major)))
    return Response(text, mimetype="text/javascript")


@bp.get("/ltng/switcher")
def switch() -> ResponseReturnValue:
    """Change between the interfaces, as the link in the user's menu does ([B])."""
    if request.args.get("destination") == "classic":
        return redirect("/classic/home")
    answer = redirect(HOME)
    answer.delete_cookie(INTERFACE)
    return answer


@bp.get("/classic/home")
@signed_in
def home() -> ResponseReturnValue:
    """Show the Home tab; whoever comes here has chosen Classic."""
    org = seen()
    mine = [task for task in org.every("Task") if task["OwnerId"] == g.user]
    unfinished = [task for task in mine if not task.get("IsClosed")][:_MOST_TASKS]
    answer = page("classic-home.html", title="Home", tasks=[_task(row) for row in unfinished])
    answer.set_cookie(INTERFACE, "classic", httponly=True, samesite="Lax")
    return answer


@bp.get("/console")
@signed_in
def console() -> ResponseReturnValue:
    """Show the Classic console; its tabs are pages of Classic in frames."""
    phone = softphone(isWsVw="true")
    answer = page("classic-console.html", title="Console", softphone=phone)
    answer.set_cookie(INTERFACE, "classic", httponly=True, samesite="Lax")
    return answer


@bp.get("/<prefix>/o")
@signed_in
def listing(prefix: str) -> ResponseReturnValue:
    """Show an object's tab, addressed by its key prefix as /003/o."""
    kind = kind_of(prefix)
    found = views.listing(seen(), kind.name)
    return page("classic-list.html", title=kind.plural, tab=kind.name, kind=kind, list=found)


@bp.get("/_ui/search/ui/UnifiedSearchResults")
@signed_in
def search() -> ResponseReturnValue:
    """Show what the search in the header finds."""
    text = request.args.get("str", "").strip()
    lists = views.search(seen(), text) if len(text) >= _SEARCH_LENGTH else []
    return page("classic-search.html", title="Search Results", text=text, lists=lists)


@signed_in
def record(record_id: str) -> ResponseReturnValue:
    """Show a record's detail page; console.py hands its short address over."""
    org = seen()
    try:
        found = record_view.record(org, record_id)
    except Refused as refused:
        return page("classic-missing.html", title="Error", message=refused.message), refused.status
    tasks = [_task(org.get(row["id"])) for row in found["activities"]]
    return page(
        "classic-record.html",
        title=found["title"],
        tab=found["type"],
        record=found,
        writers=_writers(found["id"]),
        unfinished=[row for row in tasks if not row.get("IsClosed")],
        history=[row for row in tasks if row.get("IsClosed")],
        info=page_info(org, found["id"]),
    )


@bp.get("/classic/data/info/<record_id>")
@signed_in
def info(record_id: str) -> ResponseReturnValue:
    """Return what onClickToDial says of the record a number belongs to."""
    org = seen()
    return jsonify(page_info(org, org.get(record_id)["Id"]))


def kind_of(prefix: str) -> ObjectType:
    """Return the object with this key prefix.

    Raises:
        Refused: NOT_FOUND, no tab has it.
    """
    kind = seen().schema.by_prefix.get(prefix)
    if kind is None or kind.name not in views.NAVIGATION:
        raise not_found()
    return kind


def _task(row: dict[str, Any]) -> dict[str, Any]:
    """Return a Task with the records it is about, and its owner's name."""
    org = seen()
    ends = {end: row.get(column) for end, column in _ENDS.items()}
    names = {end: org.name_of(one) for end, one in ends.items()}
    named = {end: {"id": ends[end], "name": name} for end, name in names.items() if name}
    return {**row, **named, "owner": org.name_of(row["OwnerId"])}


def _writers(record_id: str) -> dict[str, str]:
    """Return who made a record and who changed it last, each with the moment."""
    org = seen()
    row = org.get(record_id)
    return {
        label: f"{org.name_of(row[by])}, {classic_values.moment(row[at])}"
        for label, by, at in _WRITERS
    }

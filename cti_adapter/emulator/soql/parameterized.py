"""parameterizedSearch: the parameters of an address or a body become the tree of a search.

The body's shape is facts/salesforce.md 4.4 ([P]), the address's that of the REST API guide
([C]). Only reads; what it cannot read it refuses as JSON_PARSER_ERROR.
"""

from collections.abc import Mapping
from typing import Any, Final

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rest import not_imitated
from cti_adapter.emulator.soql import soql, sosl, tree

_SCOPES: Final = frozenset({"ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"})
_KNOWN: Final = frozenset(
    {"q", "in", "fields", "sobjects", "overallLimit", "defaultLimit", "offset"}
)
_IGNORED: Final = frozenset({"spellCorrection", "metadata"})
"""Parameters that change nothing of what is found here."""


def of_address(arguments: Mapping[str, str]) -> tree.Search:
    """Return the search of a GET: q, sobject, fields, in, Contact.limit and the like."""
    names = [name.strip() for name in arguments.get("sobject", "").split(",") if name.strip()]
    body: Values = {key: arguments[key] for key in ("q", "in") if key in arguments}
    for key in ("overallLimit", "defaultLimit"):
        body[key] = _number(arguments.get(key))
    body["fields"] = _list(arguments.get("fields"))
    body["sobjects"] = [
        {
            "name": name,
            "fields": _list(arguments.get(f"{name}.fields")),
            "where": arguments.get(f"{name}.where"),
            "limit": _number(arguments.get(f"{name}.limit")),
            "orderBy": arguments.get(f"{name}.orderBy"),
        }
        for name in names
    ]
    others = {key: None for key in arguments if "." not in key and key not in {*body, "sobject"}}
    return of_body(others | body)


def of_body(body: Values) -> tree.Search:
    """Return the search of a POST.

    Raises:
        Refused: JSON_PARSER_ERROR, or MALFORMED_QUERY for a `where`.
    """
    for name in body.keys() - _KNOWN - _IGNORED:
        not_imitated.say(f"parameterizedSearch {name}")
    rows, fields = body.get("sobjects") or [], body.get("fields") or []
    if not isinstance(rows, list) or not isinstance(fields, list):
        raise _unreadable("sobjects and fields are lists")
    scope = str(body.get("in", "ALL")).upper()
    if scope not in _SCOPES:
        raise _unreadable(f"in: none of {', '.join(sorted(_SCOPES))}")
    usual = _whole(body.get("defaultLimit"))
    return tree.Search(
        term=sosl.escaped(str(body.get("q", ""))),
        scope=scope,
        returning=tuple(_target(row, fields, usual) for row in rows),
        limit=_whole(body.get("overallLimit")),
    )


def _target(row: Any, fields: list[Any], usual: int | None) -> tree.Query:
    if not isinstance(row, dict):
        raise _unreadable("an entry of sobjects is an object with a name")
    names = row.get("fields") or fields or ["Id"]
    if not isinstance(names, list):
        raise _unreadable("fields is a list of names")
    where, limit = row.get("where"), _whole(row.get("limit"))
    return tree.Query(
        selection=tuple(tree.Column(tuple(str(name).split("."))) for name in names),
        source=str(row.get("name")),
        where=soql.parse_condition(str(where)) if where else None,
        order=soql.parse_order(str(row["orderBy"])) if row.get("orderBy") else (),
        limit=usual if limit is None else limit,
    )


def _list(text: str | None) -> list[str]:
    return [each.strip() for each in (text or "").split(",") if each.strip()]


def _number(text: str | None) -> int | str | None:
    return int(text) if text is not None and text.isdecimal() else text


def _whole(value: Any) -> int | None:
    if value is not None and (type(value) is not int or value < 0):
        raise _unreadable("a limit is a whole number")
    return value


def _unreadable(why: str) -> Refused:
    return Refused("JSON_PARSER_ERROR", why, fields=None)

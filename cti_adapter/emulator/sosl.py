"""SOSL: which records a FIND finds, and the answer it gets.

The words of every record are kept with it (org.py), so a search is a few look-ups of words.
How a text falls into words is a choice of rules.py.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedInput

from cti_adapter.emulator import rules
from cti_adapter.emulator import soql_tree as tree
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import Org
from cti_adapter.emulator.query import Answer
from cti_adapter.emulator.store import Store, Values

_SCOPES: Final = {"NAME": ("NAME",), "EMAIL": ("EMAIL",), "PHONE": ("PHONE",)}
"""Fields looked into; ALL and SIDEBAR look into every field."""


def run(search: tree.Search, org: Org, root: str) -> list[Values]:
    """Return the records a search finds, object by object in the order of RETURNING.

    Args:
        search: the tree of the statement.
        org: the org searched.
        root: /services/data/vNN.0, for the addresses in the answer.

    Raises:
        Refused: MALFORMED_SEARCH, a reserved character is not escaped (4.1, [C]).
    """
    found = Finder(org.store, search.scope).transform(_parse(search.term))
    targets = search.returning or _all_searchable(org)
    share = min(rules.SEARCH_CUT // max(len(targets), 1), rules.SEARCH_PER_OBJECT)
    rows: list[Values] = []
    for target in targets:
        limit = target.limit
        if limit is None and target.where is None and not target.order:
            limit = share
        rows += Answer(org, root).records(replace(target, limit=limit), only=_cut(found))
    return rows if search.limit is None else rows[: search.limit]


def escaped(text: str) -> str:
    """Return a text in which no character means anything to SOSL."""
    return "".join("\\" + each if each in _RESERVED else each for each in text)


class Finder(Transformer[Token, set[str]]):
    """Turns the tree of a FIND into the ids it finds."""

    def __init__(self, store: Store, scope: str) -> None:
        super().__init__()
        self._store = store
        self._scopes = _SCOPES.get(scope, ())

    def find(self, parts: list[set[str]]) -> set[str]:
        return parts[0]

    def either(self, parts: list[set[str]]) -> set[str]:
        return set().union(*parts)

    def both(self, parts: list[Any]) -> set[str]:
        wanted = [part for part in parts if not isinstance(part, _Without)]
        barred = [part.ids for part in parts if isinstance(part, _Without)]
        return set.intersection(*wanted).difference(*barred)

    def without(self, parts: list[set[str]]) -> "_Without":
        return _Without(parts[0])

    def word(self, parts: list[Token]) -> set[str]:
        return self._text(str(parts[0]))

    def phrase(self, parts: list[Token]) -> set[str]:
        return self._text(str(parts[0])[1:-1])

    def _text(self, raw: str) -> set[str]:
        """Return the ids that have every word of a text; * and ? stay wildcards."""
        pieces = "".join(each if each.isalnum() or each in "*?" else " " for each in _plain(raw))
        found = [self._ids(piece) for piece in pieces.casefold().split()]
        return set.intersection(*found) if found else set()

    def _ids(self, piece: str) -> set[str]:
        test = "word GLOB ?" if {"*", "?"} & set(piece) else "word = ?"
        scopes = ", ".join("?" * len(self._scopes))
        within = f" AND scope IN ({scopes})" if self._scopes else ""
        sql = f"SELECT id FROM word WHERE {test}{within}"  # noqa: S608 - built of our own parts
        return {row[0] for row in self._store.run(sql, [piece, *self._scopes])}


class _Without:
    """The ids an AND NOT takes away."""

    def __init__(self, ids: set[str]) -> None:
        self.ids = ids


def _parse(term: str) -> Any:
    if not term.strip():
        raise Refused("MALFORMED_SEARCH", "No search term was found.", fields=None)
    try:
        return _parser().parse(term)
    except UnexpectedInput as fault:
        raise Refused(
            "MALFORMED_SEARCH",
            f"{fault.get_context(term, 20)}unexpected character at column {fault.column}; a"
            " reserved character is preceded by a backslash",
            fields=None,
        ) from fault


def _plain(text: str) -> str:
    """Take the backslashes off; an escaped character is never a wildcard."""
    out, at = [], 0
    while at < len(text):
        escape = text[at] == "\\" and at + 1 < len(text)
        letter = text[at + 1] if escape else text[at]
        out.append(" " if escape and letter in "*?" else letter)
        at += 2 if escape else 1
    return "".join(out)


def _all_searchable(org: Org) -> tuple[tree.Query, ...]:
    names = ("Account", "Contact", "Lead", "Case", "Opportunity", "Project__c", "User")
    column = (tree.Column(("Id",)),)
    return tuple(
        tree.Query(selection=column, source=name) for name in names if org.schema.find(name)
    )


def _cut(found: Iterable[str]) -> list[str]:
    return sorted(found)[: rules.SEARCH_CUT]


_RESERVED: Final = frozenset("?&|!{}[]()^~*:\\\"'+-")


@cache
def _parser() -> Lark:
    """Return the parser; the grammar is read when the first statement comes."""
    grammar = Path(__file__).with_name("sosl.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="find")

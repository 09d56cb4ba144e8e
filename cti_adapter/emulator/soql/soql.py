"""SOQL and SOSL read: a text becomes a tree, before anybody asks the org.

The grammar is soql.lark; what it does not know is refused as MALFORMED_QUERY.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

from lark import Lark, Token, UnexpectedCharacters, UnexpectedToken
from lark import Tree as Tree_
from lark.exceptions import VisitError

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.soql.build import Tree
from cti_adapter.emulator.soql.faults import malformed, too_complicated, unexpected
from cti_adapter.emulator.soql.tree import Condition, Ordering, Query, Search

_LONGEST: Final = 100_000
"""Characters a statement may have ([C] SOQL and SOSL limits)."""
_DEEPEST: Final = 120
"""Levels of a statement."""


def parse(text: str) -> Query:
    """Return the tree of a query.

    Raises:
        Refused: MALFORMED_QUERY, with the place where understanding ended.
    """
    query: Query = _read(text, "query")
    return query


def parse_condition(text: str) -> Condition:
    """Return the tree of a WHERE clause given alone, as parameterizedSearch does."""
    condition: Condition = _read(text, "condition")
    return condition


def parse_order(text: str) -> tuple[Ordering, ...]:
    """Return the tree of an ORDER BY clause given alone, as parameterizedSearch does."""
    order: tuple[Ordering, ...] = _read(text, "ordered")
    return order


def parse_search(text: str) -> Search:
    """Return the tree of a SOSL statement.

    Raises:
        Refused: MALFORMED_SEARCH.
    """
    try:
        search: Search = _read(text, "search")
    except Refused as fault:
        raise Refused("MALFORMED_SEARCH", fault.message, fields=None) from fault
    return search


def _read(text: str, start: str) -> Any:
    if not text.strip():
        raise malformed("A query string has to be specified")
    if len(text) > _LONGEST:
        raise malformed(f"SOQL statements cannot be longer than {_LONGEST} characters.")
    try:
        read = parser().parse(text, start=start)
        if _is_deep(read):
            raise too_complicated()
        return Tree().transform(read)
    except UnexpectedToken as fault:
        ended = fault.token.type == "$END"
        at = len(text) if ended else int(fault.token.start_pos)
        raise unexpected(text, at, "<EOF>" if ended else str(fault.token)) from fault
    except UnexpectedCharacters as fault:
        at = getattr(fault, "pos_in_stream", None) or 0
        raise unexpected(text, at, text[at : at + 1]) from fault
    except VisitError as fault:
        raise fault.orig_exc from fault


def _is_deep(read: Tree_[Token]) -> bool:
    """Whether a statement is nested deeper than the database could follow."""
    level: list[Tree_[Token]] = [read]
    for _ in range(_DEEPEST):
        level = [part for one in level for part in one.children if isinstance(part, Tree_)]
        if not level:
            return False
    return True


@cache
def parser() -> Lark:
    """Return the parser; making it takes longer than answering, so it is made once."""
    grammar = Path(__file__).with_name("soql.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start=["query", "condition", "ordered", "search"])

"""SOQL and SOSL as trees: what a statement says, before anybody asks the org.

The grammar is soql.lark; what it does not know is refused as MALFORMED_QUERY.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import VisitError

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.soql_tree import (
    Among,
    Both,
    Call,
    Child,
    Column,
    Compare,
    Condition,
    Either,
    Join,
    Moment,
    Not,
    Ordering,
    Path_,
    Query,
    Search,
)


class Clause(NamedTuple):
    """A part of a statement, by the member of the tree it fills."""

    name: str
    value: Any


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
    try:
        return Tree().transform(_parser().parse(text, start=start))
    except UnexpectedInput as fault:
        place = f"Row:{fault.line}:Column:{fault.column}"
        raise Refused(
            "MALFORMED_QUERY",
            f"\n{fault.get_context(text, 20)}ERROR at {place}\nunexpected token",
            fields=None,
        ) from fault
    except VisitError as fault:
        raise fault.orig_exc from fault


class Tree(Transformer[Token, Any]):
    """Turns the parser's tree into ours; a method for each rule of the grammar."""

    def query(self, parts: list[Any]) -> Query:
        chosen = [part for part in parts if isinstance(part, Column | Call | Child)]
        source = next(part for part in parts if isinstance(part, Token))
        named = _named(parts)
        return Query(selection=tuple(chosen), source=str(source), **named)

    def search(self, parts: list[Any]) -> Search:
        named = _named(parts)
        return Search(term=str(parts[0])[1:-1], **named)

    def scope(self, parts: list[Any]) -> Clause:
        return Clause("scope", str(parts[0]).upper())

    def returning(self, parts: list[Any]) -> Clause:
        return Clause("returning", tuple(parts))

    def target(self, parts: list[Any]) -> Query:
        paths = [part for part in parts[1:] if not isinstance(part, Clause)]
        columns = tuple(Column(path) for path in paths) or (Column(("Id",)),)
        return Query(selection=columns, source=str(parts[0]), **_named(parts))

    def condition(self, parts: list[Any]) -> Any:
        return parts[0]

    def where(self, parts: list[Any]) -> Clause:
        return Clause("where", parts[0])

    def alias(self, parts: list[Any]) -> Clause:
        return Clause("alias", str(parts[0]))

    def column(self, parts: list[Any]) -> Column:
        return Column(parts[0])

    def call(self, parts: list[Any]) -> Call:
        path = next((part for part in parts[1:] if type(part) is tuple), None)
        alias = next((str(part) for part in parts[1:] if isinstance(part, Token)), None)
        return Call(str(parts[0]).upper(), path, alias)

    def child(self, parts: list[Any]) -> Child:
        return Child(parts[0])

    def either(self, parts: list[Any]) -> Either:
        return Either(tuple(parts))

    def both(self, parts: list[Any]) -> Both:
        return Both(tuple(parts))

    def negation(self, parts: list[Any]) -> Not:
        return Not(parts[0])

    def compare(self, parts: list[Any]) -> Compare:
        path, operator, value = parts
        return Compare(path, "!=" if operator == "<>" else str(operator), value)

    def like(self, parts: list[Any]) -> Compare:
        return Compare(parts[0], "like", _unquoted(parts[1]))

    def among(self, parts: list[Any]) -> Among:
        return Among(parts[0], parts[1], wanted=True)

    def not_among(self, parts: list[Any]) -> Among:
        return Among(parts[0], parts[1], wanted=False)

    def semi_join(self, parts: list[Any]) -> Join:
        return Join(parts[0], parts[1], wanted=True)

    def anti_join(self, parts: list[Any]) -> Join:
        return Join(parts[0], parts[1], wanted=False)

    def listed(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(parts)

    def text(self, parts: list[Any]) -> str:
        return _unquoted(parts[0])

    def number(self, parts: list[Any]) -> float:
        return float(parts[0])

    def moment(self, parts: list[Any]) -> Moment:
        return Moment(str(parts[0]).upper(), with_time=True)

    def day(self, parts: list[Any]) -> Moment:
        return Moment(str(parts[0]), with_time=False)

    def true(self, _parts: list[Any]) -> bool:
        return True

    def false(self, _parts: list[Any]) -> bool:
        return False

    def null(self, _parts: list[Any]) -> None:
        return None

    def order(self, parts: list[Any]) -> Clause:
        return Clause("order", tuple(parts))

    def ordering(self, parts: list[Any]) -> Ordering:
        words = [str(part).lower() for part in parts[1:]]
        return Ordering(parts[0], "desc" in words, "last" in words)

    def nulls(self, parts: list[Any]) -> str:
        return str(parts[0])

    def limit(self, parts: list[Any]) -> Clause:
        return Clause("limit", int(parts[0]))

    def offset(self, parts: list[Any]) -> Clause:
        return Clause("offset", int(parts[0]))

    def path(self, parts: list[Any]) -> Path_:
        return tuple(str(part) for part in parts)


def _named(parts: list[Any]) -> dict[str, Any]:
    return dict(part for part in parts if isinstance(part, Clause))


_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _unquoted(token: Token) -> str:
    text, out, at = str(token)[1:-1], [], 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            escaped = text[at + 1]
            out.append("\\" + escaped if escaped in "%_" else _ESCAPES.get(escaped, escaped))
            at += 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


@cache
def _parser() -> Lark:
    """Return the parser; the grammar is read when the first statement comes."""
    grammar = Path(__file__).with_name("soql.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start=["query", "condition", "search"])

"""The parser's tree made into ours: one method for each rule of soql.lark.

Names stay the parser's tokens, so that a fault found later can still say where it is.
"""

from string import hexdigits
from typing import Any, Final, NamedTuple

from lark import Token, Transformer

from cti_adapter.emulator.soql.faults import malformed, unknown_here
from cti_adapter.emulator.soql.tree import (
    Among,
    Both,
    Call,
    Child,
    Column,
    Compare,
    Either,
    Includes,
    Join,
    Moment,
    Not,
    Operand,
    Ordering,
    Path_,
    Period,
    Query,
    Search,
    TypeOf,
    When,
)


class Clause(NamedTuple):
    """A part of a statement, by the member of the tree it fills."""

    name: str
    value: Any


class Tree(Transformer[Token, Any]):
    """Turns the parser's tree into ours."""

    # ── statements ───────────────────────────────────────────────────────────────────────────

    def query(self, parts: list[Any]) -> Query:
        chosen = [part for part in parts if isinstance(part, Column | Call | Child | TypeOf)]
        return Query(selection=tuple(chosen), **_named(parts))

    def condition(self, parts: list[Any]) -> Any:
        return parts[0]

    def ordered(self, parts: list[Any]) -> tuple[Ordering, ...]:
        return tuple(parts)

    def search(self, parts: list[Any]) -> Search:
        return Search(term=str(parts[0])[1:-1], **_named(parts))

    def scope(self, parts: list[Any]) -> Clause:
        return Clause("scope", str(parts[0]).upper())

    def returning(self, parts: list[Any]) -> Clause:
        return Clause("returning", tuple(parts))

    def target(self, parts: list[Any]) -> Query:
        shown = [part for part in parts[1:] if not isinstance(part, Clause)]
        columns = tuple(one if isinstance(one, Call) else Column(one) for one in shown)
        return Query(selection=columns or (Column(("Id",)),), source=parts[0], **_named(parts))

    def with_(self, parts: list[Any]) -> Any:
        raise unknown_here(str(parts[0]).split("(", 1)[0].split("=", 1)[0].strip())

    # ── clauses ──────────────────────────────────────────────────────────────────────────────

    def source(self, parts: list[Any]) -> Clause:
        """FROM Task t, and in a subquery FROM Account.Contacts, where Account says nothing."""
        alias = str(parts[1]) if len(parts) > 1 else None
        return Clause("source", (parts[0][-1], alias))

    def using(self, parts: list[Any]) -> Clause:
        return Clause("using", parts[0])

    def where(self, parts: list[Any]) -> Clause:
        return Clause("where", parts[0])

    def group(self, parts: list[Any]) -> Clause:
        having = parts.pop().value if isinstance(parts[-1], Clause) else None
        return Clause("group", (tuple(parts), having))

    def having(self, parts: list[Any]) -> Clause:
        return Clause("having", parts[0])

    def locks(self, _parts: list[Any]) -> None:
        """FOR VIEW, FOR REFERENCE and FOR UPDATE change nothing that can be seen here."""

    def order(self, parts: list[Any]) -> Clause:
        return Clause("order", tuple(parts))

    def ordering(self, parts: list[Any]) -> Ordering:
        words = [str(part).lower() for part in parts[1:]]
        return Ordering(parts[0], "desc" in words, "last" in words)

    def nulls(self, parts: list[Any]) -> str:
        return str(parts[0])

    def limit(self, parts: list[Any]) -> Clause:
        return Clause("limit", _whole(parts[0]))

    def offset(self, parts: list[Any]) -> Clause:
        return Clause("offset", _whole(parts[0]))

    # ── what is selected ─────────────────────────────────────────────────────────────────────

    def column(self, parts: list[Any]) -> Column:
        return Column(parts[0], str(parts[1]) if len(parts) > 1 else None)

    def called(self, parts: list[Any]) -> Call:
        name = parts[0]
        return Call(name.update(value=str(name).upper()), parts[1] if len(parts) > 1 else None)

    def named(self, parts: list[Any]) -> Call:
        alias = str(parts[1]) if len(parts) > 1 else None
        return Call(parts[0].function, parts[0].argument, alias)

    def child(self, parts: list[Any]) -> Child:
        return Child(parts[0])

    def selection(self, parts: list[Any]) -> Any:
        return parts[0]

    def typeof(self, parts: list[Any]) -> TypeOf:
        whens = tuple(part for part in parts if isinstance(part, When))
        other = parts[-1] if type(parts[-1]) is tuple else ()
        return TypeOf(parts[0], whens, other)

    def when(self, parts: list[Any]) -> When:
        return When(parts[0], tuple(parts[1:]))

    def otherwise(self, parts: list[Any]) -> tuple[Path_, ...]:
        return tuple(parts)

    def path(self, parts: list[Any]) -> Path_:
        return tuple(parts)

    # ── conditions ───────────────────────────────────────────────────────────────────────────

    def either(self, parts: list[Any]) -> Either:
        return Either(tuple(parts))

    def both(self, parts: list[Any]) -> Both:
        return Both(tuple(parts))

    def negation(self, parts: list[Any]) -> Not:
        return Not(parts[0])

    def compare(self, parts: list[Any]) -> Compare:
        operand, operator, value = parts
        return Compare(operand, "!=" if operator == "<>" else str(operator), value)

    def like(self, parts: list[Any]) -> Compare:
        return Compare(parts[0], "like", _unquoted(parts[1], pattern=True))

    def among(self, parts: list[Any]) -> Among:
        return Among(parts[0], parts[1], wanted=True)

    def not_among(self, parts: list[Any]) -> Among:
        return Among(parts[0], parts[1], wanted=False)

    def includes(self, parts: list[Any]) -> Includes:
        return Includes(parts[0], parts[1], wanted=True)

    def excludes(self, parts: list[Any]) -> Includes:
        return Includes(parts[0], parts[1], wanted=False)

    def semi_join(self, parts: list[Any]) -> Join:
        return Join(parts[0], parts[1], wanted=True)

    def anti_join(self, parts: list[Any]) -> Join:
        return Join(parts[0], parts[1], wanted=False)

    # ── values ───────────────────────────────────────────────────────────────────────────────

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

    def period(self, parts: list[Any]) -> Period:
        return Period(parts[0].update(value=str(parts[0]).upper()))

    def true(self, _parts: list[Any]) -> bool:
        return True

    def false(self, _parts: list[Any]) -> bool:
        return False

    def null(self, _parts: list[Any]) -> None:
        return None


def columns_of(operand: Operand | None) -> Path_ | None:
    """Return the column a call is about, however deep it stands."""
    while isinstance(operand, Call):
        operand = operand.argument
    return operand


def _named(parts: list[Any]) -> dict[str, Any]:
    named = dict(part for part in parts if isinstance(part, Clause))
    if "source" in named:
        named["source"], named["alias"] = named["source"]
    if "group" in named:
        named["group"], named["having"] = named["group"]
    return named


_LONGEST_NUMBER: Final = 9
"""Digits of a LIMIT or an OFFSET."""


def _whole(token: Token) -> int:
    if not str(token).isdecimal() or len(token) > _LONGEST_NUMBER:
        raise malformed(f"unexpected token: '{token}'")
    return int(token)


_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ITSELF: Final = "'\"\\"
_HEX: Final = 4
_SURROGATES: Final = range(0xD800, 0xE000)


def _unquoted(token: Token, *, pattern: bool = False) -> str:
    r"""Return what a quoted text says; of a LIKE \% \_ and \\ stay as the pattern needs them."""
    text, out, at = str(token)[1:-1], [], 0
    while at < len(text):
        letter = text[at]
        at += 1
        if letter != "\\":
            out.append(letter)
            continue
        escaped, at = text[at], at + 1
        if pattern and escaped in "%_\\":
            out.append("\\" + escaped)
        elif escaped.lower() == "u":
            out.append(_unicode(text[at : at + _HEX]))
            at += _HEX
        elif escaped.lower() in _ESCAPES or escaped in _ITSELF:
            out.append(_ESCAPES.get(escaped.lower(), escaped))
        else:
            raise malformed(
                f"invalid string literal: Illegal character sequence '\\{escaped}' in string"
                " literal"
            )
    return "".join(out)


def _unicode(digits: str) -> str:
    """Return the letter of a code; half of a surrogate pair is none."""
    hexadecimal = len(digits) == _HEX and all(each in hexdigits for each in digits)
    letter = chr(int(digits, 16)) if hexadecimal else "\ud800"
    if ord(letter) in _SURROGATES:
        raise malformed(f"invalid string literal: Illegal character sequence '\\u{digits}'")
    return letter

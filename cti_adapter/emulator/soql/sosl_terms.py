"""What stands in the braces of FIND, made into an expression of SQLite's full-text index.

The grammar is sosl.lark; a reserved character without its backslash is refused as
MALFORMED_SEARCH. Looks nothing up but the spellings that fit a wildcard inside a word.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedInput

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused

Spellings = Callable[[str], list[str]]
"""Gives the words of the index that fit a pattern with * and ? inside."""
_NOTHING: Final = '"\ue001"'
"""A word no record has."""
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
_WILD: Final = frozenset("*?")
_DEEPEST: Final = 50


def expression(term: str, spellings: Spellings) -> str | None:
    """Return what the index is asked for, None where nothing can be found.

    Args:
        term: what stands between the braces.
        spellings: gives the words that fit a wildcard.

    Raises:
        Refused: MALFORMED_SEARCH.
    """
    if len(term) > rules.SEARCH_LONGEST:
        return None
    if sum(each.isalnum() for each in term) < rules.SEARCH_SHORTEST:
        raise _malformed("search term must be longer than one character")
    tree = _parse(_without_operators(term) if len(term) > rules.SEARCH_OPERATORS_UP_TO else term)
    return str(Expression(spellings).transform(tree))


class Expression(Transformer[Token, str]):
    """Turns the tree of a FIND into an expression; a method for each rule of the grammar."""

    def __init__(self, spellings: Spellings) -> None:
        super().__init__()
        self._spellings = spellings

    def find(self, parts: list[str]) -> str:
        return parts[0]

    def either(self, parts: list[str]) -> str:
        return f"({' OR '.join(parts)})"

    def both(self, parts: list[Any]) -> str:
        wanted = [str(part) for part in parts if not isinstance(part, _Without)]
        barred = [part.expression for part in parts if isinstance(part, _Without)]
        both = f"({' AND '.join(wanted)})"
        return f"({both} NOT ({' OR '.join(barred)}))" if barred else both

    def without(self, parts: list[str]) -> "_Without":
        return _Without(parts[0])

    def word(self, parts: list[Token]) -> str:
        pieces = [self._piece(piece) for piece in _pieces(str(parts[0]))]
        return f"({' AND '.join(pieces)})" if pieces else _NOTHING

    def phrase(self, parts: list[Token]) -> str:
        pieces = _pieces(str(parts[0])[1:-1])
        if any(_WILD & set(piece) for piece in pieces):
            return f"({' AND '.join(self._piece(piece) for piece in pieces)})"
        return f'"{" ".join(pieces)}"' if pieces else _NOTHING

    def _piece(self, piece: str) -> str:
        """Return a word; a star at its end is the index's own, others are spelled out."""
        stem = piece.rstrip("*")
        if not _WILD & set(stem):
            return f'"{stem}"' + ("*" if stem != piece else "")
        found = self._spellings(piece)
        listed = " OR ".join('"' + each + '"' for each in found)
        return f"({listed})" if found else _NOTHING


class _Without:
    """What an AND NOT takes away."""

    def __init__(self, expression: str) -> None:
        self.expression = expression


def _parse(term: str) -> Any:
    if _depth(term) > _DEEPEST:
        raise _malformed("the search term is nested too deeply")
    try:
        return parser().parse(term)
    except UnexpectedInput as fault:
        raise _malformed(
            f"{fault.get_context(term, 20)}unexpected character at column {fault.column}; a"
            " reserved character is preceded by a backslash"
        ) from fault


def _pieces(raw: str) -> list[str]:
    """Return the words of a text as the index has them; * and ? stay wildcards."""
    plain = _plain(raw)
    spaced = "".join(each if each.isalnum() or each in _WILD else " " for each in plain)
    return [bare for piece in spaced.casefold().split() if (bare := piece.lstrip("*?"))]


def _plain(text: str) -> str:
    """Take the backslashes off; an escaped character is never a wildcard."""
    out, at = [], 0
    while at < len(text):
        escape = text[at] == "\\" and at + 1 < len(text)
        letter = text[at + 1] if escape else text[at]
        out.append(" " if escape and letter in _WILD else letter)
        at += 2 if escape else 1
    return "".join(out)


def _without_operators(term: str) -> str:
    """4.1, [C]: of a term this long the operators are dropped, its words must all be found."""
    return " ".join(
        word for word in term.replace("(", " ").replace(")", " ").split() if word not in _OPERATORS
    )


def _depth(term: str) -> int:
    deepest = depth = 0
    for letter in term:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


def _malformed(message: str) -> Refused:
    return Refused("MALFORMED_SEARCH", message, fields=None)


@cache
def parser() -> Lark:
    """Return the parser; making it takes longer than answering, so it is made once."""
    grammar = Path(__file__).with_name("sosl.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="find")

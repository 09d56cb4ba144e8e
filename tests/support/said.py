"""What the product says in its own source: the sentences and codes it hands to calls."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "cti_adapter"
GAP = "Qx"
"""Stands for whatever fills a gap; a word of nobody's language."""


def said(
    folders: Collection[str], names: Collection[str], keywords: Collection[str] = ()
) -> set[str]:
    """Return the texts that are handed to calls, gaps filled.

    Args:
        folders: files or folders of the product.
        names: what is called; their arguments by position count.
        keywords: arguments by name that count, whatever is called.
    """
    files = [ROOT / each for each in folders]
    sources = [
        file for each in files for file in ([each] if each.is_file() else each.rglob("*.py"))
    ]
    return {
        text
        for source in sources
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for argument in _arguments(call, names, keywords)
        for text in _texts(argument)
    }


def _arguments(
    call: ast.Call, names: Collection[str], keywords: Collection[str]
) -> Iterator[ast.expr]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in names:
        yield from call.args
    yield from (each.value for each in call.keywords if each.arg in keywords)


def _texts(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else GAP for part in parts
            )
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case _:
            return

"""Reads a tree as what it should be, and says everything that is wrong with it at once.

The type decides how a text is read, not how it looks: `region: NO` is Norway and `line: 0101` is a
line. What is read may still contradict itself; see rules.py.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, UnsetType

from cti_adapter.configuration.faults import Fault
from cti_adapter.configuration.tree import Entry, Leaf, Rows, Table, Tree

_ON = frozenset({"true", "yes", "on"})
_OFF = frozenset({"false", "no", "off"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff￾￿]")
_ONE_LINE = 255
"""What may be longer may have several lines."""

_WRONG: Any = object()
"""Stands for a value that could not be read; its fault has been noted."""


class Reader:
    """Reads trees; `faults` collects what was wrong.

    Attributes:
        faults: in the order in which they were found.
        lines: where each path stands that was read.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}

    def read(self, tree: Tree, kind: Any, path: str) -> Any:
        """Return the value that a tree describes.

        Args:
            tree: what was written.
            kind: the type it should have: a setting's, or a struct of ours.
            path: where it stands.
        """
        self.lines[path] = tree.line
        plain, meta = unwrapped(kind)
        if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
            return self._struct(tree, plain, path)
        origin = get_origin(plain)
        if origin is tuple:
            return self._list(tree, get_args(plain)[0], meta, path)
        if origin is dict:
            of, value = get_args(plain)
            return self._dict(tree, of, value, path)
        if isinstance(tree, Leaf) and tree.text is None and type(None) in get_args(plain):
            return None
        if not isinstance(tree, Leaf):
            return self._wrong("text", path)
        return self._leaf(tree.text or "", plain, meta, path)

    def wrong(self, code: str, path: str, **gaps: str | int) -> None:
        """Note a fault."""
        line = self.lines.get(path, 0)
        self.faults.append(Fault(line=line, path=path, code=code, gaps=gaps))

    # ── of parts ─────────────────────────────────────────────────────────────────────────────

    def _struct(self, tree: Tree, kind: type[msgspec.Struct], path: str) -> Any:
        if isinstance(tree, Leaf) and tree.text is None:
            tree = Table((), tree.line)
        if not isinstance(tree, Table):
            return self._wrong("table", path)
        kinds = get_type_hints(kind, include_extras=True)
        values = {}
        for entry in self._entries(tree, path):
            at = f"{path}.{entry.key}" if path else entry.key
            if entry.key in kinds:
                values[entry.key] = self.read(entry.value, kinds[entry.key], at)
            else:
                self._unknown(entry, list(kinds), at)
        for field in msgspec.structs.fields(kind):
            if field.required and field.name not in values:
                values[field.name] = self._wrong("missing", f"{path}.{field.name}", tree.line)
        return _WRONG if _WRONG in values.values() else kind(**values)

    def _dict(self, tree: Tree, of: Any, kind: Any, path: str) -> Any:
        if isinstance(tree, Leaf) and tree.text is None:
            return {}
        if not isinstance(tree, Table):
            return self._wrong("table", path)
        plain, meta = unwrapped(of)
        values = {}
        for entry in self._entries(tree, path):
            at = f"{path}.{entry.key}"
            self.lines[at] = entry.line
            key = self._leaf(entry.key, plain, meta, at)
            values[key] = self.read(entry.value, kind, at)
        return _WRONG if _WRONG in {*values} or _WRONG in values.values() else values

    def _list(self, tree: Tree, kind: Any, meta: Mapping[str, Any], path: str) -> Any:
        if isinstance(tree, Leaf) and tree.text is None:
            tree = Rows((), tree.line)
        if not isinstance(tree, Rows):
            return self._wrong("list", path)
        values = [self.read(item, kind, f"{path}[{n}]") for n, item in enumerate(tree.items)]
        if len(values) < (meta.get("min_length") or 0):
            return self._wrong("few", path)
        if len(values) > (meta.get("max_length") or len(values)):
            return self._wrong("many", path, most=meta["max_length"])
        return _WRONG if _WRONG in values else tuple(values)

    def _entries(self, tree: Table, path: str) -> Iterator[Entry]:
        """Return the entries of a table, each name once."""
        seen: set[str] = set()
        for entry in tree.entries:
            if entry.key in seen:
                at = f"{path}.{entry.key}" if path else entry.key
                self._wrong("twice", at, entry.line)
                continue
            seen.add(entry.key)
            yield entry

    def _unknown(self, entry: Entry, known: list[str], path: str) -> None:
        guess = get_close_matches(entry.key, known, n=1)
        code = "meant" if guess else "unknown"
        self.lines[path] = entry.line
        self.wrong(code, path, **({"guess": guess[0]} if guess else {}))

    # ── of one value ─────────────────────────────────────────────────────────────────────────

    def _leaf(self, text: str, kind: Any, meta: Mapping[str, Any], path: str) -> Any:
        if kind is bool:
            said = text.strip().lower()
            return said in _ON if said in _ON | _OFF else self._wrong("switch", path)
        if kind is int:
            return self._number(text.strip(), meta, path)
        if get_origin(kind) is Literal:
            choices = get_args(kind)
            if text in choices:
                return text
            return self._wrong("choice", path, choices=", ".join(choices))
        return self._text(text, meta, path)

    def _number(self, text: str, meta: Mapping[str, Any], path: str) -> Any:
        if not _NUMBER.fullmatch(text):
            return self._wrong("number", path)
        least, most = meta["ge"], meta["le"]
        if not least <= int(text) <= most:
            return self._wrong("between", path, least=least, most=most)
        return int(text)

    def _text(self, text: str, meta: Mapping[str, Any], path: str) -> Any:
        text = text.replace("\r\n", "\n")
        most, pattern = meta.get("max_length") or len(text), meta.get("pattern")
        if not text.strip() and meta.get("min_length"):
            return self._wrong("empty", path)
        if len(text) > most:
            return self._wrong("too-long", path, most=most)
        if _CONTROL.search(text) or ("\n" in text and (pattern or most <= _ONE_LINE)):
            return self._wrong("control", path)
        if pattern and not re.search(pattern, text):
            return self._wrong("like", path, example=(meta.get("examples") or [""])[0])
        return text

    def _wrong(self, code: str, path: str, line: int = 0, **gaps: str | int) -> Any:
        if line:
            self.lines[path] = line
        self.wrong(code, path, **gaps)
        return _WRONG


def unwrapped(kind: Any) -> tuple[Any, Mapping[str, Any]]:
    """Return a type without its notes, and the notes by name (msgspec.Meta)."""
    notes: dict[str, Any] = {}
    while True:
        origin = get_origin(kind)
        if origin is Annotated:
            kind, *metas = get_args(kind)
            for meta in (each for each in metas if isinstance(each, Meta)):
                notes |= {name: value for name, value in _told(meta).items() if value is not None}
        elif origin in {Union, UnionType}:
            others = [each for each in get_args(kind) if each not in {type(None), UnsetType}]
            inner, more = unwrapped(others[0])
            may_be_none = type(None) in get_args(kind)
            return (inner | None if may_be_none else inner), {**more, **notes}
        else:
            return kind, notes


def _told(meta: Meta) -> dict[str, Any]:
    names = ("ge", "le", "min_length", "max_length", "pattern", "examples")
    return {name: getattr(meta, name) for name in names}

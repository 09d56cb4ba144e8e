"""What somebody wrote, before anybody knows what it means: texts, lists and tables, with lines.

A file and a form are both turned into such a tree, so that one reader (reading.py) says of both
what is wrong. From a file nothing but plain YAML is taken: no tags, no anchors, one document.
"""

from typing import Any

import msgspec
import yaml
from yaml.nodes import Node, ScalarNode, SequenceNode

from cti_adapter.configuration.faults import Fault

LARGEST = 8 * 1024 * 1024
"""Characters of a file: some ten times a configuration with ten thousand agents."""

_DEEPEST = 8
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN = frozenset(
    {"bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value"}
)
"""What YAML takes a plain value for; it is the setting's type that counts."""
_UNQUOTED = (None, "")  # as the two loaders say it
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is


class Leaf(msgspec.Struct, frozen=True):
    """A single value; None where nothing was written."""

    text: str | None
    line: int = 0


class Rows(msgspec.Struct, frozen=True):
    """Values one below the other."""

    items: "tuple[Tree, ...]"
    line: int = 0


class Entry(msgspec.Struct, frozen=True):
    """One name with what stands beside or below it."""

    key: str
    value: "Tree"
    line: int = 0


class Table(msgspec.Struct, frozen=True):
    """Names with values."""

    entries: tuple[Entry, ...]
    line: int = 0


Tree = Leaf | Rows | Table


class NotReadable(Exception):
    """The file is no YAML that we take; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def tree_of(text: str) -> Tree:
    """Return what stands in a file.

    Raises:
        NotReadable: it is no YAML, or uses what we do not take.
    """
    if len(text) > LARGEST:
        raise NotReadable(Fault(path="", code="too-large", gaps={"n": LARGEST}))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            # an alias is a way to write a file that is larger than the memory of who reads it
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise NotReadable(Fault(line=_line(event), path="", code="alias"))
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        problem = error.problem or error.context or ""
        raise NotReadable(
            Fault(line=line, path="", code="no-yaml", gaps={"problem": problem})
        ) from error
    except (yaml.YAMLError, UnicodeError) as error:  # a character YAML does not take
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise NotReadable(Fault(line=line, path="", code="character")) from error
    return Table(()) if node is None else _tree(node, 0)


def _line(place: Any) -> int:
    """Return in which line a node or an event of YAML begins."""
    return int(place.start_mark.line) + 1


def _tree(node: Node, depth: int) -> Tree:
    line = _line(node)
    if depth > _DEEPEST:
        raise NotReadable(Fault(line=line, path="", code="too-deep"))
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN:
        raise NotReadable(Fault(line=line, path="", code="tag"))
    match node:
        case ScalarNode():
            empty = node.style in _UNQUOTED and node.value in _EMPTY
            return Leaf(None if empty else node.value, line)
        case SequenceNode():
            return Rows(tuple(_tree(item, depth + 1) for item in node.value), line)
        case _:
            pairs: list[tuple[Node, Node]] = node.value
            return Table(tuple(_entry(key, value, depth) for key, value in pairs), line)


def _entry(key: Node, value: Node, depth: int) -> Entry:
    line = _line(key)
    if not isinstance(key, ScalarNode):
        raise NotReadable(Fault(line=line, path="", code="key"))
    return Entry(key.value, _tree(value, depth + 1), line)

"""The configuration file: a document as readable YAML, and back again.

What is written is the same for the same document, letter by letter; what is read is refused as a
whole where anything is wrong with it, and everything that is wrong is said.
"""

import re
from collections.abc import Collection
from textwrap import indent
from typing import Any

import msgspec
import yaml

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.document import FORMAT, Document
from cti_adapter.configuration.faults import Fault
from cti_adapter.configuration.reading import Reader
from cti_adapter.configuration.rules import check_document
from cti_adapter.configuration.schema import PAGES, on_page
from cti_adapter.configuration.tree import Leaf, NotReadable, Table, Tree, tree_of

_HEAD = f"""\
# The configuration of one org: every setting, and references instead of secrets.
# What each means is said in docs/settings.md; a part that is left out stays as it is.
format: {FORMAT}
"""

_ONE_LINE = 2**30
"""Wide enough for any text."""
_BY_KEY = frozenset({"telephone_systems", "agents"})
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_@./-]*( [A-Za-z0-9_@./-]+)*")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Refused(Exception):
    """The file is not taken; `faults` says everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read(text: str, kinds: Collection[str] | None = None) -> Document:
    """Return the document that a file describes.

    Args:
        text: of the file.
        kinds: of telephone systems that there are; None takes any.

    Raises:
        Refused: something is wrong with it.
    """
    reader = Reader()
    try:
        tree = _without_format(tree_of(text), reader)
    except NotReadable as error:
        raise Refused((error.fault,)) from error
    if not reader.faults:
        document = reader.read(tree, Document, "")
        if isinstance(document, Document):
            check_document(document, reader.wrong, kinds)
            if not reader.faults:
                return document
    raise Refused(tuple(sorted(reader.faults, key=lambda fault: fault.line)))


def write(document: Document) -> str:
    """Return the file of a document; parts that are UNSET are left out."""
    parts = msgspec.to_builtins(document)
    written = [_HEAD]
    for name in document.__struct_fields__:
        if name == "settings" and isinstance(document.settings, Policy):
            written.append(_settings(document.settings))
        elif name in _BY_KEY and parts.get(name):
            written.append(_by_key(name, parts[name]))
        elif name in parts:
            written.append(_yaml({name: parts[name]}))
    return "\n".join(written)


def _by_key(name: str, parts: dict[str, dict[str, Any]]) -> str:
    """Write flat parts by hand: of ten thousand agents in a tenth of a second, not in seconds."""
    lines = [f"{name}:"]
    for key, part in parts.items():
        lines.append(f"  {_scalar(key)}:")
        lines += [line for field, value in part.items() for line in _lines(field, value)]
    return "\n".join([*lines, ""])


def _lines(field: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [f"    {field}: {_scalar(value)}"]
    below = [f"      {name}: {_scalar(each)}" for name, each in value.items()]
    return [f"    {field}:", *below]


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return "true" if value else "false"  # texts and switches are all there is
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    written: str = yaml.dump(value, Dumper=_Dumper, width=_ONE_LINE, default_style='"')
    return written.rstrip("\n")


def _settings(policy: Policy) -> str:
    """Write every setting, also those at their default: a review shows all of them."""
    said = ["settings:\n"]
    for page in PAGES:
        values = {setting.name: _plain(getattr(policy, setting.name)) for setting in on_page(page)}
        said += [f"  # {page}\n", indent(_yaml(values), "  ", lambda line: line != "\n")]
    return "".join(said)


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


def _without_format(tree: Tree, reader: Reader) -> Tree:
    """Take the number of the format out; a file of another one is not looked into."""
    if not isinstance(tree, Table):
        reader.lines[""] = tree.line
        reader.wrong("table", "")
        return tree
    found = [entry for entry in tree.entries if entry.key == "format"]
    reader.lines["format"] = found[0].line if found else 1
    if not found:
        reader.wrong("missing", "format")
    elif not isinstance(found[0].value, Leaf) or found[0].value.text != str(FORMAT):
        reader.wrong("format", "format", n=FORMAT)
    return Table(tuple(entry for entry in tree.entries if entry not in found[:1]), tree.line)


def _text(dumper: Any, text: str) -> Any:
    # what begins or ends with white space would need YAML's marks for that; quoted it needs none
    style = "|" if "\n" in text and text == text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper: Any = type("_Dumper", (_DUMPER,), {})
"""Writes texts of several lines as such."""
_Dumper.add_representer(str, _text)


def _yaml(value: dict[str, Any]) -> str:
    written: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return written

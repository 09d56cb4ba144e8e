"""A page of settings as a form: what it shows, and what comes back from it.

Works without JavaScript: words stand one a line, a table has an empty last row, and a row that is
emptied is gone. What an admin typed is shown again as it was typed, whatever is wrong with it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.faults import Fault
from cti_adapter.configuration.reading import Reader
from cti_adapter.configuration.rules import check_settings
from cti_adapter.configuration.schema import Setting
from cti_adapter.configuration.task_settings import (
    SETTINGS,
    TaskShape,
    check_task_settings,
    is_asked_of_org,
)
from cti_adapter.configuration.tree import Entry, Leaf, Rows, Table, Tree

MOST_ROWS = 200
"""Of a table; what a form says beyond is not looked at."""

_PLACE = re.compile(r"([a-z_]+)(?:\[(\d+)\](?:\.([a-z_]+))?)?")

Typed = dict[str, Any]
"""By setting: a text, a bool, or the rows of a table as texts by part."""


class Filled:
    """A form as it came back.

    Attributes:
        typed: what stands in it.
        values: by setting, what can be read of it.
        faults: everything that is wrong, each at a setting of the page.
    """

    def __init__(self, settings: Iterable[Setting], form: Mapping[str, str]) -> None:
        self._settings = tuple(settings)
        self.typed: Typed = {setting.name: _typed(setting, form) for setting in self._settings}
        reader = Reader()
        self.values: dict[str, Any] = {}
        for setting in self._settings:
            before = len(reader.faults)
            tree = _tree(setting, self.typed[setting.name])
            value = reader.read(tree, setting.type, setting.name)
            if len(reader.faults) == before:
                self.values[setting.name] = value
        self.faults: tuple[Fault, ...] = tuple(reader.faults)

    def over(self, policy: Policy) -> Policy:
        """Return settings with what the form says; notes what contradicts itself then."""
        made = replace(policy, **self.values)
        reader = Reader()
        check_settings(made, "", reader.wrong)
        self._note(reader.faults)
        return made

    def ask_org(self, before: Policy, made: Policy, task: Callable[[], TaskShape | None]) -> None:
        """Note what is new here and the org does not have.

        Args:
            before: the settings as they are.
            made: as the form says.
            task: asks for the org's Task; None where the org does not answer.
        """
        if self.faults or not is_asked_of_org(before, made):
            return
        reader, shape = Reader(), task()
        if shape is not None:
            check_task_settings(made, shape, reader.wrong)
        for name in SETTINGS if shape is None else ():
            if getattr(before, name) != getattr(made, name):
                reader.wrong("org-silent", name)
        self._note(reader.faults)

    def _note(self, faults: Iterable[Fault]) -> None:
        mine = {setting.name for setting in self._settings}
        self.faults += tuple(fault for fault in faults if place_of(fault.path)[0] in mine)


def shown(settings: Iterable[Setting], policy: Policy) -> Typed:
    """Return what a form shows of settings that are as they should be."""
    return {setting.name: _shown(setting, getattr(policy, setting.name)) for setting in settings}


def place_of(path: str) -> tuple[str, int | None, str]:
    """Return the setting, the row or line and the part that a path of a form names."""
    found = _PLACE.match(path)
    assert found is not None  # noqa: S101 - paths come from the names of settings
    name, row, part = found.groups()
    return name, int(row) if row is not None else None, part or ""


def field_of(setting: Setting, path: str) -> str:
    """Return the id of the field in which the fault of a path is mended."""
    name, row, part = place_of(path)
    if setting.kind != "table" or row is None:
        return name
    return f"{name}-{row}-{part or setting.parts[0].name}"


def _typed(setting: Setting, form: Mapping[str, str]) -> Any:
    if setting.kind == "switch":
        return setting.name in form
    if setting.kind != "table":
        return _tidy(form.get(setting.name, ""))
    rows = [
        {
            part.name: _tidy(form.get(f"{setting.name}-{n}-{part.name}", ""))
            for part in setting.parts
        }
        for n in range(MOST_ROWS)
        if f"{setting.name}-{n}-{setting.parts[0].name}" in form
    ]
    return [row for row in rows if any(row.values())]


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _tree(setting: Setting, typed: Any) -> Tree:
    if setting.kind == "switch":
        return Leaf("true" if typed else "false")
    if setting.kind == "words":
        return Rows(tuple(Leaf(line.strip()) for line in typed.split("\n") if line.strip()))
    if setting.kind != "table":
        return Leaf(typed)
    return Rows(tuple(_row(setting, row) for row in typed))


def _row(setting: Setting, row: Mapping[str, str]) -> Table:
    return Table(tuple(Entry(part.name, _tree(part, row[part.name])) for part in setting.parts))


def _shown(setting: Setting, value: Any) -> Any:
    if setting.kind == "switch":
        return value
    if setting.kind == "words":
        return "\n".join(value)
    if setting.kind != "table":
        return str(value)
    return [
        {part.name: _shown(part, getattr(row, part.name)) for part in setting.parts}
        for row in value
    ]

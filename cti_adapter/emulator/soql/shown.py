"""A stored record as the API shows it: its columns, its parents, its children.

Asks for no record that the caller has not selected, save those it refers to. Never judges a
query: what is selected was bound before.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.columns import Columns
from cti_adapter.emulator.soql.statements import Scene

ChildrenOf = Callable[[ObjectType, str, soql.Query], tuple[str, Values | None]]
"""Gives the name of a child relationship and the children of one record, None for none."""


class Shown:
    """Shows the records of one answer; what they refer to is read once."""

    def __init__(self, scene: Scene, root: str, children: ChildrenOf) -> None:
        """Args: root is /services/data/vNN.0."""
        self._scene = scene
        self._root = root
        self._children = children
        self._seen: dict[str, Values | None] = {}

    def records(
        self, kind: ObjectType, query: soql.Query, record_ids: Sequence[str]
    ) -> list[Values]:
        """Return the records with these ids, in this order."""
        self._seen |= self._scene.org.store.find_many(record_ids)
        columns = Columns(self._scene.schema, kind, query.alias, query.source)
        selection = [_stripped(one, columns) for one in query.selection]
        return [
            self._chosen(kind, row, selection)
            for record_id in record_ids
            if (row := self._record(record_id))
        ]

    def _chosen(self, kind: ObjectType, row: Values, selection: Iterable[soql.Selection]) -> Values:
        shown: Values = {"attributes": self._attributes(kind, row["Id"])}
        for one in selection:
            match one:
                case soql.Column(path):
                    self._put(shown, kind, row, path)
                case soql.Call(_, tuple() as path, alias):
                    self._put(shown, kind, row, path, alias)
                case soql.TypeOf():
                    self._type_of(shown, kind, row, one)
                case soql.Child(query):
                    name, children = self._children(kind, row["Id"], query)
                    shown[name] = children
                case soql.Call():
                    raise TypeError(f"{one.function} is no column")  # refused before
        return shown

    def _put(
        self,
        shown: Values,
        kind: ObjectType,
        row: Values,
        path: soql.Path_,
        alias: str | None = None,
    ) -> None:
        if len(path) == 1:
            one = kind.by_lower.get(path[0].lower())
            shown[alias or (one.name if one else str(path[0]))] = one and self._value(
                kind, row, one
            )
            return
        link = kind.relationships[path[0].lower()]
        name = str(link.relationshipName)
        parent = self._related(row.get(link.name))
        if parent is None:
            shown[name] = None
            return
        inner = shown.get(name) or {"attributes": self._attributes(parent[0], parent[1]["Id"])}
        if link.polymorphic and [step.lower() for step in path[1:]] == ["type"]:
            inner["Type"] = parent[0].name
        else:
            self._put(inner, parent[0], parent[1], path[1:], alias)
        shown[name] = inner

    def _type_of(self, shown: Values, kind: ObjectType, row: Values, one: soql.TypeOf) -> None:
        link = kind.relationships[one.relationship.lower()]
        parent = self._related(row.get(link.name))
        name = str(link.relationshipName)
        if parent is None:
            shown[name] = None
            return
        fit = [when.paths for when in one.whens if when.type_name.lower() == parent[0].name.lower()]
        paths = next(iter(fit), one.otherwise)
        shown[name] = self._chosen(*parent, [soql.Column(path) for path in paths])

    def _value(self, kind: ObjectType, row: Values, one: Field) -> Any:
        """Return what a column of a record shows, a formula's value included."""
        if one.formula is None:
            return row.get(one.name)
        first, rest = one.formula.split(".", 1)
        related = self._related(row.get(kind.relationships[first.lower()].name))
        return related[1].get(rest) if related else None

    def _related(self, record_id: str | None) -> tuple[ObjectType, Values] | None:
        """Return a record referred to; one that is hidden is not there."""
        row = self._record(record_id) if record_id else None
        kind = self._scene.schema.type_of(record_id or "")
        return (kind, row) if row and kind else None

    def _record(self, record_id: str) -> Values | None:
        if record_id not in self._seen:
            found = self._scene.org.find(record_id)
            self._seen[record_id] = found[0] if found else None
        return self._seen[record_id]

    def _attributes(self, kind: ObjectType, record_id: str) -> dict[str, str]:
        return {"type": kind.name, "url": f"{self._root}/sobjects/{kind.name}/{record_id}"}


def _stripped(one: soql.Selection, columns: Columns) -> soql.Selection:
    match one:
        case soql.Column(path):
            return soql.Column(columns.path(path))
        case soql.Call(name, tuple() as path, alias):
            return soql.Call(name, columns.path(path), alias)
        case _:
            return one

"""Answering SOQL: a query's tree is checked and run, and its records are shown.

What is to be selected becomes SQL in statements.py, groups are aggregates.py, the look of a
record is shown.py. Never sees the text of a query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql import children
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.aggregates import Aggregates, counts_rows, is_grouped
from cti_adapter.emulator.soql.columns import Columns
from cti_adapter.emulator.soql.faults import malformed, no_type
from cti_adapter.emulator.soql.shown import Shown
from cti_adapter.emulator.soql.statements import Scene, Statement
from cti_adapter.emulator.soql.viewpoint import Viewpoint, of_user

_FIELDS: Final = "FIELDS"
_FIELDS_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Result:
    """What a query selected: how many rows, and those from one place up to another."""

    total: int
    part: Callable[[int, int], list[Values]]


class Answer:
    """Runs queries against one org."""

    def __init__(
        self, org: Records, root: str, *, deleted: bool = False, viewpoint: Viewpoint | None = None
    ) -> None:
        """Prepare to answer.

        Args:
            org: the org as the asking user sees it (`Records.seen_by`).
            root: /services/data/vNN.0, for the addresses in the answer.
            deleted: the recycle bin is included (queryAll).
            viewpoint: of the asking user; the org's own unless given.
        """
        self._root = root
        self._scene = Scene(
            org=org,
            schema=org.schema,
            viewpoint=viewpoint or of_user(org),
            deleted=deleted,
        )

    def result(self, query: soql.Query) -> Result:
        """Return what a query selects; records are read as they are asked for.

        Raises:
            Refused: the query names what is not there, or breaks a rule.
        """
        kind = self._scene.kind(query.source)
        if counts_rows(query):
            total = Aggregates(Statement(self._scene, query, kind)).count()
            return Result(total, lambda _first, _end: [])
        if is_grouped(query):
            rows = Aggregates(Statement(self._scene, query, kind)).rows()
            return Result(len(rows), lambda first, end: rows[first:end])
        return self._selected(query, kind, None)

    def records(self, query: soql.Query, *, only: Iterable[str] | None = None) -> list[Values]:
        """Return the records a query selects, as the API shows them.

        Args:
            query: the tree; no groups.
            only: ids to stay within, for a search that found them.
        """
        result = self._selected(query, self._scene.kind(query.source), only)
        return result.part(0, result.total)

    def _selected(self, query: soql.Query, kind: ObjectType, only: Iterable[str] | None) -> Result:
        query = replace(query, selection=tuple(self._chosen(query, kind)))
        statement = Statement(self._scene, query, kind, only)
        found = [row[0] for row in self._scene.run(statement.ids())]

        def part(first: int, end: int) -> list[Values]:
            shown = Shown(self._scene, self._root, self._children)
            return shown.records(kind, query, found[first:end])

        return Result(len(found), part)

    def _chosen(self, query: soql.Query, kind: ObjectType) -> Iterable[soql.Selection]:
        """Check what is selected; FIELDS() becomes the columns it stands for."""
        columns = Columns(self._scene.schema, kind, query.alias, query.source)
        for one in query.selection:
            match one:
                case soql.Column(_, str()):
                    raise malformed("only aggregate expressions use field aliasing")
                case soql.Column(path):
                    columns.bind(path)
                case soql.Call(function, tuple() as path) if function == _FIELDS:
                    yield from _all_fields(kind, path, query.limit)
                    continue
                case soql.Call(function, tuple() as path) if function == "TOLABEL":
                    columns.bind(path)
                case soql.Call(function):
                    raise malformed(f"unexpected token: '{function}'")
                case soql.Child(child):
                    self._check_child(kind, child)
                case soql.TypeOf():
                    self._check_type_of(kind, one)
            yield one

    def _check_child(self, kind: ObjectType, child: soql.Query) -> None:
        found = children.find(self._scene.schema, kind, child.source)
        if is_grouped(child):
            raise malformed("a child query has no groups")
        asked = found.of("", child)
        list(self._chosen(asked, found.kind))
        Statement(self._scene, asked, found.kind).ids()

    def _check_type_of(self, kind: ObjectType, one: soql.TypeOf) -> None:
        link = kind.relationships.get(one.relationship.lower())
        if link is None or not link.polymorphic:
            raise malformed(f"TYPEOF is not allowed on the relationship '{one.relationship}'")
        for when in one.whens:
            target = self._scene.schema.find(when.type_name)
            if target is None or target.name not in link.referenceTo:
                raise no_type(when.type_name)
            for path in when.paths:
                Columns(self._scene.schema, target).bind(path)
        for path in one.otherwise:
            Columns(self._scene.schema, kind).bind((one.relationship, *path))

    def _children(
        self, parent: ObjectType, record_id: str, query: soql.Query
    ) -> tuple[str, Values | None]:
        found = children.find(self._scene.schema, parent, query.source)
        result = self._selected(found.of(record_id, query), found.kind, None)
        if not result.total:
            return found.name, None
        return found.name, {
            "totalSize": result.total,
            "done": True,
            "records": result.part(0, result.total),
        }


def _all_fields(kind: ObjectType, path: soql.Path_, limit: int | None) -> Iterable[soql.Selection]:
    """FIELDS(ALL) and FIELDS(CUSTOM) want a LIMIT of 200 at most ([C] SOQL reference)."""
    wanted = path[0].upper()
    if wanted not in {"ALL", "STANDARD", "CUSTOM"}:
        raise malformed(f"unexpected token: '{path[0]}'")
    if wanted != "STANDARD" and not 0 < (limit or 0) <= _FIELDS_LIMIT:
        raise malformed(f"The SOQL FIELDS function must have a LIMIT of at most {_FIELDS_LIMIT}")
    for one in kind.fields.values():
        if wanted == "ALL" or one.custom == (wanted == "CUSTOM"):
            yield soql.Column((one.name,))

"""Answering SOQL: a query's tree becomes SQL over the stored records, the rows become JSON.

Conditions and order are SQLite's work; a column of a related record is a subselect, whatever
the object it belongs to. Never sees the text of a query.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from cti_adapter.emulator import soql_tree as soql
from cti_adapter.emulator import visibility
from cti_adapter.emulator.conditions import Conditions
from cti_adapter.emulator.errors import Refused, invalid_field
from cti_adapter.emulator.org import Org
from cti_adapter.emulator.schema import Field, ObjectType
from cti_adapter.emulator.store import Values

_TYPE_FIELD: Final = Field(name="Type", type="string", label="Object Type")


class Answer:
    """Runs queries of one user against one org."""

    def __init__(self, org: Org, root: str, *, deleted: bool = False) -> None:
        """Args: root is /services/data/vNN.0; `deleted` includes the recycle bin (queryAll)."""
        self._org = org
        self._root = root
        self._deleted = deleted
        self._seen: dict[str, tuple[Values, bool] | None] = {}

    def records(self, query: soql.Query, *, only: Iterable[str] | None = None) -> list[Values]:
        """Return the records a query selects, as the API shows them.

        Args:
            query: the tree.
            only: ids to stay within, for a search that found them.
        """
        kind = self._kind(query)
        for one in query.selection:
            if isinstance(one, soql.Column):
                self._walk(kind, self.path(query, one.path), [])
            else:
                raise _not_imitated("aggregates and child queries")
        paths = [self.path(query, c.path) for c in query.selection if isinstance(c, soql.Column)]
        return [self._shown(kind, row, paths) for row in self._rows(query, kind, only)]

    def count(self, query: soql.Query) -> int:
        """Return how many records a COUNT() query selects."""
        kind = self._kind(query)
        where, values = self._where(query, kind, None)
        sql = f"SELECT count(*) FROM record r WHERE {where}"  # noqa: S608 - built of our own parts
        return int(self._org.store.run(sql, values)[0][0])

    def _kind(self, query: soql.Query) -> ObjectType:
        kind = self._org.schema.find(query.source)
        if kind is None:
            raise Refused(
                "INVALID_TYPE",
                f"sObject type '{query.source}' is not supported. If you are attempting to use a"
                " custom object, be sure to append the '__c' after the entity name.",
                fields=None,
            )
        return kind

    def path(self, query: soql.Query, path: soql.Path_) -> soql.Path_:
        """Take the query's own name off the front: c.Name, Contact.Name of a FROM Contact."""
        owner = {query.source.lower(), (query.alias or query.source).lower()}
        return path[1:] if len(path) > 1 and path[0].lower() in owner else path

    def _rows(
        self, query: soql.Query, kind: ObjectType, only: Iterable[str] | None
    ) -> list[Values]:
        where, values = self._where(query, kind, only)
        order, more = self._order(query, kind)
        sql = f"SELECT r.id FROM record r WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608
        limit = -1 if query.limit is None else query.limit
        found = self._org.store.run(sql, [*values, *more, limit, query.offset])
        return [row[0] for (record_id,) in found if (row := self._record(record_id))]

    def _where(
        self, query: soql.Query, kind: ObjectType, only: Iterable[str] | None
    ) -> tuple[str, list[Any]]:
        parts, values = visibility.reachable(self._org, kind, all_rows=self._deleted)
        if query.where is not None:
            sql, more = self._conditions(query, kind).sql(query.where)
            parts.append(sql)
            values += more
        if only is not None:
            found = list(only)
            parts.append(f"r.id IN ({', '.join('?' * len(found))})")
            values += found
        return " AND ".join(parts), values

    def _conditions(self, query: soql.Query, kind: ObjectType) -> Conditions:
        return Conditions(
            column=lambda path: self.column(kind, self.path(query, path)), joined=self.ids_of
        )

    def _order(self, query: soql.Query, kind: ObjectType) -> tuple[str, list[Any]]:
        parts = []
        for one in query.order:
            sql, _ = self.column(kind, self.path(query, one.path))
            way = "DESC" if one.descending else "ASC"
            nulls = "LAST" if one.nulls_last else "FIRST"
            parts.append(f"{sql} COLLATE NOCASE {way} NULLS {nulls}")
        return ", ".join([*parts, "r.id"]), []

    def column(self, kind: ObjectType, path: soql.Path_) -> tuple[str, Field]:
        """Return the SQL expression of a column and what it is.

        Raises:
            Refused: INVALID_FIELD.
        """
        steps: list[str] = []
        one = self._walk(kind, path, steps)
        holder = "r"
        for depth, step in enumerate(steps):
            key = f"json_extract({holder}.body, '$.{step}')"
            steps[depth] = f"p{depth}.id = {key}"
            holder = f"p{depth}"
        value = "type" if one is _TYPE_FIELD else f"json_extract({holder}.body, '$.{one.name}')"
        if not steps:
            return ("r.id" if one.name == "Id" else value), one
        value = f"{holder}.type" if one is _TYPE_FIELD else value
        tables = ", ".join(f"record p{depth}" for depth in range(len(steps)))
        return f"(SELECT {value} FROM {tables} WHERE {' AND '.join(steps)})", one  # noqa: S608

    def _walk(self, kind: ObjectType, path: soql.Path_, steps: list[str]) -> Field:
        """Follow a path to its column, noting the reference columns on the way."""
        if len(path) == 1:
            return self._last(kind, path[0], steps)
        link = kind.relationships.get(path[0].lower())
        if link is None:
            raise Refused(
                "INVALID_FIELD",
                f"Didn't understand relationship '{path[0]}' in field path. If you are attempting"
                " to use a custom relationship, be sure to append the '__r' after the custom"
                " relationship name.",
                fields=None,
            )
        steps.append(link.name)
        if link.polymorphic and len(path) == 2 and path[1].lower() == "type":  # noqa: PLR2004
            return _TYPE_FIELD
        targets = [self._org.kind(name) for name in link.referenceTo]
        wanted = path[1].lower()
        target = next((t for t in targets if wanted in t.by_lower), targets[0])
        return self._walk(target, path[1:], steps)

    def _last(self, kind: ObjectType, name: str, steps: list[str]) -> Field:
        one = kind.by_lower.get(name.lower())
        if one is None:
            raise invalid_field(name, kind.name)
        if one.formula:
            return self._walk(kind, tuple(one.formula.split(".")), steps)
        return one

    def _record(self, record_id: str | None) -> tuple[Values, bool] | None:
        if not record_id:
            return None
        if record_id not in self._seen:
            self._seen[record_id] = self._org.find(record_id)
        return self._seen[record_id]

    def _shown(self, kind: ObjectType, row: Values, paths: Sequence[soql.Path_]) -> Values:
        shown: Values = {"attributes": self.attributes(kind, row["Id"])}
        for path in paths:
            if len(path) == 1:
                one = kind.by_lower.get(path[0].lower())
                shown[one.name if one else path[0]] = one and self.value(kind, row, one)
                continue
            link = kind.relationships[path[0].lower()]
            name = str(link.relationshipName)
            inner = self._parent(link, row.get(link.name), path[1:])
            shown[name] = inner and {**(shown.get(name) or {}), **inner}
        return shown

    def _parent(self, link: Field, record_id: str | None, path: soql.Path_) -> Values | None:
        related = self._related(record_id)
        if related is None:
            return None
        kind, row = related
        if link.polymorphic and [step.lower() for step in path] == ["type"]:
            return {"attributes": self.attributes(kind, row["Id"]), "Type": kind.name}
        return self._shown(kind, row, [path])

    def _related(self, record_id: str | None) -> tuple[ObjectType, Values] | None:
        found = self._record(record_id)
        kind = self._org.schema.type_of(record_id or "")
        return (kind, found[0]) if found and kind else None

    def value(self, kind: ObjectType, row: Values, one: Field) -> Any:
        """Return what a column of a record shows, a formula's value included."""
        if one.formula is None:
            return row.get(one.name)
        first, rest = one.formula.split(".", 1)
        related = self._related(row.get(kind.relationships[first.lower()].name))
        return related[1].get(rest) if related else None

    def attributes(self, kind: ObjectType, record_id: str) -> dict[str, str]:
        return {"type": kind.name, "url": f"{self._root}/sobjects/{kind.name}/{record_id}"}

    def ids_of(self, query: soql.Query) -> list[str]:
        """Return the values of the one column a semi-join selects."""
        kind = self._kind(query)
        if len(query.selection) != 1 or not isinstance(query.selection[0], soql.Column):
            raise _not_imitated("a semi-join of more than one column")
        one = self._walk(kind, query.selection[0].path, [])
        return [v for row in self._rows(query, kind, None) if (v := row.get(one.name))]


def _not_imitated(what: str) -> Refused:
    return Refused("MALFORMED_QUERY", f"the stand-in does not imitate {what}", fields=None)

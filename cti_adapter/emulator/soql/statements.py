"""One SELECT on one object as SQL: what it may name, where it holds, in which order.

Used for a query, for a semi-join's own query and for an aggregate alike. Builds SQL and runs
none, save to choose the smallest of several look-ups.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import visibility
from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import ObjectType, Schema
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.columns import AGGREGATES, Bound, Columns
from cti_adapter.emulator.soql.conditions import Built, Conditions
from cti_adapter.emulator.soql.faults import BindFault, malformed, no_type, too_complicated
from cti_adapter.emulator.soql.seeds import Seeds
from cti_adapter.emulator.soql.viewpoint import Viewpoint

_MOST_JOINS: Final = 2
_MOST_OFFSET: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a query is asked.

    `org` is what its user sees of the org, `schema` the same of the objects, read once; `deleted`
    includes the recycle bin (queryAll).
    """

    org: Records
    schema: Schema
    viewpoint: Viewpoint
    deleted: bool = False

    def run(self, built: Built) -> list[tuple[Any, ...]]:
        """Run SQL; what the database cannot follow is QUERY_TOO_COMPLICATED."""
        try:
            return self.org.store.run(*built)
        except (sqlite3.OperationalError, OverflowError, UnicodeEncodeError) as fault:
            raise too_complicated() from fault

    def kind(self, name: str) -> ObjectType:
        """Return the object a FROM names.

        Raises:
            Refused: INVALID_TYPE, or INVALID_TYPE_FOR_OPERATION for what is only a child.
        """
        kind = self.schema.find(name)
        if kind is None:
            raise no_type(name)
        if not kind.queryable:
            raise BindFault(
                "INVALID_TYPE_FOR_OPERATION",
                f"entity type {kind.name} does not support query",
                name,
            )
        return kind


class Statement:
    """One query on one object.

    Args:
        scene: where it is asked.
        query: its tree.
        kind: the object selected from.
        only: ids to stay within, for a search that found them.
    """

    def __init__(
        self,
        scene: Scene,
        query: soql.Query,
        kind: ObjectType,
        only: Iterable[str] | None = None,
    ) -> None:
        self.scene = scene
        self.query = query
        self.kind = kind
        self._only = only
        self.columns = Columns(scene.schema, kind, query.alias, query.source)

    def ids(self) -> Built:
        """Return SQL for the ids selected, in order.

        Raises:
            Refused: something in the query is not there, or not allowed there.
        """
        where, values = self.where()
        limit, offset = self.window()
        sql = f"SELECT r.id FROM record r WHERE {where} ORDER BY {self.order()} LIMIT ? OFFSET ?"  # noqa: S608 - SQL of ours
        return sql, [*values, limit, offset]

    def window(self) -> tuple[int, int]:
        """Return the values of LIMIT and OFFSET; -1 where there is no limit."""
        if self.query.offset > _MOST_OFFSET:
            raise Refused(
                "NUMBER_OUTSIDE_VALID_RANGE",
                f"Maximum SOQL offset allowed is {_MOST_OFFSET}",
                fields=None,
            )
        return (-1 if self.query.limit is None else self.query.limit), self.query.offset

    def where(self) -> Built:
        """Return the condition of the statement, the object itself included."""
        seed = self._seed()
        parts, values = visibility.reachable(
            self.scene.org, self.kind, all_rows=self.scene.deleted, looked_up=seed is not None
        )
        if seed is not None:
            parts.append(f"r.id IN ({seed[0]})")
            values += seed[1]
        for sql, more in (self._condition(), self._scope()):
            parts += [sql] if sql else []
            values += more
        return " AND ".join(parts), values

    def order(self) -> str:
        """Return what stands behind ORDER BY."""
        parts = []
        for one in self.query.order:
            bound = self.columns.bind(one.operand)
            if not bound.field.filterable:
                raise BindFault(
                    "INVALID_FIELD",
                    f"field '{bound.field.name}' can not be sorted in a query call",
                    bound.field.name,
                )
            parts.append(ordered(bound.sql, one))
        return ", ".join([*parts, "r.id"])

    def chosen(self) -> Built:
        """Return SQL for the one column a semi-join selects, as `chosen`.

        Raises:
            Refused: MALFORMED_QUERY, the query is not one a semi-join may have.
        """
        query = self.query
        one = query.selection[0] if len(query.selection) == 1 else None
        if not isinstance(one, soql.Column):
            raise malformed("Semi join sub-selects must select exactly one column")
        if query.order or query.limit is not None or query.group or query.offset:
            raise malformed(
                "ORDER BY, GROUP BY and LIMIT are not allowed in a semi join sub-select"
            )
        if any(_joins(query.where)):
            raise malformed("Nesting of semi join sub-selects is not supported")
        bound = self.columns.bind(one.path)
        if bound.field.type not in {"id", "reference"} or bound.steps[1:]:
            name = bound.field.name
            raise malformed(
                f"The inner select field '{name}' in the semi join sub-select must be an ID or"
                " reference field"
            )
        where, values = self.where()
        sql = f"SELECT {bound.sql} AS chosen FROM record r WHERE {where} AND {bound.sql} NOT NULL"  # noqa: S608 - SQL of ours
        return sql, values

    def bind(self, operand: soql.Operand) -> Bound:
        """Return a column of a condition; an aggregate stands in HAVING alone."""
        if isinstance(operand, soql.Call) and operand.function in AGGREGATES:
            raise malformed("Aggregate functions are not allowed in a WHERE clause")
        return self.columns.bind(operand)

    def joined(self, query: soql.Query) -> Built:
        """Return the SQL of a semi-join's own query."""
        return Statement(self.scene, query, self.scene.kind(query.source)).chosen()

    def _seed(self) -> Built | None:
        if self._only is not None:
            found = list(self._only)
            return ", ".join("?" * len(found)), found
        return Seeds(self.kind, self.bind, self.joined, self._count).find(self.query.where)

    def _count(self, built: Built) -> int:
        return int(self.scene.run(built)[0][0])

    def _condition(self) -> Built:
        where = self.query.where
        if where is None:
            return "", []
        _check_joins(where)
        return Conditions(self.bind, self.joined, self.scene.viewpoint).sql(where)

    def _scope(self) -> Built:
        """USING SCOPE mine; everything is what a query asks without it."""
        using = (self.query.using or "everything").lower()
        if using == "mine" and "OwnerId" in self.kind.fields:
            return "json_extract(r.body, '$.OwnerId') = ?", [self.scene.viewpoint.user_id]
        if using != "everything":
            raise malformed(f"unexpected token: '{self.query.using}'")
        return "", []


def ordered(sql: str, one: soql.Ordering) -> str:
    """Return one column of an ORDER BY; nulls come first unless asked otherwise ([C])."""
    way = "DESC" if one.descending else "ASC"
    return f"{sql} COLLATE NOCASE {way} NULLS {'LAST' if one.nulls_last else 'FIRST'}"


def _check_joins(where: soql.Condition) -> None:
    """Two semi-joins at most, and none under OR or NOT ([C] SOQL and SOSL Reference)."""
    top = where.parts if isinstance(where, soql.Both) else (where,)
    direct = sum(isinstance(part, soql.Join) for part in top)
    if direct < sum(1 for _ in _joins(where)):
        raise malformed(
            "Semi join sub-selects are only allowed at the top level WHERE expressions and not in"
            " nested WHERE expressions."
        )
    if direct > _MOST_JOINS:
        raise malformed(f"maximum {_MOST_JOINS} semi join sub-selects are allowed")


def _joins(where: soql.Condition | None) -> Iterable[soql.Join]:
    match where:
        case soql.Join():
            yield where
        case soql.Not(part):
            yield from _joins(part)
        case soql.Both(parts) | soql.Either(parts):
            for part in parts:
                yield from _joins(part)
        case _:
            return

"""Grouped answers: COUNT, SUM and their like, GROUP BY, HAVING; one AggregateResult a row.

What is selected, ordered by or asked in HAVING must be grouped or aggregated. The source of the
rules is the SOQL and SOSL Reference, "GROUP BY" and "Aggregate Functions" ([C]); texts [P].
"""

from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.schema import Field
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.columns import AGGREGATES, Bound
from cti_adapter.emulator.soql.conditions import Built, Conditions
from cti_adapter.emulator.soql.faults import BindFault, malformed
from cti_adapter.emulator.soql.statements import Statement, ordered

_NUMBERS: Final = frozenset({"int", "double", "currency", "percent"})
_COUNTED: Final = Field(name="", type="int", label="")
_AVERAGED: Final = Field(name="", type="double", label="")


def is_grouped(query: soql.Query) -> bool:
    """Whether a query answers with groups instead of records."""
    return bool(query.group) or any(
        isinstance(one, soql.Call) and one.function in AGGREGATES for one in query.selection
    )


def counts_rows(query: soql.Query) -> bool:
    """Whether a query is SELECT COUNT(), which answers in totalSize alone."""
    return any(
        isinstance(one, soql.Call) and one.function == "COUNT" and one.argument is None
        for one in query.selection
    )


class Aggregates:
    """Answers one grouped query."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._query = statement.query
        self._grouped = {self._key(operand) for operand in self._query.group}

    def count(self) -> int:
        """Return how many records a SELECT COUNT() selects.

        Raises:
            Refused: MALFORMED_QUERY, something stands beside COUNT().
        """
        query = self._query
        if len(query.selection) > 1 or query.group or query.order:
            raise malformed("COUNT() must be the only element in the SELECT list")
        where, values = self._statement.where()
        sql = f"SELECT count(*) FROM (SELECT 1 FROM record r WHERE {where} LIMIT ? OFFSET ?)"  # noqa: S608 - SQL of ours
        found = self._run(sql, [*values, *self._statement.window()])
        return int(found[0][0])

    def rows(self) -> list[Values]:
        """Return the groups as the API shows them.

        Raises:
            Refused: something is neither grouped nor aggregated, or there are too many groups.
        """
        shown = [self._shown(one) for one in self._query.selection]
        names = _names(self._query.selection)
        where, values = self._statement.where()
        groups = [self._bind(one) for one in self._query.group]
        having, more = self._having()
        columns = ", ".join(bound.sql for bound in shown)
        sql = f"SELECT {columns} FROM record r WHERE {where}"  # noqa: S608 - SQL of ours
        if groups:
            sql += f" GROUP BY {', '.join(f'{bound.sql} COLLATE NOCASE' for bound in groups)}"
        sql += having + self._order() + " LIMIT ? OFFSET ?"
        found = self._run(sql, [*values, *more, *self._statement.window()])
        if len(found) > rules.BATCH:
            raise Refused(
                "EXCEEDED_ID_LIMIT",
                "Aggregate query does not support queryMore(), use LIMIT to restrict the results"
                " to a single batch",
                fields=None,
            )
        return [
            {
                "attributes": {"type": "AggregateResult"},
                **{n: _value(b.field, v) for n, b, v in zip(names, shown, row, strict=True)},
            }
            for row in found
        ]

    def _shown(self, one: soql.Selection) -> Bound:
        match one:
            case soql.Column(path):
                return self._bind(path)
            case soql.Call():
                return self._bind(one)
            case _:
                raise malformed("a group shows columns and aggregates, and no child records")

    def _bind(self, operand: soql.Operand) -> Bound:
        """Return an aggregate, or a column that is grouped."""
        if isinstance(operand, soql.Call) and operand.function in AGGREGATES:
            return self._aggregate(operand)
        bound = self._statement.columns.bind(operand)
        name = bound.field.name
        if self._key(operand) not in self._grouped:
            raise malformed(f"Field must be grouped or aggregated: {name}")
        if isinstance(operand, soql.Call):
            return bound
        if not bound.field.groupable:
            raise BindFault(
                "INVALID_FIELD", f"field '{name}' can not be grouped in a query call", operand[-1]
            )
        return bound

    def _aggregate(self, call: soql.Call) -> Bound:
        if call.argument is None:
            raise malformed("COUNT() must be the only element in the SELECT list")
        inner = self._statement.columns.bind(call.argument)
        numeric = inner.field.type in _NUMBERS
        text = inner.field.type in {"boolean", "textarea"} or not inner.field.filterable
        if (call.function in {"SUM", "AVG"} and not numeric) or (
            call.function in {"MIN", "MAX"} and text
        ):
            raise BindFault(
                "INVALID_FIELD",
                f"field {inner.field.name} does not support aggregate operator {call.function}",
                call.function,
            )
        match call.function:
            case "COUNT":
                return Bound(f"count({inner.sql})", _COUNTED)
            case "COUNT_DISTINCT":
                return Bound(f"count(DISTINCT {inner.sql} COLLATE NOCASE)", _COUNTED)
            case "AVG":
                return Bound(f"avg({inner.sql})", _AVERAGED)
            case "SUM":
                return Bound(f"sum({inner.sql})", _AVERAGED)
            case _:
                return Bound(f"{call.function.lower()}({inner.sql})", inner.field)

    def _having(self) -> Built:
        if self._query.having is None:
            return "", []
        conditions = Conditions(self._bind, self._statement.joined, self._statement.scene.viewpoint)
        sql, values = conditions.sql(self._query.having)
        return f" HAVING {sql}", values

    def _order(self) -> str:
        parts = [ordered(self._bind(one.operand).sql, one) for one in self._query.order]
        return f" ORDER BY {', '.join(parts)}" if parts else ""

    def _key(self, operand: soql.Operand) -> object:
        """Return what makes two operands the same: case and the object's own name do not."""
        if isinstance(operand, soql.Call):
            return operand.function, operand.argument and self._key(operand.argument)
        return tuple(step.lower() for step in self._statement.columns.path(operand))

    def _run(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        return self._statement.scene.run((sql, values))


def _names(selection: tuple[soql.Selection, ...]) -> list[str]:
    """Return the member of each column: its alias, its name, or expr0, expr1 and so on."""
    names: list[str] = []
    unnamed = 0
    for one in selection:
        alias = one.alias if isinstance(one, soql.Column | soql.Call) else None
        if alias is None and isinstance(one, soql.Column):
            alias = str(one.path[-1])
        if alias is None:
            alias = f"expr{unnamed}"
            unnamed += 1
        if alias in names:
            raise malformed(f"duplicate alias: {alias}")
        names.append(alias)
    return names


def _value(one: Field, value: Any) -> Any:
    if value is None:
        return None
    if one.type == "boolean":
        return bool(value)
    return float(value) if one.type in _NUMBERS - {"int"} else value

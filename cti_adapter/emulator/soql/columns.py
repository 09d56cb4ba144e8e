"""A column as a query names it, found in the schema and written as SQL over `record r`.

A column of a related record is a subselect, whatever the object it belongs to; a date function
is arithmetic on the stored text. Refuses what the schema does not have; reads no record.
"""

from dataclasses import dataclass, replace
from typing import Final

from cti_adapter.emulator.org.schema import Field, ObjectType, Schema
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.faults import (
    BindFault,
    malformed,
    no_column,
    no_relationship,
    no_type,
    unknown_here,
)

AGGREGATES: Final = frozenset({"COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"})
_ELSEWHERE: Final = frozenset(
    {"FORMAT", "CONVERTCURRENCY", "CONVERTTIMEZONE", "GROUPING", "ROLLUP", "CUBE", "DISTANCE"}
)
"""Functions that Salesforce has and the stand-in has not."""
_TYPE: Final = Field(name="Type", type="string", label="Object Type")
_NUMBER: Final = Field(name="", type="int", label="")
_DATE_PARTS: Final = {
    "CALENDAR_YEAR": "CAST(strftime('%Y', {0}) AS INTEGER)",
    "CALENDAR_QUARTER": "(CAST(strftime('%m', {0}) AS INTEGER) + 2) / 3",
    "CALENDAR_MONTH": "CAST(strftime('%m', {0}) AS INTEGER)",
    "DAY_IN_MONTH": "CAST(strftime('%d', {0}) AS INTEGER)",
    "DAY_IN_WEEK": "CAST(strftime('%w', {0}) AS INTEGER) + 1",
    "DAY_IN_YEAR": "CAST(strftime('%j', {0}) AS INTEGER)",
    "DAY_ONLY": "substr({0}, 1, 10)",
    "HOUR_IN_DAY": "CAST(strftime('%H', {0}) AS INTEGER)",
    "WEEK_IN_MONTH": "(CAST(strftime('%d', {0}) AS INTEGER) + 6) / 7",
    "WEEK_IN_YEAR": "(CAST(strftime('%j', {0}) AS INTEGER) + 6) / 7",
}
"""Date functions ([C] SOQL and SOSL Reference): in UTC, fiscal years begin in January ([B])."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A column that was found: its SQL, what it is, and the reference columns on the way."""

    sql: str
    field: Field
    steps: tuple[Field, ...] = ()


class Columns:
    """The columns a query on one object may name.

    Args:
        schema: the objects as the asking user sees them.
        kind: the object selected from.
        own: other names of the object in this query: its alias.
    """

    def __init__(self, schema: Schema, kind: ObjectType, *own: str | None) -> None:
        self._schema = schema
        self._kind = kind
        self._own = {kind.name.lower(), *(name.lower() for name in own if name)}

    def path(self, path: soql.Path_) -> soql.Path_:
        """Take the query's own name off the front: c.Name, Contact.Name of a FROM Contact."""
        own = len(path) > 1 and path[0].lower() in self._own
        return path[1:] if own and path[0].lower() not in self._kind.relationships else path

    def bind(self, operand: soql.Operand) -> Bound:
        """Return a column, or a function of one that is no aggregate.

        Raises:
            Refused: INVALID_FIELD, or MALFORMED_QUERY for an unknown function.
        """
        if isinstance(operand, soql.Call):
            return self._called(operand)
        steps: list[Field] = []
        one = self._walk(self._kind, self.path(operand), steps)
        return Bound(_sql(one, steps), one, tuple(steps))

    def _called(self, call: soql.Call) -> Bound:
        known = call.function in _DATE_PARTS or call.function.startswith("FISCAL_")
        if call.function in _ELSEWHERE:
            raise unknown_here(call.function)
        if call.argument is None or not (known or call.function == "TOLABEL"):
            raise malformed(f"unexpected token: '{call.function}'")
        inner = self.bind(call.argument)
        if call.function == "TOLABEL":
            return inner
        if inner.field.type not in {"date", "datetime"}:
            raise BindFault(
                "INVALID_FIELD",
                f"field '{inner.field.name}' does not support the function {call.function}",
                call.function,
            )
        template = _DATE_PARTS.get(call.function.replace("FISCAL_", "CALENDAR_"))
        if template is None:
            raise malformed(f"unexpected token: '{call.function}'")
        kind = "date" if call.function == "DAY_ONLY" else "int"
        seconds = f"substr({inner.sql}, 1, 19)"
        return Bound(template.format(seconds), replace(_NUMBER, type=kind, name=inner.field.name))

    def _walk(self, kind: ObjectType, path: soql.Path_, steps: list[Field]) -> Field:
        """Follow a path to its column, noting the reference columns on the way."""
        if len(path) == 1:
            return self._last(kind, path[0], steps)
        link = kind.relationships.get(path[0].lower())
        if link is None:
            raise no_relationship(path[0])
        steps.append(link)
        if link.polymorphic and len(path) == 2 and path[1].lower() == "type":  # noqa: PLR2004
            return _TYPE
        return self._walk(self._target(link, path[1]), path[1:], steps)

    def _target(self, link: Field, wanted: str) -> ObjectType:
        """Return the object a reference leads to; of several the first that has the column."""
        targets = [one for name in link.referenceTo if (one := self._schema.find(name))]
        if not targets:
            raise no_type(link.name)
        fit = (one for one in targets if wanted.lower() in one.by_lower)
        return next(fit, targets[0])

    def _last(self, kind: ObjectType, name: str, steps: list[Field]) -> Field:
        one = kind.by_lower.get(name.lower())
        if one is None:
            raise no_column(name, kind.name)
        if one.formula:
            return self._walk(kind, tuple(one.formula.split(".")), steps)
        return one


def _sql(one: Field, steps: list[Field]) -> str:
    value = "{0}.type" if one is _TYPE else f"json_extract({{0}}.body, '$.{one.name}')"
    if not steps:
        return "r.id" if one.name == "Id" else value.format("r")
    joins, holder = [], "r"
    for depth, step in enumerate(steps):
        joins.append(f"p{depth}.id = json_extract({holder}.body, '$.{step.name}')")
        holder = f"p{depth}"
    tables = ", ".join(f"record p{depth}" for depth in range(len(steps)))
    return f"(SELECT {value.format(holder)} FROM {tables} WHERE {' AND '.join(joins)})"  # noqa: S608 - names of the schema

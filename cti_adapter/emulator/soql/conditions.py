"""The WHERE and HAVING of a query as SQL: comparison by comparison, literal by literal.

Text is compared without case, ids with it; a moment is compared in the form it is stored in.
Which column is meant, the caller says; no record is read here.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from typing import Any, Final

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import checks, ids
from cti_adapter.emulator.org.schema import Field
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.build import columns_of
from cti_adapter.emulator.soql.columns import Bound
from cti_adapter.emulator.soql.faults import BindFault, malformed
from cti_adapter.emulator.soql.periods import Days
from cti_adapter.emulator.soql.viewpoint import Viewpoint

Built = tuple[str, list[Any]]
"""SQL and the values of its question marks."""
_NUMBERS: Final = frozenset({"int", "double", "currency", "percent"})
_SIDE_BY_SIDE: Final = 100
"""SQLite nests what stands side by side, and 1,000 levels deep at most."""
_IDS: Final = frozenset({"id", "reference"})


class Conditions:
    """Turns the conditions of one query into SQL.

    Args:
        bind: finds a column, or refuses it.
        joined: gives the SQL of the one column a semi-join's own query selects.
        viewpoint: whose day and week date literals mean.
    """

    def __init__(
        self,
        bind: Callable[[soql.Operand], Bound],
        joined: Callable[[soql.Query], Built],
        viewpoint: Viewpoint,
    ) -> None:
        self._bind = bind
        self._joined_query = joined
        self._viewpoint = viewpoint

    def sql(self, one: soql.Condition) -> Built:
        match one:
            case soql.Both(parts):
                return self._joined(parts, " AND ")
            case soql.Either(parts):
                return self._joined(parts, " OR ")
            case soql.Not(part):
                inner, values = self.sql(part)
                return f"NOT coalesce(({inner}), 0)", values
            case soql.Among(operand, values, wanted):
                return self._among(operand, values, wanted=wanted)
            case soql.Includes(operand, values, wanted):
                return self._includes(operand, values, wanted=wanted)
            case soql.Join(operand, query, wanted):
                return self._semi_join(operand, query, wanted=wanted)
            case soql.Compare(operand, operator, soql.Period() as period):
                return self._period(operand, operator, period)
            case soql.Compare(operand, operator, value):
                return self._compare(operand, operator, value)

    def _joined(self, parts: Iterable[soql.Condition], word: str) -> Built:
        built = [self.sql(part) for part in parts]
        listed = [sql for sql, _ in built]
        while len(listed) > _SIDE_BY_SIDE:
            some = range(0, len(listed), _SIDE_BY_SIDE)
            listed = [f"({word.join(listed[at : at + _SIDE_BY_SIDE])})" for at in some]
        return f"({word.join(listed)})", [value for _, values in built for value in values]

    def _among(self, operand: soql.Operand, values: Iterable[Any], *, wanted: bool) -> Built:
        bound = self._column(operand)
        fitting = [self._fit(bound.field, value, operand) for value in values]
        known = [value for value in fitting if value is not None]
        marks = ", ".join("?" * len(known))
        listed = f"{bound.sql}{_collation(bound.field)} IN ({marks})"
        if None in fitting:
            listed = f"({bound.sql} IS NULL OR {listed})"
        return (listed if wanted else f"NOT coalesce({listed}, 0)"), known

    def _semi_join(self, operand: soql.Operand, query: soql.Query, *, wanted: bool) -> Built:
        bound = self._column(operand)
        if bound.field.type not in _IDS:
            name = bound.field.name
            raise malformed(f"The left operand '{name}' in the where expression must be an id")
        inner, values = self._joined_query(query)
        listed = f"{bound.sql} IN ({inner})"
        return (listed if wanted else f"NOT coalesce({listed}, 0)"), values

    def _includes(self, operand: soql.Operand, values: Iterable[Any], *, wanted: bool) -> Built:
        """Each value may be several joined by ; signs, which must then all be there."""
        bound = self._column(operand)
        if bound.field.type != "multipicklist":
            raise _operator(bound.field, operand)
        each = [[v for v in str(value).split(";") if v] for value in values]
        test = f"instr(';' || lower({bound.sql}) || ';', ?) > 0"
        groups = " OR ".join(f"({' AND '.join([test] * len(group))})" for group in each)
        marks = [f";{value.lower()};" for group in each for value in group]
        return (f"({groups})" if wanted else f"NOT coalesce(({groups}), 0)"), marks

    def _period(self, operand: soql.Operand, operator: str, period: soql.Period) -> Built:
        bound = self._column(operand)
        days = self._viewpoint.days(period.text)
        if days is None or operator == "like":
            raise BindFault("MALFORMED_QUERY", f"unexpected token: '{period.text}'", period.text)
        if bound.field.type not in {"date", "datetime"}:
            raise _wrong_value(bound.field, operand)
        first, end = self._edges(bound.field, days)
        match operator:
            case "=":
                return f"({bound.sql} >= ? AND {bound.sql} < ?)", [first, end]
            case "!=":
                return f"NOT coalesce({bound.sql} >= ? AND {bound.sql} < ?, 0)", [first, end]
            case "<" | ">=":
                return f"{bound.sql} {operator} ?", [first]
            case _:
                return f"{bound.sql} {'<' if operator == '<=' else '>='} ?", [end]

    def _edges(self, one: Field, days: Days) -> tuple[str, str]:
        if one.type == "date":
            return days.first.isoformat(), days.end.isoformat()
        zone = self._viewpoint.zone
        midnights = (datetime.combine(day, time(), zone) for day in (days.first, days.end))
        first, end = (at.astimezone(UTC).strftime(checks.STAMP) for at in midnights)
        return first, end

    def _compare(self, operand: soql.Operand, operator: str, value: Any) -> Built:
        bound = self._column(operand)
        if operator == "like":
            if bound.field.type in _IDS | _NUMBERS | {"boolean", "date", "datetime"}:
                raise _operator(bound.field, operand)
            return f"{bound.sql} LIKE ? ESCAPE '\\'", [value]
        fitting = self._fit(bound.field, value, operand)
        collation = _collation(bound.field)
        if operator in {"=", "!="}:
            word = "IS" if operator == "=" else "IS NOT"
            return f"{bound.sql} {word} ?{collation}", [fitting]
        if bound.field.type in {"boolean", "multipicklist"} or fitting is None:
            raise _operator(bound.field, operand)
        return f"{bound.sql} {operator} ?{collation}", [fitting]

    def _column(self, operand: soql.Operand) -> Bound:
        bound = self._bind(operand)
        if not bound.field.filterable:
            name = bound.field.name
            raise BindFault(
                "INVALID_FIELD",
                f"field '{name}' can not be filtered in a query call",
                _named(operand),
            )
        return bound

    def _fit(self, one: Field, value: Any, operand: soql.Operand) -> Any:
        """Return a literal in the form the column stores."""
        match value:
            case None:
                return None
            case soql.Moment():
                return _moment(one, value, operand)
            case soql.Period():
                raise BindFault("MALFORMED_QUERY", f"unexpected token: '{value.text}'", value.text)
            case bool():
                fits = one.type == "boolean"
            case float():
                fits = one.type in _NUMBERS
            case _ if one.type in _IDS:
                return _record_id(value)
            case _:
                fits = one.type not in _NUMBERS | {"boolean", "date", "datetime"}
        if not fits:
            raise _wrong_value(one, operand)
        return None if value == "" else value


def _record_id(value: str) -> str | None:
    full = ids.long_form(value)
    if full is None and value:
        raise Refused("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {value}", fields=None)
    return full


def _moment(one: Field, value: soql.Moment, operand: soql.Operand) -> str:
    wanted = "datetime" if value.with_time else "date"
    if one.type != wanted:
        raise _wrong_value(one, operand)
    try:
        at = datetime.fromisoformat(value.text)
        return at.astimezone(UTC).strftime(checks.STAMP) if value.with_time else value.text
    except (ValueError, OverflowError) as fault:
        raise malformed(f"line 1:1 no viable alternative at '{value.text}'") from fault


def _wrong_value(one: Field, operand: soql.Operand) -> BindFault:
    quoted = one.type not in _NUMBERS | {"boolean", "date", "datetime"}
    kind = {"datetime": "dateTime", "reference": "ID", "id": "ID"}.get(one.type, one.type)
    kind = "string" if quoted and kind != "ID" else kind
    return BindFault(
        "INVALID_FIELD",
        f"value of filter criterion for field '{one.name}' must be of type {kind} and should"
        f" {'' if quoted else 'not '}be enclosed in quotes",
        _named(operand),
    )


def _operator(one: Field, operand: soql.Operand) -> BindFault:
    kind = "id" if one.type in _IDS else one.type
    return BindFault(
        "INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {kind} field", _named(operand)
    )


def _named(operand: soql.Operand) -> str:
    path = columns_of(operand)
    return path[-1] if path else ""


def _collation(one: Field) -> str:
    return "" if one.type in _IDS else " COLLATE NOCASE"

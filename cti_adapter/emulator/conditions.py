"""The WHERE of a query as SQL: comparison by comparison, literal by literal.

Text is compared without case, ids with it; a moment is compared in the form it is stored in.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from cti_adapter.emulator import checks, ids
from cti_adapter.emulator import soql_tree as soql
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.schema import Field


class Conditions:
    """Turns the conditions of one query into SQL.

    `column` gives the SQL expression of a column and what it is; `joined` gives the values a
    semi-join's own query selects.
    """

    def __init__(
        self,
        column: Callable[[soql.Path_], tuple[str, Field]],
        joined: Callable[[soql.Query], list[str]],
    ) -> None:
        self._find = column
        self._joined_values = joined

    def sql(self, one: soql.Condition) -> tuple[str, list[Any]]:
        match one:
            case soql.Both(parts):
                return self._joined(parts, " AND ")
            case soql.Either(parts):
                return self._joined(parts, " OR ")
            case soql.Not(part):
                inner, values = self.sql(part)
                return f"NOT coalesce(({inner}), 0)", values
            case soql.Among(path, values, wanted):
                return self._among(path, values, wanted=wanted)
            case soql.Join(path, query, wanted):
                return self._among(path, tuple(self._joined_values(query)), wanted=wanted)
            case soql.Compare(path, operator, value):
                return self._compare(path, operator, value)

    def _joined(self, parts: Iterable[soql.Condition], word: str) -> tuple[str, list[Any]]:
        built = [self.sql(part) for part in parts]
        return f"({word.join(sql for sql, _ in built)})", [v for _, vs in built for v in vs]

    def _among(
        self, path: soql.Path_, values: Iterable[Any], *, wanted: bool
    ) -> tuple[str, list[Any]]:
        column, one = self._column(path)
        fitting = [_fit(one, value) for value in values]
        collation = "" if _case_matters(one) else " COLLATE NOCASE"
        word = "IN" if wanted else "NOT IN"
        marks = ", ".join("?" * len(fitting))
        listed = f"{column}{collation} {word} ({marks})"
        return (listed if wanted else f"({column} IS NULL OR {listed})"), fitting

    def _compare(self, path: soql.Path_, operator: str, value: Any) -> tuple[str, list[Any]]:
        column, one = self._column(path)
        if operator == "like":
            return f"{column} LIKE ? ESCAPE '\\'", [value]
        fitting = _fit(one, value)
        if operator in {"=", "!="}:
            word = "IS" if operator == "=" else "IS NOT"
            collation = "" if _case_matters(one) else " COLLATE NOCASE"
            return f"{column} {word} ?{collation}", [fitting]
        return f"{column} {operator} ?", [fitting]

    def _column(self, path: soql.Path_) -> tuple[str, Field]:
        column, one = self._find(path)
        if not one.filterable:
            raise Refused(
                "INVALID_FIELD",
                f"field '{one.name}' can not be filtered in a query call",
                fields=None,
            )
        return column, one


def _fit(one: Field, value: Any) -> Any:
    """Return a literal in the form the column stores."""
    if isinstance(value, soql.Moment):
        return _moment(one, value)
    if isinstance(value, str) and _case_matters(one):
        full = ids.long_form(value)
        if full is None and value:
            raise Refused(
                "INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {value}", fields=None
            )
        return full
    return value


def _moment(one: Field, value: soql.Moment) -> str:
    if one.type == "date":
        return value.text[:10]
    if not value.with_time:
        raise Refused(
            "INVALID_FIELD",
            f"value of filter criterion for field '{one.name}' must be of type dateTime",
            fields=None,
        )
    at = datetime.fromisoformat(value.text)
    return at.astimezone(UTC).strftime(checks.STAMP)


def _case_matters(one: Field) -> bool:
    return one.type in {"id", "reference"}

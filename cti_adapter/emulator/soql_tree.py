"""What a SOQL or SOSL statement says, as a tree; nothing here does anything."""

from dataclasses import dataclass
from typing import Any

Path_ = tuple[str, ...]
"""A column, with the relationships that lead to it: ("Account", "Name")."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the object or of one it refers to."""

    path: Path_


@dataclass(frozen=True, slots=True)
class Call:
    """An aggregate such as COUNT(); `path` is None where it counts rows."""

    function: str
    path: Path_ | None
    alias: str | None


@dataclass(frozen=True, slots=True)
class Child:
    """The records of a child relationship."""

    query: "Query"


@dataclass(frozen=True, slots=True)
class Compare:
    """path operator value; operators are = != < <= > >= and like."""

    path: Path_
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Among:
    """path IN (values), or NOT IN."""

    path: Path_
    values: tuple[Any, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Join:
    """path IN (SELECT …), or NOT IN."""

    path: Path_
    query: "Query"
    wanted: bool


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Compare | Among | Join | Both | Either | Not


@dataclass(frozen=True, slots=True)
class Ordering:
    """One column to order by."""

    path: Path_
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One SELECT."""

    selection: tuple[Column | Call | Child, ...]
    source: str
    alias: str | None = None
    where: Condition | None = None
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One FIND; `term` is what stands in the braces, still escaped."""

    term: str
    scope: str = "ALL"
    returning: tuple[Query, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a moment as the query wrote it."""

    text: str
    with_time: bool

"""What a SOQL or SOSL statement says, as a tree; nothing here does anything.

A name that came out of a text is a token of the parser: a `str` that remembers its place, which
is where a fault is reported.
"""

from dataclasses import dataclass
from typing import Any

Path_ = tuple[str, ...]
"""A column, with the relationships that lead to it: ("Account", "Name")."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the object or of one it refers to; `alias` names it in a grouped answer."""

    path: Path_
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function such as COUNT() or CALENDAR_YEAR(CreatedDate), its name in capitals.

    `argument` is None where nothing stands in the parentheses.
    """

    function: str
    argument: "Operand | None"
    alias: str | None = None


Operand = Path_ | Call


@dataclass(frozen=True, slots=True)
class Child:
    """The records of a child relationship, which is the query's source."""

    query: "Query"


@dataclass(frozen=True, slots=True)
class TypeOf:
    """Other columns for each type a polymorphic relationship may lead to."""

    relationship: str
    whens: tuple["When", ...]
    otherwise: tuple[Path_, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """The columns shown of one type."""

    type_name: str
    paths: tuple[Path_, ...]


Selection = Column | Call | Child | TypeOf


@dataclass(frozen=True, slots=True)
class Compare:
    """operand operator value; operators are = != < <= > >= and like."""

    operand: Operand
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Among:
    """operand IN (values), or NOT IN."""

    operand: Operand
    values: tuple[Any, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Includes:
    """operand INCLUDES (values), or EXCLUDES: each value may be several joined by ; signs."""

    operand: Operand
    values: tuple[Any, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Join:
    """operand IN (SELECT …), or NOT IN."""

    operand: Operand
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


Condition = Compare | Among | Includes | Join | Both | Either | Not


@dataclass(frozen=True, slots=True)
class Ordering:
    """One column to order by."""

    operand: Operand
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One SELECT; of a child query `source` is the name of the relationship."""

    selection: tuple[Selection, ...]
    source: str
    alias: str | None = None
    using: str | None = None
    where: Condition | None = None
    group: tuple[Operand, ...] = ()
    having: Condition | None = None
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


@dataclass(frozen=True, slots=True)
class Period:
    """A date literal such as TODAY or LAST_N_DAYS:7, in capitals."""

    text: str

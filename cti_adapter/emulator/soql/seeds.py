"""Where a condition can only hold for few records: they are looked up, not searched for.

The store keeps a side table of the values records are sought by (store.py). A condition that
compares one of those columns gives the ids to look at; conditions joined by OR give a union. What
this finds may be too much and never too little: the condition itself is asked again.
"""

from collections.abc import Callable, Iterable
from typing import Final

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.ids import long_form
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.columns import Bound
from cti_adapter.emulator.soql.conditions import Built
from cti_adapter.emulator.soql.look_ups import looked_up

_MOST_PARTS: Final = 100
"""SQLite joins 500 selects at most; a longer OR is read through."""
_FEW: Final = 500


class Seeds:
    """Finds where the conditions of one query can be looked up.

    Args:
        kind: the object selected from.
        bind: finds a column, or refuses it.
        joined: gives the SQL of a semi-join's own query.
        count: runs SQL and returns the number in its only cell.
    """

    def __init__(
        self,
        kind: ObjectType,
        bind: Callable[[soql.Operand], Bound],
        joined: Callable[[soql.Query], Built],
        count: Callable[[Built], int],
    ) -> None:
        self._kind = kind
        self._bind = bind
        self._joined = joined
        self._count = count

    def find(self, condition: soql.Condition | None) -> Built | None:
        """Return SQL for ids that include every record the condition holds for, or None."""
        match condition:
            case soql.Compare(operand, "=", str() as value):
                return self._values(operand, [value])
            case soql.Among(operand, values, True):
                return self._values(operand, values)
            case soql.Join(operand, query, True):
                return self._semi_join(operand, query)
            case soql.Both(parts):
                found = [seed for part in parts if (seed := self.find(part))]
                return min(found, key=self._size) if len(found) > 1 else next(iter(found), None)
            case soql.Either(parts):
                return self._union(parts)
            case _:
                return None

    def _values(self, operand: soql.Operand, values: Iterable[object]) -> Built | None:
        texts = [value for value in values if isinstance(value, str) and value]
        key = self._key(operand)
        if key is None or len(texts) != len(list(values)):
            return None
        marks = ", ".join("?" * len(texts))
        if key == "Id":
            return f"SELECT id FROM record WHERE id IN ({marks})", [_full(each) for each in texts]  # noqa: S608 - question marks
        reference = self._bind(operand).field.type == "reference"
        folded = [(_full(each) if reference else each).casefold() for each in texts]
        return (
            f"SELECT id FROM sought WHERE key = ? AND value IN ({marks})",  # noqa: S608 - question marks
            [key, *folded],
        )

    def _semi_join(self, operand: soql.Operand, query: soql.Query) -> Built | None:
        key = self._key(operand)
        if key is None:
            return None
        inner, values = self._joined(query)
        if key == "Id":
            return f"SELECT chosen AS id FROM ({inner})", values  # noqa: S608 - SQL of ours
        lowered = f"SELECT lower(chosen) FROM ({inner})"  # noqa: S608 - SQL of ours
        sql = f"SELECT id FROM sought WHERE key = ? AND value IN ({lowered})"  # noqa: S608 - the same
        return sql, [key, *values]

    def _union(self, parts: tuple[soql.Condition, ...]) -> Built | None:
        if len(parts) > _MOST_PARTS:
            return None
        found = [self.find(part) for part in parts]
        known = [seed for seed in found if seed is not None]
        if len(known) < len(found):
            return None
        sql = " UNION ".join(f"SELECT id FROM ({sql})" for sql, _ in known)  # noqa: S608 - SQL of ours
        return sql, [value for _, values in known for value in values]

    def _key(self, operand: soql.Operand) -> str | None:
        """Return what the side table calls a column, "Id" for the id, None where it has none."""
        if isinstance(operand, soql.Call):
            return None
        try:
            bound = self._bind(operand)
        except Refused:
            return None
        if bound.steps:
            return None
        if bound.field.name == "Id":
            return "Id"
        stored = self._kind.stored_as or self._kind.name
        return f"{stored}.{bound.field.name}" if looked_up(self._kind, bound.field) else None

    def _size(self, seed: Built) -> int:
        sql, values = seed
        few = f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT {_FEW})"  # noqa: S608 - SQL of ours
        return self._count((few, values))


def _full(text: str) -> str:
    return long_form(text) or text

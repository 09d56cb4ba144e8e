"""Child relationships: what refers to a record, by the name a subquery gives it.

ActivityHistories and OpenActivities are a record's Tasks, closed and open; of an account also
those that roll up to it (facts/salesforce.md 1.6, [C]). Finds names and builds conditions; the
records are query.py's.
"""

from dataclasses import dataclass, replace
from typing import Final

from cti_adapter.emulator.org.schema import ObjectType, Schema
from cti_adapter.emulator.soql import tree as soql
from cti_adapter.emulator.soql.faults import no_child

_MOST_ACTIVITIES: Final = 500
"""1.6, [P]: activities of one record in a subquery."""


@dataclass(frozen=True, slots=True)
class Children:
    """The records that refer to a record by one of these columns."""

    name: str
    """The relationship as the schema spells it."""
    kind: ObjectType
    columns: tuple[str, ...]

    def of(self, parent_id: str, query: soql.Query) -> soql.Query:
        """Return the subquery as a query for the children of one record."""
        mine = tuple(soql.Compare((column,), "=", parent_id) for column in self.columns)
        parts: list[soql.Condition] = [mine[0] if len(mine) == 1 else soql.Either(mine)]
        limit = query.limit
        if not self.kind.queryable:
            limit = min(_MOST_ACTIVITIES if limit is None else limit, _MOST_ACTIVITIES)
        if query.where is not None:
            parts += query.where.parts if isinstance(query.where, soql.Both) else (query.where,)
        return replace(query, where=soql.Both(tuple(parts)), limit=limit)


def find(schema: Schema, parent: ObjectType, name: str) -> Children:
    """Return the child relationship of an object.

    Raises:
        Refused: INVALID_TYPE, nothing refers to the object under this name.
    """
    for kind in schema.objects.values():
        called = [
            one
            for one in kind.fields.values()
            if parent.name in one.referenceTo
            and (one.childRelationshipName or "").lower() == name.lower()
        ]
        if called:
            columns = tuple(one.name for one in called)
            return Children(str(called[0].childRelationshipName), kind, columns)
    raise no_child(name)

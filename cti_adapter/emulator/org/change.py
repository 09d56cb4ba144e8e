"""A record on its way into the org, as a rule sees it.

A rule reads the change, may fill in what is derived, and refuses by raising; it only looks at
the org. An effect comes after the record was saved, in the same transaction, and may write.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_adapter.emulator.org.options import USUAL, Options
from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values

if TYPE_CHECKING:
    from cti_adapter.emulator.org.org import Org


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it would become, as it was (None: it is new), and the org it is in."""

    after: Values
    before: Values | None
    org: Records
    given: Values = field(default_factory=dict)
    """What the request said, checked, under the columns' own spelling."""
    options: Options = USUAL

    def moves(self, *fields: str) -> bool:
        """Whether one of these columns gets another value than it had."""
        return self.before is None or any(self.before.get(f) != self.after.get(f) for f in fields)

    def type_in(self, field: str) -> str | None:
        """Return the object a reference column points at."""
        value = self.after.get(field)
        kind = self.org.schema.type_of(value) if value else None
        return kind.name if kind else None


Rule = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What was saved: by whom, the record as it was (None: new) and as it is (None: deleted)."""

    actor: str
    before: Values | None
    after: Values | None


Effect = Callable[["Org", Done], None]
Guard = Callable[["Org", ObjectType, Done, Options], None]

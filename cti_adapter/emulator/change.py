"""A record on its way into the org, as a rule sees it.

A rule reads the change, may fill in what is derived, and refuses by raising. It reads the
store through nothing but `Lookup`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cti_adapter.emulator.options import USUAL, Options
from cti_adapter.emulator.schema import Schema
from cti_adapter.emulator.settings import OrgSettings
from cti_adapter.emulator.store import Values


class Lookup(Protocol):
    """What a rule may ask the org."""

    @property
    def schema(self) -> Schema: ...
    @property
    def settings(self) -> OrgSettings: ...
    def get(self, record_id: str) -> Values: ...
    def closed_statuses(self) -> frozenset[str]: ...
    def default_status(self) -> str: ...
    def queue_takes(self, queue_id: str, type_name: str) -> bool: ...
    def now_text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it would become, as it was (None: it is new), and the org it is in."""

    after: Values
    before: Values | None
    org: Lookup
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

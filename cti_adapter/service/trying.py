"""Changed settings tried on the newest calls of an org; nothing is written, nobody is asked (B-12).

Each call is read and judged by itself, so that who waits for a server waits for one call at most,
and none is kept but its id and what would differ.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit, Units
from cti_adapter.service.trial import JUDGED, Difference, Tried, Untold, tried


class Newest(Protocol):
    """Which calls there are (storage/reconciliation.py)."""

    def __call__(self, org_id: OrgId, most: int) -> tuple[CallId, ...]: ...


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What changed settings make of past calls."""

    looked_at: int
    differing: tuple[Tried, ...]
    """Calls that would differ, the newest first."""
    untold: Mapping[Untold, tuple[CallId, ...]]
    """Calls of which it cannot be told, by the reason."""
    judged: tuple[str, ...]
    """The changed settings that decide anything about a call."""
    not_judged: tuple[str, ...]
    """The changed settings that no past call tells anything of."""

    @property
    def untold_calls(self) -> int:
        """Of how many calls it cannot be told."""
        return sum(len(ids) for ids in self.untold.values())


class Trying:
    """The use case.

    Args:
        units: reads calls and journals.
        newest: says which.
    """

    def __init__(self, units: Units, newest: Newest) -> None:
        self._units = units
        self._newest = newest

    def try_on(self, org_id: OrgId, change: Mapping[str, Any], most: int) -> Trial:
        """Fold the newest calls again with other settings.

        Args:
            org_id: whose calls.
            change: the settings that differ, by name.
            most: at most so many calls.
        """
        looked_at, differing = 0, []
        untold: dict[Untold, list[CallId]] = {}
        for file, journal in self._calls(org_id, self._newest(org_id, most)):
            looked_at += 1
            each = tried(file, journal, change)
            if each.untold is not None:
                untold.setdefault(each.untold, []).append(each.call_id)
            if each.differences:
                differing.append(each)
        return Trial(
            looked_at=looked_at,
            differing=tuple(differing),
            untold={why: tuple(ids) for why, ids in untold.items()},
            judged=tuple(name for name in change if name in JUDGED),
            not_judged=tuple(name for name in change if name not in JUDGED),
        )

    def _calls(
        self, org_id: OrgId, ids: Sequence[CallId]
    ) -> Iterator[tuple[CallFile, list[CallEvent]]]:
        for call_id in ids:
            read = self._units.read(org_id, _reading(call_id))
            if read is not None:
                yield read


def _reading(call_id: CallId) -> Callable[[Unit], tuple[CallFile, list[CallEvent]] | None]:
    def read(unit: Unit) -> tuple[CallFile, list[CallEvent]] | None:
        file = unit.find_call(call_id)
        return (file, unit.read_journal(call_id)) if file is not None else None

    return read


def told(trial: Trial) -> Iterator[str]:
    """Word a trial for a terminal, a line a call and what would differ; records are not named."""
    for each in trial.differing:
        names = ", ".join(_told_of(one) for one in each.differences)
        yield f"{each.call_id}: {names}\n"
    yield f"{len(trial.differing)} of {trial.looked_at} calls would differ\n"
    for why, ids in trial.untold.items():
        yield f"{len(ids)} cannot be told: {why}\n"


def _told_of(one: Difference) -> str:
    if one.what in {"name", "related"}:
        return one.what
    return f"{one.what} {one.before or '-'} -> {one.after or '-'}"

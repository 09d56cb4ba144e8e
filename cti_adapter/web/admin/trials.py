"""What a page of settings shows of settings that were tried on past calls; saves nothing (B-12)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.erasable import ERASED
from cti_adapter.service.ports import Units
from cti_adapter.service.trial import Difference, changed
from cti_adapter.service.trying import Newest, Trial, Trying
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told_calls import Shown, ToldCall, shown_by, told_calls

TRIED_ON = ("assignment", "logging")
"""Pages whose settings decide whose a call is and whether it is logged."""

CALLS = 100
"""So many of the newest calls are looked at; the command line looks at any number."""


class ShownTrial(msgspec.Struct, frozen=True, kw_only=True):
    """A trial in words."""

    trial: Trial
    changed: bool
    """Whether the form differs from what is set."""
    rows: tuple[tuple[ToldCall, tuple[str, ...]], ...]
    """Calls that would differ, each with its differences."""
    untold: tuple[tuple[str, tuple[ToldCall, ...]], ...]
    """Reasons, each with the calls of which it cannot be told."""
    not_judged: str
    """The changed settings of which no past call tells anything."""


class Trials:
    """Tries what stands in a form.

    Args:
        frame: has the words.
        units: reads calls and journals.
        newest: says which calls.
    """

    def __init__(self, frame: Frame, units: Units, newest: Newest) -> None:
        self._frame = frame
        self._units = units
        self._trying = Trying(units, newest)

    def shown(self, org_id: OrgId, before: Policy, after: Policy) -> ShownTrial:
        """Fold the newest calls with changed settings, and word what comes of it."""
        change = changed(before, after)
        trial = self._trying.try_on(org_id, change, CALLS)
        shown = shown_by(before)
        ids = [each.call_id for each in trial.differing]
        differing = told_calls(self._units, org_id, ids, shown)
        return ShownTrial(
            trial=trial,
            changed=bool(change),
            rows=tuple(
                (call, tuple(self._said(each) for each in tried.differences))
                for call, tried in zip(differing, trial.differing, strict=True)
            ),
            untold=self._untold(org_id, trial, shown),
            not_judged=", ".join(self._labels(change, trial)),
        )

    def _untold(
        self, org_id: OrgId, trial: Trial, shown: Shown
    ) -> tuple[tuple[str, tuple[ToldCall, ...]], ...]:
        return tuple(
            (
                self._frame.t(f"trial.untold.{why}", n=len(ids)),
                tuple(told_calls(self._units, org_id, ids, shown)),
            )
            for why, ids in trial.untold.items()
        )

    def _labels(self, change: Mapping[str, Any], trial: Trial) -> list[str]:
        names = (name for name in change if name in trial.not_judged)
        return [self._frame.t(f"settings.{name}.label") for name in names]

    def _said(self, one: Difference) -> str:
        """Return one difference in words, from → to."""
        was, now = (self._value(one, each) for each in (one.before, one.after))
        what = self._frame.t(f"trial.what.{one.what}")
        return self._frame.t("trial.difference", what=what, before=was, after=now)

    def _value(self, one: Difference, value: str) -> str:
        if one.what in {"name", "related"}:
            return self._record(value)
        if one.what == "matches":
            return self._frame.t("trial.matches", n=int(value)) if value else self._none("matches")
        return self._frame.t(f"trial.value.{one.what}.{value}") if value else self._none(one.what)

    def _record(self, label: str) -> str:
        erased = label == ERASED
        return self._frame.t("story.erased") if erased else label or self._none("record")

    def _none(self, what: str) -> str:
        return self._frame.t(f"trial.none.{what}")

"""The pages of settings: assignment, logging, notes, hints, agents, privacy. All follow the schema.

A page changes its own settings and no others. Of two admins who save the same page the second one
is told what changed meanwhile and keeps what they typed; what they did not touch follows the first.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from msgspec import UNSET
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.faults import Fault
from cti_adapter.configuration.form import Filled, Typed, field_of, place_of, shown
from cti_adapter.configuration.schema import Setting, on_page
from cti_adapter.configuration.task_settings import TaskShape
from cti_adapter.errors import NoSuchThing, SalesforceError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import ChangedMeanwhile, Configuration, Configured
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.trials import TRIED_ON, ShownTrial, Trials

OUR_PAGES = ("assignment", "logging", "notes", "hints", "agents", "privacy")

_AT_MOST = 3
"""Times a form is looked at anew where others save at the same moment."""


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that somebody else changed while the form was open."""

    setting: Setting
    before: Any
    after: Any


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows."""

    version: int
    typed: Typed
    faults: tuple[Fault, ...] = ()
    meanwhile: tuple[_Change, ...] = ()
    by: str = ""
    """Who changed it meanwhile."""
    more: str = ""
    """The table that gets another empty row."""
    guard: str = ""
    """"refused" where the form holds what is not saved yet."""
    trial: ShownTrial | None = None


class SettingsPages:
    """The routes of all pages of settings."""

    def __init__(
        self,
        frame: Frame,
        configuration: Configuration,
        task: Callable[[OrgId], TaskShape],
        trials: Trials,
    ) -> None:
        self._frame = frame
        self._trials = trials
        self._configuration = configuration
        self._task = task

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("settings", __name__)
        for page in OUR_PAGES:
            at = {"defaults": {"page": page}}
            bp.get(f"/{page}", endpoint=page, **at)(self.page)
            bp.post(f"/{page}", endpoint=f"save_{page}", **at)(self.save)
        return bp

    def page(self, page: str) -> ResponseReturnValue:
        held = self._configuration.current(self._frame.admin().org_id)
        typed = shown(on_page(page), held.config.policy)
        return self._render(page, _Shown(version=held.version, typed=typed))

    def save(self, page: str) -> ResponseReturnValue:
        filled = Filled(on_page(page), request.form)
        seen = request.form.get("version", 0, type=int)
        if "more" in request.form:
            more = request.form["more"]
            return self._render(
                page, _Shown(version=seen, typed=filled.typed, more=more, guard="refused")
            )
        org_id = self._frame.admin().org_id
        for _ in range(_AT_MOST):
            held = self._configuration.current(org_id)
            meanwhile = self._meanwhile(org_id, page, seen, held)
            if meanwhile:
                return self._told(page, filled, held, meanwhile)
            changed = filled.over(held.config.policy)
            if "try" in request.form and page in TRIED_ON and not filled.faults:
                return self._tried(page, filled, held, changed)
            filled.ask_org(held.config.policy, changed, lambda: self._task_of(org_id))
            if filled.faults:
                return self._refused(page, filled, held)
            try:
                self._change(org_id, page, held, changed, filled)
            except ChangedMeanwhile:
                continue  # between our look and our save: look again
            return self._frame.done(f"/admin/{page}", "settings.saved")
        raise ChangedMeanwhile

    def _tried(self, page: str, filled: Filled, held: Configured, changed: Policy) -> str:
        """Show the form as it is, and what its settings would have made of past calls."""
        org_id = self._frame.admin().org_id
        trial = self._trials.shown(org_id, held.config.policy, changed)
        view = _Shown(version=held.version, typed=filled.typed, guard="refused", trial=trial)
        return self._render(page, view)

    # ── saving ───────────────────────────────────────────────────────────────────────────────

    def _change(
        self, org_id: OrgId, page: str, held: Configured, changed: Policy, filled: Filled
    ) -> None:
        before = held.config.policy
        names = [
            setting.name
            for setting in on_page(page)
            if getattr(before, setting.name) != getattr(changed, setting.name)
        ]
        self._configuration.change(
            org_id,
            lambda config: replace(config, policy=replace(config.policy, **filled.values)),
            version=held.version,
            by=self._frame.admin().username,
            summary=f"{page}: {', '.join(names)}",
        )

    def _task_of(self, org_id: OrgId) -> TaskShape | None:
        """Ask what the org's Task has; None where it does not answer."""
        try:
            return self._task(org_id)
        except SalesforceError:
            return None

    def _meanwhile(
        self, org_id: OrgId, page: str, seen: int, held: Configured
    ) -> tuple[_Change, ...]:
        """Return what others changed on this page since the version that was looked at."""
        if seen == held.version:
            return ()
        base = self._policy_of(org_id, seen)
        now = held.config.policy
        return tuple(
            _Change(setting=setting, before=getattr(base, setting.name), after=after)
            for setting in on_page(page)
            if (after := getattr(now, setting.name)) != getattr(base, setting.name)
        )

    def _policy_of(self, org_id: OrgId, version: int) -> Policy:
        try:
            settings = self._configuration.document(org_id, version).settings
        except NoSuchThing:
            return Policy()  # no form of ours: everything that is not a default is told
        return settings if settings is not UNSET else Policy()

    def _told(
        self, page: str, filled: Filled, held: Configured, meanwhile: tuple[_Change, ...]
    ) -> ResponseReturnValue:
        """Show the form again: what they typed, what others changed, and who that was."""
        settings = on_page(page)
        theirs = shown(settings, held.config.policy)
        typed = dict(filled.typed)
        for change in meanwhile:
            name = change.setting.name
            if name in filled.values and filled.values[name] == change.before:
                typed[name] = theirs[name]  # not touched by this admin
        newest = self._configuration.versions(self._frame.admin().org_id, limit=1)
        view = _Shown(
            version=held.version,
            typed=typed,
            faults=filled.faults,
            meanwhile=meanwhile,
            by=newest[0].by if newest else "",
            guard="refused",
        )
        return self._render(page, view), HTTPStatus.CONFLICT

    def _refused(self, page: str, filled: Filled, held: Configured) -> ResponseReturnValue:
        view = _Shown(
            version=held.version, typed=filled.typed, faults=filled.faults, guard="refused"
        )
        return self._render(page, view), HTTPStatus.UNPROCESSABLE_ENTITY

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def _render(self, page: str, view: _Shown) -> str:
        settings = {setting.name: setting for setting in on_page(page)}
        faults: dict[str, str] = {}
        for fault in view.faults:
            name, row, _ = place_of(fault.path)
            words = self._words(fault, settings[name], row)
            faults.setdefault(field_of(settings[name], fault.path), words)
        return self._frame.render(
            "admin/settings.html",
            here=page,
            title=self._frame.t(f"frame.place.{page}"),
            page=page,
            settings=settings.values(),
            view=view,
            faults=faults,
            listed=tuple(faults.items()),
            can_try=page in TRIED_ON,
            meanwhile=[
                (change.setting, self._said(change.setting, change.before, change.after))
                for change in view.meanwhile
            ],
        )

    def _words(self, fault: Fault, setting: Setting, row: int | None) -> str:
        reason = self._frame.t(f"settings.faults.{fault.code}", **fault.gaps)
        label = self._frame.t(f"settings.{setting.name}.label")
        if row is None:
            return self._frame.t("settings.at", label=label, reason=reason)
        return self._frame.t("settings.at_row", label=label, row=row + 1, reason=reason)

    def _said(self, setting: Setting, before: Any, after: Any) -> str:
        """Return one change in words."""
        was, now = (self._value(setting, value) for value in (before, after))
        label = self._frame.t(f"settings.{setting.name}.label")
        return self._frame.t("settings.meanwhile_one", label=label, before=was, after=now)

    def _value(self, setting: Setting, value: Any) -> str:
        if setting.kind == "switch":
            return self._frame.t("settings.on" if value else "settings.off")
        if setting.kind == "choice":
            return self._frame.t(f"settings.{setting.name}.options.{value}")
        if setting.kind == "words":
            return ", ".join(value) or self._frame.t("settings.none")
        if setting.kind == "table":
            return self._frame.t("settings.rows", n=len(value))
        return str(value) or self._frame.t("settings.none")

"""Page /admin/: what needs attention, each with the place where it is repaired; the last 24 hours.

It asks nobody outside: what is wrong with the org and the telephone systems was found before.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import Finding
from cti_adapter.service.set_up_steps import Step
from cti_adapter.service.telephone_systems import System
from cti_adapter.storage import Storage
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.last_day import last_day
from cti_adapter.web.admin.places import SET_UP
from cti_adapter.web.admin.told import told


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """Something an admin should look at, in words, and where."""

    tone: str
    text: str
    href: str
    link: str
    retry: str = ""
    """Where a press on 'Try again' goes, for what can be tried again as it is."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A number worth knowing at a glance."""

    label: str
    value: str
    href: str


class SetUpView(msgspec.Struct, frozen=True, kw_only=True):
    """What the set-up knows of an org."""

    found: Callable[[OrgId], Finding | None]
    """Of the connection to Salesforce."""
    systems: Callable[[OrgId], tuple[System, ...]]
    steps: Callable[[OrgId], tuple[Step, ...]]
    usage: Callable[[OrgId], tuple[int, int] | None]
    """API requests of the day: used up, and allowed."""


RECONCILIATION = "/admin/reconciliation"

USAGE_WARNING = 0.8
"""From this share of the day's API requests on an admin is warned (facts 2.2)."""


MOST_COUNTED = 100
"""Of calls that stand in Salesforce twice; more are too many anyway."""


class Overview:
    """The page."""

    def __init__(
        self, frame: Frame, storage: Storage, set_up: SetUpView, clock: Callable[[], datetime]
    ) -> None:
        self._frame = frame
        self._storage = storage
        self._set_up = set_up
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the page."""
        bp = Blueprint("overview", __name__)
        bp.get("/")(self.page)
        bp.post("/forms/retry")(self.retry_forms)
        bp.post("/outbox/probe")(self.probe)
        return bp

    def page(self) -> ResponseReturnValue:
        org_id = self._frame.admin().org_id
        return self._frame.render(
            "admin/overview.html",
            here="overview",
            title=self._frame.t("overview.title"),
            concerns=tuple(self._concerns(org_id)),
            figures=tuple(self._figures(org_id)),
            charts=last_day(self._storage, org_id, self._clock()),
        )

    def retry_forms(self) -> ResponseReturnValue:
        """Try the form submissions again that Salesforce refused."""
        n = self._storage.queue.retry_forms(self._frame.admin().org_id, self._clock())
        return self._frame.done("/admin/", "overview.forms_retried", n=n)

    def probe(self) -> ResponseReturnValue:
        """Ask a paused org at once whether it takes the waiting calls again."""
        self._storage.queue.probe_at_once(self._frame.admin().org_id, self._clock())
        there = request.form.get("back") == "reconciliation"
        return self._frame.done(RECONCILIATION if there else "/admin/", "overview.probed")

    def _concerns(self, org_id: OrgId) -> Iterator[Concern]:
        """Yield what is wrong, the worst first."""
        yield from self._pauses(org_id)
        unsaved = self._storage.queue.unsaved(org_id)
        if unsaved.refused:
            yield self._concern("error", "refused", f"{RECONCILIATION}#dead", n=unsaved.refused)
        if unsaved.forms:
            gaps = {"n": len(unsaved.forms), "words": unsaved.forms[0]}
            forms = self._concern("error", "forms", "/admin/salesforce#intake", **gaps)
            yield msgspec.structs.replace(forms, retry="/admin/forms/retry")
        trouble = told(self._frame, "connection", self._set_up.found(org_id))
        if trouble is not None and trouble.tone == "error":
            yield self._concern("error", "connection", "/admin/salesforce", what=trouble.what)
        elif not self._keeps_doubles_out(org_id):
            yield self._concern("warning", "at-least-once", SET_UP)
        if unsaved.late:
            yield self._concern("warning", "late", "/admin/salesforce", n=unsaved.late)
        yield from self._untold(unsaved.untold)
        yield from self._doubled(org_id)
        yield from self._usage(org_id)
        for system in self._set_up.systems(org_id):
            if system.taken is None:
                name, key = system.settings.name, system.settings.key
                yield self._concern("warning", "silent", f"/admin/telephony/{key}", name=name)
        unlinked = self._storage.agents.headcount(org_id).unlinked
        if unlinked:
            yield self._concern("warning", "unlinked", "/admin/users", n=unlinked)
        waiting = sum(step.state != "done" for step in self._set_up.steps(org_id))
        if waiting:
            yield self._concern("info", "steps", SET_UP, n=waiting)

    def _keeps_doubles_out(self, org_id: OrgId) -> bool:
        """Whether one call is one Task there, as far as the last check could tell (P11)."""
        found = self._set_up.found(org_id)
        return found is None or not found.is_fine or bool(found.facts["keyed"])

    def _pauses(self, org_id: OrgId) -> Iterator[Concern]:
        """Yield that the org takes nothing, where calls wait for it."""
        held = self._storage.queue.held(org_id)
        if held is not None and held.waiting:
            gaps = {"n": held.waiting, "since": f"{held.began_at:%Y-%m-%d %H:%M} UTC"}
            paused = self._concern("error", f"held-{held.reason}", "/admin/salesforce", **gaps)
            yield msgspec.structs.replace(paused, retry="/admin/outbox/probe")

    def _doubled(self, org_id: OrgId) -> Iterator[Concern]:
        """Yield how many calls stand in Salesforce more than once (P11)."""
        n = len(self._storage.reconciliation.doubled(org_id, MOST_COUNTED))
        if n:
            yield self._concern("warning", "doubled", "/admin/reconciliation#doubled", n=n)

    def _untold(self, n: int) -> Iterator[Concern]:
        """Yield how many messages no receiver took."""
        if n:
            yield self._concern("warning", "untold", "/admin/reconciliation#dead", n=n)

    def _usage(self, org_id: OrgId) -> Iterator[Concern]:
        """Yield that the requests of the day are nearly used up."""
        used, allowed = self._set_up.usage(org_id) or (0, 0)
        if used >= USAGE_WARNING * allowed > 0:
            gaps = {"used": used, "allowed": allowed, "share": 100 * used // allowed}
            yield self._concern("warning", "usage", "/admin/salesforce", **gaps)

    def _concern(self, tone: str, code: str, href: str, **gaps: object) -> Concern:
        text = self._frame.t(f"overview.concern.{code}", **gaps)
        return Concern(tone=tone, text=text, href=href, link=self._frame.t(f"overview.go.{code}"))

    def _figures(self, org_id: OrgId) -> Iterator[Figure]:
        heads = self._storage.agents.headcount(org_id)
        _, softphones = self._storage.sessions.of_org(org_id, self._clock(), most=1)
        figures = (
            ("linked", f"{heads.agents - heads.unlinked} / {heads.agents}", "/admin/users"),
            ("softphones", str(softphones), "/admin/sessions"),
            ("systems", str(len(self._set_up.systems(org_id))), "/admin/telephony"),
        )
        for code, value, href in figures:
            yield Figure(label=self._frame.t(f"overview.{code}"), value=value, href=href)

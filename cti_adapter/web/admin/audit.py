"""Page /admin/audit: who did what to this org, the newest first, and whether the chain holds.

Only shows. What a row is about stands there as it was noted: keys, ids and names of settings; the
agents among them by their names.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import AuditLog, Row, Verdict, Wanted
from cti_adapter.web.admin.deeds import KINDS
from cti_adapter.web.admin.frame import Frame

PAGE = 50
_LARGEST = 2**31 - 1


class AuditPage:
    """The page.

    Args:
        frame: around the page.
        audit: the rows.
        named: names agents of an org by their ids or by those of their Salesforce users.
    """

    def __init__(
        self,
        frame: Frame,
        audit: AuditLog,
        named: Callable[[OrgId, Collection[str]], Mapping[str, str]],
    ) -> None:
        self._frame = frame
        self._audit = audit
        self._named = named

    def blueprint(self) -> Blueprint:
        """Return the route."""
        bp = Blueprint("audit", __name__)
        bp.get("/audit")(self.page)
        return bp

    def page(self) -> ResponseReturnValue:
        org_id, asked = self._frame.admin().org_id, request.args
        kind = asked.get("what", "")
        kind = kind if kind in KINDS else ""
        who, day = _without_nul(asked.get("who", "")), _day(asked.get("day", ""))
        before = min(asked.get("before", 0, type=int), _LARGEST)
        since = datetime.combine(day, time(), UTC) if day is not None else None
        found = self._audit.rows(
            org_id,
            Wanted(
                before=before if before > 0 else None,
                what=f"{kind}." if kind else "",
                who=who,
                since=since,
                until=since + timedelta(days=1) if since is not None else None,
                limit=PAGE + 1,
            ),
        )
        t = self._frame.t
        return self._frame.render(
            "admin/audit.html",
            here="audit",
            title=t("audit.title"),
            rows=[(row, self._said(row)) for row in found[:PAGE]],
            names=self._named(
                org_id, {at for row in found for at in (row.deed.who, row.deed.of) if at}
            ),
            older=found[PAGE - 1].seq if len(found) > PAGE else None,
            is_later=before > 0,
            kinds=[("", t("audit.any")), *((each, t(f"audit.kind.{each}")) for each in KINDS)],
            asked={"what": kind, "who": who, "day": day.isoformat() if day else ""},
            chain=self._chain(self._audit.verify(org_id)),
        )

    def _said(self, row: Row) -> str:
        """Return what a row says, in words; how often, where it was counted."""
        said = self._frame.t(f"audit.what.{row.deed.what}")
        if row.deed.times == 1:
            return said
        return self._frame.t("audit.times", what=said, times=row.deed.times)

    def _chain(self, found: Verdict) -> tuple[str, str, datetime | None]:
        """Return how the chain is, as kind and words of a notice; and since when it holds."""
        if found.fault:
            return "error", self._frame.t(f"audit.broken.{found.fault}", row=found.broken_at), None
        if found.since is None:
            return "info", self._frame.t("audit.empty"), None
        return "success", self._frame.t("audit.unbroken", rows=found.rows), found.since


def _without_nul(text: str) -> str:
    """Return what is looked for; PostgreSQL takes no NUL, and nobody's name has one."""
    return text.replace("\0", "").strip()


def _day(text: str) -> date | None:
    """Return a day as 2026-11-22; None where nothing like it is said, or no day comes after it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None

"""Page /admin/audit: who did what to this org, the newest first, and whether the chain holds.

Only shows. What a row is about stands there as it was noted: keys, ids and names of settings.
"""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

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
    """

    def __init__(self, frame: Frame, audit: AuditLog) -> None:
        self._frame = frame
        self._audit = audit

    def blueprint(self) -> Blueprint:
        """Return the route."""
        bp = Blueprint("audit", __name__)
        bp.get("/audit")(self.page)
        return bp

    def page(self) -> ResponseReturnValue:
        org_id, asked = self._frame.admin().org_id, request.args
        kind = asked.get("what", "")
        kind = kind if kind in KINDS else ""
        who, day = asked.get("who", "").strip(), _day(asked.get("day", ""))
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

    def _chain(self, found: Verdict) -> tuple[str, str]:
        """Return how the chain is, as kind and words of a notice."""
        if found.fault:
            return "error", self._frame.t(f"audit.broken.{found.fault}", row=found.broken_at)
        if found.since is None:
            return "info", self._frame.t("audit.empty")
        since = found.since.strftime("%Y-%m-%d %H:%M")
        return "success", self._frame.t("audit.unbroken", since=since, rows=found.rows)


def _day(text: str) -> date | None:
    """Return a day as 2026-11-22; None where nothing like it is said."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""What the audit log learns of a request: who asks, from where, and that they were refused.

A refusal is written when it comes first; what is the same within a minute is counted and written
as one row, and of one chain at most so many an hour: a flood must not fill the disk.
"""

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Flask, Response, g, has_request_context, request
from msgspec.structs import replace

from cti_adapter.errors import StorageUnavailable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import NO_ORG, Deed, announce
from cti_adapter.web.request_id import request_id

log = structlog.get_logger()

COUNTED_FOR = timedelta(minutes=1)
MOST_AN_HOUR = 1000
"""Rows of refusals in one chain; what comes on top is counted in one row a minute."""
_HOUR = timedelta(hours=1)
ADMIN_COOKIE = "__Host-cti-admin"
STATUS = "/status"
"""Open to operators and admins; who has neither token nor cookie looks in vain, unnoted."""


def deed(org_id: OrgId, who: str, what: str, of: str = "") -> Deed:
    """Return a deed of this request; of the command line where there is none."""
    if not has_request_context():
        return Deed(org_id=org_id, who=who, what=what, of=of)
    address = request.remote_addr or ""
    return Deed(org_id=org_id, who=who, what=what, of=of, address=address, request_id=request_id())


def route() -> str:
    """Return the rule of this request as one reads it: no converters, and which word was chosen."""
    rule = request.url_rule.rule if request.url_rule else ""
    chosen = request.view_args or {}
    rule = re.sub(r"<any\([^)]*\):(\w+)>", lambda name: str(chosen[name[1]]), rule)
    return re.sub(r"<\w+:(\w+)>", r"<\1>", rule)


class Refusals:
    """Writes refusals, and counts them where they are many.

    Args:
        append: writes one row.
        clock: tells the time.
    """

    def __init__(self, append: Callable[[Deed], None], clock: Callable[[], datetime]) -> None:
        self._append = append
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: dict[Deed, tuple[datetime, int]] = {}
        """Of a refusal without its request: since when it is counted, and how often it came."""
        self._hour: dict[OrgId, tuple[datetime, int]] = {}

    def note(self, refused: Deed) -> None:
        """Write a refusal, or count it."""
        now = self._clock()
        with self._lock:
            same = replace(refused, request_id="")
            if same not in self._counted and not self._has_room(refused.org_id, now):
                same = Deed(org_id=refused.org_id, who="", what=refused.what)
                refused = same
            since, times = self._counted.get(same, (now, -1))
            self._counted[same] = (since, times + 1)
        if times == -1:
            self._write(refused)

    def flush(self) -> None:
        """Write what was counted for long enough."""
        over = self._clock() - COUNTED_FOR
        with self._lock:
            done = {same: each for same, each in self._counted.items() if each[0] <= over}
            for same in done:
                del self._counted[same]
        for same, (_, times) in done.items():
            if times:
                self._write(replace(same, times=times))

    def _has_room(self, org_id: OrgId, now: datetime) -> bool:
        since, rows = self._hour.get(org_id, (now, 0))
        if now - since >= _HOUR:
            since, rows = now, 0
        self._hour[org_id] = (since, rows + 1)
        return rows < MOST_AN_HOUR

    def _write(self, refused: Deed) -> None:
        try:
            self._append(refused)
        except StorageUnavailable:
            log.warning("audit.refusal_not_written", what=refused.what)


def register_audit(
    app: Flask, refusals: Refusals, org_of_hook: Callable[[str], OrgId | None]
) -> None:
    """Note every refusal of this application, and forget what a request announced."""

    @app.after_request
    def note(answer: Response) -> Response:
        announce(None)
        refused = _refused(answer.status_code, org_of_hook)
        if refused is not None:
            refusals.note(refused)
        if "request_id" in g:
            answer.headers["X-Request-Id"] = g.request_id
        return answer

    @app.teardown_request
    def over(_: BaseException | None) -> None:
        announce(None)


def _refused(status: int, org_of_hook: Callable[[str], OrgId | None]) -> Deed | None:
    """Return what was refused by an answer; None where nothing was."""
    path, way = request.path, f"{request.method} {route()}"
    if "too_many" in g:
        return deed(NO_ORG, "", "refused.too_many", g.too_many)
    if path.startswith(("/admin", "/o/")):
        return _refused_page(status, way)
    if status == 401 and path.startswith("/hooks/"):  # noqa: PLR2004 - what HTTP calls it
        key = (request.view_args or {}).get("key", "")
        org_id = org_of_hook(key)
        known = key if org_id is not None else ""
        return deed(org_id or NO_ORG, "", "refused.signature", known)
    if status == 401 and path.startswith(("/intake/", "/signals/")):  # noqa: PLR2004 - as above
        return deed(NO_ORG, "", "refused.signature", route())
    if status == 401 and path == STATUS and ADMIN_COOKIE in request.cookies:  # noqa: PLR2004
        return _refused_page(status, way)
    if status in {401, 403} and path.startswith("/api/") and ADMIN_COOKIE in request.cookies:
        return deed(NO_ORG, "", "refused.panel", way)
    if status == 403 and "not_let_in" in g:  # noqa: PLR2004 - as above
        org_id, username = g.not_let_in
        return deed(org_id, username, "refused.sign_in")
    return None


def _refused_page(status: int, way: str) -> Deed | None:
    admin = g.get("admin")
    org_id, who = (admin.org_id, admin.username) if admin is not None else (NO_ORG, "")
    if "boot_token_refused" in g:
        return deed(NO_ORG, "", "refused.boot_token")
    if status in {401, 403} or "not_signed_in" in g:
        return deed(org_id, who, "refused.page", way)
    if status == 404 and admin is not None:  # noqa: PLR2004 - what HTTP calls it
        return deed(org_id, who, "refused.not_there", way)
    return None

"""Whether the process lives, whether it may be sent work, and its figures for who watches it.

Salesforce or a telephone system being down is not our illness: taking the hooks out of rotation
would lose calls (reliability-security.md 5). That is said by /status.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from cti_adapter.errors import NotSignedIn
from cti_adapter.outbox.entry import OrgId
from cti_adapter.settings import LOOPBACK

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Watch:
    """Lets the operator's tools in, and nobody else.

    Args:
        token: what they have to show; "" where only this machine may ask.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def knows(self) -> bool:
        """Whether it is the operator who asks: with the token, or from here where there is none."""
        if self._token:
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return hmac.compare_digest(given.encode(), self._token.encode())
        return _is_of_this_machine()

    def check(self) -> None:
        """Refuse everybody but the operator.

        Raises:
            NotSignedIn: they may not look.
        """
        if not self.knows():
            raise NotSignedIn


def _is_of_this_machine() -> bool:
    """Whether the request comes from here, addressed to here, and through no proxy."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    host = request.host.rpartition(":")[0] or request.host
    here = ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - nobody
    return here and host.strip("[]") in LOOPBACK


def health(
    *,
    faults: Callable[[], Sequence[str]],
    figures: Callable[[], bytes],
    status: Callable[[OrgId | None], Mapping[str, object]],
    watch: Watch,
    org_of_admin: Callable[[], OrgId | None],
) -> Blueprint:
    """Return /healthz, /readyz, /metrics and /status.

    Args:
        faults: what keeps the process from taking calls, a word each; none when it is ready.
        figures: the metrics, in Prometheus' text format.
        status: how it stands with an org and its telephone systems; with each, for None.
        watch: who may see figures, and the status of all orgs.
        org_of_admin: whose admin asks, signed in to the admin pages; None where none does.
    """
    bp = Blueprint("health", __name__)

    @bp.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}

    @bp.get("/readyz")
    def readyz() -> ResponseReturnValue:
        found = list(faults())
        if found:
            return {"status": "not ready", "reasons": found}, 503
        return {"status": "ready"}

    @bp.get("/metrics")
    def metrics() -> ResponseReturnValue:
        watch.check()
        return Response(figures(), content_type=CONTENT_TYPE_LATEST)

    @bp.get("/status")
    def show_status() -> ResponseReturnValue:
        if watch.knows():
            return dict(status(None))
        org_id = org_of_admin()
        if org_id is None:
            raise NotSignedIn
        return dict(status(org_id))

    return bp

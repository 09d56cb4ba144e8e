"""Whether the process lives, and whether it may be sent work.

Salesforce being down is not our illness: taking the hooks out of rotation would lose calls
(reliability-security.md 5).
"""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.web.hub import Hub


def health(hub: Hub, ready: Callable[[], bool]) -> Blueprint:
    """Return /healthz and /readyz.

    Args:
        hub: not ready while it says goodbye.
        ready: whether the database takes a write.
    """
    bp = Blueprint("health", __name__)

    @bp.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}

    @bp.get("/readyz")
    def readyz() -> ResponseReturnValue:
        if hub.draining or not ready():
            return {"status": "not ready"}, 503
        return {"status": "ready"}

    return bp

"""Where a browser comes by as its user signs out of Salesforce: GET /auth/signed-out.

The single-logout address (contract.md §3, DECISION 55). Salesforce sends it by the front channel
alone, through the user's own browser, and says nowhere what the request carries: so nothing in it
is believed to name a user. The cookie that this browser got at its sign-in does, and nobody else
is ever signed out; a page elsewhere that sends the browser here achieves nothing, because it comes
from no page of the org. No session ends: it is a noticed sign-out and counts as such.

Sources: help.salesforce.com security_auth_slo_oidc_idp_configuring; OpenID Connect Front-Channel
Logout 1.0, section 2.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.org_book import OrgBook
from cti_adapter.service.signals import Signals
from cti_adapter.storage.sessions import Session, Sessions
from cti_adapter.web.auth import CALL_PAGE_COOKIE


def signed_out(
    use: Signals, sessions: Sessions, orgs: OrgBook, clock: Callable[[], datetime]
) -> Blueprint:
    """Return the route.

    Args:
        use: notes the sign-out.
        sessions: know whose cookie it is.
        orgs: know the pages of each org.
        clock: now.
    """
    bp = Blueprint("signed_out", __name__)

    @bp.get("/auth/signed-out")
    def notice() -> ResponseReturnValue:
        """Note a sign-out of the org by the user of this browser; the answer is always the same."""
        cookie = request.cookies.get(CALL_PAGE_COOKIE, "")
        session = sessions.of_browser(cookie, clock()) if cookie else None
        if session is not None and _comes_from(orgs, session):
            use.left(session.org_id, session.agent_id)
        return Response(status=204, headers={"Cache-Control": "no-store"})

    return bp


def _comes_from(orgs: OrgBook, session: Session) -> bool:
    """Whether the browser was sent by the session's org; the issuer agrees where one is named."""
    config = orgs.entry(session.org_id).config
    theirs = {_origin(address) for address in (*config.hosts, config.login_url)} - {""}
    issuer = request.args.get("iss")
    return _origin(request.headers.get("Referer", "")) in theirs and (
        issuer is None or _origin(issuer) in theirs
    )


def _origin(address: str) -> str:
    """Return scheme, host and port of an address, "" where it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""

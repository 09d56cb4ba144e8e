"""The security headers of every answer; the softphone alone may be framed, by its org alone.

Sources: reliability-security.md 3.1, measured in Chromium: all Salesforce orgs share one cookie
partition, so the hosts are pinned one by one; X-Frame-Options would add nothing.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, g

_BASE = (
    "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'self';"
    " img-src 'self' data:; style-src 'self'; font-src 'self'"
)
NOBODY = "'none'"
_YEAR_S = 31_536_000


def softphone_policy(public_url: str, hosts: Iterable[str], library: str | None) -> str:
    """Return the Content-Security-Policy of one org's softphone.

    Args:
        public_url: our own origin.
        hosts: the origins of the org that may frame it.
        library: the one of them from which the org's own script comes; None where none is loaded.
    """
    scripts = "'self'" if library is None else f"'self' {library}"
    pinned = " ".join(hosts)
    socket = f"{'wss' if public_url.startswith('https') else 'ws'}://{urlsplit(public_url).netloc}"
    return (
        f"{_BASE}; script-src {scripts}; connect-src 'self' {socket};"
        f" media-src 'self' blob:; frame-ancestors {pinned or NOBODY}"
    )


TEAMS = (
    "https://teams.microsoft.com",
    "https://*.teams.microsoft.com",
    "https://*.cloud.microsoft",
)
"""Where Microsoft Teams runs, as its documentation asks to have it:
https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements"""


def companion_policy(public_url: str, *, in_teams: bool) -> str:
    """Return the policy of one org's companion: in a window of its own, or in Teams as well.

    Args:
        public_url: our own origin.
        in_teams: whether an admin of the org lets Microsoft Teams frame it.
    """
    return softphone_policy(public_url, TEAMS if in_teams else (), None)


def popup_policy(login_url: str) -> str:
    """Return the policy of the sign-in window: its form leads to the org's login.

    Browsers apply form-action to every redirect of the way, and the login goes on to My Domain.
    """
    way = f"'self' {login_url} https://*.salesforce.com https://*.force.com"
    base = _BASE.replace("form-action 'self'", f"form-action {way}")
    return f"{base}; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"


def page_policy() -> str:
    """Return the policy of the admin pages: their own scripts, nobody's frame."""
    return f"{_BASE}; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"


def as_admin_page() -> None:
    """Let this answer have the headers of an admin page."""
    g.content_policy = page_policy()
    g.referrer_policy = "same-origin"  # with no-referrer a form says "Origin: null"
    g.opener_policy = "same-origin"


def register_headers(app: Flask, *, public_url: str) -> None:
    """Put the headers on every answer.

    A view may set `g.content_policy`, `g.referrer_policy` and `g.opener_policy` for its page.
    """
    https = public_url.startswith("https")

    @app.after_request
    def _headers(response: Response) -> Response:
        policy = g.get("content_policy", f"{_BASE}; frame-ancestors 'none'")
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = g.get("referrer_policy", "no-referrer")
        if "opener_policy" in g:
            response.headers["Cross-Origin-Opener-Policy"] = g.opener_policy
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

"""An admin without a browser: a signed-in session that reads pages and sends their forms.

What admins see and press is tested in the browser; `sign_in` lets that browser in as well.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header

from cti_adapter.demo import ORG
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.rights import Role
from cti_adapter.storage.admin_sessions import AdminSession
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.web.admin.frame import COOKIE
from tests.support.running import TIMEOUT_S, Running

INTEGRATION = "integration@example.test"


def sign_in(  # noqa: PLR0913 - what makes one session differ from another, by name
    running: Running,
    username: str = INTEGRATION,
    org_id: OrgId = ORG,
    *,
    language: str = "en",
    client: str = "tests",
    role: Role = "admin",
) -> str:
    """Open an admin session as the door does it after Salesforce has said yes; return its token."""
    users = {row["Username"]: row["Id"] for row in running.records("User")}
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    storage = running.storage()
    try:
        storage.admin_sessions.open_session(
            AdminSession(
                token_hash=fingerprint(token),
                org_id=org_id,
                user_id=users[username],
                username=username,
                csrf=secrets.token_urlsafe(32),
                client=client,
                language=language,
                created_at=now,
                seen_at=now,
                checked_at=now,
                expires_at=now + timedelta(hours=1),
                role=role,
            )
        )
    finally:
        storage.close()
    return token


class Loopback(HTTPAdapter):
    """Keeps cookies as browsers do, for whom loopback is worth one that must be secure."""

    def __init__(self) -> None:
        super().__init__()
        trusting = DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.cookies = RequestsCookieJar(policy=trusting)

    def add_headers(self, request: PreparedRequest, **_: Any) -> None:
        cookies = get_cookie_header(self.cookies, request)
        if cookies:
            request.headers["Cookie"] = cookies

    def build_response(self, req: PreparedRequest, resp: Any) -> requests.Response:
        extract_cookies_to_jar(self.cookies, req, resp)
        response = super().build_response(req, resp)
        response.content  # noqa: B018 - read whole, so that nothing stays open behind it
        self.close()
        return response


class Browser(requests.Session):
    """A browser without a screen."""

    def __init__(self, running: Running) -> None:
        super().__init__()
        loopback = Loopback()
        self.mount("http://", loopback)
        self.jar = loopback.cookies
        self.headers["Origin"] = running.url


class AdminClient:
    """One admin of one org, signed in."""

    def __init__(
        self,
        running: Running,
        username: str = INTEGRATION,
        org_id: OrgId = ORG,
        role: Role = "admin",
    ) -> None:
        self.running = running
        self.http = Browser(running)
        self.http.jar.set(COOKIE, sign_in(running, username, org_id, role=role), secure=True)

    def get(self, path: str) -> requests.Response:
        """Read a page; redirects are followed."""
        return self.http.get(f"{self.running.url}{path}", timeout=TIMEOUT_S)

    def submit(
        self, path: str, form: Mapping[str, str | list[str]], *, page: str | None = None
    ) -> requests.Response:
        """Send a form with the mark of its page; what comes of it is followed.

        Args:
            path: where the form goes.
            form: its fields.
            page: where the form stands, "/admin/" by default: every page carries the mark.
        """
        mark = form.get("csrf") or self.mark_on(page or "/admin/")
        marked = {**form, "csrf": mark}
        return self.http.post(f"{self.running.url}{path}", data=marked, timeout=TIMEOUT_S)

    def mark_on(self, page: str) -> str:
        """Return the mark of the forms on a page."""
        reader = _Mark()
        reader.feed(self.get(page).text)
        return reader.found


def words(page: requests.Response) -> str:
    """Return a page as it is read: its text without marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


class _Mark(HTMLParser):
    """Finds the hidden field `csrf`."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and told.get("name") == "csrf":
            self.found = told.get("value") or ""

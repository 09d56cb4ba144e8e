"""The way in to the admin pages: who gets in, how often, and what their cookie does not open."""

from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet

from cti_adapter.app import new_boot_token, utc_now
from cti_adapter.demo import ORG
from cti_adapter.errors import SettingsError
from cti_adapter.settings import Settings
from cti_adapter.storage import open_storage
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.web.admin.door import issue_boot_token
from cti_adapter.web.admin.frame import COOKIE
from tests.support.admin_page import AdminClient, Browser
from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running


def boot_token(running: Running) -> str:
    storage = running.storage()
    try:
        return issue_boot_token(storage.admin_sessions, ORG, utc_now())
    finally:
        storage.close()


def boot(running: Running, token: str) -> requests.Response:
    with Browser(running) as http:
        return http.post(f"{running.url}/admin/boot", data={"token": token}, timeout=TIMEOUT_S)


def test_a_boot_token_opens_the_admin_pages_once(running: Running) -> None:
    """The operator needs no Salesforce to let the first admin in; what is used is worth nothing."""
    token = boot_token(running)
    first, again = boot(running, token), boot(running, token)

    assert f"{running.url}/admin/" == first.url
    assert "Signed in as boot token" in first.text
    assert 422 == again.status_code
    assert "cti-adapter boot-token" in again.text


def test_nobody_comes_in_without_a_session(running: Running) -> None:
    """Every page leads to the door, and so does one that does not exist."""
    for path in ("/admin/", "/admin/sessions", "/admin/nowhere"):
        answer = requests.get(f"{running.url}{path}", timeout=TIMEOUT_S)

        assert "/admin/sign-in" in answer.url


def test_a_form_without_the_mark_or_of_another_site_changes_nothing(running: Running) -> None:
    """A page elsewhere cannot press a button here."""
    admin = AdminClient(running)
    unmarked = admin.submit("/admin/language", {"csrf": "guessed", "language": "de"})
    on_a_page = admin.submit("/admin/sessions/end", {"csrf": "guessed", "user": "nobody"})
    admin.http.headers["Origin"] = "https://evil.example"
    elsewhere = admin.submit("/admin/language", {"language": "de"})

    answers = (unmarked, on_a_page, elsewhere)
    assert [403, 403, 403] == [each.status_code for each in answers]
    assert 'lang="en"' in admin.get("/admin/").text


def test_the_admin_cookie_opens_no_softphone(running: Running) -> None:
    """It is refused where agents ask: one stolen from the pages takes no call (D9)."""
    admin = AdminClient(running)
    token = str(admin.http.jar[COOKIE])
    bearer = {"Authorization": f"Bearer {token}"}
    renewal = {"X-CTI-Renew": "1"}
    asked = [
        admin.get("/api/snapshot"),
        admin.http.get(f"{running.url}/api/snapshot", headers=bearer, timeout=TIMEOUT_S),
        admin.http.post(f"{running.url}/api/socket-ticket", json={}, timeout=TIMEOUT_S),
        admin.http.post(
            f"{running.url}/auth/renew",
            json={"org_key": "demo", "renew_token": token},
            headers=renewal,
            timeout=TIMEOUT_S,
        ),
    ]

    assert [401] * 4 == [answer.status_code for answer in asked]


def test_an_agents_token_opens_no_admin_page(running: Running, panel: PanelClient) -> None:
    """Neither is the other's."""
    answer = requests.get(
        f"{running.url}/admin/",
        headers={"Authorization": f"Bearer {panel.token}"},
        cookies={COOKIE: panel.token},
        timeout=TIMEOUT_S,
    )

    assert "/admin/sign-in" in answer.url


def test_signing_out_ends_the_session_and_not_only_the_cookie(running: Running) -> None:
    """Who kept a copy of the cookie keeps nothing."""
    admin = AdminClient(running)
    kept = str(admin.http.jar[COOKIE])
    admin.submit("/admin/sign-out", {})
    admin.http.jar.set(COOKIE, kept, secure=True)

    assert "/admin/sign-in" in admin.get("/admin/").url


def test_no_page_may_be_framed_or_run_what_is_not_ours(running: Running) -> None:
    """An admin who is clicked through a foreign page is no admin."""
    for path in ("/admin/", "/admin/sign-in", "/admin/boot"):
        answer = AdminClient(running).get(path)
        policy = answer.headers["Content-Security-Policy"]

        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "same-origin" == answer.headers["Cross-Origin-Opener-Policy"]
        assert "no-store" == answer.headers["Cache-Control"]


def test_the_pages_speak_the_language_that_was_chosen(running: Running) -> None:
    """It is kept with the session."""
    admin = AdminClient(running)
    admin.submit("/admin/language", {"language": "de", "back": "/admin/"})

    assert "Übersicht" in admin.get("/admin/").text


def test_the_operator_gets_a_token_for_an_org_or_for_the_set_up(tmp_path: Path) -> None:
    """`cti-adapter boot-token`: on a fresh deployment it opens the set-up; a wrong key is told."""
    settings = Settings(
        public_url="http://127.0.0.1:8080",
        database_url=f"sqlite:///{tmp_path / 'fresh.sqlite3'}",
        secret_keys=(Fernet.generate_key().decode(),),
    )
    token = new_boot_token(settings, None)
    with pytest.raises(SettingsError, match="--org: no org has the key 'acme'"):
        new_boot_token(settings, "acme")
    storage = open_storage(settings.database_url, FernetSealer(settings.secret_keys))
    opened = storage.admin_sessions.redeem_boot_token(token, utc_now())
    storage.close()

    assert "" == opened

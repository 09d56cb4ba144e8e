"""Signing in without a browser: the iframe, its window and the org's login page, over real HTTP."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from cti_adapter.calls.sign_in import Client
from tests.support.running import TIMEOUT_S, Running


def sign_in(
    running: Running, username: str, org_key: str = "", client: Client = "softphone"
) -> tuple[str, str]:
    """Sign in as the iframe, its window and the org's login page do; return the tokens."""
    granted = _sign_in_window(Browser(running), username, org_key or running.org_key, client)
    return granted["token"], granted["renew_token"]


def sign_in_in(browser: "Browser", username: str, org_key: str = "") -> tuple[str, str]:
    """Sign in once more in a browser, as in a frame of another site; return the tokens."""
    granted = _sign_in_window(browser, username, org_key or browser.running.org_key)
    return granted["token"], granted["renew_token"]


def sign_in_for_later(
    running: Running, username: str, client: Client = "softphone"
) -> tuple[str, str]:
    """Sign in, and return name and value of the cookie that brings the agent back (D9)."""
    _, cookies = _signed_in(running, username, running.org_key, client)
    name = f"__Host-cti-{'' if client == 'softphone' else f'{client}-'}{running.org_key}"
    return name, cookies[name]


def _signed_in(
    running: Running, username: str, org_key: str, client: Client = "softphone"
) -> tuple[dict[str, Any], dict[str, str]]:
    window = Browser(running)
    return _sign_in_window(window, username, org_key, client), window.cookies


def _sign_in_window(
    window: "Browser", username: str, org_key: str, client: Client = "softphone"
) -> dict[str, Any]:
    started = window.post("/auth/start", {"org_key": org_key, "client": client}).json()
    callback = window.log_in(started, username)
    back = window.get(callback)
    assert back.status_code == 200, back.text
    mine = {"login_id": started["login_id"], "secret": started["secret"]}
    claimed = window.post("/auth/claim", mine)
    assert claimed.status_code == 200, claimed.text
    granted: dict[str, Any] = claimed.json()
    return granted


class Browser:
    """A browser as far as sign-in needs one: cookies of two sites, and an Origin."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.cookies: dict[str, str] = {}

    def post(self, path: str, body: dict[str, Any], **headers: str) -> requests.Response:
        """Post JSON from our own page."""
        return self._send("POST", path, json=body, headers={"Origin": self.running.url, **headers})

    def submit(self, path: str, form: dict[str, str]) -> requests.Response:
        """Submit a form of our own page."""
        return self._send("POST", path, data=form, headers={"Origin": self.running.url})

    def get(self, path: str) -> requests.Response:
        """Follow a link to us."""
        return self._send("GET", path)

    def log_in(self, started: dict[str, Any], username: str) -> str:
        """Go through the window up to the callback; return its address on our site."""
        form = {"login_id": started["login_id"], "bind_code": started["bind_code"]}
        leaving = self.submit("/auth/popup", form)
        assert leaving.status_code == 303, leaving.text
        with requests.Session() as org:
            org.post(
                f"{self.running.salesforce}/login",
                data={"choose": username, "startURL": "/"},
                allow_redirects=False,
                timeout=TIMEOUT_S,
            )
            answer = org.get(leaving.headers["Location"], allow_redirects=False, timeout=TIMEOUT_S)
        target = urlsplit(answer.headers["Location"])
        assert "code" in parse_qs(target.query), answer.headers["Location"]
        return f"{target.path}?{target.query}"

    def _send(self, method: str, path: str, **more: Any) -> requests.Response:
        # requests would not send Secure cookies over http; browsers do on loopback
        headers = more.pop("headers", {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self.cookies.items())
        answer = requests.request(
            method,
            self.running.url + path,
            headers=headers,
            allow_redirects=False,
            timeout=TIMEOUT_S,
            **more,
        )
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        return answer

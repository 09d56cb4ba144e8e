"""A person at the org's login page, and an app that trades what comes of it.

Everything over HTTP, as browser and app do it; no test reaches into the stand-in.
"""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, CLIENT_SECRET, Client

DEMO = "demo"
VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
REQUEST = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": CALLBACK,
    "scope": "api refresh_token openid id",
    "state": "s-1",
    "nonce": "n-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


class Person:
    """A person's browser at the org's login page."""

    def __init__(self, org: Client) -> None:
        self.org = org
        self.session = requests.Session()

    def authorize(self, **changes: str) -> requests.Response:
        asked = {key: value for key, value in {**REQUEST, **changes}.items() if value}
        return self.session.get(
            f"{self.org.url}/services/oauth2/authorize",
            params=asked,
            timeout=10,
            allow_redirects=False,
        )

    def answer(self, page: requests.Response, answer: str) -> requests.Response:
        """Press a button of the consent page: "allow" or "deny"."""
        form = {"ticket": value_in(page.text, "ticket"), "answer": answer}
        return self.session.post(
            self.org.url + page.text.partition('action="')[2].partition('"')[0],
            data=form,
            timeout=10,
            allow_redirects=False,
        )

    def follow(self, answer: requests.Response) -> requests.Response:
        """Go where the org sends the browser, one step."""
        return self.session.get(
            self.org.url + answer.headers["Location"], timeout=10, allow_redirects=False
        )

    def log_in(self, username: str = "a@example.test", password: str = DEMO) -> requests.Response:
        return self.session.post(
            f"{self.org.url}/login",
            data={"username": username, "password": password, "startURL": "/"},
            timeout=10,
            allow_redirects=False,
        )


def value_in(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def answer_in(response: requests.Response) -> dict[str, str]:
    """Return what a redirect to the app carries."""
    assert 302 == response.status_code, response.text
    assert response.headers["Location"].startswith(CALLBACK)
    return {k: v[0] for k, v in parse_qs(urlsplit(response.headers["Location"]).query).items()}


def code_of(browser: Person, **changes: str) -> str:
    browser.log_in()
    return answer_in(browser.authorize(**changes))["code"]


def exchange(org: Client, good_code: str, **changes: Any) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": good_code,
        "redirect_uri": CALLBACK,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "code_verifier": VERIFIER,
        **changes,
    }
    return requests.post(f"{org.url}/services/oauth2/token", data=form, timeout=10)


def renew(org: Client, refresh: str, client_id: str = CLIENT_ID) -> requests.Response:
    return requests.post(
        f"{org.url}/services/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": refresh},
        auth=(client_id, CLIENT_SECRET),
        timeout=10,
    )


def revoke(org: Client, token: str) -> int:
    """End a token; return the status."""
    url = f"{org.url}/services/oauth2/revoke"
    return requests.post(url, data={"token": token}, timeout=10).status_code


def works(org: Client, access_token: str) -> bool:
    """Whether an access token opens the API."""
    header = {"Authorization": f"Bearer {access_token}"}
    return requests.get(f"{org.url}/services/data/v67.0/limits", headers=header, timeout=10).ok

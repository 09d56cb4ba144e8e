"""OAuth as the org speaks it: web-server flow with PKCE, refresh, JWT bearer, userinfo."""

import time
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.contract.emulator.sign_in import Person, answer_in, code_of, exchange, renew
from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, CLIENT_SECRET, Client


def test_a_stranger_is_asked_to_log_in_and_then_sent_back(browser: Person) -> None:
    """The state comes back as it was; the code is for the app alone."""
    asked = browser.authorize()
    wrong = browser.log_in(password="guess")
    browser.log_in()
    answer = answer_in(browser.authorize())

    assert (200, "Log In") == (asked.status_code, asked.text[asked.text.index("Log In") :][:6])
    assert "Please check your username and password" in wrong.text
    assert "s-1" == answer["state"]
    assert answer["code"]


def test_cancel_on_the_login_page_tells_the_app(browser: Person) -> None:
    """The person went away; nobody is logged in."""
    page = browser.authorize().text
    link = unescape(page.partition('role="button" href="')[2].partition('"')[0])
    answer = browser.session.get(browser.org.url + link, timeout=10, allow_redirects=False)

    assert ("access_denied", "s-1") == (answer_in(answer)["error"], answer_in(answer)["state"])


def test_a_code_is_worth_tokens_once(org: Client, browser: Person) -> None:
    """No expires_in; the second use is refused."""
    code = code_of(browser)
    answer, again = exchange(org, code), exchange(org, code)

    assert {
        "access_token", "refresh_token", "signature", "scope", "instance_url", "id", "id_token",
        "token_type", "issued_at", "token_format",
    } == set(answer.json())  # fmt: skip
    assert org.url == answer.json()["instance_url"]
    assert (400, "invalid_grant") == (again.status_code, again.json()["error"])


def test_the_id_token_is_signed_and_carries_the_nonce(org: Client, browser: Person) -> None:
    """Its key is published; its subject is the identity URL."""
    answer = exchange(org, code_of(browser)).json()
    keys = KeySet.import_key_set(requests.get(f"{org.url}/id/keys", timeout=10).json())
    claims = jwt.decode(answer["id_token"], keys, algorithms=["RS256"]).claims

    assert ("n-1", CLIENT_ID, answer["id"]) == (claims["nonce"], claims["aud"], claims["sub"])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "w" * 64}, "invalid_request"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "/x"}, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client_id"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": "aPrxnone"}, "invalid_grant"),
    ],
)
def test_a_wrong_exchange_is_refused(
    org: Client, browser: Person, changes: dict[str, str], error: str
) -> None:
    """The answer is an object of error and error_description."""
    answer = exchange(org, code_of(browser), **changes)

    assert 400 == answer.status_code
    assert {"error", "error_description"} == set(answer.json())
    assert error == answer.json()["error"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"decision": "deny"}, "access_denied"),
    ],
)
def test_a_wrong_request_goes_back_to_the_app(
    browser: Person, changes: dict[str, str], error: str
) -> None:
    """Cancel is one of them."""
    assert {"error": error, "state": "s-1"}.items() <= answer_in(
        browser.authorize(**changes)
    ).items()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "nobody"}, "invalid_client_id"),
        ({"redirect_uri": "http://127.0.0.1:9/other"}, "redirect_uri_mismatch"),
    ],
)
def test_an_address_that_is_not_the_app_s_is_never_followed(
    browser: Person, changes: dict[str, str], error: str
) -> None:
    """The person stays here and reads why."""
    answer = browser.authorize(**changes)

    assert 400 == answer.status_code
    assert "Location" not in answer.headers
    assert error in answer.text


def test_a_refresh_token_gives_access_until_it_is_revoked(org: Client, browser: Person) -> None:
    """Revoking it ends its access tokens too; Basic authenticates the client as well."""
    refresh = exchange(org, code_of(browser)).json()["refresh_token"]
    url, form = (
        f"{org.url}/services/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": refresh},
    )
    answer = requests.post(url, data=form, auth=(CLIENT_ID, CLIENT_SECRET), timeout=10)
    org.token = answer.json()["access_token"]
    before = org.call("GET", "/limits").status_code
    url = f"{org.url}/services/oauth2/revoke"
    revoked = requests.post(url, data={"token": refresh}, timeout=10)
    after = renew(org, refresh).json()

    assert (200, 200, 401) == (before, revoked.status_code, org.call("GET", "/limits").status_code)
    assert "expires_in" not in answer.json()
    assert ("invalid_grant", "expired access/refresh token") == (
        after["error"],
        after["error_description"],
    )


def test_userinfo_and_identity_say_who_it_is(org: Client, browser: Person) -> None:
    """The user of the token, not of the client."""
    answer = exchange(org, code_of(browser)).json()
    org.token = answer["access_token"]
    who = org.call("POST", "/services/oauth2/userinfo").json()
    identity = org.call("GET", urlsplit(answer["id"]).path).json()

    assert (org.records["user_a"], org.records["org"], "a@example.test") == (
        who["user_id"],
        who["organization_id"],
        who["preferred_username"],
    )
    assert ("a@example.test", who["user_id"]) == (identity["username"], identity["user_id"])


def test_a_signed_assertion_is_worth_an_access_token(org: Client) -> None:
    """Never a refresh token; a trailing slash or the login host is an audience too."""
    answer = org.assert_jwt({"sub": "a@example.test"})
    login = org.assert_jwt({"sub": "A@example.test", "aud": "https://login.salesforce.com"})

    assert 200 == login.status_code
    assert "refresh_token" not in answer.json()
    assert "expires_in" not in answer.json()


@pytest.mark.parametrize(
    ("claims", "error", "text"),
    [
        ({"sub": "b@example.test"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"sub": "nobody@example.test"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"aud": "https://evil.example"}, "invalid_grant", "audience is invalid"),
        ({"exp": int(time.time()) - 60}, "invalid_grant", "expired authorization code"),
        ({"exp": int(time.time()) + 3600}, "invalid_grant", "invalid assertion"),
        ({"exp": None}, "invalid_grant", "invalid assertion"),
        ({"iss": "nobody"}, "invalid_client_id", "client identifier invalid"),
    ],
)
def test_a_wrong_assertion_is_refused(
    org: Client, claims: dict[str, Any], error: str, text: str
) -> None:
    """With the text that tells an admin what to mend."""
    answer = org.assert_jwt({"sub": "a@example.test", **claims})

    assert (400, {"error": error, "error_description": text}) == (answer.status_code, answer.json())


def test_an_assertion_signed_by_another_key_is_refused(org: Client) -> None:
    """The signature is really checked."""
    answer = org.assert_jwt({"sub": "a@example.test"}, RSAKey.generate_key(2048))

    assert "invalid assertion" == answer.json()["error_description"]

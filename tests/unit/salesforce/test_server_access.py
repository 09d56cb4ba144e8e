"""Tests for salesforce/oauth.py, ServerAccess: the server's own way in."""

import threading
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from cti_adapter.errors import RetryLater, SignInNeeded
from cti_adapter.salesforce.oauth import AccessToken, OrgAccess, ServerAccess, audience
from tests.unit.salesforce.scripted_org import ScriptedOrg, access_to, page, says

TOKEN = "POST /services/oauth2/token"


def test_the_server_signs_itself_in_with_its_key(
    org: ScriptedOrg, access: OrgAccess, private_key: str
) -> None:
    """No secret travels: the assertion is signed, short-lived and for this org alone."""
    org.grants("servers-token")
    token = ServerAccess(access).token()
    (asked,) = org.asked(TOKEN)
    sent = {name: values[0] for name, values in parse_qs(asked.body).items()}
    assertion = jwt.decode(sent["assertion"], RSAKey.import_key(private_key), algorithms=["RS256"])
    claims = assertion.claims

    assert AccessToken("servers-token", org.url) == token
    assert {"grant_type", "assertion"} == set(sent)
    assert ("the-app", "integration@example.test", org.url, 180) == (
        claims["iss"],
        claims["sub"],
        claims["aud"],
        claims["exp"] - claims["iat"],
    )


def test_many_threads_share_one_sign_in(org: ScriptedOrg, access: OrgAccess) -> None:
    """A burst of calls after a restart is one request to the token endpoint."""
    org.grants("servers-token")
    server = ServerAccess(access)
    got: list[AccessToken] = []
    threads = [threading.Thread(target=lambda: got.append(server.token())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [AccessToken("servers-token", org.url)] * 12 == got
    assert 1 == len(org.asked(TOKEN))


def test_a_stale_token_is_renewed_once(org: ScriptedOrg, access: OrgAccess) -> None:
    """Whoever is late finds the new token already there."""
    org.grants("token-1", "token-2", "token-3")
    server = ServerAccess(access)
    stale = server.token()

    assert ["token-2", "token-2", "token-2"] == [
        server.refresh(stale).token,
        server.refresh(stale).token,
        server.token().token,
    ]
    assert 2 == len(org.asked(TOKEN))


def test_a_failed_sign_in_is_not_remembered(org: ScriptedOrg, access: OrgAccess) -> None:
    """The next request asks again."""
    org.when(TOKEN, page(503), says(200, {"access_token": "t", "instance_url": org.url}))
    server = ServerAccess(access)
    with pytest.raises(RetryLater):
        server.token()

    assert "t" == server.token().token


def test_a_refused_server_needs_an_admin(org: ScriptedOrg, access: OrgAccess) -> None:
    """The outbox holds its entries; the org's words say what to mend (B-10)."""
    words = {"error": "invalid_grant", "error_description": "user hasn't approved this consumer"}
    org.when(TOKEN, says(400, words))

    with pytest.raises(SignInNeeded, match="user hasn't approved this consumer"):
        ServerAccess(access).token()


def test_a_server_token_for_another_address_is_refused(org: ScriptedOrg, access: OrgAccess) -> None:
    """Our own token is not sent where an answer points (SSRF)."""
    org.when(TOKEN, says(200, {"access_token": "t", "instance_url": "https://evil.example"}))

    with pytest.raises(SignInNeeded, match="not its own"):
        ServerAccess(access).token()


@pytest.mark.parametrize("pem", ["", "no key at all", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_key_that_is_none_is_the_admins_to_mend(access: OrgAccess, pem: str) -> None:
    """An org whose set-up is not finished keeps its calls and says what is missing."""
    with pytest.raises(SignInNeeded, match="RSA key"):
        ServerAccess(access_to(access.login_url, pem)).token()


def test_an_address_in_the_clear_is_the_admins_to_mend(private_key: str) -> None:
    """Nothing is sent before it is mended."""
    with pytest.raises(SignInNeeded, match="https"):
        ServerAccess(access_to("http://acme.my.salesforce.com", private_key)).token()


@pytest.mark.parametrize(
    ("login", "addressed"),
    [
        ("https://login.salesforce.com", "https://login.salesforce.com"),
        ("https://acme.my.salesforce.com", "https://login.salesforce.com"),
        ("https://test.salesforce.com", "https://test.salesforce.com"),
        ("https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"),
        ("http://localhost:8090", "http://localhost:8090"),
    ],
)
def test_an_assertion_is_addressed_as_salesforce_expects(login: str, addressed: str) -> None:
    """A My Domain is signed in to by way of login or test."""
    assert addressed == audience(login)

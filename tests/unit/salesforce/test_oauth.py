"""Tests for salesforce/oauth.py and identity.py: agents who sign in, and who is told no."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cti_adapter.errors import RetryLater
from cti_adapter.salesforce.failures import SignInFault, SignInRefused
from cti_adapter.salesforce.oauth import (
    AccessToken,
    OrgAccess,
    ServerAccess,
    SignedInUser,
    begin_sign_in,
    finish_sign_in,
)
from cti_adapter.salesforce.transport import WrongAddress
from tests.unit.salesforce.scripted_org import (
    HANG_UP,
    Answer,
    ScriptedOrg,
    access_to,
    page,
    says,
)

VERIFIER = "v" * 43
TOKEN = "POST /services/oauth2/token"
USERINFO = "GET /services/oauth2/userinfo"
REVOKE = "POST /services/oauth2/revoke"


def an_id_token(**claims: object) -> str:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmVk"


def a_grant(org: ScriptedOrg, **changes: object) -> Answer:
    claims = {"iss": org.url, "aud": "the-app", "nonce": "the-nonce"}
    grant: dict[str, Any] = {
        "access_token": "agents-token",
        "instance_url": org.url,
        "token_type": "Bearer",
        "id_token": an_id_token(**claims),
    }
    return says(200, {**grant, **changes})


def user_a() -> Answer:
    return says(
        200,
        {
            "user_id": "0055f00000abcDE",
            "organization_id": "00D5f00000abcDE",
            "preferred_username": "a@example.test",
            "name": "A",
            "email": "a@example.test",
            "language": "de",
            "locale": "de_DE",
            "zoneinfo": "Europe/Berlin",
            "photos": {},
        },
    )


def sign_in(access: OrgAccess) -> SignedInUser:
    return finish_sign_in(access, code="the-code", verifier=VERIFIER, nonce="the-nonce")


def refused(access: OrgAccess) -> SignInFault:
    with pytest.raises(SignInRefused) as refusal:
        sign_in(access)
    return refusal.value.reason


def test_an_agent_is_sent_to_the_orgs_own_login_page(private_key: str) -> None:
    """PKCE, state and nonce travel; the verifier and the secret stay here."""
    access = access_to("https://acme.my.salesforce.com/", private_key)
    address = begin_sign_in(access, state="the-state", nonce="the-nonce", verifier=VERIFIER)
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    challenge = hashlib.sha256(VERIFIER.encode()).digest()

    assert "https://acme.my.salesforce.com/services/oauth2/authorize" == address.partition("?")[0]
    assert {
        "response_type": "code",
        "client_id": "the-app",
        "redirect_uri": "http://127.0.0.1:8080/auth/callback",
        "scope": "api id openid",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    } == asked
    assert VERIFIER not in address


def test_no_sign_in_begins_in_the_clear(private_key: str) -> None:
    """http is for loopback alone."""
    access = access_to("http://acme.my.salesforce.com", private_key)

    with pytest.raises(WrongAddress):
        begin_sign_in(access, state="s", nonce="n", verifier=VERIFIER)


def test_a_verifier_that_is_too_short_is_refused(private_key: str) -> None:
    """A weak verifier would be our own fault."""
    access = access_to("https://acme.my.salesforce.com", private_key)

    with pytest.raises(ValueError, match="43 to 128"):
        begin_sign_in(access, state="s", nonce="n", verifier="short")


def test_the_callback_ends_in_a_known_user(org: ScriptedOrg, access: OrgAccess) -> None:
    """The code is exchanged here on the server, and ids come out in one form."""
    org.when(TOKEN, a_grant(org))
    org.when(USERINFO, user_a())
    org.when(REVOKE, Answer(200))
    user = sign_in(access)
    (exchange,) = org.asked(TOKEN)
    sent = {name: values[0] for name, values in parse_qs(exchange.body).items()}

    assert ("a@example.test", "Europe/Berlin", org.url) == (
        user.username,
        user.time_zone,
        user.instance_url,
    )
    assert (18, 18) == (len(user.user_id), len(user.org_id))
    assert {
        "grant_type": "authorization_code",
        "code": "the-code",
        "code_verifier": VERIFIER,
        "redirect_uri": access.redirect_uri,
        "client_id": "the-app",
        "client_secret": "the-secret",
    } == sent


def test_the_agents_token_is_revoked_and_not_kept(org: ScriptedOrg, access: OrgAccess) -> None:
    """Nothing of the agent's is left that could be stolen."""
    org.when(TOKEN, a_grant(org))
    org.when(USERINFO, user_a())
    org.when(REVOKE, HANG_UP)
    sign_in(access)
    (revoked,) = org.asked(REVOKE)

    assert "token=agents-token" == revoked.body


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another-app"},
        {"aud": ["another-app"]},
        {"aud": 7},
    ],
)
def test_an_answer_to_another_sign_in_is_refused(
    org: ScriptedOrg, access: OrgAccess, claims: dict[str, object]
) -> None:
    """A replayed or mixed-up sign-in signs nobody in."""
    good = {"iss": org.url, "aud": "the-app", "nonce": "the-nonce"}
    org.when(TOKEN, a_grant(org, id_token=an_id_token(**{**good, **claims})))
    org.when(USERINFO, user_a())

    assert SignInFault.IDENTITY == refused(access)
    assert [] == org.asked(USERINFO)


def test_an_unreadable_id_token_is_refused(org: ScriptedOrg, access: OrgAccess) -> None:
    """Nonsense is no proof of anything."""
    org.when(TOKEN, a_grant(org, id_token="not.a.token"))

    assert SignInFault.IDENTITY == refused(access)


def test_a_used_code_asks_the_agent_to_start_again(org: ScriptedOrg, access: OrgAccess) -> None:
    """A replayed callback gets nowhere."""
    words = {"error": "invalid_grant", "error_description": "expired authorization code"}
    org.when(TOKEN, says(400, words))

    assert SignInFault.CODE == refused(access)


def test_an_app_the_org_refuses_is_the_admins_business(org: ScriptedOrg, access: OrgAccess) -> None:
    """The agent is not asked to try again in vain."""
    words = {"error": "invalid_client", "error_description": "invalid client credentials"}
    org.when(TOKEN, says(400, words))

    assert SignInFault.APP == refused(access)


def test_a_token_for_another_address_is_refused(org: ScriptedOrg, access: OrgAccess) -> None:
    """The agent's token is not sent where an answer points (SSRF)."""
    org.when(TOKEN, a_grant(org, instance_url="http://127.0.0.1:1"))

    assert SignInFault.ADDRESS == refused(access)


@pytest.mark.parametrize(
    ("userinfo", "reason"),
    [
        (says(403, "Bad_OAuth_Token"), SignInFault.APP),
        (says(200, {"user_id": "0055f00000abcDE"}), SignInFault.IDENTITY),
        (
            says(200, {"user_id": "../..", "organization_id": "x", "preferred_username": "a"}),
            SignInFault.IDENTITY,
        ),
    ],
)
def test_a_user_the_org_does_not_name_is_not_signed_in(
    org: ScriptedOrg, access: OrgAccess, userinfo: Answer, reason: SignInFault
) -> None:
    """No half-known identity becomes an agent."""
    org.when(TOKEN, a_grant(org))
    org.when(USERINFO, userinfo)

    assert reason == refused(access)


@pytest.mark.parametrize(
    "answer",
    [
        page(503),
        HANG_UP,
        page(200),
        says(200, ["a", "list"]),
        says(200, {"access_token": "t"}),
        Answer(302, headers={"Location": "https://evil.example/"}),
        says(400, {"error": "unknown_error", "error_description": "retry your request"}),
    ],
)
def test_an_org_in_trouble_is_tried_again_later(
    org: ScriptedOrg, access: OrgAccess, answer: Answer
) -> None:
    """Neither the agent nor the app is blamed for a maintenance page."""
    org.when(TOKEN, answer)

    with pytest.raises(RetryLater) as for_the_agent:
        sign_in(access)
    with pytest.raises(RetryLater) as for_the_server:
        ServerAccess(access).token()
    assert (RetryLater, RetryLater) == (type(for_the_agent.value), type(for_the_server.value))


def test_secrets_stay_out_of_what_is_printed(access: OrgAccess) -> None:
    """A traceback or a log line that shows the object gives nothing away."""
    shown = repr(access) + repr(AccessToken("very-secret", "https://acme.my.salesforce.com"))

    assert [] == [secret for secret in ("the-secret", "PRIVATE", "very-secret") if secret in shown]

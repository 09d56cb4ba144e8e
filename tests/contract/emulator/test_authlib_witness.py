"""Authlib, an OAuth client that knows nothing of Salesforce, signs in to the stand-in.

What it reads of the answers is the standard's: RFC 6749, 7009, 7523, 7636 and OpenID Connect.
"""

import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import AssertionSession, OAuth2Session
from flask import Flask, url_for
from flask.typing import ResponseReturnValue

from tests.contract.emulator.apps import MACHINE, PUBLIC, ROTATING
from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, CLIENT_SECRET, Client

AGENT = "a@example.test"

pytestmark = pytest.mark.witness("Authlib")


def client_of(org: Client, app: str, **options: str | None) -> OAuth2Session:
    """An app with PKCE and, unless said otherwise, a secret that travels in the body."""
    usual = {
        "client_secret": CLIENT_SECRET,
        "scope": "api refresh_token openid id",
        "token_endpoint_auth_method": "client_secret_post",
    }
    return OAuth2Session(
        app,
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=f"{org.url}/services/oauth2/token",
        **{**usual, **options},
    )


@pytest.fixture
def session(org: Client) -> Iterator[OAuth2Session]:
    """The usual app."""
    with client_of(org, CLIENT_ID) as session:
        yield session


def visit(org: Client, address: str) -> str:
    """Log in at the org's page as agent A; return where the browser is sent."""
    with requests.Session() as browser:
        form = {"choose": AGENT, "startURL": "/"}
        browser.post(f"{org.url}/login", data=form, allow_redirects=False, timeout=10)
        answer = browser.get(address, allow_redirects=False, timeout=10)
    return str(answer.headers["Location"])


def signed_in(org: Client, session: OAuth2Session) -> dict[str, str]:
    """Run the web-server flow to its end; return the token answer."""
    verifier = generate_token(64)
    address, state = session.create_authorization_url(
        f"{org.url}/services/oauth2/authorize", code_verifier=verifier
    )
    told = visit(org, address)
    assert state == dict(parse_qsl(urlsplit(told).query))["state"]
    return dict(
        session.fetch_token(authorization_response=told, code_verifier=verifier, state=state)
    )


def test_it_signs_in_by_the_web_server_flow_with_pkce(org: Client, session: OAuth2Session) -> None:
    """State, code, verifier and token are what the standards say."""
    token = signed_in(org, session)
    person = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10).json()

    assert "Bearer" == token["token_type"]
    assert AGENT == person["preferred_username"]


def test_a_token_without_an_expiry_is_never_taken_for_expired(
    org: Client, session: OAuth2Session
) -> None:
    """Salesforce says no expires_in: a client that waits for one never refreshes by itself."""
    token = signed_in(org, session)

    assert "expires_in" not in token
    assert not session.token.is_expired()


def test_it_refreshes_and_goes_on_with_the_new_token(org: Client, session: OAuth2Session) -> None:
    """The old access token is replaced in its hands, whether or not the refresh token is."""
    before = signed_in(org, session)
    after = session.refresh_token(
        f"{org.url}/services/oauth2/token", refresh_token=before["refresh_token"]
    )
    answer = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10)

    assert before["access_token"] != after["access_token"]
    assert after["refresh_token"]
    assert 200 == answer.status_code


def test_a_refresh_token_that_rotates_is_taken_over(org: Client) -> None:
    """Authlib keeps the newest one by itself and can go on refreshing."""
    with client_of(org, ROTATING) as session:
        first = signed_in(org, session)["refresh_token"]
        second = session.refresh_token()["refresh_token"]
        third = session.refresh_token()["refresh_token"]
        answer = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10)

    assert 3 == len({first, second, third})
    assert 200 == answer.status_code


def test_a_rotated_refresh_token_that_is_used_again_ends_them_all(org: Client) -> None:
    """Somebody stole it: thief and app are both out."""
    with client_of(org, ROTATING) as session:
        stolen = signed_in(org, session)["refresh_token"]
        session.refresh_token()
        with pytest.raises(OAuthError) as thief:
            session.refresh_token(refresh_token=stolen)
        answer = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10)

    assert "invalid_grant" == thief.value.error
    assert answer.status_code in {401, 403}


def test_an_app_without_a_secret_proves_itself_by_pkce_alone(org: Client) -> None:
    """What runs in a browser or on a telephone keeps no secret."""
    options = {"client_secret": None, "token_endpoint_auth_method": "none"}
    with client_of(org, PUBLIC, **options) as session:
        signed_in(org, session)
        person = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10).json()

    assert AGENT == person["preferred_username"]


def test_a_machine_signs_in_as_itself(org: Client) -> None:
    """Client credentials: the app acts as the user its admin chose."""
    with client_of(org, MACHINE, scope=None) as session:
        token = session.fetch_token(grant_type="client_credentials")
        person = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10).json()

    assert "refresh_token" not in token
    assert "integration@example.test" == person["preferred_username"]


def test_a_secret_may_travel_in_the_header(org: Client) -> None:
    """Authlib's own default, RFC 6749 2.3.1."""
    with client_of(org, CLIENT_ID, token_endpoint_auth_method="client_secret_basic") as session:
        assert signed_in(org, session)["access_token"]


def test_a_wrong_secret_is_no_client(org: Client) -> None:
    """The name of the fault is the standard's."""
    wrong = client_of(org, CLIENT_ID, client_secret="wrong")
    with wrong as session, pytest.raises(OAuthError) as refused:
        signed_in(org, session)

    assert "invalid_client" == refused.value.error


def test_a_token_can_be_asked_about(org: Client, session: OAuth2Session) -> None:
    """RFC 7662: alive while it is, and dead when it was revoked."""
    token = signed_in(org, session)["access_token"]
    address = f"{org.url}/services/oauth2/introspect"
    alive = session.introspect_token(address, token=token).json()
    session.revoke_token(f"{org.url}/services/oauth2/revoke", token=token)
    dead = session.introspect_token(address, token=token).json()

    assert (True, False) == (alive["active"], dead["active"])
    assert AGENT == alive["username"]


def test_a_verifier_of_another_sign_in_is_refused(org: Client, session: OAuth2Session) -> None:
    """Authlib finds error and description where it looks for them."""
    address, state = session.create_authorization_url(
        f"{org.url}/services/oauth2/authorize", code_verifier=generate_token(64)
    )
    told = visit(org, address)

    with pytest.raises(OAuthError) as refused:
        session.fetch_token(
            authorization_response=told, code_verifier=generate_token(64), state=state
        )

    assert "invalid_request" == refused.value.error
    assert refused.value.description


def test_a_token_that_was_revoked_opens_nothing(org: Client, session: OAuth2Session) -> None:
    """RFC 7009: the answer is 200, the token is dead."""
    token = signed_in(org, session)["access_token"]
    answer = session.revoke_token(f"{org.url}/services/oauth2/revoke", token=token)
    refused = session.get(f"{org.url}/services/data/v67.0/limits", timeout=10)

    assert 200 == answer.status_code
    assert 401 == refused.status_code


def test_it_signs_in_with_a_signed_assertion(org: Client) -> None:
    """JWT bearer, as the server does it; Authlib asks for the token by itself."""
    with AssertionSession(
        token_endpoint=f"{org.url}/services/oauth2/token",
        issuer=CLIENT_ID,
        subject=AGENT,
        audience=org.url,
        key=org.key,
        alg="RS256",
        expires_in=180,
    ) as session:
        answer = session.get(f"{org.url}/services/oauth2/userinfo", timeout=10)

        assert AGENT == answer.json()["preferred_username"]
        assert "refresh_token" not in session.token


def test_a_web_app_finds_everything_by_discovery_and_believes_the_id_token(org: Client) -> None:
    """Signature, issuer, audience, nonce and times of the id_token are checked by Authlib."""
    app = Flask(__name__)
    app.secret_key = "of this test"
    oauth = OAuth(app)
    oauth.register(
        "salesforce",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        server_metadata_url=f"{org.url}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid api",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_post",
        },
    )

    @app.get("/start")
    def start() -> ResponseReturnValue:
        answer: ResponseReturnValue = oauth.salesforce.authorize_redirect(CALLBACK)
        return answer

    @app.get("/callback")
    def callback() -> ResponseReturnValue:
        return dict(oauth.salesforce.authorize_access_token()["userinfo"])

    with app.test_client() as browser:
        address = browser.get("/start").headers["Location"]
        told = urlsplit(visit(org, address)).query
        claims = browser.get(f"{url_for('callback')}?{told}").get_json()

    assert CLIENT_ID == claims["aud"]
    assert claims["iat"] <= time.time() + 60
    assert claims["sub"].endswith(org.records["user_a"])

"""Signing in to the org: the agent by the web-server flow with PKCE, the server by JWT bearer.

The agent's tokens serve once, to ask who the agent is, and are then revoked; the server's token
lives in memory only. Neither is ever logged or stored. How a browser gets here and back is the
business of web/auth.py.

Sources: help.salesforce.com remoteaccess_oauth_web_server_flow and ..._jwt_flow;
facts/salesforce.md 5.5 and 5.7; reliability-security.md 3.2.
"""

import re
import threading
from concurrent.futures import Future
from contextlib import suppress
from functools import lru_cache

import msgspec
import requests
from authlib.integrations.requests_client import AssertionSession, OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from cti_adapter.calls.record import record_id
from cti_adapter.errors import RetryLater, SalesforceError, SignInNeeded
from cti_adapter.salesforce.failures import (
    translated_access,
    translated_sign_in,
)
from cti_adapter.salesforce.identity import SignedInUser, check_id_token, who_signed_in
from cti_adapter.salesforce.transport import bind, instance_origin, origin_of

__all__ = [
    "SCOPE",
    "AccessToken",
    "OrgAccess",
    "ServerAccess",
    "SignedInUser",
    "audience",
    "begin_sign_in",
    "finish_sign_in",
]

SCOPE = "api id openid"

_ASSERTION_LIFE_S = 180  # Salesforce refuses an assertion that lives longer (facts 5.5)
_REVOKE_LIMITS_S = (2, 3)  # nobody waits for a courtesy
_PRODUCTION, _SANDBOX = "https://login.salesforce.com", "https://test.salesforce.com"


class OrgAccess(msgspec.Struct, frozen=True, kw_only=True):
    """How the product gets into one org (contract.md 2)."""

    login_url: str
    """My Domain, login or test address of the org."""
    client_id: str
    """Consumer key of the External Client App."""
    client_secret: str
    redirect_uri: str
    private_key_pem: str
    """The key whose certificate the app knows, for the server's own sign-in."""
    username: str
    """The integration user."""
    api_version: str
    """For example "67.0"."""

    def __repr__(self) -> str:
        """Name the org, never its secrets."""
        return f"OrgAccess(login_url={self.login_url!r}, username={self.username!r})"


class AccessToken(msgspec.Struct, frozen=True):
    """What lets one request into the org, and where it goes."""

    token: str
    instance_url: str

    def __repr__(self) -> str:
        """Name the org, never the token."""
        return f"AccessToken(instance_url={self.instance_url!r})"


def begin_sign_in(access: OrgAccess, *, state: str, nonce: str, verifier: str) -> str:
    """Return the address of the org's login page for one sign-in.

    Args:
        access: the org.
        state: ties the callback to the browser that started.
        nonce: ties the id_token to this sign-in.
        verifier: PKCE secret, 43 to 128 characters, kept on the server until the callback.

    Raises:
        WrongAddress: the login address or the callback is not https (http on loopback).
        ValueError: the verifier has not the length PKCE demands.
    """
    if not 43 <= len(verifier) <= 128:  # noqa: PLR2004 - RFC 7636, section 4.1
        raise ValueError("a PKCE verifier has 43 to 128 characters")
    origin_of(access.redirect_uri)
    with _agent_session(access) as session:
        address, _ = session.create_authorization_url(
            f"{origin_of(access.login_url)}/services/oauth2/authorize",
            state=state,
            nonce=nonce,
            code_verifier=verifier,
        )
    return str(address)


def finish_sign_in(access: OrgAccess, *, code: str, verifier: str, nonce: str) -> SignedInUser:
    """Exchange the code of the callback and return who signed in.

    Args:
        access: the org the sign-in was begun with.
        code: from the callback.
        verifier: of the same sign-in, as is nonce.

    Raises:
        SignInRefused: with its reason.
        RetryLater: the org could not be reached or answered nonsense.
    """
    login = origin_of(access.login_url)
    with translated_sign_in(), _agent_session(access) as session:
        grant = session.fetch_token(
            f"{login}/services/oauth2/token",
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
        )
        try:
            instance = instance_origin(str(grant["instance_url"]), login)
            check_id_token(
                grant.get("id_token"),
                client_id=access.client_id,
                nonce=nonce,
                issuers={login, instance},
            )
            bind(session, login, instance)
            return who_signed_in(session.get(f"{instance}/services/oauth2/userinfo"), instance)
        finally:
            _revoke(session, login, str(grant.get("access_token", "")))


class ServerAccess:
    """The server's own way in: one token, fetched once however many threads ask for it.

    Salesforce gives the token no expiry, so it is renewed when a request is told 401. What is
    wrong with the access shows at the first token, so that an org whose set-up is not finished
    parks its entries like any other we are locked out of.

    Args:
        access: the org, and the username of who enters it.
        user_id: who that has to be; None where a username alone says it.
    """

    def __init__(self, access: OrgAccess, *, user_id: str | None = None) -> None:
        self._access = access
        self._user_id = user_id
        self._lock = threading.Lock()
        self._flight: Future[AccessToken] | None = None

    def token(self) -> AccessToken:
        """Return the token, signing in first where there is none.

        Raises:
            SignInNeeded: the org refuses us (app blocked, user frozen, key unknown), or our
                key or address for it is none.
            RetryLater: the org could not be reached.
        """
        return self._token_other_than(None)

    def refresh(self, stale: AccessToken) -> AccessToken:
        """Return a token other than the one the org has just refused; raises as `token`."""
        return self._token_other_than(stale)

    def _token_other_than(self, stale: AccessToken | None) -> AccessToken:
        with self._lock:
            flight = self._flight
            if flight is not None and (not flight.done() or _landed(flight, stale)):
                mine = False
            else:
                flight = self._flight = Future()
                mine = True
        if mine:
            self._fly(flight)
        return flight.result()

    def _fly(self, flight: Future[AccessToken]) -> None:
        try:
            flight.set_result(self._fetch())
        except SalesforceError as error:
            flight.set_exception(error)
        except BaseException:
            # whoever waits must not wait for ever, nor die of what was meant for this thread
            flight.set_exception(RetryLater("the sign-in of the server was interrupted"))
            raise

    def _fetch(self) -> AccessToken:
        with translated_access():
            login = origin_of(self._access.login_url)
            with AssertionSession(
                token_endpoint=f"{login}/services/oauth2/token",
                issuer=self._access.client_id,
                subject=self._access.username,
                audience=audience(login),
                key=_private_key(self._access.private_key_pem),
                alg="RS256",
                expires_in=_ASSERTION_LIFE_S,
            ) as session:
                bind(session, login)
                grant = session.refresh_token()  # type: ignore[no-untyped-call] # untyped stub
            instance = instance_origin(str(grant["instance_url"]), login)
            self._check_user(str(grant.get("id", "")))
            return AccessToken(str(grant["access_token"]), instance)

    def _check_user(self, identity: str) -> None:
        """Refuse who has the username by now and is not the user who was meant."""
        if self._user_id is None:
            return
        is_id = re.fullmatch(r".*/([A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?)", identity)
        if is_id is None or record_id(is_id[1]) != record_id(self._user_id):
            raise SignInNeeded("another user has this username by now")


def audience(login: str) -> str:
    """Return whom a JWT is addressed to: login or test for Salesforce, else the login itself.

    Salesforce's own tools address these two for every My Domain.
    """
    host = login.removeprefix("https://")
    if login == _SANDBOX or host.endswith(".sandbox.my.salesforce.com"):
        return _SANDBOX
    return _PRODUCTION if host.endswith(".salesforce.com") else login


@lru_cache(maxsize=64)
def _private_key(pem: str) -> RSAKey:
    """Read a key once: to look whether it is a good one takes a tenth of a second."""
    try:
        return RSAKey.import_key(pem)
    except (JoseError, ValueError, TypeError) as error:
        raise SignInNeeded("the Salesforce private key is no RSA key in PEM form") from error


def _landed(flight: Future[AccessToken], stale: AccessToken | None) -> bool:
    return flight.exception() is None and flight.result() != stale


def _agent_session(access: OrgAccess) -> OAuth2Session:
    session = OAuth2Session(
        client_id=access.client_id,
        client_secret=access.client_secret,
        redirect_uri=access.redirect_uri,
        scope=SCOPE,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method, no secret
        revocation_endpoint_auth_method="client_secret_post",
        code_challenge_method="S256",
    )
    bind(session, origin_of(access.login_url))
    return session


def _revoke(session: OAuth2Session, login: str, token: str) -> None:
    with suppress(requests.RequestException):
        session.request(
            "POST",
            f"{login}/services/oauth2/revoke",
            data={"token": token},
            withhold_token=True,
            timeout=_REVOKE_LIMITS_S,
        )

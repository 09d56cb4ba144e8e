"""The token endpoint: what is given for which grant.

Facts: facts/salesforce.md 5.5. An answer never carries expires_in; neither the JWT bearer flow
nor client credentials give a refresh token. Who a user is said to be stands in identity.py.
"""

import hmac
import time
from collections.abc import Mapping
from typing import Final

from joserfc import jwt
from werkzeug.datastructures import Authorization

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import OAuthRefused
from cti_adapter.emulator.oauth import assertions
from cti_adapter.emulator.oauth.apps import App
from cti_adapter.emulator.oauth.identity import person
from cti_adapter.emulator.oauth.tokens import signature
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.standin import current, origin, take_time

JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
REFRESH_SCOPES: Final = frozenset({"refresh_token", "offline_access"})
"""Scopes that give a refresh token; consent to one of them also opens the JWT bearer flow."""


def redeem(form: Mapping[str, str], basic: Authorization | None) -> Values:
    """Return the token answer for a form posted to the token endpoint.

    Args:
        form: the fields of the request.
        basic: the Authorization header, where the client authenticates with it.

    Raises:
        OAuthRefused: the client, the grant or what it carries is wrong.
    """
    grant_type = form.get("grant_type")
    if grant_type == "refresh_token":
        return _by_refresh(client(form, basic), form.get("refresh_token", ""))
    take_time()
    if grant_type == JWT_BEARER:
        return _by_assertion(form.get("assertion", ""))
    if grant_type == "authorization_code":
        return _by_code(client(form, basic), form)
    if grant_type == "client_credentials":
        return _by_credentials(client(form, basic), form.get("scope", ""))
    raise OAuthRefused("unsupported_grant_type", "grant type not supported")


def client(form: Mapping[str, str], basic: Authorization | None) -> App:
    """Return the app that authenticates itself, in the form or in the header.

    Raises:
        OAuthRefused: there is no such app, or its secret is wrong; a public client has none.
    """
    given = basic.parameters if basic is not None and basic.type == "basic" else {}
    app = current().app(str(given.get("username") or form.get("client_id", "")))
    if app is None:
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    secret = str(given.get("password") or form.get("client_secret", ""))
    if not hmac.compare_digest(secret.encode(), (app.client_secret or "").encode()):
        raise OAuthRefused("invalid_client", "invalid client credentials")
    return app


def may_enter(user: Values | None, app: App) -> None:
    """Refuse a user who is inactive, locked, or not approved where an admin approves.

    Raises:
        OAuthRefused: with the text of 5.5; a user nobody knows has approved nothing.
    """
    if user is None:
        raise _not_approved()
    barred = current().sessions.barred(user)
    if barred:
        raise OAuthRefused("invalid_grant", barred)
    if app.admin_approved and not app.preauthorises(user["Username"]):
        raise OAuthRefused("invalid_app_access", "user is not admin approved to access this app")


def _by_code(app: App, form: Mapping[str, str]) -> Values:
    tokens = current().tokens
    grant = tokens.redeem_code(
        form.get("code", ""), app, form.get("redirect_uri", ""), form.get("code_verifier", "")
    )
    may_enter(current().org.get(grant["user"]), app)
    answer = _answer(app, grant["user"], grant["scope"], grant["family"])
    scopes = set(grant["scope"].split())
    if scopes & REFRESH_SCOPES:
        answer["refresh_token"] = tokens.issue_refresh(
            grant["user"], app, grant["scope"], grant["family"]
        )
    if "openid" in scopes:
        answer["id_token"] = _id_token(app, grant["user"], grant["nonce"])
    return answer


def _by_refresh(app: App, token: str) -> Values:
    tokens = current().tokens
    with tokens.alone(token):
        take_time()
        grant, rotated = tokens.redeem_refresh(token, app)
        may_enter(current().org.get(grant["user"]), app)
        answer = _answer(app, grant["user"], grant["scope"], grant["family"])
        return answer | ({"refresh_token": rotated} if rotated else {})


def _by_assertion(assertion: str) -> Values:
    claims, app = assertions.verified(assertion)
    user = current().user_named(str(claims.get("sub", "")))
    may_enter(user, app)
    assert user is not None  # noqa: S101 - may_enter has refused
    consented = current().sessions.consented(user["Id"], app.client_id)
    if not app.preauthorises(user["Username"]) and not consented & REFRESH_SCOPES:
        raise _not_approved()
    return _answer(app, user["Id"], _given(app))


def _by_credentials(app: App, scope: str) -> Values:
    """Act as the user the admin chose (5.5, [P]); only a client with a secret may."""
    if app.client_secret is None:
        raise OAuthRefused("invalid_client", "invalid client credentials")
    user = current().user_named(app.run_as) if app.run_as else None
    if user is None:
        raise OAuthRefused("invalid_grant", "no client credentials user enabled")
    may_enter(user, app)
    wanted = (scope or _given(app)).split()
    given = [each for each in wanted if each not in rules.STRIPPED_SCOPES]
    return _answer(app, user["Id"], " ".join(given or rules.GIVEN_SCOPES))


def _given(app: App) -> str:
    return " ".join(app.scopes or rules.GIVEN_SCOPES)


def _not_approved() -> OAuthRefused:
    return OAuthRefused("invalid_grant", "user hasn't approved this consumer")


def _answer(app: App, user: str, scope: str, family: str = "") -> Values:
    standin, here = current(), origin()
    org = standin.org_id()
    identity, issued_at = f"{here}/id/{org}/{user}", str(int(time.time() * 1000))
    return {
        "access_token": standin.tokens.issue_access(user, org, app, scope, family),
        "signature": signature(app, identity, issued_at),
        "scope": scope,
        "instance_url": here,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
        "token_format": "opaque",
    }


def _id_token(app: App, user: str, nonce: str | None) -> str:
    standin, now = current(), int(time.time())
    claims = {
        **person(standin.org.get(user)),
        "iss": origin(),
        "aud": app.client_id,
        "iat": now,
        "exp": now + int(rules.ID_TOKEN_LIFETIME.total_seconds()),
        **({"nonce": nonce} if nonce else {}),
    }
    key = standin.sessions.signing_key()
    return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)

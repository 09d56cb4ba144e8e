"""The token endpoint: what is given for which grant, and who a user is said to be.

Facts: facts/salesforce.md 5.5. An answer never carries expires_in; the JWT bearer flow never
gives a refresh token.
"""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from werkzeug.datastructures import Authorization

from cti_adapter.emulator import rules
from cti_adapter.emulator.config import App
from cti_adapter.emulator.errors import OAuthRefused
from cti_adapter.emulator.standin import current, origin
from cti_adapter.emulator.store import Values
from cti_adapter.emulator.tokens import signature

JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
REFRESH_SCOPES: Final = frozenset({"refresh_token", "offline_access"})
"""Scopes that give a refresh token; approving one of them also approves the JWT bearer flow."""


def redeem(form: Mapping[str, str], basic: Authorization | None) -> Values:
    """Return the token answer for a form posted to the token endpoint.

    Args:
        form: the fields of the request.
        basic: the Authorization header, where the client authenticates with it.

    Raises:
        OAuthRefused: the client, the grant or what it carries is wrong.
    """
    grant_type = form.get("grant_type")
    if grant_type == JWT_BEARER:
        return _by_assertion(form.get("assertion", ""))
    if grant_type not in {"authorization_code", "refresh_token"}:
        raise OAuthRefused("unsupported_grant_type", "grant type not supported")
    app = _client(form, basic)
    if grant_type == "authorization_code":
        return _by_code(app, form)
    grant = current().tokens.redeem_refresh(form.get("refresh_token", ""), app)
    return _answer(app, grant["user"], grant["scope"])


def person(user: Values) -> Values:
    """Return what userinfo says of a user."""
    here, org = origin(), current().org_id()
    return {
        "sub": f"{here}/id/{org}/{user['Id']}",
        "user_id": user["Id"],
        "organization_id": org,
        "preferred_username": user["Username"],
        "nickname": user.get("Alias"),
        "name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "given_name": user.get("FirstName"),
        "family_name": user["LastName"],
        "zoneinfo": user["TimeZoneSidKey"],
        "photos": {},
        "profile": f"{here}/{user['Id']}",
        "picture": None,
        "active": user["IsActive"],
        "user_type": user["UserType"].upper(),
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": -28800000,
        "updated_at": user["LastModifiedDate"],
        "urls": {
            "rest": f"{here}/services/data/v{{version}}/",
            "sobjects": f"{here}/services/data/v{{version}}/sobjects/",
            "query": f"{here}/services/data/v{{version}}/query/",
            "search": f"{here}/services/data/v{{version}}/search/",
            "profile": f"{here}/{user['Id']}",
            "custom_domain": here,
        },
    }


def _client(form: Mapping[str, str], basic: Authorization | None) -> App:
    given = basic.parameters if basic is not None and basic.type == "basic" else {}
    app = current().app(str(given.get("username") or form.get("client_id", "")))
    if app is None:
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    secret = given.get("password") or form.get("client_secret")
    if app.client_secret is not None and secret != app.client_secret:
        raise OAuthRefused("invalid_client", "invalid client credentials")
    return app


def _by_code(app: App, form: Mapping[str, str]) -> Values:
    tokens = current().tokens
    grant = tokens.redeem_code(
        form.get("code", ""), app, form.get("redirect_uri", ""), form.get("code_verifier", "")
    )
    answer = _answer(app, grant["user"], grant["scope"])
    scopes = set(grant["scope"].split())
    if scopes & REFRESH_SCOPES:
        answer["refresh_token"] = tokens.issue_refresh(grant["user"], app, grant["scope"])
    if "openid" in scopes:
        answer["id_token"] = _id_token(app, grant)
    return answer


def _by_assertion(assertion: str) -> Values:
    claims, app = _verified(assertion)
    user = current().user_named(str(claims.get("sub", "")))
    approved = user is not None and (
        user["Username"] in app.preauthorised_users
        or current().tokens.has_approved(user["Id"], app)
    )
    if user is None or not approved:
        raise OAuthRefused("invalid_grant", "user hasn't approved this consumer")
    if not user["IsActive"]:
        raise OAuthRefused("invalid_grant", "inactive user")
    return _answer(app, user["Id"], "api id")


def _verified(assertion: str) -> tuple[dict[str, Any], App]:
    """Return claims and app of an assertion whose signature, audience and time are right."""
    invalid = OAuthRefused("invalid_grant", "invalid assertion")
    app = current().app(_issuer(assertion))
    if app is None or not app.certificate_pem:
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    try:
        key = RSAKey.import_key(app.certificate_pem)
        claims = jwt.decode(assertion, key, algorithms=["RS256"]).claims
        expires = float(claims["exp"])
    except (JoseError, KeyError, TypeError, ValueError) as fault:
        raise invalid from fault
    audience = claims.get("aud")
    if not isinstance(audience, str) or audience.rstrip("/") not in _audiences():
        raise OAuthRefused("invalid_grant", "audience is invalid")
    left = expires - time.time()
    leeway = rules.JWT_LEEWAY.total_seconds()
    if left < -leeway:
        raise OAuthRefused("invalid_grant", "expired authorization code")
    if left > rules.JWT_LIFETIME.total_seconds() + leeway:
        raise invalid
    return claims, app


def _audiences() -> set[str]:
    return {*rules.LOGIN_AUDIENCES, origin()}


def _issuer(assertion: str) -> str:
    """Read the issuer before the signature is checked: it says whose key to check with."""
    try:
        return str(json.loads(_payload(assertion)).get("iss"))
    except (AttributeError, ValueError) as fault:
        raise OAuthRefused("invalid_grant", "invalid assertion") from fault


def _payload(assertion: str) -> bytes:
    parts = assertion.split(".")
    middle = parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - header, payload, signature
    return urlsafe_b64decode(middle + "=" * (-len(middle) % 4))


def _answer(app: App, user: str, scope: str) -> Values:
    standin, here = current(), origin()
    org = standin.org_id()
    identity, issued_at = f"{here}/id/{org}/{user}", str(int(time.time() * 1000))
    return {
        "access_token": standin.tokens.issue_access(user, org, app, scope),
        "signature": signature(app, identity, issued_at),
        "scope": scope,
        "instance_url": here,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
        "token_format": "opaque",
    }


def _id_token(app: App, grant: Values) -> str:
    standin, now = current(), int(time.time())
    claims = {
        **person(standin.org.get(grant["user"])),
        "iss": origin(),
        "aud": app.client_id,
        "iat": now,
        "exp": now + int(rules.ID_TOKEN_LIFETIME.total_seconds()),
    }
    if grant["nonce"]:
        claims["nonce"] = grant["nonce"]
    return standin.tokens.id_token(claims)

"""The JWT bearer flow's assertion: whose it is, and whether it is genuine and of now.

The signature is really checked. Texts are those of facts/salesforce.md 5.5 ([P]); whatever
cannot be read at all is an "invalid assertion".
"""

import json
import math
import time
from base64 import urlsafe_b64decode
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import OAuthRefused
from cti_adapter.emulator.oauth.apps import App
from cti_adapter.emulator.standin import current, origin

_LONGEST: Final = 16_384


def verified(assertion: str) -> tuple[dict[str, Any], App]:
    """Return claims and app of an assertion whose signature, audience and time are right.

    Raises:
        OAuthRefused: it is not.
    """
    app = current().app(_issuer(assertion))
    if app is None or not app.certificate_pem:
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    try:
        key = RSAKey.import_key(app.certificate_pem)
        claims = jwt.decode(assertion, key, algorithms=["RS256"]).claims
        left = float(claims["exp"]) - time.time() - current().sign_in_lead_s
    except (JoseError, KeyError, TypeError, ValueError, OverflowError) as fault:
        raise _invalid() from fault
    audience = claims.get("aud")
    if not isinstance(audience, str) or audience.rstrip("/") not in _audiences():
        raise OAuthRefused("invalid_grant", "audience is invalid")
    leeway = rules.JWT_LEEWAY.total_seconds()
    if left < -leeway:
        raise OAuthRefused("invalid_grant", "expired authorization code")
    if math.isnan(left) or left > rules.JWT_LIFETIME.total_seconds() + leeway:
        raise _invalid()
    return claims, app


def _audiences() -> set[str]:
    return {*rules.LOGIN_AUDIENCES, origin()}


def _issuer(assertion: str) -> str:
    """Read the issuer before the signature is checked: it says whose key to check with."""
    if len(assertion) > _LONGEST:
        raise _invalid()
    try:
        return str(json.loads(_payload(assertion)).get("iss"))
    except (AttributeError, ValueError, RecursionError) as fault:
        raise _invalid() from fault


def _payload(assertion: str) -> bytes:
    parts = assertion.split(".")
    middle = parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - header, payload, signature
    return urlsafe_b64decode(middle + "=" * (-len(middle) % 4))


def _invalid() -> OAuthRefused:
    return OAuthRefused("invalid_grant", "invalid assertion")

"""Who signed in, read out of the org's answers to a sign-in. Sends nothing, keeps no token."""

import hmac
from http import HTTPStatus

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from requests import Response

from cti_adapter.calls.record import record_id
from cti_adapter.salesforce.failures import SignInFault, SignInRefused


class SignedInUser(msgspec.Struct, frozen=True, kw_only=True):
    """Who an agent is, in the org's own words."""

    user_id: str
    """18 characters, as is org_id."""
    org_id: str
    username: str
    name: str
    email: str
    language: str
    """For example "en_US", as is locale."""
    locale: str
    time_zone: str
    """For example "America/Los_Angeles"; "" where the org did not say."""
    instance_url: str


class _Claims(msgspec.Struct, frozen=True):
    """What we read of the id_token."""

    nonce: str = ""
    iss: str = ""
    aud: str | tuple[str, ...] = ()


class _Identity(msgspec.Struct, frozen=True):
    """What we read of the userinfo answer."""

    user_id: str
    organization_id: str
    preferred_username: str
    name: str | None = None
    email: str | None = None
    language: str | None = None
    locale: str | None = None
    zoneinfo: str | None = None


def check_id_token(id_token: object, *, client_id: str, nonce: str, issuers: set[str]) -> None:
    """Refuse an answer that belongs to another sign-in, app or login host (ASVS 10.5).

    The token came straight from the token endpoint, so its signature proves nothing more
    (OpenID Connect Core, 3.1.3.7, point 6).

    Args:
        id_token: as the token answer carried it; None where the org sent none.
        client_id: our app.
        nonce: of this sign-in.
        issuers: origins the org may name as itself: where we signed in, and its own.

    Raises:
        SignInRefused: the answer is not for this sign-in.
    """
    if id_token is None:
        return
    try:
        payload = jws.extract_compact(str(id_token).encode()).payload
        claims = msgspec.json.decode(payload, type=_Claims)
    except (JoseError, msgspec.DecodeError) as error:
        raise _not_this_sign_in("the id_token cannot be read") from error
    if not hmac.compare_digest(claims.nonce.encode(), nonce.encode()):
        raise _not_this_sign_in("the id_token is of another sign-in (nonce)")
    if claims.iss.rstrip("/") not in issuers:
        raise _not_this_sign_in("the id_token is of another login host (iss)")
    if client_id not in ((claims.aud,) if isinstance(claims.aud, str) else claims.aud):
        raise _not_this_sign_in("the id_token is for another app (aud)")


def who_signed_in(answer: Response, instance_url: str) -> SignedInUser:
    """Return the user of a userinfo answer.

    Raises:
        SignInRefused: the org did not take the token it had just given, or names no user.
        HTTPError: the org is in trouble (5xx).
    """
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise SignInRefused("the org keeps who signed in to itself", reason=SignInFault.APP)
    answer.raise_for_status()
    try:
        identity = msgspec.json.decode(answer.content, type=_Identity)
        return SignedInUser(
            user_id=record_id(identity.user_id),
            org_id=record_id(identity.organization_id),
            username=identity.preferred_username,
            name=identity.name or identity.preferred_username,
            email=identity.email or "",
            language=identity.language or "en_US",
            locale=identity.locale or "en_US",
            time_zone=identity.zoneinfo or "",
            instance_url=instance_url,
        )
    except (msgspec.DecodeError, ValueError) as error:
        raise _not_this_sign_in("the org did not say who signed in") from error


def _not_this_sign_in(words: str) -> SignInRefused:
    return SignInRefused(words, reason=SignInFault.IDENTITY)

"""Tokens as RFC 7515 and 7519 write them: HS256 is verified, RS256 is signed. Nothing else is.

Small on purpose: which algorithm it is says this file, never the token.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cti_adapter.errors import BadSignature, TelephonyError

LONGEST = 8000


def hs256_claims(token: str, secrets: tuple[str, ...]) -> dict[str, Any]:
    """Return what a token claims that one of the secrets signed.

    Raises:
        BadSignature: none of them did, or it is no token.
    """
    head, _, rest = token.partition(".")
    claims, _, given = rest.partition(".")
    if len(token) > LONGEST or _read(head).get("alg") != "HS256":
        raise BadSignature
    signed = f"{head}.{claims}".encode()
    right = (hmac.digest(secret.encode(), signed, sha256) for secret in secrets)
    wanted = _bytes(given)
    if not any([hmac.compare_digest(each, wanted) for each in right]):  # noqa: C419 - all of them
        raise BadSignature
    return _read(claims)


def rs256(claims: dict[str, Any], private_key: str) -> str:
    """Return a token with these claims, signed with an RSA key in PEM.

    Raises:
        TelephonyError: the key is none.
    """
    key = _key(private_key)
    head = {"alg": "RS256", "typ": "JWT"}
    text = f"{_text(msgspec.json.encode(head))}.{_text(msgspec.json.encode(claims))}"
    return f"{text}.{_text(key.sign(text.encode(), PKCS1v15(), SHA256()))}"


@lru_cache(maxsize=16)  # checking a key takes longer than signing with it
def _key(private_key: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(private_key.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TelephonyError("the private key of this telephone system cannot be read") from error
    if not isinstance(key, RSAPrivateKey):
        raise TelephonyError("the private key of this telephone system is no RSA key")
    return key


def _read(part: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(_bytes(part), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSignature from error


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (Error, ValueError) as error:
        raise BadSignature from error


def _text(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()

"""The key with which the server proves who it is, and the certificate by which the org knows it.

Salesforce is given the certificate, the key stays here (facts/salesforce.md 5.5, JWT bearer).
Stores nothing and sends nothing.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

KEY_BITS: Final = 2048
LIFETIME: Final = timedelta(days=730)
"""Of a certificate we make: Salesforce refuses the key afterwards, so an admin is told before."""


class BadKey(ValueError):
    """The text is no private key we can use; the argument is a code of the pages' words."""


class KeyPair(msgspec.Struct, frozen=True, kw_only=True):
    """A private key and its certificate, both in PEM form."""

    private_key: str
    certificate: str

    def __repr__(self) -> str:
        """Keep the key out of every log."""
        return "KeyPair(…)"


def make_key_pair(name: str, at: datetime) -> KeyPair:
    """Return a new key and a certificate of its own making.

    Args:
        name: what Salesforce shows of the certificate, at most 64 characters.
        at: now; the certificate is valid from a day before, since clocks differ.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + LIFETIME)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return KeyPair(private_key=private.decode(), certificate=public.decode())


def checked_key(pem: str) -> str:
    """Return a pasted private key as we keep it.

    Raises:
        BadKey: "certificate-pasted", "key-locked" (it has a passphrase), "key-broken" or
            "key-short" (RSA of less than 2048 bits; Salesforce takes no other kind).
    """
    if "BEGIN CERTIFICATE" in pem or "BEGIN PUBLIC KEY" in pem:
        raise BadKey("certificate-pasted")
    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    except TypeError as error:
        raise BadKey("key-locked") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadKey("key-broken") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadKey("key-broken")
    if key.key_size < KEY_BITS:
        raise BadKey("key-short")
    return f"{pem.strip()}\n"


def ends_at(certificate: str) -> datetime | None:
    """Return until when a certificate is valid; None where there is none."""
    if not certificate:
        return None
    return x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc

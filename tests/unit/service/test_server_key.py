"""The server's key: one we make, or one an admin pastes."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cti_adapter.service.server_key import LIFETIME, BadKey, checked_key, ends_at, make_key_pair

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAIR = make_key_pair("cti.example.test", AT)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, passphrase: bytes = b"") -> str:
    locked = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked
    ).decode()


def test_a_certificate_says_how_long_it_is_good() -> None:
    """The page warns before Salesforce locks the server out."""
    assert AT + LIFETIME == ends_at(PAIR.certificate)
    assert None is ends_at("")


def test_a_key_of_ours_is_one_we_take() -> None:
    """With whatever spaces a paste brings along."""
    assert PAIR.private_key == checked_key(f"\n{PAIR.private_key}\n\n")


def test_a_key_stands_in_no_log() -> None:
    """A struct is printed by whoever looks for a fault."""
    assert "KeyPair(…)" == repr(PAIR)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PAIR.certificate, "certificate-pasted"),
        ("", "key-broken"),
        (pem(rsa.generate_private_key(65537, 2048), b"secret"), "key-locked"),
        (pem(rsa.generate_private_key(65537, 1024)), "key-short"),  # noqa: S505 - refused here
        (pem(ec.generate_private_key(ec.SECP256R1())), "key-broken"),
    ],
    ids=["certificate", "nothing", "locked", "short", "elliptic"],
)
def test_a_text_that_is_no_key_is_refused_by_what_it_is(text: str, code: str) -> None:
    """Before it is stored, and long before Salesforce says "invalid assertion"."""
    with pytest.raises(BadKey, match=code):
        checked_key(text)


def test_a_long_name_fits_into_a_certificate() -> None:
    """X.509 takes 64 characters."""
    made = make_key_pair("a" * 100, AT)

    assert AT + timedelta(days=730) == ends_at(made.certificate)

"""The secrets of one demo, made once and kept beside its state, readable by their owner alone."""

import secrets
from base64 import b64encode
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The secrets of one demo, made once and kept beside its state."""

    fernet: str
    client_id: str
    client_secret: str
    private_key: str
    public_key: str
    connector: str
    webhook: str


def keys_in(path: Path) -> Keys:
    """Return the keys kept in a file; made and written where there are none yet."""
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=Keys)
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    keys = Keys(
        fernet=Fernet.generate_key().decode(),
        client_id=secrets.token_urlsafe(24),
        client_secret=secrets.token_urlsafe(32),
        private_key=private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        public_key=private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        connector=secrets.token_urlsafe(12),
        webhook=f"whsec_{b64encode(secrets.token_bytes(32)).decode()}",
    )
    write_secret(path, msgspec.json.encode(keys).decode())
    return keys


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text)

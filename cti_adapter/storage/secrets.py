"""What must not lie in the database as it is: secrets are sealed, tokens are kept as fingerprints.

A sealed text carries its org inside, so that a row copied to another org does not open there
(facts/reliability-security.md §3.5). The keys come from the environment, never from here.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId


class Sealer(Protocol):
    """Makes secrets unreadable, and readable again for the org they belong to."""

    def seal(self, org_id: OrgId, text: str) -> bytes: ...

    def open(self, org_id: OrgId, sealed: bytes) -> str:
        """Return the text.

        Raises:
            SettingsError: none of our keys opens it, or it belongs to another org.
        """
        ...

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the first key has sealed it."""
        ...

    def reseal(self, org_id: OrgId, sealed: bytes) -> bytes:
        """Return the same text of the same org, sealed with the first key; raises as `open`."""
        ...

    def known_as(self, org_id: OrgId, text: str) -> tuple[bytes, ...]:
        """Return what may be kept of a text that is easily guessed, for example a number.

        A keyed hash by each of our keys: the first is to be written, any may be found.
        """
        ...


class FernetSealer:
    """Seals with the first key, opens with any: a new key is put in front of the old ones.

    Args:
        keys: Fernet keys as `Fernet.generate_key()` writes them (CTI_SECRET_KEYS).

    Raises:
        SettingsError: there is no key, or one of them is none.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(key.encode() for key in keys)
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
            self._newest = Fernet(keys[0] if keys else "")
        except ValueError as error:
            raise SettingsError("CTI_SECRET_KEYS: write Fernet keys, comma between them") from error

    def seal(self, org_id: OrgId, text: str) -> bytes:
        return self._fernet.encrypt(msgspec.json.encode((org_id, text)))

    def open(self, org_id: OrgId, sealed: bytes) -> str:
        try:
            owner, text = msgspec.json.decode(self._fernet.decrypt(sealed), type=tuple[str, str])
        except InvalidToken as error:
            raise SettingsError(
                "CTI_SECRET_KEYS: a stored secret was sealed with a key that is not among these"
            ) from error
        if owner != org_id:
            raise SettingsError("A stored secret belongs to another org.")
        return text

    def is_newest(self, sealed: bytes) -> bool:
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def reseal(self, org_id: OrgId, sealed: bytes) -> bytes:
        return self.seal(org_id, self.open(org_id, sealed))

    def known_as(self, org_id: OrgId, text: str) -> tuple[bytes, ...]:
        said = msgspec.json.encode(("known-as", org_id, text))
        return tuple(hmac.digest(key, said, hashlib.sha256) for key in self._keys)


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    secrets: tuple[str, ...]
    vault: dict[str, str]


def sealed_form(secrets: Sequence[str], vault: Mapping[str, str]) -> str:
    """Return the text that is sealed of a telephone system.

    Args:
        secrets: what events are signed with.
        vault: further secrets its kind asks for, by name.
    """
    if not vault:
        return msgspec.json.encode(tuple(secrets)).decode()
    return msgspec.json.encode(_Kept(secrets=tuple(secrets), vault=dict(vault))).decode()


def opened_form(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return both parts of what `sealed_form` returned."""
    kept = msgspec.json.decode(text, type=tuple[str, ...] | _Kept)
    return (kept.secrets, kept.vault) if isinstance(kept, _Kept) else (kept, {})


def fingerprint(token: str) -> bytes:
    """Return what is kept of a random token: enough to know it again, not to use it.

    The tokens have 256 random bits, so a plain hash cannot be guessed backwards.
    """
    return hashlib.sha256(token.encode()).digest()

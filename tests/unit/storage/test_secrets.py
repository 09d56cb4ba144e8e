"""Secrets open for their org alone, with any key we still have."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.secrets import FernetSealer, fingerprint

ORG, OTHER_ORG = OrgId("engines"), OrgId("compilers")
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text())
def test_a_sealed_text_opens_for_its_org(text: str) -> None:
    """Whatever an admin types."""
    sealer = FernetSealer([NEW])

    assert text == sealer.open(ORG, sealer.seal(ORG, text))


def test_a_sealed_text_does_not_open_for_another_org() -> None:
    """A row copied by mistake or on purpose stays shut."""
    sealer = FernetSealer([NEW])

    with pytest.raises(SettingsError, match="another org"):
        sealer.open(OTHER_ORG, sealer.seal(ORG, "hush"))


def test_an_old_key_still_opens_while_a_new_one_seals() -> None:
    """Keys are rotated without a moment of silence."""
    before, during, after = FernetSealer([OLD]), FernetSealer([NEW, OLD]), FernetSealer([NEW])

    assert "hush" == during.open(ORG, before.seal(ORG, "hush"))
    assert "hush" == after.open(ORG, during.seal(ORG, "hush"))
    with pytest.raises(SettingsError, match="CTI_SECRET_KEYS"):
        after.open(ORG, before.seal(ORG, "hush"))


@pytest.mark.parametrize("keys", [[], ["too short"], [NEW, ""]])
def test_keys_that_are_none_are_refused_in_words(keys: list[str]) -> None:
    """And the message does not repeat them."""
    with pytest.raises(SettingsError, match="CTI_SECRET_KEYS: write Fernet keys") as fault:
        FernetSealer(keys)

    assert [] == [key for key in keys if key and key in str(fault.value)]


def test_a_fingerprint_knows_a_token_again_and_does_not_show_it() -> None:
    """The database must not sign anybody in."""
    assert fingerprint("token") == fingerprint("token")
    assert fingerprint("token") != fingerprint("Token")
    assert b"token" not in fingerprint("token")

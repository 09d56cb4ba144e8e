"""Orgs and connectors come back as they were set up; their secrets are sealed for their org."""

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace
from sqlalchemy import create_engine, text

from cti_adapter.errors import SettingsError, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.settings import ConnectorSettings
from cti_adapter.storage.sign_in import Login
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, an_org

MAIN = ConnectorSettings(
    org_id=ORG,
    key="hook-1",
    kind="generic",
    name="Main",
    secrets=("whsec_new", "whsec_old"),
    command_url="http://127.0.0.1:9/commands",
    created_at=NINE,
)


@pytest.fixture
def set_up(storage: Storage) -> Storage:
    storage.settings.put_org(an_org())
    storage.settings.put_org(an_org(OTHER_ORG))
    storage.settings.put_connector(MAIN)
    return storage


def test_an_org_is_found_by_id_and_key(set_up: Storage) -> None:
    """The key stands in the adapter's URL."""
    assert an_org() == set_up.settings.org(ORG)
    assert an_org() == set_up.settings.org_by_key("engines-key")
    assert (an_org(OTHER_ORG), an_org()) == set_up.settings.orgs()
    assert None is set_up.settings.org_by_key("guessed")


def test_a_changed_org_keeps_its_secrets(set_up: Storage) -> None:
    """Settings and secrets are edited on different pages."""
    set_up.settings.put_org_secrets(ORG, {"client_secret": "hush"})
    changed = replace(an_org(), name="Engines", config={"wrap_up_s": 30})
    set_up.settings.put_org(changed)

    assert changed == set_up.settings.org(ORG)
    assert {"client_secret": "hush"} == set_up.settings.org_secrets(ORG)
    assert {} == set_up.settings.org_secrets(OTHER_ORG)
    assert {} == set_up.settings.org_secrets(OrgId("nobody"))


def test_an_org_key_belongs_to_one_org(set_up: Storage) -> None:
    """Two orgs behind one URL would see each other."""
    with pytest.raises(StateConflict):
        set_up.settings.put_org(replace(an_org(OTHER_ORG), key="engines-key"))


def test_a_connector_is_found_by_its_key(set_up: Storage) -> None:
    """The hook's URL chooses connector and org."""
    assert MAIN == set_up.settings.connector("hook-1")
    assert (MAIN,) == set_up.settings.connectors(ORG)
    assert () == set_up.settings.connectors(OTHER_ORG)
    assert None is set_up.settings.connector("guessed")


def test_a_connector_cannot_be_taken_over_by_another_org(set_up: Storage) -> None:
    """Keys are unique over all orgs."""
    with pytest.raises(StateConflict):
        set_up.settings.put_connector(replace(MAIN, org_id=OTHER_ORG, secrets=("whsec_theirs",)))

    assert MAIN == set_up.settings.connector("hook-1")


def test_no_secret_lies_in_the_database_as_it_is(set_up: Storage, url: str) -> None:
    """Whoever copies the file has no key."""
    set_up.settings.put_org_secrets(ORG, {"client_secret": "hush"})
    engine = create_engine(url)
    with engine.begin() as connection:
        stored = [
            *connection.execute(text("SELECT secrets_encrypted FROM orgs")).scalars(),
            *connection.execute(text("SELECT secrets_encrypted FROM connectors")).scalars(),
        ]
    engine.dispose()

    assert 3 == len(stored)
    assert [] == [sealed for sealed in stored if b"hush" in sealed or b"whsec" in sealed]


def test_a_secret_moved_to_another_org_does_not_open_there(set_up: Storage, url: str) -> None:
    """The org is bound inside what is sealed."""
    set_up.settings.put_org_secrets(ORG, {"client_secret": "hush"})
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE orgs SET secrets_encrypted = "
                "(SELECT secrets_encrypted FROM orgs WHERE id = 'engines')"
            )
        )
    engine.dispose()

    with pytest.raises(SettingsError, match="belongs to another org"):
        set_up.settings.org_secrets(OTHER_ORG)


def test_a_start_with_other_keys_is_refused(set_up: Storage, url: str) -> None:
    """Better at the start than at the first call."""
    set_up.sealed.check()
    elsewhere = open_storage(url, FernetSealer([Fernet.generate_key().decode()]))

    with pytest.raises(SettingsError, match="CTI_SECRET_KEYS"):
        elsewhere.sealed.check()

    elsewhere.close()


def test_what_is_printed_shows_no_secret() -> None:
    """A traceback or a log line may hold it (P9)."""
    login = Login(state="hush", verifier="hush", nonce="hush")

    assert "ConnectorSettings(org_id='engines', kind='generic', name='Main')" == repr(MAIN)
    assert "Login(…)" == repr(login)

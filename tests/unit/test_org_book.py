"""cti_adapter.org_book: what is known of the orgs; here, where an agent dials."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.errors import TelephonyError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.ports import Agent
from cti_adapter.service.telephone_systems import ConnectorSettings
from cti_adapter.storage import Storage, migrate, open_storage
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.storage.settings import OrgSettings

ORG = OrgId("acme")
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ALICE = Agent(id=AgentId("alice"), org_id=ORG, line=Line("101"), name="Alice", user_id=None)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    url = f"sqlite:///{tmp_path / 'cti.sqlite3'}"
    migrate(url)
    opened = open_storage(url, FernetSealer((Fernet.generate_key().decode(),)))
    config = {"login_url": "", "client_id": "", "username": ""}
    opened.settings.put_org(
        OrgSettings(id=ORG, key="acme", name="Acme", config=config, created_at=AT)
    )
    yield opened
    opened.close()


def add(storage: Storage, key: str, kind: str, nth: int, **settings: str) -> None:
    url = "https://pbx.example.com/commands" if kind == "asterisk" else ""
    connector = ConnectorSettings(
        org_id=ORG,
        key=key,
        kind=kind,
        name=key,
        secrets=("whsec_" + "QUJD" * 8,),
        settings=settings,
        command_url=url,
        created_at=AT + timedelta(hours=nth),
    )
    storage.settings.put_connector(connector)


def test_an_agent_dials_on_the_telephone_system_that_names_their_line(storage: Storage) -> None:
    """Another one of the org would wait for a telephone that it does not have."""
    add(storage, "berlin", "asterisk", 1, devices="PJSIP/bob=102")
    add(storage, "paris", "asterisk", 2, devices="PJSIP/alice=101")

    assert ("paris",) == OrgBook(storage.settings, public_url="").connectors_for(ALICE)


def test_where_none_names_it_all_that_can_dial_may_be_asked(storage: Storage) -> None:
    """Asterisk finds PJSIP/101 by its name, and CallTrackingMetrics dials nobody."""
    add(storage, "tracking", "ctm", 1)
    add(storage, "berlin", "asterisk", 2)
    add(storage, "paris", "asterisk", 3, devices="PJSIP/bob=102")

    assert ("berlin", "paris") == OrgBook(storage.settings, public_url="").connectors_for(ALICE)


def test_where_none_can_dial_it_says_itself_what_is_missing(storage: Storage) -> None:
    book = OrgBook(storage.settings, public_url="")
    with pytest.raises(TelephonyError, match="no telephone system is set up"):
        book.connectors_for(ALICE)
    add(storage, "tracking", "ctm", 1)

    assert ("tracking",) == OrgBook(storage.settings, public_url="").connectors_for(ALICE)


def test_settings_that_somebody_has_seen_are_read_at_once(storage: Storage) -> None:
    """A panel was told of them by another process: what is older may not be told after that."""
    book = OrgBook(storage.settings, public_url="")
    known = book.in_force(ORG)
    configuration = Configuration(storage.configurations, lambda: AT, lambda _: None)
    configuration.change(
        ORG,
        lambda config: replace(config, policy=replace(config.policy, wrap_up_s=5)),
        version=None,
        by="",
        summary="",
    )

    assert known == book.in_force(ORG, at_least=known.version)
    newer = book.in_force(ORG, at_least=known.version + 1)
    assert (5, known.version + 1) == (newer.policy.wrap_up_s, newer.version)

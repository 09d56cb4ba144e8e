"""cti_adapter.seed: the first org of a fresh deployment, from the environment (contract.md §2)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cti_adapter.org_book import OrgBook
from cti_adapter.seed import FIRST_KEY, seed_first_org
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage, migrate, open_storage
from cti_adapter.storage.secrets import FernetSealer

KEY = Fernet.generate_key().decode()
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
ENOUGH = {"CTI_PUBLIC_URL": "https://cti.example.com", "CTI_SECRET_KEYS": KEY}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    url = f"sqlite:///{tmp_path / 'cti.sqlite3'}"
    migrate(url)
    opened = open_storage(url, FernetSealer((KEY,)))
    yield opened
    opened.close()


@pytest.fixture
def described(tmp_path: Path) -> Settings:
    pem = tmp_path / "key.pem"
    pem.write_text("the key")
    return Settings.from_env(
        {
            **ENOUGH,
            "CTI_SALESFORCE_LOGIN_URL": "https://acme.my.salesforce.com",
            "CTI_SALESFORCE_CLIENT_ID": "consumer-key",
            "CTI_SALESFORCE_CLIENT_SECRET": "consumer-secret",
            "CTI_SALESFORCE_PRIVATE_KEY": str(pem),
            "CTI_SALESFORCE_USERNAME": "integration@example.test",
            "CTI_ORG_HOSTS": "https://acme.lightning.force.com",
            "CTI_DEFAULT_REGION": "DE",
        }
    )


def test_the_environment_describes_the_first_org(storage: Storage, described: Settings) -> None:
    """An operator who sets the names has an org that can be signed in to."""
    assert seed_first_org(storage.settings, described, NOW)
    book = OrgBook(storage.settings, public_url=described.public_url)
    org = book.by_key(FIRST_KEY)
    assert org is not None
    access = book.access(org.id)

    assert (("https://acme.lightning.force.com",), "DE") == (
        org.config.hosts,
        org.config.policy.region,
    )
    assert ("consumer-key", "consumer-secret", "the key") == (
        access.client_id,
        access.client_secret,
        access.private_key_pem,
    )
    assert "https://cti.example.com/auth/callback" == access.redirect_uri


def test_nothing_is_seeded_twice(storage: Storage, described: Settings) -> None:
    """What admins have changed since is theirs."""
    seed_first_org(storage.settings, described, NOW)

    assert not seed_first_org(storage.settings, described, NOW)
    assert 1 == len(storage.settings.orgs())


def test_an_environment_without_an_org_makes_none(storage: Storage) -> None:
    """The set-up pages will."""
    assert not seed_first_org(storage.settings, Settings.from_env(ENOUGH), NOW)
    assert () == storage.settings.orgs()

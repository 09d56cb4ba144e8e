"""One emulator of each profile for all tests here; every test begins with the reference data."""

from collections.abc import Iterator

import pytest

from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn, stand_in


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stand_in(tmp_path_factory.mktemp("rich"), profile="rich") as running:
        yield running


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stand_in(tmp_path_factory.mktemp("plain"), profile="plain") as running:
        yield running


@pytest.fixture
def there(rich: StandIn) -> StandIn:
    """The org as an admin sees it: an org with our package."""
    rich.reset()
    return rich


@pytest.fixture
def org(there: StandIn) -> Iterator[SalesforceOrg]:
    """The same org as the product speaks to it."""
    org = SalesforceOrg(there.access, region="US", clock=lambda: 0.0)
    yield org
    org.close()


@pytest.fixture
def bare(plain: StandIn) -> StandIn:
    """An org without our package."""
    plain.reset()
    return plain


@pytest.fixture
def bare_org(bare: StandIn) -> Iterator[SalesforceOrg]:
    org = SalesforceOrg(bare.access, region="US", clock=lambda: 0.0)
    yield org
    org.close()

"""An org that answers by script, and the way into it."""

from collections.abc import Iterator

import pytest

from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.oauth import OrgAccess, ServerAccess
from tests.unit.salesforce.scripted_org import (
    ScriptedOrg,
    a_private_key,
    access_to,
    scripted_org,
)


@pytest.fixture(scope="session")
def private_key() -> str:
    return a_private_key()


@pytest.fixture
def org() -> Iterator[ScriptedOrg]:
    with scripted_org() as org:
        yield org


@pytest.fixture
def access(org: ScriptedOrg, private_key: str) -> OrgAccess:
    return access_to(org.url, private_key)


@pytest.fixture
def gateway(org: ScriptedOrg, access: OrgAccess) -> Iterator[Gateway]:
    org.grants("token-1", "token-2")
    gateway = Gateway(ServerAccess(access), access.api_version)
    yield gateway
    gateway.close()

"""The tests of this folder run on a cluster whose balancer keeps no agent at one process."""

from collections.abc import Iterator

import pytest

from tests.support.clustered import clustered
from tests.support.running import Running


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The product as a cluster, started once for this folder."""
    with clustered(tmp_path_factory.mktemp("cluster")) as product:
        yield product

"""The tests of this folder run on a cluster whose balancer keeps no agent at one process."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
import requests

from cti_adapter.demo.balancer import ALL_IN
from tests.support.clustered import clustered
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The product as a cluster, started once for this folder."""
    with clustered(tmp_path_factory.mktemp("cluster")) as product:
        yield product


@pytest.fixture(autouse=True)
def _all_well_again(running: Running) -> None:
    """Begin where no fault of the test before is felt any more, by a process or the balancer."""
    asked = [f"http://{address}/readyz" for address in running.demo.webs.values()]
    asked.append(running.url + ALL_IN)

    def are_well() -> bool:
        answers = [requests.get(url, timeout=TIMEOUT_S).status_code for url in asked]
        return {*answers} == {HTTPStatus.OK}

    until(are_well, "the whole cluster to be well")

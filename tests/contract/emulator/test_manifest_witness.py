"""Salesforce's own library reads what we ship to an org (source-deploy-retrieve, from npm)."""

from pathlib import Path

import pytest

from tests.contract.emulator.witness import Outcomes, names_of, outcomes_of

CLIENT = "manifest"
MANIFEST = Path(__file__).parents[3] / "manifest"


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    home = tmp_path_factory.mktemp("deploy")
    return outcomes_of(CLIENT, home, str(MANIFEST), str(home / "converted"))


@pytest.mark.witness("source-deploy-retrieve")
@pytest.mark.parametrize("name", names_of(CLIENT))
def test_source_deploy_retrieve_finds_that(name: str, outcomes: Outcomes) -> None:
    """What it cannot resolve, `sf project deploy start` would not deploy."""
    assert "" == outcomes[name]

"""jsforce, the JavaScript client of Salesforce, finds the stand-in to be an org."""

import json
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, CLIENT_SECRET, Client, Process
from tests.contract.emulator.witness import Outcomes, names_of, outcomes_of

CLIENT = "jsforce"
PAGED = 450
"""People to leaf through: three pages of 200."""


@pytest.fixture(scope="session")
def outcomes(
    server: Process, app_key: RSAKey, tmp_path_factory: pytest.TempPathFactory
) -> Outcomes:
    """All checks, run once, in an org with the reference data and some people more."""
    org = Client(url=server.url, key=app_key)
    records = org.control("POST", "reset")["references"]
    org.control("POST", "load", [_person(number) for number in range(PAGED)])
    home = tmp_path_factory.mktemp("jsforce")
    told = home / "org.json"
    told.write_text(json.dumps(_told(org, records)), encoding="utf-8")
    return outcomes_of(CLIENT, home, str(told))


@pytest.mark.witness("jsforce")
@pytest.mark.parametrize("name", names_of(CLIENT))
def test_jsforce_finds_that(name: str, outcomes: Outcomes) -> None:
    """Where it and the stand-in disagree, the stand-in is wrong."""
    assert "" == outcomes[name]


def _told(org: Client, records: dict[str, str]) -> dict[str, Any]:
    return {
        "url": org.url,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "callback": CALLBACK,
        "key": org.key.as_pem(private=True).decode(),
        "integration": "integration@example.test",
        "agent": "a@example.test",
        "records": records,
        "paged": PAGED,
    }


def _person(number: int) -> dict[str, Any]:
    reference = {"type": "Contact", "referenceId": f"page{number}"}
    return {"attributes": reference, "LastName": f"Page {number:04}"}

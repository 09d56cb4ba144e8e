"""The whole port to Salesforce is held to the stand-in, not only what is used most."""

import inspect
import re
from pathlib import Path

from cti_adapter.calls.record import RecordId
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn


def test_every_method_of_the_port_is_called_here() -> None:
    """A method that no contract holds could be wrong in every org."""
    tests = "\n".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("*.py"))
    port = {name for name, _ in inspect.getmembers(SalesforceOrg) if not name.startswith("_")}

    assert port == port & set(re.findall(r"org\.(\w+)", tests))


def test_users_are_found_by_their_names_while_they_are_active(
    org: SalesforceOrg, there: StandIn
) -> None:
    """An agent is linked to a person who works there."""
    asked = ["a@example.test", "nobody@example.test"]

    assert {"a@example.test": there["user_a"]} == {
        name: RecordId(at) for name, at in org.directory.ids_of(asked).items()
    }
    assert {} == org.directory.ids_of([])

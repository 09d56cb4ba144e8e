"""The whole port to Salesforce is held to the stand-in, not only what is used most."""

import inspect
import re
from pathlib import Path

import pytest

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import SalesforceError
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn


def test_every_method_of_the_port_is_called_here() -> None:
    """A method that no contract holds could be wrong in every org."""
    tests = "\n".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("*.py"))
    port = {name for name, _ in inspect.getmembers(SalesforceOrg) if not name.startswith("_")}

    assert port == port & set(re.findall(r"org\.(\w+)", tests))


def test_a_correction_changes_what_it_names_and_nothing_else(
    org: SalesforceOrg, there: StandIn
) -> None:
    """What a person wrote beside it stays."""
    task = there.load("Task", Subject="Inbound call", Description="theirs", WhoId=there["ada"])
    org.update(task, {"WhatId": there["case_1026"], "CallDisposition": "Follow-up"})
    (row,) = (row for row in there.records("Task") if row["Id"] == task)

    assert (there["case_1026"], "Follow-up") == (row["WhatId"], row["CallDisposition"])
    assert ("theirs", there["ada"]) == (row["Description"], row["WhoId"])


@pytest.mark.parametrize("name", ["CTI_Call_Key__c", "TaskSubtype", "ReminderDateTime"])
def test_a_field_that_is_not_ours_to_change_is_never_sent(
    org: SalesforceOrg, there: StandIn, name: str
) -> None:
    """The call key least of all: it is what makes one Task of many attempts."""
    with pytest.raises(ValueError, match=name):
        org.update(there["call_ada_back"], {name: "x"})

    assert 0 == there.calls("PATCH", "/sobjects/Task")


def test_a_correction_of_a_task_that_is_gone_is_said_to_be_one(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Somebody deleted it: the ledger has to know, and nothing is made anew."""
    there.delete(there["call_ada_back"])

    with pytest.raises(SalesforceError) as refused:
        org.update(there["call_ada_back"], {"Subject": "x"})

    assert "ENTITY_IS_DELETED" == refused.value.code


def test_users_are_found_by_their_names_while_they_are_active(
    org: SalesforceOrg, there: StandIn
) -> None:
    """An agent is linked to a person who works there."""
    asked = ["a@example.test", "nobody@example.test"]

    assert {"a@example.test": there["user_a"]} == {
        name: RecordId(at) for name, at in org.users(asked).items()
    }
    assert {} == org.users([])

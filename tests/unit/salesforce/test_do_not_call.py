"""Tests for salesforce/do_not_call.py: what is asked, and where nothing is."""

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import MatchedObject
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.do_not_call import marked
from cti_adapter.salesforce.gateway import Gateway
from tests.unit.salesforce.scripted_org import DATA, ScriptedOrg, says

NAMED: list[dict[str, object]] = [
    {"name": "Id", "type": "id"},
    {"name": "Name", "type": "string", "nameField": True},
    {"name": "Phone", "type": "phone"},
    {"name": "Pager__c", "type": "string"},
]
MARK: dict[str, object] = {"name": "DoNotCall", "type": "boolean"}
NUMBER = PhoneNumber("+14155550101")


def asked(gateway: Gateway, *matched: MatchedObject) -> int:
    return len(marked(gateway, Describe(gateway, lambda: 0.0), NUMBER, "US", matched))


def test_an_org_that_does_not_show_the_mark_is_not_asked(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """Without the right to read the field there is nobody to warn of."""
    org.describes(Contact=NAMED, Lead=NAMED)

    assert 0 == asked(gateway)


def test_a_field_that_an_admin_named_is_looked_into_as_well(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """Whoever is found by it as a caller is found by it as somebody who is marked."""
    org.describes(Contact=[*NAMED, MARK], Lead=NAMED)
    ada = {"Id": "0035f00000abcDE", "Name": "Ada Lovelace", "Pager__c": "4155550101"}
    row = {**ada, "attributes": {"type": "Contact"}}
    org.when(f"GET {DATA}/search/", says(200, {"searchRecords": [row]}))

    assert 1 == asked(gateway, MatchedObject(object="contact", fields=("Pager__c",)))

"""What an object tells of itself: which of its lookups says whose its records are."""

import pytest

from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway
from tests.unit.salesforce.scripted_org import ScriptedOrg


def lookup(name: str, **more: object) -> dict[str, object]:
    """Describe a lookup to Account."""
    return {
        "name": name,
        "type": "reference",
        "referenceTo": ["Account"],
        "relationshipName": name.replace("__c", "__r"),
        **more,
    }


@pytest.mark.parametrize(
    ("lookups", "chosen"),
    [
        ([], None),
        ([lookup("Site__c")], "Site__c"),
        ([lookup("AccountId"), lookup("ParentId"), lookup("Partner__c")], "AccountId"),
        ([lookup("Payer__c"), lookup("Owner__c", cascadeDelete=True)], "Owner__c"),
        ([lookup("Payer__c"), lookup("Account__c"), lookup("Site__c")], "Account__c"),
        ([lookup("Payer__c"), lookup("Site__c")], None),
        ([lookup("ParentId")], None),
        ([{**lookup("Party__c"), "referenceTo": ["Account", "Contact"]}], None),
    ],
)
def test_of_several_lookups_to_account_the_telling_one_counts(
    org: ScriptedOrg, gateway: Gateway, lookups: list[dict[str, object]], chosen: str | None
) -> None:
    """Where nothing tells which it is, no record is held back by a guess (DECISION 7)."""
    org.describes(Case=lookups)
    shape = Describe(gateway, lambda: 0.0).shape("Case")

    assert shape is not None
    assert chosen == shape.account_field

"""Who does not want to be called, as the org has it (B-31)."""

import pytest

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import Row, StandIn

NUMBER, OTHER = PhoneNumber("+14155550177"), PhoneNumber("+14155550178")
ADA: Row = {"FirstName": "Ada", "LastName": "Byron"}


def named(org: SalesforceOrg, number: PhoneNumber = NUMBER) -> list[tuple[str, str]]:
    return [(each.type, each.label) for each in org.do_not_call(number)]


@pytest.mark.parametrize("field", ["Phone", "MobilePhone", "HomePhone"])
def test_whoever_is_marked_is_found_by_any_of_their_numbers(
    org: SalesforceOrg, there: StandIn, field: str
) -> None:
    """However it is spelled; a colleague with the same number who may be called is not named."""
    there.load("Contact", **ADA, **{field: "(415) 555-0177"}, DoNotCall=True)
    there.load("Contact", LastName="Babbage", **{field: "+1 415 555 0177"})
    there.load("Lead", LastName="Turing", Company="Bombe", Phone="415-555-0177", DoNotCall=True)

    assert [("Contact", "Ada Byron"), ("Lead", "Turing")] == named(org)
    assert [] == named(org, OTHER)


def test_a_mark_of_a_moment_ago_counts(org: SalesforceOrg, there: StandIn) -> None:
    """The index of the search lags by minutes, the mark does not."""
    there.settings(index_delay_s=3600)
    there.load("Contact", **ADA, Phone="(415) 555-0177", DoNotCall=True)

    assert [("Contact", "Ada Byron")] == named(org)


def test_a_person_account_is_one_person_by_its_own_name(org: SalesforceOrg, there: StandIn) -> None:
    """What Salesforce marks is its hidden contact."""
    there.settings(person_accounts=True)
    mary = there.load("Account", LastName="Somerville", Phone="4155550177", PersonDoNotCall=True)

    assert [(mary, "Account")] == [(each.id, each.type) for each in org.do_not_call(NUMBER)]

"""The Lead of a caller or of a form, made in the stand-in under the faults that matter."""

import msgspec
import pytest

from cti_adapter.calls.record import record_id
from cti_adapter.errors import OwnerRefused, Rejected, Stale, UnknownOutcome
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.salesforce.leads import LEAD_FIELDS, LeadWritten
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn

INSERT = "POST /sobjects/Lead"
NUMBER = "+1 415-555-0999"
CALLER = LeadEntry(key="call:1", last_name=NUMBER, company=NUMBER, phone=NUMBER)
FORM = LeadEntry(
    key="form:1",
    first_name="Grace",
    last_name="Hopper",
    company="Compiler Works",
    phone="+1 415-555-0120",
    email="grace@example.test",
    message="Please call back",
    always_new=True,
)


def leads(there: StandIn, last_name: str) -> list[dict[str, object]]:
    return [row for row in there.records("Lead") if row["LastName"] == last_name]


def test_everything_a_form_says_stands_in_the_lead(org: SalesforceOrg, there: StandIn) -> None:
    """Whoever calls back finds it in one place."""
    entry = msgspec.structs.replace(FORM, owner_id=there["user_a"])
    written = org.make_lead(entry)
    (lead,) = leads(there, "Hopper")

    assert LeadWritten(id=record_id(str(lead["Id"]))) == written
    assert {
        "OwnerId": there["user_a"],
        "FirstName": "Grace",
        "LastName": "Hopper",
        "Company": "Compiler Works",
        "Phone": "+1 415-555-0120",
        "Email": "grace@example.test",
        "Description": "Please call back",
        "CTI_Call_Key__c": "form:1",
    } == {name: lead[name] for name in LEAD_FIELDS}


@pytest.mark.parametrize("fault", ["drop_after", "e500_after"])
def test_a_lead_whose_answer_is_lost_is_found_again(
    org: SalesforceOrg, there: StandIn, fault: str
) -> None:
    """The key tells that it stands (D8)."""
    there.fails(INSERT, fault)
    with pytest.raises(UnknownOutcome):
        org.make_lead(CALLER)
    written = org.make_lead(CALLER)
    (lead,) = leads(there, NUMBER)

    assert LeadWritten(id=record_id(str(lead["Id"])), existed=True) == written


def test_an_org_without_the_key_is_told_the_truth(bare_org: SalesforceOrg, bare: StandIn) -> None:
    """One that says the same is found; that there is never a second one nobody can promise."""
    first, second = bare_org.make_lead(CALLER), bare_org.make_lead(CALLER)

    assert (first.id, True) == (second.id, second.existed)
    assert first.at_least_once
    assert second.at_least_once
    assert 1 == len(leads(bare, NUMBER))


def test_who_sends_a_form_twice_is_heard_twice(bare_org: SalesforceOrg, bare: StandIn) -> None:
    """What a person writes is never taken for a repeat; only its webhook-id tells."""
    for key in ("form:1", "form:2"):
        bare_org.make_lead(msgspec.structs.replace(FORM, key=key))

    assert 2 == len(leads(bare, "Hopper"))


def test_a_refusal_says_why(org: SalesforceOrg, there: StandIn) -> None:
    """The admin reads Salesforce's own words in the ledger."""
    there.fails(INSERT, "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:no leads on sundays")

    with pytest.raises(Rejected, match="no leads on sundays"):
        org.make_lead(CALLER)
    assert [] == leads(there, NUMBER)


def test_a_company_that_is_too_long_is_cut(org: SalesforceOrg, there: StandIn) -> None:
    """A form has no limits that a lead has."""
    org.make_lead(msgspec.structs.replace(FORM, company="c" * 300))
    (lead,) = leads(there, "Hopper")

    assert 255 == len(str(lead["Company"]))


def test_an_owner_who_cannot_own_is_told_apart(org: SalesforceOrg, there: StandIn) -> None:
    """The next of the chain gets the lead (DECISION 32)."""
    there.set_active("b@example.test", is_active=False)
    try:
        with pytest.raises(OwnerRefused):
            org.make_lead(msgspec.structs.replace(CALLER, owner_id=there["user_b"]))
        with pytest.raises(OwnerRefused):
            org.own_lead(there["alan"], there["user_b"])
    finally:
        there.set_active("b@example.test", is_active=True)


def test_a_lead_is_given_to_a_user_once(org: SalesforceOrg, there: StandIn) -> None:
    """Asked again it stays untouched: a repeat sends nobody a second mail."""
    org.own_lead(there["alan"], there["user_a"])
    there.forget_requests()
    org.own_lead(there["alan"], there["user_a"])
    (alan,) = leads(there, "Turing")

    assert there["user_a"] == alan["OwnerId"]
    assert 0 == there.calls("PATCH", "/sobjects/Lead")


def test_a_lead_that_is_gone_is_told(org: SalesforceOrg, there: StandIn) -> None:
    """Deleted between the Task and its owner."""
    there.delete(there["alan"])

    with pytest.raises(Stale):
        org.own_lead(there["alan"], there["user_a"])

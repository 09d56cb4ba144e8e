"""Callers found by their number and records read by their id, in the reference data."""

import pytest

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import MatchedObject
from cti_adapter.calls.record import Learned, Record, record_id
from cti_adapter.errors import RetryLater
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn


def number(ending: str) -> PhoneNumber:
    return PhoneNumber(f"+1415555{ending}")


@pytest.mark.parametrize(
    ("ending", "labels"),
    [
        ("0101", ["Ada Lovelace"]),
        ("0110", ["Analytical Engines"]),
        ("0120", ["Grace Hopper"]),
        ("0130", ["Alan Turing"]),
        ("0188", ["Charles Babbage", "Grace Hopper"]),
        ("0199", ["Charles Babbage", "Mary Somerville"]),
        ("0999", []),
    ],
)
def test_a_caller_is_found_however_the_number_was_typed(
    org: SalesforceOrg, ending: str, labels: list[str]
) -> None:
    """All who have the number, in an order that does not change, and nobody else."""
    assert labels == [found.label for found in org.find(number(ending))]


def test_a_found_contact_comes_with_all_a_decision_needs(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The panel shows account and number without asking again."""
    assert (
        Record(
            id=there["ada"],
            type="Contact",
            label="Ada Lovelace",
            known=True,
            account_id=there["analytical_engines"],
            account_name="Analytical Engines",
            phone="(415) 555-0101",
        ),
    ) == org.find(number("0101"))


def test_an_account_belongs_to_itself(org: SalesforceOrg, there: StandIn) -> None:
    """An account found by its own number is no foreign record."""
    (found,) = org.find(number("0110"))

    assert (there["analytical_engines"], "Analytical Engines") == (
        found.account_id,
        found.account_name,
    )


def test_a_lead_has_no_account_and_that_is_known(org: SalesforceOrg) -> None:
    """Known to have none is not the same as not known yet."""
    (found,) = org.find(number("0130"))

    assert ("Lead", True, None) == (found.type, found.known, found.account_id)


def test_a_converted_lead_is_not_found(org: SalesforceOrg, there: StandIn) -> None:
    """Lead and new contact share the number; only the contact is alive."""
    there.load("Lead", LastName="Converted", Company="x", Phone="+14155550777", IsConverted=True)
    there.load("Contact", LastName="Successor", Phone="+14155550777")

    assert ["Successor"] == [found.label for found in org.find(number("0777"))]


@pytest.mark.parametrize(
    ("matched", "labels"),
    [
        ((MatchedObject(object="Contact"),), ["At home", "On the road"]),
        ((MatchedObject(object="contact", fields=("mobilephone",)),), ["On the road"]),
        (
            (MatchedObject(object="Lead"), MatchedObject(object="Contact", fields=("HomePhone",))),
            ["New", "At home"],
        ),
        ((MatchedObject(object="Case", fields=("Subject",)),), ["Case"]),
        (
            (MatchedObject(object="Contact", fields=("Nowhere__c",)), MatchedObject(object="X__c")),
            [],
        ),
        ((), []),
    ],
)
def test_an_admin_says_where_a_number_is_looked_for(
    there: StandIn, matched: tuple[MatchedObject, ...], labels: list[str]
) -> None:
    """Objects in their order, and of each the fields that are named (requirements 1.4)."""
    there.load("Contact", LastName="At home", HomePhone="(415) 555-0779")
    there.load("Contact", LastName="On the road", MobilePhone="(415) 555-0779")
    there.load("Lead", LastName="New", Company="x", Phone="(415) 555-0779")
    there.load("Case", Subject="(415) 555-0779")
    org = SalesforceOrg(there.access, region="US", clock=lambda: 0.0, matched=matched)
    found = org.find(number("0779"))
    org.close()

    assert labels == ["Case" if each.type == "Case" else each.label for each in found]


def test_a_record_the_search_does_not_know_yet_is_read_before_it_counts(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Just made or chosen for the number: believed when it stores it, and never else."""
    there.load("Contact", LastName="Known", Phone="+1 415 555 0777")
    there.settings(index_delay_s=300)
    odd = there.load("Contact", LastName="Just made", Phone="+1 (415) 555.0777")
    lead = there.load("Lead", LastName="Old", Company="x", Phone="4155550777", IsConverted=True)
    there.settings(index_delay_s=0)
    remembered = [odd, lead, there["ada"], there["case_1026"], record_id("003Hs0000099999")]

    assert ["Known"] == [each.label for each in org.find(number("0777"))]
    assert ["Just made", "Known"] == [
        each.label for each in org.find(number("0777"), also=remembered)
    ]


def test_a_number_that_only_ends_alike_is_not_believed(org: SalesforceOrg, there: StandIn) -> None:
    """The search engine's word is not enough: another country's number stays a stranger."""
    there.load("Contact", LastName="Stranger", Phone="+44 4155550777")

    assert () == org.find(number("0777"))


def test_a_number_with_an_extension_is_found(org: SalesforceOrg, there: StandIn) -> None:
    """The caller shows the switchboard's number, not the extension."""
    there.load("Contact", LastName="Extension", Phone="+1 415-555-0778 x12")

    assert ["Extension"] == [found.label for found in org.find(number("0778"))]


def test_records_are_read_by_id_with_label_and_account(org: SalesforceOrg, there: StandIn) -> None:
    """Whatever type of record the page reports, a decision can be made on it."""
    names = ("ada", "alan", "analytical_engines", "case_1026", "difference_engine", "bombe")
    ids = [there[name] for name in (*names, "b_seven", "call_ada_back")]
    found = org.read([*ids, ids[0]])

    assert [
        ("Contact", "Ada Lovelace", "Analytical Engines", True),
        ("Lead", "Alan Turing", None, True),
        ("Account", "Analytical Engines", "Analytical Engines", True),
        ("Case", "Case 00001026", "Analytical Engines", True),
        ("Opportunity", "Difference Engine", "Analytical Engines", True),
        ("Project__c", "Bombe", "Analytical Engines", True),
        ("Badge__c", "B-Seven", "Analytical Engines", False),
        ("Task", "Call Ada back", "Analytical Engines", False),
    ] == [
        (one.type, one.label, one.account_name, one.trackable) for one in (found[at] for at in ids)
    ]
    assert all(one.known for one in found.values())


def test_a_record_that_is_gone_is_absent(org: SalesforceOrg, there: StandIn) -> None:
    """Deleted, never there, or of no type of this org: nobody is told something made up."""
    there.delete(there["case_1026"])
    never, foreign = record_id("003Hs0000099999"), record_id("zzz000000000001")

    assert {there["case_1027"]} == set(
        org.read([there["case_1026"], there["case_1027"], never, foreign])
    )


def test_a_relationship_record_tells_which_contact_and_account_it_joins(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Nothing can be related to it; what it joins is offered in its place (DECISION 11)."""
    ada_there = there["ada_compiler_works"]
    learned = org.learn([ada_there])[ada_there]

    assert isinstance(learned, Learned)
    assert ("Ada Lovelace – Compiler Works", False) == (
        learned.record.label,
        learned.record.trackable,
    )
    assert [("Contact", "Analytical Engines", True), ("Account", "Compiler Works", True)] == [
        (part.type, part.account_name, part.known) for part in learned.joined
    ]


def test_why_nothing_is_known_of_a_record_is_told(org: SalesforceOrg, there: StandIn) -> None:
    """Deleted is not the same as hidden, and the agent reads which it is."""
    there.delete(there["case_1026"])
    there.hides(there["bombe"])
    never, foreign = record_id("003Hs0000099999"), record_id("zzz000000000001")

    assert {
        there["case_1026"]: "gone",
        there["bombe"]: "hidden",
        never: "hidden",
        foreign: "hidden",
    } == org.learn([there["case_1026"], there["bombe"], never, foreign])


def test_a_lead_that_became_a_contact_is_known_to_be_converted(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Salesforce takes no call in its name any more; its page can still be opened."""
    lead = there.load("Lead", LastName="Converted", Company="x", IsConverted=True)
    known = org.read([lead, there["alan"]])

    assert [True, False] == [known[lead].is_converted, known[there["alan"]].is_converted]


def test_an_org_that_is_down_is_said_to_be_down(org: SalesforceOrg, there: StandIn) -> None:
    """Not found and not reachable are different answers (a call rings during an outage)."""
    org.read([there["ada"]])
    there.fails("GET /search", "html503")

    with pytest.raises(RetryLater):
        org.find(number("0101"))


def test_the_org_is_described_once_and_not_for_every_call(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The daily allowance is for calls."""
    org.find(number("0101"))
    described = there.calls("GET", "/describe")
    org.find(number("0101"))

    assert described == there.calls("GET", "/describe")


def test_the_custom_objects_of_related_to_are_told_by_their_labels(org: SalesforceOrg) -> None:
    """An admin chooses among them; badges take no activities and are not offered."""
    assert [("Project__c", "Project")] == [(one.name, one.label) for one in org.tracked_objects()]

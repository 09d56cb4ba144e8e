"""What an agent types into 'Name' or 'Related To', found in the reference data."""

import pytest

from cti_adapter.errors import RetryLater
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.text_search import Slot
from tests.contract.salesforce.stand_in import StandIn

MOST = 20


def labels(org: SalesforceOrg, text: str, slot: Slot = "who") -> list[str]:
    return [found.record.label for found in org.search_text(text, slot, MOST)]


@pytest.mark.parametrize(
    "text",
    [
        "Lovel",
        "lovelace",
        "ada love",
        "Lovelace, Ada",
        "ADA",
        "0101",
        "(415) 555-0101",
        "+1 415 555 0101",
        "+1 415 555 01",
        "001 415 555 0101",
        "4155550101",
        "415.555.0101",
        "ada.lo",
        "ada.lovelace@exam",
        "ADA.LOVELACE@EXAMPLE.TEST",
    ],
)
def test_a_person_is_found_by_name_number_or_e_mail(org: SalesforceOrg, text: str) -> None:
    """However it is spelled, and by a part of it: the caller is on the line (S2-37)."""
    assert "Ada Lovelace" in labels(org, text)


@pytest.mark.parametrize("text", ["Turing", "0130", "alan.t"])
def test_a_lead_is_found_too_while_it_is_one(org: SalesforceOrg, there: StandIn, text: str) -> None:
    """A converted Lead is hidden behind its Contact."""
    there.load("Lead", LastName="Turing", Company="x", Phone="5550130", IsConverted=True)

    assert ["Alan Turing"] == labels(org, text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Analytical", "Analytical Engines"),
        ("0110", "Analytical Engines"),
        ("1026", "Case 00001026"),
        ("00001026", "Case 00001026"),
        ("102", "Case 00001026"),
        ("case 1026", "Case 00001026"),
        ("Case 0000102", "Case 00001026"),
        ("stalls", "Case 00001026"),
        ("differ", "Difference Engine"),
        ("bombe", "Bombe"),
    ],
)
def test_what_a_call_is_about_is_found_by_name_number_or_subject(
    org: SalesforceOrg, text: str, label: str
) -> None:
    """Account, Case, Opportunity and custom objects that take activities, opened or not."""
    assert label in labels(org, text, "what")


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Badge", "what"),
        ("B-Seven", "what"),
        ("Lovelace", "what"),
        ("Analytical", "who"),
        ("Difference", "who"),
    ],
)
def test_nothing_is_found_that_could_not_stand_in_the_field(
    org: SalesforceOrg, text: str, slot: Slot
) -> None:
    """A choice that would be refused is not offered."""
    assert [] == labels(org, text, slot)


def test_who_is_named_like_that_stands_first(org: SalesforceOrg, there: StandIn) -> None:
    """Then by type and name, in an order that does not change."""
    there.load("Contact", FirstName="Zoe", LastName="Grace", Phone="1")

    assert ["Grace Hopper", "Zoe Grace"] == labels(org, "grace")


def test_a_found_case_tells_its_subject_and_a_person_the_address(org: SalesforceOrg) -> None:
    """Eight digits alone tell an agent nothing."""
    (case,) = org.search_text("1026", "what", MOST)
    (ada,) = org.search_text("ada.lov", "who", MOST)

    assert "Engine stalls after 40 turns" == case.about
    assert "ada.lovelace@example.test" == ada.about


def test_no_more_are_returned_than_were_asked_for(org: SalesforceOrg) -> None:
    """The list has room for so many."""
    assert 2 == len(org.search_text("example", "who", 2) + org.search_text("415 555", "who", 2))


def test_a_person_account_is_found_as_the_account_people_know(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Its hidden Contact is nobody's to see (DECISION 12), and it is no subject of a call."""
    there.settings(person_accounts=True)
    there.load("Account", LastName="Boole", FirstName="George", PersonEmail="boole@example.test")
    (found,) = org.search_text("Boole", "who", MOST)

    assert ("Account", "George Boole") == (found.record.type, found.record.label)
    assert found.record.person_contact_id
    assert [] == labels(org, "Boole", "what")


def test_what_the_index_does_not_know_yet_is_found_in_the_tables(
    org: SalesforceOrg, there: StandIn
) -> None:
    """A record made a moment ago takes minutes into Salesforce's index (facts 4.3)."""
    there.settings(index_delay_s=300)
    there.load("Contact", LastName="Babbage-Junior", Phone="(415) 555-0777", Email="jr@x.test")
    there.load("Case", Subject="Brand new")
    there.settings(index_delay_s=0)

    assert ["Babbage-Junior"] == labels(org, "babbage-j")
    assert ["Babbage-Junior"] == labels(org, "0777")
    assert ["Babbage-Junior"] == labels(org, "jr@")
    assert ["Case 00001028"] == labels(org, "brand new", "what")


def test_a_name_of_single_letters_is_found_without_the_index(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The search engine knows no word of one letter."""
    there.load("Contact", FirstName="O", LastName="P Q", Phone="1")

    assert ["O P Q"] == labels(org, "o p q")


@pytest.mark.parametrize(
    "text",
    [
        "'; DELETE",
        '"Ada" OR "Grace"',
        "Ada} IN ALL FIELDS RETURNING User(Id)",
        "? & | ! { } [ ] ( ) ^ ~ * : \\ \" ' + -",
        "***",
        "Ada*",
        "%%%",
        "___",
        "AND OR NOT",
        "<script>alert(1)</script>",
        "\u202eecalevoL\u202c",
        "عادا لوفلايس",
        "\x00\x01\x02",
        "שלום עולם",
        "x" * 100,
        "\\" * 100,
        "אבג " * 25,
        "😀😀😀",
        "{text}",
        "{word0:like}",
    ],
)
@pytest.mark.parametrize("slot", ["who", "what"])
def test_a_hostile_text_finds_nothing_and_breaks_nothing(
    org: SalesforceOrg, text: str, slot: Slot
) -> None:
    """What is typed is never an operator, a wildcard, or a piece of the question."""
    assert [] == [each for each in labels(org, text, slot) if each != "Ada Lovelace"]


@pytest.mark.parametrize(
    "name",
    ["O'Brien", 'The "Great"', "<b>Bold</b>", "50% Off", "Under_score", "عادا", "Zoë-Ann", "C++"],
)
def test_a_name_with_such_characters_is_found_by_them(
    org: SalesforceOrg, there: StandIn, name: str
) -> None:
    """They are letters of a name like any other."""
    there.load("Contact", LastName=name, Phone="1")

    assert name == labels(org, name[:6])[0]


def test_an_org_that_cannot_be_asked_is_an_error(org: SalesforceOrg, there: StandIn) -> None:
    """Nobody is told that nothing was found."""
    labels(org, "Lovel")
    there.fails("GET /search", "e503", times=9)

    with pytest.raises(RetryLater):
        org.search_text("Lovel", "who", MOST)


def test_the_open_cases_of_a_customer_are_those_of_the_account(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Not the closed ones, and nobody else's; the newest first."""
    there.load("Case", Subject="Theirs", AccountId=there["compiler_works"])
    there.load("Case", Subject="Done", AccountId=there["analytical_engines"], Status="Closed")
    (ada,) = org.read([there["ada"]]).values()
    found = org.open_cases(ada, MOST)

    assert {"Case 00001026", "Case 00001027"} == {each.record.label for each in found}
    assert "Spare cam for the printing unit" in {each.about for each in found}


def test_the_open_cases_of_a_person_without_an_account_are_their_own(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Private contacts have Cases, too."""
    private = there.load("Contact", LastName="Private")
    there.load("Case", Subject="Mine", ContactId=private)
    (person,) = org.read([private]).values()

    assert ["Mine"] == [each.about for each in org.open_cases(person, MOST)]

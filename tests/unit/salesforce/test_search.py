"""Tests for salesforce/search.py: what is asked, and that nothing breaks out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import MatchedObject
from cti_adapter.calls.record import Record, record_id
from cti_adapter.errors import RetryLater
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.search import escape_sosl, find_callers, spellings
from tests.unit.salesforce.scripted_org import DATA, QUERY, STATUSES, ScriptedOrg, rows, says

RESERVED = "?&|!{}[]()^~*:\\\"'+-"
FIELDS: list[dict[str, object]] = [
    {"name": "Id", "type": "id"},
    {"name": "Name", "type": "string", "nameField": True},
    {"name": "Phone", "type": "phone"},
    {"name": "IsPersonAccount", "type": "boolean"},
    {"name": "PersonContactId", "type": "reference", "referenceTo": ["Contact"]},
    {
        "name": "AccountId",
        "type": "reference",
        "referenceTo": ["Account"],
        "relationshipName": "Account",
    },
]
SEARCH = f"GET {DATA}/search/"
PERSON, HIDDEN = record_id("0015f00000abcDE"), record_id("0035f00000abcDE")
NUMBER = PhoneNumber("+14155550101")


def describes_itself(org: ScriptedOrg) -> None:
    org.describes(Contact=FIELDS, Account=FIELDS)


def found_by(gateway: Gateway, *objects: str) -> list[Record]:
    describe = Describe(gateway, lambda: 0.0)
    places = [MatchedObject(object=name) for name in objects]
    return list(find_callers(gateway, describe, NUMBER, region="US", places=places))


def test_a_record_the_index_does_not_know_yet_is_found(org: ScriptedOrg, gateway: Gateway) -> None:
    """The index lags by minutes; who was entered a moment ago is in the tables."""
    describes_itself(org)
    ada = {"Id": HIDDEN, "Name": "Ada Lovelace", "Phone": "(415) 555-0101"}
    org.when(SEARCH, says(200, {"searchRecords": []}))
    org.when(QUERY, STATUSES, rows(ada))

    assert ["Ada Lovelace"] == [one.label for one in found_by(gateway, "Contact")]


@pytest.mark.parametrize("objects", [("Contact", "Account"), ("Contact",)])
def test_a_person_account_is_one_person(
    org: ScriptedOrg, gateway: Gateway, objects: tuple[str, ...]
) -> None:
    """Found as account and as hidden contact, it is one match, and its contact fills Name."""
    describes_itself(org)
    person: dict[str, object] = {
        "Name": "Ada Lovelace",
        "Phone": "4155550101",
        "IsPersonAccount": True,
    }
    rows_of = {
        "Contact": {"Id": HIDDEN, "AccountId": PERSON},
        "Account": {"Id": PERSON, "PersonContactId": HIDDEN},
    }
    answer = [
        {**person, **rows_of[name], "IsPersonAccount": True, "attributes": {"type": name}}
        for name in objects
    ]
    org.when(SEARCH, says(200, {"searchRecords": answer}))
    (found,) = found_by(gateway, *objects)

    assert (PERSON, "Account", HIDDEN, PERSON) == (
        found.id,
        found.type,
        found.person_contact_id,
        found.account_id,
    )


def test_a_type_nobody_may_see_is_passed_over(org: ScriptedOrg, gateway: Gateway) -> None:
    """An integration user without Leads still finds contacts."""
    describes_itself(org)
    org.when(SEARCH, says(200, []))
    org.when(QUERY, STATUSES, rows())

    assert [] == found_by(gateway, "Lead", "Contact")
    assert [] == [one for one in org.heard if "FROM+Lead" in one.path or "Lead%28" in one.path]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"searchRecords": [7]},
        {"searchRecords": [{}]},
        {"searchRecords": [{"attributes": {"type": "User"}}]},
        {"searchRecords": [{"attributes": {"type": "Contact"}, "Phone": 7}]},
        {"searchRecords": [{"attributes": {"type": "Contact"}, "Phone": "4155550101"}]},
        {"nothing": []},
    ],
)
def test_a_search_answered_with_nonsense_is_tried_again(
    org: ScriptedOrg, gateway: Gateway, nonsense: object
) -> None:
    """A broken answer is not "nobody has this number"."""
    describes_itself(org)
    org.when(SEARCH, says(200, nonsense))

    with pytest.raises(RetryLater):
        found_by(gateway, "Contact")


@pytest.mark.parametrize("nonsense", [{}, {"fields": 7}, {"fields": [7]}, {"fields": [{}]}, []])
def test_a_description_that_is_nonsense_is_asked_for_again(
    org: ScriptedOrg, gateway: Gateway, nonsense: object
) -> None:
    """What the org is like is not guessed, and not remembered wrongly."""
    describes_itself(org)
    org.when(f"GET {DATA}/sobjects/Task/describe", says(200, nonsense))

    with pytest.raises(RetryLater):
        found_by(gateway, "Contact")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("14155550101", "14155550101"),
        ("+49 89", r"\+49 89"),
        ("O'Hara", r"O\'Hara"),
        ("} RETURNING User(Id", r"\} RETURNING User\(Id"),
        ("\\", r"\\"),
    ],
)
def test_a_search_term_is_read_as_itself(text: str, escaped: str) -> None:
    """What a caller is called cannot change what is searched."""
    assert escaped == escape_sosl(text)


@given(st.text(alphabet=st.sampled_from(RESERVED + "a1 "), max_size=40))
def test_every_reserved_character_is_escaped_once(text: str) -> None:
    """Whatever the order, nothing stays live and nothing is lost."""
    escaped = escape_sosl(text)
    letters = iter(escaped)
    read = "".join(next(letters) if letter == "\\" else letter for letter in letters)

    assert text == read
    assert len(escaped) == len(text) + sum(letter in RESERVED for letter in text)


def test_an_american_number_is_looked_for_as_salesforce_rewrites_it() -> None:
    """Typed in a US org it stands there as (415) 555-0101."""
    found = spellings(PhoneNumber("+14155550101"))

    assert {"+14155550101", "14155550101", "4155550101", "(415) 555-0101"} <= set(found)
    assert len(found) == len(set(found))


def test_a_number_from_elsewhere_keeps_its_trunk_zero() -> None:
    """0 89 in Germany, and the zero that belongs to the number in Italy."""
    assert {"004989123456", "089123456"} <= set(spellings(PhoneNumber("+4989123456")))
    assert {"390612345678", "0612345678"} <= set(spellings(PhoneNumber("+390612345678")))

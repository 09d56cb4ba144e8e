"""SOSL beyond a plain FIND: the index's delay and its cut, wildcards, limits, parameters."""

from typing import Any

import pytest

from tests.contract.emulator.standin import Client, fault_of

ADA, CHARLES, GRACE, MARY = "Ada Lovelace", "Charles Babbage", "Grace Hopper", "Mary Somerville"
ENGINES = "Analytical Engines"
CROWD = "FIND {crowd} IN NAME FIELDS RETURNING "


def load_crowd(org: Client, size: int) -> list[str]:
    """Make contacts that all have one word in their name; return their ids."""
    rows = [
        {"attributes": {"type": "Contact"}, "FirstName": "Crowd", "LastName": f"Member {n}"}
        for n in range(size)
    ]
    return list(org.control("POST", "load", rows)["ids"])


def test_a_search_finds_what_was_saved_only_after_the_delay(org: Client) -> None:
    """A query sees it at once: why the product asks both."""
    org.control("POST", "org", {"index_delay_s": 90})
    org.made("Contact", LastName="Turing", Phone="+1 415 555 0142")
    queried = org.query("SELECT Id FROM Contact WHERE Phone = '+1 415 555 0142'")["totalSize"]
    search = "FIND {14155550142} IN PHONE FIELDS RETURNING Contact(Name)"
    at_once = org.found(search)
    org.control("POST", "clock", {"ahead_s": 89})
    too_early = org.found(search)
    org.control("POST", "clock", {"ahead_s": 120})

    assert (1, [], []) == (queried, at_once, too_early)
    assert ["Turing"] == org.found(search)


def test_a_changed_number_is_found_by_the_old_one_until_the_delay_is_over(org: Client) -> None:
    """A search may answer with a record that no longer has what was sought."""
    org.control("POST", "org", {"index_delay_s": 90})
    org.call("PATCH", f"/sobjects/Contact/{org.records['ada']}", json={"Phone": "4155550143"})
    before = (org.found(number("4155550101")), org.found(number("4155550143")))
    org.control("POST", "clock", {"ahead_s": 120})

    assert ([ADA], []) == before
    assert ([], [ADA]) == (org.found(number("4155550101")), org.found(number("4155550143")))


def number(digits: str) -> str:
    return f"FIND {{{digits}}} IN PHONE FIELDS RETURNING Contact(Name)"


def test_one_object_gives_250_unless_it_is_filtered_or_ordered(org: Client) -> None:
    """Two objects share: a client that wants all asks with an order."""
    load_crowd(org, 260)
    sizes = [
        len(org.found(CROWD + returning))
        for returning in (
            "Contact(Name)",
            "Contact(Name ORDER BY Name)",
            "Contact(Name WHERE FirstName = 'Crowd')",
            "Contact(Name LIMIT 3)",
            "Contact(Name ORDER BY Name OFFSET 258), Lead(Name)",
            "Contact(Name), Lead(Name) LIMIT 5",
        )
    ]

    assert [250, 260, 260, 3, 2, 5] == sizes


def test_what_is_hidden_is_taken_out_after_the_cut(org: Client) -> None:
    """A common word hides a record the agent could see; a query finds it."""
    crowd = load_crowd(org, 2001)
    org.control("POST", "visibility", {"user": "a@example.test", "hidden": crowd[:2000]})
    everything = len(org.found(CROWD + "Contact(Name ORDER BY Name)"))
    org.sign_in("a@example.test")

    assert 2000 == everything
    assert [] == org.found(CROWD + "Contact(Name ORDER BY Name)")
    assert 1 == org.query("SELECT Id FROM Contact WHERE FirstName = 'Crowd'")["totalSize"]


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("lov?l*e", [ADA]),
        ("lov?x*", []),
        ("4155550*", [ADA, CHARLES, GRACE, MARY]),
        ("415555019?", [CHARLES, MARY]),
        ('"lovelace ada"', []),
        ('"somerville head"', []),
        ("lovelace\\-ada", [ADA]),
        ("(ada OR charles) AND NOT babbage", [ADA]),
        ("ada OR charles AND NOT babbage", [ADA]),
        ("and", []),
        ("ada " + "OR nobody " * 100, [ADA]),
        ("ada " + "OR nobody " * 500, []),
        ("ada " + "OR nobody " * 1100, []),
    ],
)
def test_a_term_finds(org: Client, term: str, names: list[str]) -> None:
    """Wildcards inside and at the end, phrases within one field; too long a term is words only."""
    sosl = f"FIND {{{term}}} IN ALL FIELDS RETURNING Contact(Name)"
    answer = org.call("GET", "/search", params={"q": sosl}).json()

    assert names == sorted(row["Name"] for row in answer["searchRecords"])


@pytest.mark.parametrize(
    ("sosl", "code"),
    [
        ("FIND {a} IN ALL FIELDS RETURNING Contact(Id)", "MALFORMED_SEARCH"),
        ("FIND {?da} IN ALL FIELDS RETURNING Contact(Id)", "MALFORMED_SEARCH"),
        ("FIND {" + "(" * 60 + "ada" + ")" * 60 + "}", "MALFORMED_SEARCH"),
        ("FIND {ada} RETURNING Contact(Id) WITH HIGHLIGHT", "MALFORMED_SEARCH"),
        ("FIND {ada} RETURNING Contact(Id) UPDATE TRACKING", "MALFORMED_SEARCH"),
        ("FIND {ada} IN CITY FIELDS RETURNING Contact(Id)", "MALFORMED_SEARCH"),
        ("FIND {ada} RETURNING Nonsense(Id)", "INVALID_TYPE"),
        ("FIND {ada} RETURNING Contact(Nonsense)", "INVALID_FIELD"),
        ("FIND 'ada' RETURNING Contact(Id)", "MALFORMED_SEARCH"),
        ("", "MALFORMED_SEARCH"),
    ],
)
def test_what_is_no_search_is_refused(org: Client, sosl: str, code: str) -> None:
    """With the code a client tells faults apart by."""
    assert (400, code) == fault_of(org.call("GET", "/search", params={"q": sosl}))


@pytest.mark.parametrize(
    "arguments",
    [
        {"q": "415-555-0199", "in": "PHONE", "sobject": "Contact", "fields": "Name"},
        {"q": "babbage", "sobject": "Contact,Lead", "Contact.fields": "Name,Phone"},
        {
            "q": "test",
            "sobject": "Contact",
            "fields": "Name",
            "Contact.where": "FirstName IN ('Charles', 'Mary')",
            "Contact.orderBy": "Name ASC",
            "Contact.limit": "1",
        },
        {"q": "test", "sobject": "Contact", "fields": "Name", "overallLimit": "2"},
    ],
)
def test_a_search_may_be_an_address(org: Client, arguments: dict[str, str]) -> None:
    """The GET of parameterizedSearch; what is typed needs no backslashes."""
    answer = org.call("GET", "/parameterizedSearch", params=arguments).json()["searchRecords"]

    assert CHARLES in {row["Name"] for row in answer}
    assert len(answer) <= 2


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"sobjects": [{"name": "Contact"}], "defaultLimit": 2}, 2),
        ({"sobjects": [{"name": "Contact", "limit": 3}], "defaultLimit": 2}, 3),
        ({"sobjects": [{"name": "Contact"}, {"name": "Lead"}], "overallLimit": 4}, 4),
        ({"sobjects": [{"name": "Contact", "fields": ["Name"], "orderBy": "Name DESC"}]}, 4),
    ],
)
def test_a_search_has_limits_of_its_own(org: Client, body: dict[str, Any], names: int) -> None:
    """A usual one, one an object, and one over all."""
    given = {"q": "test", "in": "EMAIL", "fields": ["Name"], **body}
    found = org.call("POST", "/parameterizedSearch", json=given).json()["searchRecords"]

    assert names == len(found)

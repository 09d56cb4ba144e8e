"""Tests for salesforce/search.py: what is asked, and that nothing breaks out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.salesforce.search import escape_sosl, spellings

RESERVED = "?&|!{}[]()^~*:\\\"'+-"


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

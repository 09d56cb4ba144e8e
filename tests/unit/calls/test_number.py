"""Numbers as people and telephone systems write them, and the one form we keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.number import (
    PhoneNumber,
    country_of,
    for_display,
    is_matchable,
    is_withheld,
    masked,
    normal_form,
    same_number,
    search_variants,
)
from tests.support.builders import ADAS_NUMBER

BERLIN, ROME = PhoneNumber("+4930123456"), PhoneNumber("+39066982")


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+14155550101", "US", ADAS_NUMBER),
        ("(415) 555-0101", "US", ADAS_NUMBER),
        (" +1 415 555 0101\n", "DE", ADAS_NUMBER),
        ("1-415-555-0101 ext. 5", "US", ADAS_NUMBER),
        ("tel:+14155550101;ext=5", "US", ADAS_NUMBER),
        ("٤١٥٥٥٥٠١٠١", "US", ADAS_NUMBER),
        ("030 123456", "DE", BERLIN),
        ("(0)30 123456", "DE", BERLIN),
        ("0049 30 123456", "DE", BERLIN),
        ("011 49 30 123456", "US", BERLIN),
        ("06 6982", "IT", ROME),
        ("26 12 34", "LU", "+352261234"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("sip:+14155550101@pbx.example.test;user=phone", "DE", ADAS_NUMBER),
        ("<SIPS:4155550101@192.0.2.7>", "US", ADAS_NUMBER),
    ],
)
def test_a_full_number_has_one_normal_form(text: str, region: str, number: str) -> None:
    """However it is written, and with the zeros Italy keeps and Germany drops."""
    assert number == normal_form(text, region)


@pytest.mark.parametrize(
    ("text", "region", "digits"),
    [
        ("101", "US", "101"),
        ("101", "DE", "101"),
        ("12345", "DE", "12345"),
        ("*31#", "US", "31"),
        ("555-0101", "US", "5550101"),
        ("+101", "US", "101"),
        ("sip:101@pbx.example.test", "US", "101"),
        ("00000", "US", "00000"),
        ("9" * 40, "US", "9" * 40),
    ],
)
def test_what_the_world_cannot_dial_stays_as_its_digits(
    text: str, region: str, digits: str
) -> None:
    """An extension must not become somebody's number, in no country's plan."""
    assert digits == normal_form(text, region)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_withheld_number_is_none(text: str | None) -> None:
    assert normal_form(text, "US") is None


@pytest.mark.parametrize(
    "text",
    ["hello", "anonymous", "12abc", "+", "9" * 41, "sip:ada@example.test", "<b>1</b>", ";ext=5"],
)
def test_nonsense_is_refused_with_the_remedy(text: str) -> None:
    """Who connects a telephone system reads what to send instead."""
    with pytest.raises(ValueError, match=r"use E\.164 like \+14155550101, or null when withheld"):
        normal_form(text, "US")


@given(st.text(max_size=60), st.sampled_from(["US", "DE", "IT", "LU", "XX"]))
def test_whatever_is_sent_is_a_number_or_refused(text: str, region: str) -> None:
    """Nothing from outside gets further than this; and normal is normal already."""
    try:
        number = normal_form(text, region)
    except ValueError:
        return
    assert number is None or number.removeprefix("+").isdigit()
    assert number is None or normal_form(number, region) == number


@pytest.mark.parametrize(
    ("number", "matched"),
    [
        ("101", False),
        ("123456", False),
        ("5550101", True),
        (ADAS_NUMBER, True),
        ("0000000", False),
        ("+10000000000", False),
    ],
)
def test_extensions_are_not_looked_up(number: str, *, matched: bool) -> None:
    """Seven digits are the fewest (requirements 1.4, Minimum digits); zeros are no number."""
    assert matched == is_matchable(PhoneNumber(number))


def test_an_admin_says_how_short_a_number_is_looked_up() -> None:
    """A company may keep its extensions at its contacts."""
    extension = PhoneNumber("101")

    assert [True, False] == [is_matchable(extension, 3), is_matchable(extension, 4)]
    assert [True, False] == [is_matchable(ADAS_NUMBER, 11), is_matchable(ADAS_NUMBER, 12)]


@pytest.mark.parametrize(
    ("stored", "same"),
    [
        ("(415) 555-0101", True),
        ("+1 415 555 0101 x12", True),
        ("+49 415 5550101", False),
        ("see notes", False),
        ("", False),
    ],
)
def test_a_stored_number_is_compared_by_what_it_dials(stored: str, *, same: bool) -> None:
    """A search by digits finds too much; this says what really is the caller's."""
    assert same == same_number(stored, ADAS_NUMBER, "US")


@pytest.mark.parametrize(
    ("number", "variants"),
    [
        (ADAS_NUMBER, ("14155550101", "0014155550101", "4155550101")),
        (BERLIN, ("4930123456", "004930123456", "030123456", "30123456")),
        (ROME, ("39066982", "0039066982", "066982")),
        ("5550101", ("5550101",)),
    ],
)
def test_an_org_may_have_stored_it_in_several_ways(number: str, variants: tuple[str, ...]) -> None:
    """Salesforce keeps what was typed, so the search asks for each."""
    assert variants == search_variants(PhoneNumber(number))


@pytest.mark.parametrize(
    ("number", "shown"), [(ADAS_NUMBER, "+1 415-555-0101"), ("101", "101"), (None, "")]
)
def test_people_read_it_in_groups(number: PhoneNumber | None, shown: str) -> None:
    assert shown == for_display(number)


@pytest.mark.parametrize(("number", "hidden"), [(ADAS_NUMBER, "…01"), (None, "withheld")])
def test_a_log_shows_two_digits_at_most(number: PhoneNumber | None, hidden: str) -> None:
    """Enough to tell two calls apart, too little to call somebody (P9)."""
    assert hidden == masked(number)


@pytest.mark.parametrize(
    ("number", "country"),
    [
        (ADAS_NUMBER, "US"),
        ("+16135550123", "CA"),
        (BERLIN, "DE"),
        ("+4400", "GB"),
        ("+80012345678", ""),
        ("101", ""),
    ],
)
def test_a_full_number_is_read_by_a_country(number: str, country: str) -> None:
    """What is of no country's plan is read by the one that leads it; 800 belongs to nobody."""
    assert country == country_of(PhoneNumber(number))


@pytest.mark.parametrize(("text", "withheld"), [(" Anonymous", True), ("", True), ("101", False)])
def test_what_systems_write_for_a_withheld_number(text: str, *, withheld: bool) -> None:
    """It is no fault of theirs (docs/facts/telephony.md)."""
    assert withheld == is_withheld(text)

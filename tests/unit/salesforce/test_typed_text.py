"""Tests for typed_text: what is read out of what was typed."""

import pytest

from cti_adapter.salesforce.typed_text import has_number, has_words, wanted


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0101", ("0101",)),
        ("(415) 555-01", ("41555501",)),
        ("01", ()),
        ("Ada", ()),
        ("Case 1026", ("1026",)),
        ("Room 12", ()),
        ("0891234", ("0891234", "891234")),
    ],
)
def test_a_number_is_read_in_any_spelling(typed: str, digits: tuple[str, ...]) -> None:
    """From three digits on; beside a word only the one behind it."""
    assert digits == wanted(typed).digits


def test_a_number_with_its_country_code_is_looked_for_without_it() -> None:
    """The org may store it as it is dialled at home."""
    assert "4155550101" in wanted("+1 415 555 0101").digits
    assert "4155550101" in wanted("001-415-555-0101").digits


def test_a_stored_number_is_this_one_if_it_contains_the_digits() -> None:
    """Whatever stands between them."""
    assert has_number("(415) 555-0101", wanted("5550101"))
    assert not has_number("(415) 555-0101", wanted("5550102"))


@pytest.mark.parametrize(
    ("typed", "named", "fits"),
    [
        ("lovel", "Ada Lovelace", True),
        ("love ada", "Ada Lovelace", True),
        ("ovelace", "Ada Lovelace", True),
        ("ada x", "Ada Lovelace", False),
        ("muller", "Jürgen Müller", True),
        ("case 1026", "Case 00001026 Engine stalls", True),
        ("case 1027", "Case 00001026 Engine stalls", False),
        ("1026", "Case 00001026", True),
        ("\u202eada\u202c", "Ada Lovelace", True),
        ("***", "Ada Lovelace", False),
    ],
)
def test_a_name_fits_where_every_word_begins_one_of_its_words(
    typed: str, named: str, *, fits: bool
) -> None:
    """Or where it holds the whole text; case and accents are nothing."""
    assert fits == has_words(named, wanted(typed))

"""Numbers of many countries, in every form in which people and systems write them.

The numbers are those the phonenumbers library gives as examples of each plan; nobody answers them.
"""

from typing import NamedTuple

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from cti_adapter.calls.number import PhoneNumber, normal_form, same_number, search_variants

COUNTRIES = (
    "AE", "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CZ", "DE", "DK", "ES",
    "FI", "FR", "GB", "IE", "IL", "IN", "IT", "JP", "KE", "LU", "MX", "NL",
    "NO", "NZ", "PL", "PT", "SE", "SG", "US", "ZA",
)  # fmt: skip
KINDS = {"mobile": PhoneNumberType.MOBILE, "fixed": PhoneNumberType.FIXED_LINE}


class Example(NamedTuple):
    """A number of one country."""

    region: str
    parsed: phonenumbers.PhoneNumber

    @property
    def number(self) -> PhoneNumber:
        return PhoneNumber(self.written(PhoneNumberFormat.E164))

    def written(self, form: int) -> str:
        return phonenumbers.format_number(self.parsed, form)


def example(region: str, kind: int) -> Example:
    parsed = phonenumbers.example_number_for_type(region, kind)
    assert parsed is not None, region
    return Example(region, parsed)


EXAMPLES = [
    pytest.param(example(region, kind), id=f"{region}-{name}")
    for region in COUNTRIES
    for name, kind in KINDS.items()
]


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


@pytest.mark.parametrize("one", EXAMPLES)
def test_every_way_to_write_a_number_has_one_normal_form(one: Example) -> None:
    """Mobile and fixed line, with country code, with 00, with trunk prefix, with an extension."""
    international = one.written(PhoneNumberFormat.INTERNATIONAL)
    national = one.written(PhoneNumberFormat.NATIONAL)
    at_home = [one.number, international, national, digits(national)]
    extended = [f"{form}{tail}" for form in at_home[:3] for tail in (" x12", ";ext=12", " ext. 12")]
    abroad = f"00{one.number.removeprefix('+')}"

    assert dict.fromkeys([*at_home, *extended], one.number) == {
        form: normal_form(form, one.region) for form in [*at_home, *extended]
    }
    assert one.number == normal_form(abroad, "PL" if one.region != "PL" else "DE")


@pytest.mark.parametrize("one", EXAMPLES)
def test_the_search_asks_for_what_an_org_may_hold(one: Example) -> None:
    """Salesforce keeps what was typed and takes away only its spaces and signs (facts 4.2)."""
    held = [
        one.written(PhoneNumberFormat.E164),
        one.written(PhoneNumberFormat.INTERNATIONAL),
        one.written(PhoneNumberFormat.NATIONAL),
        f"00{one.number.removeprefix('+')}",
        phonenumbers.national_significant_number(one.parsed),
    ]
    asked = search_variants(one.number)

    assert [] == [form for form in held if digits(form) not in asked]
    assert all(same_number(form, one.number, one.region) for form in held[:3])
    assert not same_number(f"{one.number}7", one.number, one.region)


def test_the_table_holds_countries_enough() -> None:
    """Plans differ in trunk prefixes, lengths, and what stays of a leading zero."""
    assert len(COUNTRIES) == len(set(COUNTRIES)) >= 20

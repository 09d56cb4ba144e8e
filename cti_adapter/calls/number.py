"""Telephone numbers in one normal form. The only importer of phonenumbers.

A number the world can dial is kept as E.164; an extension or a short code stays as its digits;
a withheld number is None everywhere.
"""

import re
from functools import lru_cache
from typing import NewType

import phonenumbers

PhoneNumber = NewType("PhoneNumber", str)
"""E.164 with its plus sign, or bare digits for extensions and short codes."""

MATCHABLE_DIGITS = 7
"""A number with fewer digits is not looked up, unless an admin says otherwise."""

_SHORTEST_BARE = 6
"""Bare digits below this are an extension: no country's full numbers are that short. Germany's
plan, for one, would else make +49101 of extension 101."""

_SIP = re.compile(r"<?sips?:(?P<user>[^@;<>]+)(?:[@;][^<>]*)?>?", re.IGNORECASE)
"""An address of a telephone in the internet: sip:+14155550101@pbx.example.com;user=phone."""

_WITHHELD = frozenset({
    "",
    "anonymous",
    "private",
    "restricted",
    "unavailable",
    "unknown",
})  # fmt: skip
"""What telephone systems write where a caller shows no number."""

_LONGEST = 40
"""Salesforce stores 40 characters in a phone field; anything longer is no number."""

_REMEMBERED = 2_048
"""Numbers whose reading is kept: a call's are read with each of its events, in every view of it."""


def normal_form(text: str | None, region: str) -> PhoneNumber | None:
    """Return the normal form of a number as a telephone system or a person wrote it.

    Args:
        text: what was sent; None means the caller withheld the number.
        region: ISO country for numbers without a country code, for example "US".

    Returns:
        E.164 where the text is a full number, its digits where it is an extension or a short
        code, None where it is withheld.

    Raises:
        ValueError: the text is no telephone number.
    """
    if text is None or not text.strip():
        return None
    text = _user_of(text)
    digits = phonenumbers.normalize_digits_only(text)
    words = any(letter.isalpha() for letter in text)
    parsed = _parse(text, region)
    if parsed is not None and (words or "+" in text or len(digits) >= _SHORTEST_BARE):
        fits = phonenumbers.is_possible_number_with_reason(parsed)
        if fits == phonenumbers.ValidationResult.IS_POSSIBLE:
            return _e164(parsed)
    if digits and len(text) <= _LONGEST and not words:
        return PhoneNumber(digits)
    raise ValueError("not a telephone number: use E.164 like +14155550101, or null when withheld")


def is_withheld(text: str) -> bool:
    """Whether a text is what telephone systems write where a caller shows no number."""
    return text.strip().casefold() in _WITHHELD


def country_of(number: PhoneNumber) -> str:
    """Return the ISO country by whose plan a number is read; "" where it is of none.

    Of countries that share a code and a number of none of them, the one that leads the plan.
    """
    parsed = _parse(number, "ZZ")
    if parsed is None:
        return ""
    region = phonenumbers.region_code_for_number(parsed)
    leading = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return next((each for each in (region, leading) if each and is_country(each)), "")


def is_country(code: str) -> bool:
    """Whether numbers can be read as a country's: an ISO code in capital letters."""
    return code in phonenumbers.SUPPORTED_REGIONS


def is_matchable(number: PhoneNumber, minimum_digits: int = MATCHABLE_DIGITS) -> bool:
    """Whether a caller is looked up by this number: extensions and short codes are not.

    Nor is a number of zeros, which systems send in the place of one they do not know.

    Args:
        number: in normal form.
        minimum_digits: the fewest, with the country code (requirements.md 1.4, Minimum digits).
    """
    parsed = _parse(number, "ZZ")
    own = number if parsed is None else phonenumbers.national_significant_number(parsed)
    return len(number.removeprefix("+")) >= minimum_digits and bool(own.strip("0"))


def same_number(stored: str, number: PhoneNumber, region: str) -> bool:
    """Whether a number as a record stores it is this number (extensions ignored)."""
    try:
        return normal_form(stored, region) == number
    except ValueError:
        return False


def search_variants(number: PhoneNumber) -> tuple[str, ...]:
    """Return the digit strings under which an org may store the number, most telling first.

    E.164 without its plus, with 00, national with its trunk prefix, national significant
    (docs/facts/salesforce.md 4.2 and 4.5: Salesforce keeps what was typed; leading zeros matter).
    """
    parsed = _parse(number, "ZZ")
    if parsed is None:
        return (number,)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = "".join(letter for letter in national if letter.isdigit())
    bare = number.removeprefix("+")
    significant = phonenumbers.national_significant_number(parsed)
    return tuple(dict.fromkeys((bare, f"00{bare}", digits, significant)))


@lru_cache(_REMEMBERED)
def for_display(number: PhoneNumber | None) -> str:
    """Return the number as people read it: "+1 415-555-0101"; "" when withheld."""
    if number is None:
        return ""
    parsed = _parse(number, "ZZ")
    if parsed is None:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked(number: PhoneNumber | None) -> str:
    """Return the number with all but its last two digits hidden, for logs and traces."""
    return "withheld" if number is None else f"…{number[-2:]}"


def _user_of(text: str) -> str:
    """Return whom a SIP address calls, anything else as it is (RFC 3261, 19.1)."""
    address = _SIP.fullmatch(text.strip())
    return address["user"] if address is not None else text


def _e164(parsed: phonenumbers.PhoneNumber) -> PhoneNumber:
    return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _parse(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    """Return what a text says, None where it is no number; nobody changes what is returned."""
    read = _read if len(text) <= _LONGEST else _read.__wrapped__
    return read(text, region)


@lru_cache(_REMEMBERED)
def _read(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None

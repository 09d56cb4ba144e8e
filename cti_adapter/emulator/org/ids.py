"""Salesforce record ids: 15 characters that mind their case, 18 that survive losing it.

The three letters at the end say which of the first fifteen are capitals, five at a time
(facts/salesforce.md section 2, checked there against published ids).
"""

from typing import Final

PREFIX: Final = 3
SHORT: Final = 15
LONG: Final = 18
_CHECK: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_POD: Final = "Hs0000"
"""Where the instance stands in an id: any letters do, all records of one org share them."""

_NUMBERS: Final = len(_DIGITS) ** (SHORT - PREFIX - len(_POD))


def long_form(text: str) -> str | None:
    """Return the 18-character form of an id, None for a text that has not the shape of one.

    A wrong checksum on an 18-character id is not the shape of one either: the real thing
    answers the same for both.
    """
    if len(text) not in (SHORT, LONG) or not (text.isascii() and text.isalnum()):
        return None
    stem = text[:SHORT]
    full = stem + "".join(_checksum(stem[at : at + 5]) for at in (0, 5, 10))
    if len(text) == LONG and text[SHORT:].upper() != full[SHORT:]:
        return None
    return full


def make(prefix: str, number: int) -> str:
    """Return the id of the `number`-th record whose object has this key prefix."""
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    stem = prefix + _POD + digits.rjust(SHORT - len(prefix) - len(_POD), "0")
    full = long_form(stem)
    if full is None:
        raise ValueError(f"{prefix!r} is not a key prefix")
    return full


def ordinal(record_id: str) -> int:
    """Return the place of an id of this org among all of them: by key prefix, then by number."""
    place = 0
    for digit in record_id[:PREFIX] + record_id[PREFIX + len(_POD) : SHORT]:
        place = place * len(_DIGITS) + _DIGITS.index(digit)
    return place


def ordinals(prefix: str) -> tuple[int, int]:
    """Return the first and the last ordinal an object with this key prefix may use."""
    first = ordinal(prefix + _POD + "0" * (SHORT - PREFIX - len(_POD)))
    return first, first + _NUMBERS - 1


def _checksum(five: str) -> str:
    return _CHECK[sum(1 << place for place, letter in enumerate(five) if letter.isupper())]

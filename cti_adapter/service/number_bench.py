"""The number bench: what becomes of a number before an admin relies on it (B-11).

It reads and looks up numbers in the very way calls do, and changes nothing.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from cti_adapter.calls.number import (
    PhoneNumber,
    country_of,
    for_display,
    is_matchable,
    is_withheld,
    normal_form,
)
from cti_adapter.calls.record import Record
from cti_adapter.errors import SalesforceError

MOST = 20
"""Numbers looked up in one go: each of them is a search in the org."""

Verdict = Literal["found", "nobody", "short", "withheld", "nonsense", "failed"]
Find = Callable[[PhoneNumber], Sequence[Record]]
"""Looks a number up in the org; raises the SalesforceError tree."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one line."""

    text: str
    verdict: Verdict
    number: PhoneNumber | None = None
    shown: str = ""
    """The number as agents read it."""
    country: str = ""
    """ISO code of the country by whose rules it was read; "" where no country's did."""
    names_country: bool = False
    """Whether the number itself says its country; else the country that was set was taken."""
    matches: tuple[Record, ...] = ()
    trouble: str = ""
    """What Salesforce said where it could not be asked."""


def lines_of(text: str) -> tuple[str, ...]:
    """Return the numbers of a text, one a line; empty lines are none."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def try_numbers(
    lines: Sequence[str], *, region: str, minimum_digits: int, find: Find
) -> list[Tried]:
    """Say of each line what a call from that number would find.

    Args:
        lines: at most MOST of them are looked at.
        region: ISO country for numbers that name none.
        minimum_digits: a shorter number is not looked up.
        find: asks the org; once it has failed it is asked no more.
    """
    tried: list[Tried] = []
    trouble = ""
    for line in lines[:MOST]:
        one = _read(line, region, minimum_digits)
        if one.verdict == "found" and one.number is not None:
            one, trouble = _looked_up(one, one.number, find, trouble)
        tried.append(one)
    return tried


def _read(text: str, region: str, minimum_digits: int) -> Tried:
    """Read a line; "found" stands for "to be looked up"."""
    if is_withheld(text):
        return Tried(text=text, verdict="withheld")
    try:
        number = normal_form(text, region)
    except ValueError:
        return Tried(text=text, verdict="nonsense")
    if number is None:
        return Tried(text=text, verdict="withheld")
    country = country_of(number)
    return Tried(
        text=text,
        verdict="found" if is_matchable(number, minimum_digits) else "short",
        number=number,
        shown=for_display(number),
        country=country,
        names_country=number.startswith("+") and _names_country(text, number, country, region),
    )


def _names_country(text: str, number: PhoneNumber, country: str, region: str) -> bool:
    """Whether the same number is read whatever country is set, or another country's was read."""
    try:
        anywhere = normal_form(text, "ZZ")
    except ValueError:
        anywhere = None
    return anywhere == number or country != region


def _looked_up(one: Tried, number: PhoneNumber, find: Find, trouble: str) -> tuple[Tried, str]:
    if not trouble:
        try:
            matches = tuple(find(number))
        except SalesforceError as error:
            trouble = str(error)
        else:
            verdict: Verdict = "found" if matches else "nobody"
            return msgspec.structs.replace(one, verdict=verdict, matches=matches), ""
    return msgspec.structs.replace(one, verdict="failed", trouble=trouble), trouble

"""Date literals: which days TODAY, LAST_WEEK or NEXT_N_QUARTERS:2 stand for.

Source: SOQL and SOSL Reference, "Date Formats and Date Literals" ([C]). Fiscal years are taken
to begin in January, as they do until an admin says otherwise ([B]). Weeks begin where the
user's locale lets them begin. Arithmetic only: the day it is comes from the caller.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_SUNDAY_FIRST: Final = frozenset({"US", "CA", "MX", "BR", "JP", "IL"})
"""Countries of a locale whose week begins on Sunday ([B]); elsewhere it begins on Monday."""
_UNITS: Final = {
    "DAY": "DAY",
    "WEEK": "WEEK",
    "MONTH": "MONTH",
    "QUARTER": "QUARTER",
    "YEAR": "YEAR",
    "FISCAL_QUARTER": "QUARTER",
    "FISCAL_YEAR": "YEAR",
}
_NAMED_DAYS: Final = {"YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}
_WHICH: Final = {"LAST": -1, "THIS": 0, "NEXT": 1}
_MONTHS: Final = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
_DIGITS: Final = 5
"""Digits n may have; the calendar ends before it has more."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` up to but without `end`."""

    first: date
    end: date


def days_of(literal: str, today: date, locale: str = "en_US") -> Days | None:
    """Return the days a date literal stands for, None where it is none.

    Args:
        literal: in capitals, with its number behind a colon where it has one.
        today: the day it is for the user.
        locale: the user's, for the first day of the week.
    """
    word, colon, digits = literal.partition(":")
    calendar = _Calendar(today, locale)
    if colon:
        number = int(digits) if len(digits) <= _DIGITS else 0
        return calendar.counted(word, number) if number else None
    if word in _NAMED_DAYS:
        return calendar.between("DAY", _NAMED_DAYS[word], _NAMED_DAYS[word] + 1)
    if word in {"LAST_90_DAYS", "NEXT_90_DAYS"}:
        return calendar.counted(word.replace("90", "N"), 90)
    which, _, unit = word.partition("_")
    if which in _WHICH and unit in _UNITS and unit != "DAY":
        return calendar.between(_UNITS[unit], _WHICH[which], _WHICH[which] + 1)
    return None


class _Calendar:
    """Where days, weeks, months, quarters and years begin, seen from today."""

    def __init__(self, today: date, locale: str) -> None:
        self._today = today
        self._sunday_first = locale.rpartition("_")[2] in _SUNDAY_FIRST

    def between(self, unit: str, first: int, end: int) -> Days | None:
        try:
            return Days(self._start(unit, first), self._start(unit, end))
        except (ValueError, OverflowError):
            return None

    def counted(self, word: str, number: int) -> Days | None:
        """LAST_N_WEEKS, NEXT_N_WEEKS and N_WEEKS_AGO; LAST_N_DAYS alone ends with today."""
        unit, ago = word.removeprefix("N_").removesuffix("_AGO"), word.endswith("_AGO")
        if ago and word.startswith("N_") and (one := _singular(unit)):
            return self.between(one, -number, 1 - number)
        which, _, rest = word.partition("_N_")
        one = _singular(rest)
        if one and which == "LAST":
            return self.between(one, -number, 1 if one == "DAY" else 0)
        if one and which == "NEXT":
            return self.between(one, 1, number + 1)
        return None

    def _start(self, unit: str, offset: int) -> date:
        today = self._today
        if unit == "DAY":
            return today + timedelta(days=offset)
        if unit == "WEEK":
            since = (today.weekday() + 1) % 7 if self._sunday_first else today.weekday()
            return today + timedelta(days=7 * offset - since)
        size = _MONTHS[unit]
        months = today.year * 12 + (today.month - 1) // size * size + offset * size
        return date(months // 12, months % 12 + 1, 1)


def _singular(units: str) -> str | None:
    return _UNITS.get(units[:-1]) if units.endswith("S") else None

"""Which days a date literal stands for: Wednesday, 18 November 2026, seen by a US user."""

from datetime import date

import pytest

from cti_adapter.emulator.soql.periods import Days, days_of

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("literal", "first", "end"),
    [
        ("TODAY", "2026-11-18", "2026-11-19"),
        ("YESTERDAY", "2026-11-17", "2026-11-18"),
        ("TOMORROW", "2026-11-19", "2026-11-20"),
        ("LAST_WEEK", "2026-11-08", "2026-11-15"),
        ("THIS_WEEK", "2026-11-15", "2026-11-22"),
        ("NEXT_WEEK", "2026-11-22", "2026-11-29"),
        ("LAST_MONTH", "2026-10-01", "2026-11-01"),
        ("THIS_MONTH", "2026-11-01", "2026-12-01"),
        ("NEXT_MONTH", "2026-12-01", "2027-01-01"),
        ("LAST_QUARTER", "2026-07-01", "2026-10-01"),
        ("THIS_QUARTER", "2026-10-01", "2027-01-01"),
        ("NEXT_FISCAL_QUARTER", "2027-01-01", "2027-04-01"),
        ("LAST_YEAR", "2025-01-01", "2026-01-01"),
        ("THIS_FISCAL_YEAR", "2026-01-01", "2027-01-01"),
        ("NEXT_YEAR", "2027-01-01", "2028-01-01"),
        ("LAST_90_DAYS", "2026-08-20", "2026-11-19"),
        ("NEXT_90_DAYS", "2026-11-19", "2027-02-17"),
        ("LAST_N_DAYS:7", "2026-11-11", "2026-11-19"),
        ("NEXT_N_DAYS:7", "2026-11-19", "2026-11-26"),
        ("N_DAYS_AGO:7", "2026-11-11", "2026-11-12"),
        ("LAST_N_WEEKS:2", "2026-11-01", "2026-11-15"),
        ("NEXT_N_WEEKS:2", "2026-11-22", "2026-12-06"),
        ("N_WEEKS_AGO:1", "2026-11-08", "2026-11-15"),
        ("LAST_N_MONTHS:2", "2026-09-01", "2026-11-01"),
        ("N_MONTHS_AGO:12", "2025-11-01", "2025-12-01"),
        ("NEXT_N_QUARTERS:2", "2027-01-01", "2027-07-01"),
        ("N_QUARTERS_AGO:4", "2025-10-01", "2026-01-01"),
        ("LAST_N_FISCAL_YEARS:2", "2024-01-01", "2026-01-01"),
        ("N_YEARS_AGO:1", "2025-01-01", "2026-01-01"),
    ],
)
def test_a_literal_is_a_span_of_days(literal: str, first: str, end: str) -> None:
    """A report of last week's calls begins and ends where the user thinks it does."""
    span = Days(date.fromisoformat(first), date.fromisoformat(end))

    assert span == days_of(literal, TODAY)


@pytest.mark.parametrize(
    "word",
    [
        "SOMEDAY",
        "THIS_DAY",
        "LAST_N_DAYS",
        "LAST_N_DAYS:0",
        "LAST_N_YEARS:9999",
        "N_DAYS:3",
        "N_HOURS_AGO:3",
        "NEXT_N_:3",
        "TODAY:1",
        "THIS_N_DAYS:2",
    ],
)
def test_another_word_is_no_literal(word: str) -> None:
    """It is refused as an unexpected word, never read as some other day."""
    assert None is days_of(word, TODAY)


def test_a_week_begins_where_the_locale_lets_it() -> None:
    """Monday in Germany."""
    assert Days(date(2026, 11, 16), date(2026, 11, 23)) == days_of("THIS_WEEK", TODAY, "de_DE")

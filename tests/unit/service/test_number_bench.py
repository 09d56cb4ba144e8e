"""The number bench: what a call from a number would find, and what went wrong."""

from collections.abc import Sequence

import pytest

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record
from cti_adapter.errors import RetryLater
from cti_adapter.service.number_bench import MOST, Tried, lines_of, try_numbers
from tests.support.builders import ADA, ADAS_NUMBER


def tries(*lines: str, region: str = "US", minimum_digits: int = 7) -> list[Tried]:
    def find(number: PhoneNumber) -> tuple[Record, ...]:
        return (ADA,) if number == ADAS_NUMBER else ()

    return try_numbers(lines, region=region, minimum_digits=minimum_digits, find=find)


@pytest.mark.parametrize(
    ("text", "region", "verdict", "number", "country", "names_country"),
    [
        ("(415) 555-0101", "US", "found", ADAS_NUMBER, "US", False),
        ("+1 415 555 0101 x12", "DE", "found", ADAS_NUMBER, "US", True),
        ("011 49 30 123456", "US", "nobody", "+4930123456", "DE", True),
        ("030 123456", "DE", "nobody", "+4930123456", "DE", False),
        ("5550101", "US", "nobody", "5550101", "", False),
        ("101", "US", "short", "101", "", False),
        ("00000", "US", "short", "00000", "", False),
        ("anonymous", "US", "withheld", None, "", False),
        ("hello", "US", "nonsense", None, "", False),
        ("<b>1</b>", "US", "nonsense", None, "", False),
        ("\u202e1010", "US", "short", "1010", "", False),
        (";ext=", "US", "nonsense", None, "", False),
    ],
)
def test_a_line_becomes_what_a_call_would_make_of_it(  # noqa: PLR0913 - a row of a table
    text: str, region: str, verdict: str, number: str | None, country: str, *, names_country: bool
) -> None:
    """Normal form, the country used, and what is found; nonsense is named as such."""
    (one,) = tries(text, region=region)

    assert (verdict, number, country, names_country) == (
        one.verdict,
        one.number,
        one.country,
        one.names_country,
    )


def test_the_minimum_of_digits_is_the_admins() -> None:
    assert ["found", "short"] == [
        tries("+14155550101", minimum_digits=fewest)[0].verdict for fewest in (11, 12)
    ]


def test_an_org_that_does_not_answer_is_asked_once() -> None:
    """Twenty numbers would be twenty time-outs."""
    asked: list[str] = []

    def find(number: PhoneNumber) -> Sequence[Record]:
        asked.append(number)
        raise RetryLater("Salesforce could not be reached")

    lines = ["+14155550101", "hello", "+14155550110"]
    tried = try_numbers(lines, region="US", minimum_digits=7, find=find)

    assert [ADAS_NUMBER] == asked
    assert ["failed", "nonsense", "failed"] == [one.verdict for one in tried]
    assert "Salesforce could not be reached" == tried[2].trouble


def test_no_more_numbers_are_tried_than_the_limit() -> None:
    """Each one is a search in the org."""
    assert MOST == len(tries(*["101"] * (MOST + 5)))


def test_a_text_is_read_line_by_line() -> None:
    assert ("101", "(415) 555-0101") == lines_of("\n 101 \r\n\r\n(415) 555-0101\n")

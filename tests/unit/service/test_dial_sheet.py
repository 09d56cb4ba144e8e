"""A dial list as a table that somebody pastes or keeps in a file."""

import pytest

from cti_adapter.errors import Unprocessable
from cti_adapter.service.dial_list import MOST_ENTRIES
from cti_adapter.service.dial_sheet import LONGEST, Wanted, read_sheet
from tests.support.builders import ADA

NOBODY = "+14155550999"


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Unprocessable) as refused:
        read_sheet(text)
    return [(fault.field, fault.message) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "text",
    [
        f"number,name,record\n{NOBODY},Alan,\n,,{ADA.id}\n",
        f"\ufeffName;Number;Town;Record\r\nAlan;{NOBODY};London;\r\n\r\n;;;{ADA.id}\r\n",
        f'RECORD\tPhone\tName\n\t{NOBODY}\t"Alan"\n{ADA.id[:15]}\n',
    ],
)
def test_it_is_read_as_spreadsheets_write_it(text: str) -> None:
    """Any order, any of three separators, columns of others, empty lines, no last cells."""
    first, second = read_sheet(text)

    assert (NOBODY, "Alan", None) == (first.number, first.name, first.record_id)
    assert ("", "", ADA.id) == (second.number, second.name, second.record_id)


def test_a_line_is_named_as_the_editor_counts() -> None:
    assert (Wanted(field="csv.2", number="1"), Wanted(field="csv.4", number="2")) == read_sheet(
        "number\n1\n\n2"
    )


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """By its line, with what to do."""
    assert [
        ("csv.3", "give a number or a record"),
        ("csv.4", "a Salesforce id has 15 or 18 letters and digits"),
    ] == faults("number,name,record\n1,,\n,Nobody,\n,,003")


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "csv.1", "begin with a line that names the columns"),
        ("Ada,Lovelace\n1,2", "csv.1", "begin with a line that names the columns"),
        ("number\n", "csv", "no line below the names"),
        ("number\n" + "1\n" * (MOST_ENTRIES + 1), "csv", "at most 500 lines"),
        ("n" * (LONGEST + 1), "csv", "at most 200000 characters"),
        ("number\n" + "1" * 140_000, "csv.2", "field larger than field limit"),
    ],
)
def test_what_is_no_dial_list_is_refused(text: str, field: str, words: str) -> None:
    """Nothing of it is taken."""
    ((where, what),) = faults(text)

    assert (field, True) == (where, words in what)

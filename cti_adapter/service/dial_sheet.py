"""A dial list as a table that somebody pastes or keeps in a file: CSV with a line of names. Pure.

Columns are `number`, `name` and `record`, in any order, others are passed over. Cells are parted
by commas, semicolons or tabs, as spreadsheets of different countries write them. All that is wrong
is said at once.
"""

import csv
import io
from collections.abc import Iterator

import msgspec

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.dial_list import MOST_ENTRIES

LONGEST = 200_000
"""Characters of one table."""
_MOST_FAULTS = 20
_NAMES = {
    "number": ("number", "phone", "nummer", "telefon"),
    "name": ("name",),
    "record": ("record", "id", "datensatz"),
}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to stand in a dial list."""

    field: str
    """Where it was said, for the words about a fault: "csv.3"."""
    number: str = ""
    """As it was written; "" is the record's own."""
    name: str = ""
    record_id: RecordId | None = None


def read_sheet(text: str) -> tuple[Wanted, ...]:
    """Return what a table says, line by line.

    Raises:
        Unprocessable: with every fault by its line, "csv.3" for the third.
    """
    if len(text) > LONGEST:
        raise Unprocessable(FieldFault(field="csv", message=f"send at most {LONGEST} characters"))
    rows = _rows(text)
    _, head = next(rows, (1, []))
    places = _places(head)
    if "number" not in places and "record" not in places:
        message = "begin with a line that names the columns: number, name, record"
        raise Unprocessable(FieldFault(field="csv.1", message=message))
    found: list[Wanted] = []
    faults: list[FieldFault] = []
    for line, cells in rows:
        try:
            found.append(
                _wanted(
                    line,
                    {name: cells[at].strip() for name, at in places.items() if at < len(cells)},
                )
            )
        except ValueError as error:
            faults.append(FieldFault(field=f"csv.{line}", message=str(error)))
    if len(found) > MOST_ENTRIES:
        faults.append(FieldFault(field="csv", message=f"send at most {MOST_ENTRIES} lines"))
    if not found and not faults:
        faults.append(FieldFault(field="csv", message="there is no line below the names"))
    if faults:
        raise Unprocessable(*faults[:_MOST_FAULTS])
    return tuple(found)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Return the lines that say something, each with its number."""
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, cells
    except csv.Error as error:
        fault = FieldFault(field=f"csv.{rows.line_num}", message=str(error))
        raise Unprocessable(fault) from error


def _places(head: list[str]) -> dict[str, int]:
    cells = [cell.strip().casefold() for cell in head]
    return {
        name: cells.index(word) for name, words in _NAMES.items() for word in words if word in cells
    }


def _wanted(line: int, cells: dict[str, str]) -> Wanted:
    number, named = cells.get("number", ""), cells.get("record", "")
    if not number and not named:
        raise ValueError("give a number or a record")
    return Wanted(
        field=f"csv.{line}",
        number=number,
        name=cells.get("name", "")[:255],
        record_id=record_id(named) if named else None,
    )

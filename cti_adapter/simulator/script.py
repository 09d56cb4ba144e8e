"""Scripts: a call told line by line, `at | event | fields` (contract.md §5).

    # rings for a second and a half, then agent 101 talks
    0   | call.created  |
    0   | leg.offered   | agent=101
    1.5 | leg.connected | agent=101
    9   | leg.ended     | agent=101, reason=customer_hung_up
    9   | call.ended    | outcome=answered

`at` is in seconds from the start of the call. Fields are separated by commas; `null` stands for
no value, and a dotted name such as `attributes.order=17` goes into a map. The first line of a call
is completed with the numbers of the call, every line with call and leg. Nothing is checked against
what a sane telephone system would do: that is what scripts are for.
"""

from typing import Any

import msgspec

from cti_adapter.simulator.refusals import Malformed

COLUMNS = 3
LONGEST_S = 3600.0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a script, `at_s` seconds after the call began."""

    at_s: float
    type: str
    fields: dict[str, Any]


def parse(text: str) -> tuple[Line, ...]:
    """Return the lines of a script, in order of time.

    Raises:
        Malformed: a line cannot be read; the message names the line and the mend.
    """
    lines = [
        _line(number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise Malformed("script: it has no line; write for example 0 | leg.offered | agent=101")
    return tuple(sorted(lines, key=lambda line: line.at_s))


def _line(number: int, text: str) -> Line:
    where = f"script, line {number}"
    columns = [column.strip() for column in text.split("|", COLUMNS - 1)]
    if len(columns) < COLUMNS - 1:
        raise Malformed(f"{where}: write at | event | fields, for example 0 | leg.held | agent=101")
    at, type_, fields = (*columns, "")[:COLUMNS]
    if not type_:
        raise Malformed(f"{where}: name an event, for example leg.connected")
    return Line(at_s=_seconds(where, at), type=type_, fields=_fields(where, fields))


def _seconds(where: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if 0 <= seconds <= LONGEST_S:
        return seconds
    raise Malformed(f"{where}: {text!r} is no time; write seconds from 0 to {LONGEST_S:.0f}")


def _fields(where: str, text: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            raise Malformed(f"{where}: {pair!r} is no field; write name=value")
        *outer, last = name.split(".", 1)
        target = fields.setdefault(outer[0], {}) if outer else fields
        if not isinstance(target, dict):
            raise Malformed(f"{where}: {outer[0]!r} is a value already; it cannot hold {last!r}")
        target[last] = None if value == "null" else value
    return fields

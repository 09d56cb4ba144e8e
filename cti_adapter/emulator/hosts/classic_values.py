"""How Classic writes a value: as the server sends it, in the agent's language en_US and UTC."""

from datetime import date, datetime
from typing import Any, Final

_LABELS: Final = {
    ("Task", "Description"): "Comments",
    ("Task", "OwnerId"): "Assigned To",
    ("Task", "ActivityDate"): "Due Date",
}
"""Where Classic's pages name a column otherwise than its describe ([B])."""


def label(type_name: str, column: str, described: str) -> str:
    """Return how Classic names a column of an object."""
    return _LABELS.get((type_name, column), described.removesuffix(" ID"))


def text(cell: dict[str, Any]) -> str:
    """Return a cell's value (views.cell) as a person reads it; empty for no value."""
    value, kind = cell["value"], cell["type"]
    if value in (None, ""):
        return ""
    if kind == "date":
        return day(value)
    if kind == "datetime":
        return moment(value)
    if kind == "currency":
        return f"${float(value):,.2f}"
    return str(value)


def moment(value: str) -> str:
    """Return a moment of the API as Classic writes it: 11/21/2026 3:10 PM."""
    at = datetime.fromisoformat(value)
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M %p}"


def day(value: str) -> str:
    """Return a day of the API as Classic writes it: 3/31/2027."""
    on = date.fromisoformat(value)
    return f"{on.month}/{on.day}/{on.year}"

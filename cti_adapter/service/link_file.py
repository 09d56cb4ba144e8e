"""A file of links: what its rows say, what they would change, and what is wrong with them.

A file is CSV with a heading: `line` and `username`, and `name` and `email` where it has them. It
is taken as a whole or refused as a whole, every bad row by its number. Nothing is written here.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.agent_form import check_texts
from cti_adapter.service.ports import Agent
from cti_adapter.service.users import SalesforceUser

MOST_ROWS = 20_000
LARGEST_BYTES = 2 * 1024 * 1024
_NEEDED: Final = ("line", "username")
_KNOWN: Final = (*_NEEDED, "name", "email")
_DELIMITERS: Final = ",;\t"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it stands in the file."""

    number: int
    """Of its first line in the file, counted from 1."""
    line: str
    username: str
    """Empty: the link stays as it is."""
    name: str = ""
    """Empty: stays as it is; of a new agent, the user's."""
    email: str = ""


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one row, in the words of a catalogue."""

    number: int
    code: str
    params: dict[str, str] = {}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one row does."""

    number: int
    before: Agent | None
    """None for an agent who is new."""
    after: Agent
    """Of a new agent, still without an id."""

    @property
    def is_link(self) -> bool:
        """Whether the agent gets another user than before."""
        return self.before is None or self.before.user_id != self.after.user_id


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would do, or why it does nothing."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    """Rows that say what is so already."""
    faults: tuple[RowFault, ...] = ()

    @property
    def digest(self) -> str:
        """Return what names exactly these changes: a preview is applied only as it was shown."""
        return hashlib.sha256(msgspec.json.encode(self.changes)).hexdigest()


def decoded(content: bytes) -> str:
    """Return a file as text: UTF-8, else what spreadsheets still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_rows(content: bytes) -> tuple[tuple[Row, ...], tuple[RowFault, ...]]:
    """Return the rows of a file, and what is wrong with it as a file."""
    if len(content) > LARGEST_BYTES:
        return (), (_fault(1, "too-large"),)
    text = decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if "\0" in text:
        return (), (_fault(1, "not-csv"),)
    try:
        records = list(_records(text, delimiter))
    except csv.Error:
        return (), (_fault(1, "not-csv"),)
    if not records:
        return (), (_fault(1, "empty"),)
    columns = [name.strip().casefold() for name in records[0][1]]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        return (), (_fault(1, "no-column", column=", ".join(missing)),)
    unknown = [name for name in columns if name not in _KNOWN or columns.count(name) > 1]
    if unknown:
        return (), (_fault(1, "unknown-column", column=", ".join(dict.fromkeys(unknown))),)
    if len(records) - 1 > MOST_ROWS:
        return (), (_fault(1, "too-many-rows", most=str(MOST_ROWS)),)
    faults = [
        _fault(number, "wrong-width", found=str(len(cells)), wanted=str(len(columns)))
        for number, cells in records[1:]
        if len(cells) != len(columns)
    ]
    rows = [
        Row(
            number=number, **{name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        )
        for number, cells in records[1:]
        if len(cells) == len(columns)
    ]
    return tuple(rows), tuple(faults)


def plan(
    org_id: OrgId,
    rows: Sequence[Row],
    agents: Sequence[Agent],
    users: Mapping[str, SalesforceUser],
) -> Plan:
    """Return what the rows would change, or everything that is wrong with them.

    Args:
        org_id: whose agents.
        rows: of the file.
        agents: all of the org, as they are now.
        users: the active ones the rows name, by username in small letters.
    """
    by_line = {agent.line: agent for agent in agents}
    changes, faults, unchanged = [], [], 0
    for row in rows:
        before = by_line.get(Line(row.line))
        user = users.get(row.username.casefold())
        after = _after(org_id, row, before, user)
        wrong = [each.code for each in check_texts(after)]
        if row.username and user is None:
            wrong.append("user-unknown")
        faults += [_fault(row.number, code, **_told(row)) for code in wrong]
        if wrong:
            continue
        if after == before:
            unchanged += 1
        else:
            changes.append(Change(number=row.number, before=before, after=after))
    faults += _twice(rows)
    faults += _taken(changes, agents)
    if faults:
        return Plan(faults=tuple(sorted(faults, key=lambda fault: fault.number)))
    return Plan(changes=tuple(changes), unchanged=unchanged)


def linked(agent: Agent, user: SalesforceUser | None) -> Agent:
    """Return the agent with this user, or with none."""
    if user is None:
        return replace(agent, user_id=None, username="", user_name="")
    return replace(agent, user_id=user.id, username=user.username, user_name=user.name)


def _after(org_id: OrgId, row: Row, before: Agent | None, user: SalesforceUser | None) -> Agent:
    agent = before or Agent(
        org_id=org_id,
        id=AgentId(""),
        line=Line(row.line),
        name=row.name or (user.name if user else ""),
        user_id=None,
    )
    agent = replace(agent, name=row.name or agent.name, email=row.email or agent.email)
    return agent if user is None else linked(agent, user)


def _twice(rows: Sequence[Row]) -> Iterator[RowFault]:
    """Find two rows of one line or of one user: which is meant, nobody knows."""
    for code, values in (
        ("line-twice", [(row.line, row) for row in rows]),
        ("user-twice", [(row.username.casefold(), row) for row in rows]),
    ):
        first: dict[str, int] = {}
        for value, row in values:
            if value and value in first:
                yield _fault(row.number, code, first=str(first[value]), **_told(row))
            first.setdefault(value, row.number)


def _taken(changes: Sequence[Change], agents: Sequence[Agent]) -> Iterator[RowFault]:
    """Say which users would have two agents: one of the file, and one it leaves as they are."""
    leaving = {change.before.id for change in changes if change.before and change.is_link}
    holders = {agent.user_id: agent for agent in agents if agent.id not in leaving}
    for change in changes:
        holder = holders.get(change.after.user_id) if change.after.user_id else None
        if holder is not None and change.is_link:
            yield _fault(change.number, "user-taken", user=change.after.username, agent=holder.name)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Return the records that are not empty, each with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield number, cells
        number = reader.line_num + 1


def _told(row: Row) -> dict[str, str]:
    return {"line": row.line, "user": row.username}


def _fault(number: int, code: str, **params: str) -> RowFault:
    return RowFault(number=number, code=code, params=params)

"""A file of links is taken as a whole, or every bad row is named."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.link_file import LARGEST_BYTES, MOST_ROWS, Plan, plan, read_rows
from cti_adapter.service.ports import Agent
from cti_adapter.service.users import SalesforceUser

ORG = OrgId("org-1")
USERS = {
    f"{letter}@example.test": SalesforceUser(
        id=f"005{letter}", username=f"{letter}@example.test", name=f"Agent {letter.upper()}"
    )
    for letter in "abc"
}


def agent(line: str, letter: str, *, is_linked: bool = True) -> Agent:
    plain = Agent(
        org_id=ORG,
        id=AgentId(letter),
        line=Line(line),
        name=f"Agent {letter.upper()}",
        user_id=None,
    )
    user = USERS[f"{letter}@example.test"]
    if not is_linked:
        return plain
    return replace(plain, user_id=user.id, username=user.username, user_name=user.name)


AGENTS = (agent("101", "a"), agent("102", "b"), agent("103", "c", is_linked=False))


def planned(content: str | bytes) -> Plan:
    rows, faults = read_rows(content.encode() if isinstance(content, str) else content)
    return Plan(faults=faults) if faults else plan(ORG, rows, AGENTS, USERS)


def faults(content: str | bytes) -> list[tuple[int, str]]:
    return [(fault.number, fault.code) for fault in planned(content).faults]


def test_a_row_links_the_agent_on_its_line() -> None:
    """What is so already is counted and left alone."""
    found = planned("line,username\n103,C@example.test\n101,a@example.test\n")
    (change,) = found.changes

    assert 1 == found.unchanged
    assert (2, AGENTS[2], "005c", True) == (
        change.number,
        change.before,
        change.after.user_id,
        change.is_link,
    )
    assert ("c@example.test", "Agent C") == (change.after.username, change.after.user_name)


def test_a_new_line_makes_a_new_agent() -> None:
    """The first file of an org has nobody in it that we know; the user lends their name."""
    rows = "line,username,name,email\n104,,Agent D,d@example.test\n105,c@example.test,,\n"
    fourth, fifth = planned(rows).changes

    assert (None, "Agent D", "d@example.test", None) == (
        fourth.before,
        fourth.after.name,
        fourth.after.email,
        fourth.after.user_id,
    )
    assert ("Agent C", "005c") == (fifth.after.name, fifth.after.user_id)


def test_an_empty_cell_leaves_what_is_there() -> None:
    """A file without usernames renames; it unlinks nobody."""
    (change,) = planned("line,username,name\n101,,Ada\n102,,\n").changes

    assert ("Ada", "005a", False) == (change.after.name, change.after.user_id, change.is_link)


def test_two_agents_may_swap_their_users_in_one_file() -> None:
    """What would be wrong row by row is right as a whole."""
    found = planned("line,username\n101,b@example.test\n102,a@example.test\n")

    assert () == found.faults
    assert ["005b", "005a"] == [change.after.user_id for change in found.changes]


def test_every_bad_row_is_named_and_nothing_is_half_done() -> None:
    """An admin mends the file once, not once per fault."""
    rows = [
        "line,username,name,email",
        "101,nobody@example.test,,",
        ",c@example.test,,",
        "104,,,",
        "103,b@example.test,,no address",
        '105,c@example.test,"two',
        'lines",',
        "103,,,",
        "106",
    ]
    found = planned("\n".join(rows[:-1]))

    assert (2, "user-unknown") in faults("\n".join(rows[:-1]))
    assert [
        (2, "user-unknown"),
        (3, "line-missing"),
        (4, "name-missing"),
        (5, "email-wrong"),
        (6, "name-wrong"),
        (6, "user-twice"),
        (8, "line-twice"),
    ] == [(fault.number, fault.code) for fault in found.faults]
    assert () == found.changes
    assert [(9, "wrong-width")] == faults("\n".join(rows))


def test_a_user_of_another_agent_is_named_with_that_agent() -> None:
    """User B is linked to agent B, whom this file leaves alone."""
    (fault,) = planned("line,username\n103,b@example.test\n").faults

    assert ("user-taken", "Agent B") == (fault.code, fault.params["agent"])


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_the_usual_spreadsheets_are_read(mark: str, delimiter: str) -> None:
    """Nobody should have to know what an encoding is."""
    text = "Line,Username,Name\r\n\r\n104,,Jörg\r\n".replace(",", delimiter)
    (change,) = planned(text.encode(mark)).changes

    assert (3, "Jörg") == (change.number, change.after.name)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"line,user\n", "no-column"),
        (b"line,username,age\n", "unknown-column"),
        (b"line,username,line\n", "unknown-column"),
        (b'line,username\n"101', "not-csv"),
        (b"\0\x01\x02", "not-csv"),
        (b"x" * (LARGEST_BYTES + 1), "too-large"),
        (b"line,username\n" + b"1,\n" * (MOST_ROWS + 1), "too-many-rows"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(content: bytes, code: str) -> None:
    """With a reason that can be acted on."""
    assert [(1, code)] == faults(content)


def test_a_plan_is_named_by_what_it_changes() -> None:
    """A preview is applied as it was shown, or not at all."""
    first = planned("line,username\n103,c@example.test\n")
    same = planned("line;username\n\n103;C@example.test\n")
    other = planned("line,username\n103,c@example.test\n101,,Ada\n")

    assert first.digest == planned("line,username\n103,c@example.test\n").digest
    assert first.digest != other.digest
    assert first.changes[0].after == same.changes[0].after

"""Linking agents to users, on both databases: checked, never silent, never half."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.agent_form import AgentForm, AgentRefused, state_of
from cti_adapter.service.bulk_linking import BulkLinking
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.linking import Linking
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import Concerned
from cti_adapter.service.users import SalesforceUser, UserIndex
from cti_adapter.storage import Storage
from cti_adapter.storage.agents import AgentBook
from tests.contract.storage.builders import ORG, an_org

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
ADMIN = "integration@example.test"


class Staff:
    """The users of an org (port Users), as many as a test needs."""

    def __init__(self) -> None:
        self.users = {
            f"005{letter}": SalesforceUser(
                id=f"005{letter}", username=f"{letter}@example.test", name=f"User {letter.upper()}"
            )
            for letter in "abc"
        }

    def leaves(self, user_id: str) -> None:
        self.users[user_id] = replace(self.users[user_id], is_active=False)

    def active_users(self) -> tuple[SalesforceUser, ...]:
        return tuple(user for user in self.users.values() if user.is_active)

    def index(self) -> UserIndex:
        return UserIndex(self.active_users())

    def users_like(self, text: str, limit: int) -> tuple[SalesforceUser, ...]:
        return tuple(user for user in self.active_users() if text in user.username)[:limit]

    def user(self, user_id: str) -> SalesforceUser | None:
        return self.users.get(user_id)

    def by_username(self, usernames: Iterable[str]) -> Mapping[str, SalesforceUser]:
        wanted = {name.casefold() for name in usernames}
        return {one.username: one for one in self.active_users() if one.username in wanted}

    def check(self) -> None:
        """The org always answers."""

    def refresh(self) -> None:
        """Everything is as fresh as can be."""


class Book:
    """The history and the doors, as a test reads them afterwards."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.signed_out: list[str] = []

    def note(self, org_id: OrgId, *, by: str, summary: str) -> None:
        assert org_id == ORG
        self.notes.append((by, summary))

    def sign_out(self, agent: Agent) -> None:
        assert agent.org_id == ORG
        assert agent.user_id is not None
        self.signed_out.append(agent.user_id)


def agent(line: str, letter: str, *, is_linked: bool = True, email: str = "") -> Agent:
    plain = Agent(
        org_id=ORG,
        id=AgentId(letter),
        line=Line(line),
        name=f"Agent {letter.upper()}",
        user_id=None,
        email=email,
    )
    if not is_linked:
        return plain
    username, name = f"{letter}@example.test", f"User {letter.upper()}"
    return replace(plain, user_id=f"005{letter}", username=username, user_name=name)


A, B = agent("101", "a"), agent("102", "b")
C = agent("103", "c", is_linked=False, email="c@example.test")


@pytest.fixture
def staff() -> Staff:
    return Staff()


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def ports(storage: Storage, staff: Staff, book: Book) -> LinkPorts:
    storage.settings.put_org(an_org())
    for one in (A, B, C):
        storage.people.put_agent(one)
    numbers = count(1)
    return LinkPorts(
        roster=storage.agents,
        users=lambda _: staff,
        history=book,
        sign_out=book.sign_out,
        clock=lambda: NOW,
        new_id=lambda: f"new-{next(numbers)}",
    )


@pytest.fixture
def linking(ports: LinkPorts) -> Linking:
    return Linking(ports)


@pytest.fixture
def bulk(ports: LinkPorts) -> BulkLinking:
    return BulkLinking(ports)


def form(of: Agent, **said: object) -> AgentForm:
    shown = AgentForm(
        line=of.line, name=of.name, email=of.email, user_id=of.user_id, do_not_log=of.do_not_log
    )
    return replace(shown, **said)


def save(linking: Linking, of: Agent, **said: object) -> Agent:
    return linking.save(ORG, of.id, form(of, **said), seen=state_of(of), by=ADMIN)


def refusals(refused: pytest.ExceptionInfo[AgentRefused]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.wrong]


def test_an_agent_is_linked_to_the_user_who_was_chosen(linking: Linking, book: Book) -> None:
    """And to nobody else; the one before is signed out."""
    saved = save(linking, A, user_id="005c", do_not_log=True)

    assert ("005c", "c@example.test", "User C") == (saved.user_id, saved.username, saved.user_name)
    assert saved == linking.agent(ORG, A.id)
    assert [(ADMIN, "Agent Agent A (101) was linked to c@example.test.")] == book.notes
    assert ["005a"] == book.signed_out


def test_a_user_of_another_agent_is_refused_with_that_agent(linking: Linking, book: Book) -> None:
    """Who is it? Agent B."""
    with pytest.raises(AgentRefused) as refused:
        save(linking, A, user_id="005b")
    (fault,) = refused.value.wrong

    assert ("user", "user-taken") == (fault.field, fault.code)
    assert {"user": "b@example.test", "agent": "Agent B"} == fault.params
    assert A == linking.agent(ORG, A.id)
    assert ([], []) == (book.notes, book.signed_out)


def test_a_user_who_left_or_vanished_is_refused(linking: Linking, staff: Staff) -> None:
    """Whatever was shown a minute ago."""
    staff.leaves("005c")
    with pytest.raises(AgentRefused) as inactive:
        save(linking, A, user_id="005c")
    with pytest.raises(AgentRefused) as vanished:
        save(linking, A, user_id="005x")

    assert [("user", "user-inactive")] == refusals(inactive)
    assert [("user", "user-unknown")] == refusals(vanished)


def test_an_agent_keeps_a_user_who_left(linking: Linking, staff: Staff) -> None:
    """Who corrects a name is not asked about a link they did not touch."""
    staff.leaves("005a")

    assert "Ada" == save(linking, A, name="Ada").name


def test_an_agent_is_unlinked(linking: Linking, book: Book) -> None:
    """Their session ends with it."""
    saved = save(linking, A, user_id=None)

    assert (None, "", "") == (saved.user_id, saved.username, saved.user_name)
    assert ["005a"] == book.signed_out
    assert "Agent Agent A (101) was unlinked." == book.notes[0][1]


def test_of_two_admins_who_save_the_second_is_told(linking: Linking) -> None:
    """Nothing is written over unseen."""
    save(linking, A, name="Ada")
    with pytest.raises(ChangedMeanwhile):
        save(linking, A, name="Adah")

    assert "Ada" == linking.agent(ORG, A.id).name


def test_every_wrong_field_is_named_at_once(linking: Linking) -> None:
    """A form is mended once."""
    with pytest.raises(AgentRefused) as refused:
        save(linking, A, line="", name="x" * 81, email="nobody", user_id="005x")
    with pytest.raises(AgentRefused) as taken:
        save(linking, A, line="102")

    assert [
        ("line", "line-missing"),
        ("name", "too-long"),
        ("email", "email-wrong"),
        ("user", "user-unknown"),
    ] == refusals(refused)
    assert [("line", "line-taken")] == refusals(taken)


def test_saving_what_is_so_already_counts_as_no_change(linking: Linking, book: Book) -> None:
    """The history tells changes."""
    save(linking, A)

    assert [] == book.notes


class QuickerAdmin(AgentBook):
    """The agents, where another admin gives user C to agent B just before a change is written."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._tries = count()

    def change(
        self,
        org_id: OrgId,
        concerned: Concerned,
        decide: Callable[[Sequence[Agent]], Iterable[Agent]],
    ) -> tuple[Agent, ...]:
        if next(self._tries) == 0:
            self._storage.people.put_agent(replace(B, user_id="005c"))
            raise StateConflict
        return self._storage.agents.change(org_id, concerned, decide)

    def agent(self, org_id: OrgId, agent_id: AgentId) -> Agent | None:
        return self._storage.agents.agent(org_id, agent_id)


def test_who_is_slower_by_a_moment_is_told_who_was_quicker(
    ports: LinkPorts, storage: Storage
) -> None:
    """On a database that many write to, the conflict shows only when it is written."""
    slower = Linking(ports._replace(roster=QuickerAdmin(storage)))
    with pytest.raises(AgentRefused) as refused:
        save(slower, A, user_id="005c")

    assert [("user", "user-taken")] == refusals(refused)
    assert {"user": "c@example.test", "agent": "Agent B"} == refused.value.wrong[0].params


def test_an_agent_is_added_and_removed(linking: Linking, book: Book) -> None:
    """With a user at once, if the admin likes."""
    added = linking.add(ORG, AgentForm(line=Line("104"), name="D", user_id="005c"), by=ADMIN)
    removed = linking.remove(ORG, added.id, by=ADMIN)

    assert added == removed
    assert ["Agent D (104) was added.", "Agent D (104) was removed."] == [
        note[1] for note in book.notes
    ]
    assert ["005c"] == book.signed_out
    with pytest.raises(NoSuchThing):
        linking.agent(ORG, added.id)
    with pytest.raises(NoSuchThing):
        linking.remove(ORG, added.id, by=ADMIN)


def test_an_agent_on_a_line_that_is_taken_is_not_added(linking: Linking) -> None:
    """A line is one agent's."""
    with pytest.raises(AgentRefused) as refused:
        linking.add(ORG, AgentForm(line=Line("101"), name="D"), by=ADMIN)

    assert [("line", "line-taken")] == refusals(refused)


def test_a_suggestion_links_nobody_before_it_is_confirmed(
    linking: Linking, bulk: BulkLinking, book: Book
) -> None:
    """Linking is never silent."""
    (likely,) = bulk.suggestions(ORG)
    before = linking.agent(ORG, C.id)
    done = bulk.confirm(ORG, [(C.id, "005c")], by=ADMIN)

    assert ("Agent C", "c@example.test", "username") == (
        likely.agent.name,
        likely.user.username,
        likely.reason,
    )
    assert C == before
    assert ("005c",) == tuple(one.user_id for one in done)
    assert [(ADMIN, "1 agents were linked as suggested: Agent C.")] == book.notes
    assert () == bulk.suggestions(ORG)


def test_what_is_no_longer_suggested_is_not_confirmed(
    linking: Linking, bulk: BulkLinking, staff: Staff
) -> None:
    """The page was open while the user left; and nobody confirms what was never suggested."""
    staff.leaves("005c")

    assert () == bulk.confirm(ORG, [(C.id, "005c"), (C.id, "005a"), (A.id, "005c")], by=ADMIN)
    assert C == linking.agent(ORG, C.id)


def test_with_everybody_linked_nobody_is_asked_for(
    linking: Linking, bulk: BulkLinking, staff: Staff
) -> None:
    """Salesforce is not asked for what cannot be needed."""
    save(linking, C, user_id="005c")
    staff.users.clear()

    assert () == bulk.suggestions(ORG)


SWAP = b"line,username\n101,b@example.test\n102,a@example.test\n104,c@example.test\n"


def test_a_file_is_applied_as_it_was_shown(linking: Linking, bulk: BulkLinking, book: Book) -> None:
    """Two who swap their users and one who is new, in one step."""
    shown = bulk.preview(ORG, SWAP)
    done = bulk.apply(ORG, SWAP, digest=shown.digest, by=ADMIN)
    linked = [(one.line, one.user_id) for one in linking.page(ORG, limit=10).agents]

    assert shown == done
    assert [("101", "005b"), ("102", "005a"), ("103", None), ("104", "005c")] == linked
    assert ["005a", "005b"] == book.signed_out
    assert [(ADMIN, "A file of links was applied: 3 agents.")] == book.notes


def test_a_file_that_would_do_something_else_by_now_is_not_applied(
    linking: Linking, bulk: BulkLinking, staff: Staff, book: Book
) -> None:
    """What was confirmed is what was shown."""
    shown = bulk.preview(ORG, SWAP)
    save(linking, A, name="Ada")
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(ORG, SWAP, digest=shown.digest, by=ADMIN)
    again = bulk.preview(ORG, SWAP)
    staff.leaves("005c")
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(ORG, SWAP, digest=again.digest, by=ADMIN)

    assert 1 == len(book.notes)
    assert "005a" == linking.agent(ORG, A.id).user_id


def test_a_file_with_a_bad_row_changes_nobody(linking: Linking, bulk: BulkLinking) -> None:
    """Not even with the name of what it would have been."""
    bad = SWAP + b"105,nobody@example.test\n"
    shown = bulk.preview(ORG, bad)
    unreadable = bulk.preview(ORG, b"")
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(ORG, bad, digest=shown.digest, by=ADMIN)

    assert [(5, "name-missing"), (5, "user-unknown")] == [
        (fault.number, fault.code) for fault in shown.faults
    ]
    assert ["empty"] == [fault.code for fault in unreadable.faults]
    assert A == linking.agent(ORG, A.id)

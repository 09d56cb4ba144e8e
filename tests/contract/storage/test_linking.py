"""Linking an agent to a user, on both databases: checked, never silent."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.agent_form import AgentForm, AgentRefused
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.linking import Linking
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import Concerned
from cti_adapter.storage import Storage
from cti_adapter.storage.agents import AgentBook
from tests.contract.storage.builders import ORG
from tests.contract.storage.staff import ADMIN, A, B, Book, Staff, refusals, save


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

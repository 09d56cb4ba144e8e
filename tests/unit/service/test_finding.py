"""cti_adapter.service.finding: bounded in time and in number, and remembered a while."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import pytest

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import RetryLater, SearchFailed, SearchTimeout, TooManyRequests
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.finding import MOST_FOUND, Callee, Finder, Slot
from cti_adapter.service.ports import Agent
from tests.support import builders
from tests.support.builders import ADA, CASE_26, ORG, at

AGENT_A = Agent(org_id=ORG, id=builders.AGENT_A, line=Line("101"), name="Agent A", user_id="005A")
AGENT_B = msgspec.structs.replace(AGENT_A, id=builders.AGENT_B)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the org found."""

    record: Record
    about: str = ""


class Org:
    """An org with so many people called Ada, or one that is broken."""

    def __init__(self, people: int = 1, trouble: Exception | None = None) -> None:
        self.people, self.trouble = people, trouble
        self.reads = 0

    def search_text(self, text: str, slot: Slot, limit: int) -> Sequence[Found]:
        """Return as many as are asked for."""
        del text, slot
        if self.trouble is not None:
            raise self.trouble
        return [Found(record=ADA)] * min(self.people, limit)

    def open_cases(self, customer: Record, limit: int) -> Sequence[Found]:
        """Return one Case."""
        del customer
        return [Found(record=CASE_26, about="Engine stalls")][:limit]

    def read(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Record]:
        """Return Ada, whoever is meant, but for the one nobody may see."""
        self.reads += 1
        return {} if "003000000000009AAA" in ids else dict.fromkeys(ids, ADA)

    def callees(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Callee]:
        """Return Ada's number for each."""
        if self.trouble is not None:
            raise self.trouble
        return {each: Callee(record=ADA, number="(415) 555-0101") for each in ids}


class Orgs:
    """One org."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def salesforce(self, org_id: OrgId) -> Org:
        """Return it."""
        del org_id
        return self._org

    def policy(self, org_id: OrgId) -> Policy:
        """Return the defaults."""
        del org_id
        return Policy()

    def shared_activities(self, org_id: OrgId) -> bool:
        """Say that they are not shared."""
        del org_id
        return False


class Now:
    """A background that is none: the work is done when it is started."""

    def start(self, work: Callable[[], None]) -> None:
        """Do it."""
        work()


class Never:
    """A background in which nothing gets done: the org hangs."""

    def start(self, work: Callable[[], None]) -> None:
        """Forget it."""


def finder(org: Org, background: Now | Never | None = None) -> Finder:
    background = background or Now()
    return Finder(Orgs(org), background, lambda: at("09:00:00"), patience_s=0.01)


def search(of: Finder, agent: Agent = AGENT_A) -> int:
    return len(of.search(agent, "Ada", "who").found)


@pytest.mark.parametrize(
    ("people", "shown", "more"), [(0, 0, False), (1, 1, False), (20, 20, False), (30, 20, True)]
)
def test_no_more_are_shown_than_can_be_read(people: int, shown: int, *, more: bool) -> None:
    """The agent is told that there are more, and types another letter."""
    answer = finder(Org(people)).search(AGENT_A, "Ada", "who")

    assert (shown, more) == (len(answer.found), answer.more)
    assert MOST_FOUND >= shown


def test_an_org_that_hangs_is_not_waited_for() -> None:
    """The panel says so, and the agent goes on."""
    with pytest.raises(SearchTimeout):
        search(finder(Org(), Never()))


def test_a_refusal_is_said_in_the_org_s_own_words() -> None:
    """Nobody is told that nothing was found."""
    with pytest.raises(SearchFailed, match="TotalRequests Limit exceeded"):
        search(finder(Org(trouble=RetryLater("TotalRequests Limit exceeded"))))


def test_an_agent_has_only_so_many_questions_under_way() -> None:
    """A slow org is not asked for every letter; others are not held up by one of them."""
    hanging = finder(Org(), Never())
    for _ in range(6):
        with pytest.raises(SearchTimeout):
            search(hanging)

    with pytest.raises(TooManyRequests):
        search(hanging)
    with pytest.raises(SearchTimeout):
        search(hanging, AGENT_B)


def test_nobody_asks_faster_than_anybody_types() -> None:
    """A script with an agent's token does not use up the org's allowance."""
    of = finder(Org())
    assert [1] * 60 == [search(of) for _ in range(60)]

    with pytest.raises(TooManyRequests):
        search(of)


def test_what_was_found_is_not_read_again_for_the_same_agent() -> None:
    """A choice is taken from the answer in which it stood; another agent's answer is no news."""
    org = Org()
    of = finder(org)
    search(of)
    mine, others = of.read(AGENT_A, ADA.id), of.read(AGENT_B, ADA.id)

    assert (ADA, ADA, 1) == (mine, others, org.reads)


def test_a_record_nobody_may_see_is_nothing() -> None:
    """Gone, hidden, or never there: that is for the caller to say."""
    assert finder(Org()).read(AGENT_A, RecordId("003000000000009AAA")) is None


def test_the_open_cases_of_a_customer_are_found_with_their_subjects() -> None:
    """They are remembered like anything that was found."""
    org = Org()
    of = finder(org)
    (found,) = of.open_cases(AGENT_A, ADA).found

    assert (CASE_26, "Engine stalls") == (found.record, found.about)
    assert (CASE_26, 0) == (of.read(AGENT_A, CASE_26.id), org.reads)


def test_of_very_many_answers_the_oldest_are_forgotten() -> None:
    """The memory of a process has an end."""
    org = Org()
    of = finder(org)
    search(of)
    for number in range(520):
        of.search(msgspec.structs.replace(AGENT_A, id=AgentId(f"agent-{number}")), "Ada", "who")
    of.read(AGENT_A, ADA.id)

    assert 1 == org.reads


def test_who_is_called_from_a_record_is_asked_with_the_same_patience() -> None:
    """A slow org holds up nobody's dial list for longer than a search."""
    assert "(415) 555-0101" == finder(Org()).callees(AGENT_A, [ADA.id])[ADA.id].number
    with pytest.raises(SearchTimeout):
        finder(Org(), Never()).callees(AGENT_A, [ADA.id])
    with pytest.raises(SearchFailed):
        finder(Org(trouble=RetryLater("busy"))).callees(AGENT_A, [ADA.id])

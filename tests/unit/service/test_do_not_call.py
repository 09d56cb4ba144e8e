"""cti_adapter.service.do_not_call: Salesforce is asked for a moment, and nobody is held up."""

from collections.abc import Callable

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record
from cti_adapter.errors import MarkedDoNotCall, RetryLater, StorageUnavailable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.do_not_call import DoNotCall, expect_warned
from cti_adapter.service.ports import Agent
from tests.support import builders
from tests.support.builders import ADA, ADAS_NUMBER, ALAN, ORG

AGENT_A = Agent(org_id=ORG, id=builders.AGENT_A, line=Line("101"), name="Agent A", user_id="005A")


class Later:
    """A background whose work is done when a test says so."""

    def __init__(self) -> None:
        self.work: list[Callable[[], None]] = []

    def start(self, work: Callable[[], None]) -> None:
        """Keep it."""
        self.work.append(work)


class Now:
    """A background that is none."""

    def start(self, work: Callable[[], None]) -> None:
        """Do it."""
        work()


def of(background: Later | Now, *marked: Record, trouble: Exception | None = None) -> DoNotCall:
    def ask(org_id: OrgId, number: PhoneNumber) -> tuple[Record, ...]:
        del org_id, number
        if trouble is not None:
            raise trouble
        return marked

    return DoNotCall(ask, lambda _: Policy(), background, patience_s=0.01)


def test_whoever_is_marked_is_known_before_anything_is_dialled() -> None:
    """And whoever is not, as well."""
    assert (ADA,) == of(Now(), ADA).look(AGENT_A, ADAS_NUMBER).marked
    assert () == of(Now()).look(AGENT_A, ADAS_NUMBER).marked


def test_an_extension_is_nobody_s() -> None:
    """A colleague is dialled without asking Salesforce."""
    nothing = Later()

    assert () == of(nothing, ADA).look(AGENT_A, PhoneNumber("102")).marked
    assert [] == nothing.work


def test_an_org_that_says_no_cannot_say() -> None:
    """Which is not the same as nobody."""
    assert of(Now(), trouble=RetryLater("busy")).look(AGENT_A, ADAS_NUMBER).marked is None


def test_a_slow_org_is_waited_for_once_and_its_answer_told_when_it_comes() -> None:
    """The second number of the same agent does not wait; later ones are asked about again."""
    background, told = Later(), list[tuple[Record, ...]]()
    slow = of(background, ADA)
    first = slow.look(AGENT_A, ADAS_NUMBER)
    first.when_known(told.append)
    second = slow.look(AGENT_A, ADAS_NUMBER)
    second.when_known(told.append)
    assert (None, None, [], 1) == (first.marked, second.marked, told, len(background.work))

    background.work.pop()()
    slow.look(AGENT_A, ADAS_NUMBER)
    assert ([(ADA,)], 1) == (told, len(background.work))


@pytest.mark.parametrize("trouble", [None, RetryLater("busy")])
def test_where_nobody_is_marked_nothing_is_told_later(trouble: Exception | None) -> None:
    """The agent was told that nobody could say, and that is that."""
    background, told = Later(), list[tuple[Record, ...]]()
    of(background, trouble=trouble).look(AGENT_A, ADAS_NUMBER).when_known(told.append)
    background.work.pop()()

    assert [] == told


def test_what_cannot_be_told_later_troubles_nobody() -> None:
    """The database may be away by then."""
    background = Later()

    def tell(marked: tuple[Record, ...]) -> None:
        raise StorageUnavailable(str(len(marked)))

    of(background, ADA).look(AGENT_A, ADAS_NUMBER).when_known(tell)
    background.work.pop()()


def test_who_was_named_is_dialled_all_the_same_and_nobody_else() -> None:
    """The agent decides about those they were told of."""
    assert (ADA,) == expect_warned((ADA,), [ADA])
    assert () == expect_warned((), [ADA])
    with pytest.raises(MarkedDoNotCall) as refused:
        expect_warned((ADA, ALAN), [ADA])
    assert ["Ada Lovelace", "Alan Turing"] == [each["name"] for each in refused.value.records]


def test_a_warning_counts_where_nobody_can_say_any_more() -> None:
    """What the agent was told is kept."""
    assert ((ADA,), ()) == (expect_warned(None, [ADA]), expect_warned(None, []))

"""Messages reach an agent's sockets in the order of their numbers, and none is missed."""

from collections.abc import Callable
from typing import Any

import pytest

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import StorageUnavailable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import AgentMessage
from cti_adapter.web.switchboard import Switchboard

ACME, ADA, GRACE = OrgId("acme"), AgentId("ada"), AgentId("grace")


class Ears:
    """Stands where the hub stands, and keeps what it was given to say."""

    def __init__(self) -> None:
        self.open = {(ACME, ADA): 1}
        self.heard: list[bytes] = []
        self.sent_back: list[tuple[OrgId, AgentId]] = []

    def sockets_of(self, key: tuple[OrgId, AgentId]) -> int:
        return self.open.get(key, 0)

    def send_back(self, key: tuple[OrgId, AgentId]) -> None:
        self.sent_back.append(key)

    def publish(self, _key: object, body: bytes) -> None:
        self.heard.append(body)


class Later:
    """Runs what was put off when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def start(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)

    def now(self) -> None:
        for work in self.waiting:
            work()
        self.waiting.clear()


class Stored:
    """The messages in the database."""

    def __init__(self) -> None:
        self.upto = 0
        self.oldest = 1
        self.is_there = True

    def since(self, _org: OrgId, agent: AgentId, seq: int) -> list[AgentMessage] | None:
        if not self.is_there:
            raise StorageUnavailable
        if seq + 1 < self.oldest:
            return None
        return [message(number, agent) for number in range(seq + 1, self.upto + 1)]


def message(seq: int, agent: AgentId = ADA) -> AgentMessage:
    return AgentMessage(agent_id=agent, seq=seq, body=b"%d" % seq)


@pytest.fixture
def parts() -> tuple[Switchboard, Ears, Later, Stored]:
    ears: Any = Ears()
    later, stored = Later(), Stored()
    return Switchboard(ears, stored.since, later), ears, later, stored


Parts = tuple[Switchboard, Ears, Later, Stored]


def test_what_is_in_order_is_said_at_once(parts: Parts) -> None:
    """The ordinary case costs nothing."""
    board, ears, later, _ = parts
    board.begin((ACME, ADA), 4)
    board.deliver(ACME, [message(5), message(6)])

    assert ([b"5", b"6"], []) == (ears.heard, later.waiting)


def test_what_comes_early_waits_for_the_one_before(parts: Parts) -> None:
    """Two transactions were done in one order and told us in the other."""
    board, ears, _, _ = parts
    board.begin((ACME, ADA), 4)
    board.deliver(ACME, [message(6)])
    board.deliver(ACME, [message(5)])

    assert [b"5", b"6"] == ears.heard


def test_what_does_not_come_is_read_from_the_database(parts: Parts) -> None:
    """Another process stored it."""
    board, ears, later, stored = parts
    board.begin((ACME, ADA), 4)
    board.deliver(ACME, [message(7)])
    stored.upto = 7
    later.now()

    assert [b"5", b"6", b"7"] == ears.heard


def test_what_was_said_is_not_said_again(parts: Parts) -> None:
    """A late repeat is nothing new."""
    board, ears, _, _ = parts
    board.begin((ACME, ADA), 4)
    board.deliver(ACME, [message(4), message(5), message(5)])

    assert [b"5"] == ears.heard


def test_who_does_not_listen_is_told_nothing(parts: Parts) -> None:
    """It is in the database for when they come."""
    board, ears, later, _ = parts
    board.begin((ACME, ADA), 4)
    ears.open.clear()
    board.deliver(ACME, [message(9), message(1, GRACE)])

    assert ([], []) == (ears.heard, later.waiting)


def test_a_second_page_takes_nothing_away_from_the_first(parts: Parts) -> None:
    """The newcomer has read message 5 already, which the first page still waits for."""
    board, ears, _, _ = parts
    board.begin((ACME, ADA), 4)
    ears.open[ACME, ADA] = 2
    board.begin((ACME, ADA), 5)
    board.deliver(ACME, [message(5)])

    assert [b"5"] == ears.heard


def test_a_page_that_comes_back_alone_begins_anew(parts: Parts) -> None:
    """What went past while nobody listened came with the backlog."""
    board, ears, later, _ = parts
    board.begin((ACME, ADA), 4)
    board.begin((ACME, ADA), 9)
    board.deliver(ACME, [message(10)])

    assert ([b"10"], []) == (ears.heard, later.waiting)


def test_a_database_that_does_not_answer_is_asked_again(parts: Parts) -> None:
    """The next message brings what the first one could not."""
    board, ears, later, stored = parts
    board.begin((ACME, ADA), 4)
    stored.is_there = False
    board.deliver(ACME, [message(6)])
    with pytest.raises(StorageUnavailable):
        later.now()
    stored.is_there, stored.upto, later.waiting = True, 7, []
    board.deliver(ACME, [message(7)])
    later.now()

    assert [b"5", b"6", b"7"] == ears.heard


def test_after_a_gap_in_the_news_everybody_is_asked_about(parts: Parts) -> None:
    """The connection to the database was lost, and nobody knows what it would have told."""
    board, ears, _, stored = parts
    board.begin((ACME, ADA), 4)
    stored.upto = 6
    board.catch_up_all()

    assert [b"5", b"6"] == ears.heard


def test_who_is_so_far_behind_that_messages_are_gone_comes_anew(parts: Parts) -> None:
    """Only a snapshot helps them; before that was said they would have waited for ever."""
    board, ears, later, stored = parts
    board.begin((ACME, ADA), 4)
    stored.upto, stored.oldest = 300, 101
    board.deliver(ACME, [message(300)])
    later.now()
    board.deliver(ACME, [message(301)])

    assert ([], [(ACME, ADA)]) == (ears.heard, ears.sent_back)
    board.begin((ACME, ADA), 301)
    board.deliver(ACME, [message(302)])
    assert [b"302"] == ears.heard

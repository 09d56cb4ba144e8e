"""cti_adapter.fresh: what was read lately is kept, and nobody reads what another one is reading."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

from cti_adapter.fresh import Fresh
from tests.support.patience import until


class Clock:
    """Stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow:
    """What takes until it is told to end, and says how often it was begun."""

    def __init__(self, answer: Callable[[], str]) -> None:
        self.begun = 0
        self.may_end = Event()
        self._answer = answer

    def __call__(self) -> str:
        self.begun += 1
        assert self.may_end.wait(10)
        return self._answer()


def ask_eight_times(fresh: Fresh, slow: Slow) -> list[str]:
    """Ask from eight threads, all of them before there is an answer; return what they got."""

    def ask(_: int) -> str:
        arrived.append(1)
        try:
            return fresh.get("org", slow)
        except OSError as error:
            return f"failed: {error}"

    arrived: list[int] = []
    with ThreadPoolExecutor(8) as pool:
        asking = pool.map(ask, range(8))
        until(lambda: len(arrived) == 8, "everybody to ask")
        slow.may_end.set()
        return [*asking]


def test_what_was_read_is_kept_for_as_long_as_it_is_fresh() -> None:
    clock, reads = Clock(), count(1)
    fresh = Fresh(5.0, clock)
    answers = []
    for now in (0.0, 4.9, 5.0, 9.9):
        clock.now = now
        answers.append(fresh.get("org", lambda: next(reads)))

    assert [1, 1, 2, 2] == answers


def test_who_asks_meanwhile_waits_for_the_same_answer() -> None:
    slow = Slow(lambda: "acme")

    assert ["acme"] * 8 == ask_eight_times(Fresh(5.0, Clock()), slow)
    assert 1 == slow.begun


def test_a_failure_is_everybodys_and_the_next_one_reads_again() -> None:
    fresh = Fresh(5.0, Clock())

    def fail() -> str:
        raise OSError("no disk")

    slow = Slow(fail)
    answers = ask_eight_times(fresh, slow)

    assert {"failed: no disk"} == {*answers}
    assert "acme" == fresh.get("org", lambda: "acme")


def test_what_is_not_there_is_asked_for_again() -> None:
    fresh = Fresh(5.0, Clock())

    assert fresh.get("org", lambda: None) is None
    assert "acme" == fresh.get("org", lambda: "acme")


def test_what_was_being_read_when_all_was_forgotten_is_not_kept() -> None:
    fresh = Fresh(5.0, Clock())

    def read_too_early() -> str:
        fresh.forget()
        return "before"

    assert "before" == fresh.get("org", read_too_early)
    assert "after" == fresh.get("org", lambda: "after")


def test_who_asks_after_all_was_forgotten_does_not_wait_for_what_was_read_before() -> None:
    """An admin who has just saved sees what was saved."""
    fresh, slow = Fresh(5.0, Clock()), Slow(lambda: "before")
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(fresh.get, "org", slow)
        until(lambda: slow.begun, "the first to read")
        fresh.forget()
        late = fresh.get("org", lambda: "after")
        slow.may_end.set()
        first = early.result()

    assert ("before", "after") == (first, late)

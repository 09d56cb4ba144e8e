"""Buckets: so many at once, so many a second, and no more memory than was meant."""

from cti_adapter.web.limits import REMEMBERED, Buckets, Limit

LIMIT = Limit("test", 3, 0.5)


class Clock:
    """Seconds as a test wants them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_so_many_are_let_through_at_once_and_then_as_many_as_come_back() -> None:
    """Who waits as long as they were told gets one."""
    clock = Clock()
    buckets = Buckets(LIMIT, clock)
    at_once = [buckets.take("a") for _ in range(4)]
    clock.now += 1
    too_early = buckets.take("a")
    clock.now += too_early
    in_time = buckets.take("a")

    assert [0, 0, 0, 2] == at_once
    assert (1, 0) == (too_early, in_time)
    assert 2 == buckets.take("a")


def test_a_bucket_is_never_fuller_than_full() -> None:
    """A quiet night saves nothing up."""
    clock = Clock()
    buckets = Buckets(LIMIT, clock)
    buckets.take("a")
    clock.now += 10_000

    assert [0, 0, 0, 2] == [buckets.take("a") for _ in range(4)]


def test_nobody_pays_for_another() -> None:
    """Each has a bucket of their own."""
    buckets = Buckets(LIMIT, Clock())
    for _ in range(4):
        buckets.take("a")

    assert 0 == buckets.take("b")


def test_who_asked_longest_ago_is_forgotten_first() -> None:
    """Addresses cost nothing: what is remembered does not grow with them."""
    buckets = Buckets(LIMIT, Clock())
    for _ in range(4):
        buckets.take("first")
    for n in range(REMEMBERED - 1):
        buckets.take(f"n{n}")
    kept = buckets.take("first")
    for n in range(REMEMBERED):
        buckets.take(f"m{n}")

    assert 2 == kept
    assert 0 == buckets.take("first")

"""Buckets: so many at once, so many a second, and no more memory than was meant; whose they are."""

import pytest
from flask import Flask

from cti_adapter.web.limits import (
    FAILED_SIGNATURES,
    REMEMBERED,
    Buckets,
    Limit,
    Limits,
    believe_proxies,
    register_limits,
)

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


def forged(proxies: int, told: str, *, of: str) -> set[int]:
    """Return what wrong signatures are told, of which each says it comes from elsewhere."""
    app = Flask("limits", static_folder=None)
    app.post("/hooks/nobody")(lambda: ("", 401))
    believe_proxies(app, proxies)
    register_limits(app, Limits(Clock()))
    with app.test_client() as client:
        answers = [
            client.post(
                "/hooks/nobody",
                headers={"X-Forwarded-For": told.format(n=n)},
                environ_overrides={"REMOTE_ADDR": of},
            )
            for n in range(FAILED_SIGNATURES.at_once + 1)
        ]
    return {each.status_code for each in answers}


@pytest.mark.parametrize("told", ["203.0.113.{n}", "127.0.0.1", "::1, 203.0.113.{n}", "{n}"])
def test_without_a_proxy_nobody_says_where_they_are(told: str) -> None:
    """The header is the sender's own, and neither a new place nor this machine."""
    assert {401, 429} == forged(0, told, of="198.51.100.7")


def test_a_proxy_says_it_and_nobody_before_it() -> None:
    """With one proxy its word counts, the last; with two the one before that as well."""
    assert {401} == forged(1, "198.51.100.7, 203.0.113.{n}", of="127.0.0.1")
    assert {401, 429} == forged(1, "203.0.113.{n}, 198.51.100.7", of="127.0.0.1")
    assert {401} == forged(2, "203.0.113.{n}, 198.51.100.7", of="127.0.0.1")


@pytest.mark.parametrize("loopback", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_more_than_one_name(loopback: str) -> None:
    """A socket of IPv6 tells of IPv4 in its own way."""
    assert {401} == forged(0, "203.0.113.{n}", of=loopback)


def test_an_address_of_ipv4_is_one_however_it_is_told() -> None:
    """And not the whole of IPv4 with it, which would be one network of IPv6."""
    assert {401, 429} == forged(1, "::ffff:198.51.100.7", of="127.0.0.1")
    assert {401} == forged(1, "::ffff:203.0.113.{n}", of="127.0.0.1")

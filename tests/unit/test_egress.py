"""Tests for egress.py: what leaves, and for where it never does."""

from collections.abc import Iterator

import pytest

from cti_adapter.egress import LONGEST_ANSWER, Answer, Egress, NotSent
from cti_adapter.service.receiver_address import Reach
from tests.support.answering import Asked, Said, answering

DEMO = Egress(Reach(loopback=True), connect_s=3.0, read_s=3.0)
ABROAD = Egress(Reach(), connect_s=3.0, read_s=3.0)


def echo(asked: Asked) -> Said:
    """Answer with method, path and body; on `/long` with more than is read."""
    said = f"{asked.method} {asked.path} {asked.body.decode()} {asked.headers.get('x-one')}"
    body = b"x" * (LONGEST_ANSWER + 100) if asked.path == "/long" else said.encode()
    return Said(302 if asked.path == "/elsewhere" else 200, body, {"location": "/"})


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with answering(echo) as origin:
        yield origin


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_request_arrives_as_it_was_made(url: str, method: str) -> None:
    answer = DEMO.send(method, f"{url}/a?b=1", headers={"x-one": "1"}, body=b"hello", reads=True)

    assert Answer(status=200, body=f"{method} /a?b=1 hello 1".encode()) == answer


def test_a_redirect_is_told_and_not_followed(url: str) -> None:
    """Where it leads was not checked."""
    assert 302 == DEMO.send("GET", f"{url}/elsewhere", headers={}).status


def test_of_a_long_answer_no_more_is_read_than_anybody_needs(url: str) -> None:
    """Nobody fills our memory by answering."""
    assert LONGEST_ANSWER == len(DEMO.send("GET", f"{url}/long", headers={}, reads=True).body)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("http://127.0.0.1:9/", "unreachable"),
        ("http://no-such-host.invalid/", "no-host"),
        ("http://169.254.169.254/latest/meta-data/", "forbidden-place"),
        ("http://[::ffff:169.254.169.254]/", "forbidden-place"),
    ],
)
def test_what_cannot_be_sent_says_why(where: str, code: str) -> None:
    with pytest.raises(NotSent) as failed:
        DEMO.send("GET", where, headers={})

    assert code == failed.value.code


@pytest.mark.parametrize("where", ["http://127.0.0.1:80/", "http://localhost/", "http://10.0.0.1/"])
def test_in_production_nothing_leaves_for_the_inside(where: str) -> None:
    """The address behind the name decides, whatever the name says."""
    with pytest.raises(NotSent) as failed:
        ABROAD.send("GET", where, headers={})

    assert "forbidden-place" == failed.value.code

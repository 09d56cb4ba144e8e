"""A server that stands where the API of a telephone system's vendor does."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from tests.support.answering import Asked, Said, answering


class Vendor:
    """Stands where Twilio's API does, and keeps what it is asked."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[tuple[str, dict[str, list[str]]]] = []

    def answer(self, asked: Asked) -> Said:
        """Take what is asked for; no calls are running."""
        if asked.method == "GET":
            return Said(200, b'{"calls": []}')
        self.came.append((asked.path, parse_qs(asked.body.decode())))
        return Said(201, b"{}")


@contextmanager
def vendor() -> Iterator[Vendor]:
    """Serve one on a free port."""
    there = Vendor()
    with answering(there.answer) as there.url:
        yield there

"""The one way in which requests leave for addresses that somebody typed in.

A name is resolved here and the connection made to an address that was checked, so that a name
that leads elsewhere a moment later reaches nothing inside (facts/reliability-security.md 3.4). No
redirect is followed, no proxy is asked, and of an answer no more is read than LONGEST_ANSWER.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

import msgspec
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError

from cti_adapter.errors import CtiError
from cti_adapter.service.receiver_address import Address, Reach

LONGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes that are read of an answer."""


class NotSent(CtiError):
    """A request got no answer.

    Args:
        code: "no-host" (its name is unknown), "forbidden-place" (it leads where none may go),
            "too-slow" or "unreachable".
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody answered."""

    status: int
    body: bytes = b""


class Egress:
    """Sends requests as far as they may go.

    Args:
        reach: which addresses that is.
        connect_s: seconds for a connection.
        read_s: seconds between two bytes of an answer.
    """

    def __init__(self, reach: Reach, *, connect_s: float, read_s: float) -> None:
        self._reach = reach
        self._timeout = Timeout(connect=connect_s, read=read_s)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        reads: bool = False,
    ) -> Answer:
        """Send one request and return what was answered, whatever its status.

        Args:
            method: as HTTP spells it.
            url: http or https.
            headers: beside Host.
            body: of the request.
            reads: whether the body of the answer is wanted.

        Raises:
            NotSent: there is no answer.
        """
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = _resolved(parts.hostname or "", port)
        except (OSError, UnicodeError) as error:
            raise NotSent("no-host") from error
        if not all(self._reach.includes(each) for each in addresses):
            raise NotSent("forbidden-place")  # one that leads inside as well is not trusted at all
        sent = _Sent(parts, port, method, {"Host": parts.netloc, **headers}, body, reads)
        try:
            return self._to_first(sent, addresses)
        except ReadTimeoutError as error:
            raise NotSent("too-slow") from error
        except (HTTPError, OSError) as error:
            raise NotSent("unreachable") from error

    def _to_first(self, sent: "_Sent", addresses: list[Address]) -> Answer:
        """Send to the first address that takes the connection."""
        *others, last = addresses
        for address in others:
            with suppress(ConnectTimeoutError):
                return sent.to(address, self._timeout)
        return sent.to(last, self._timeout)


class _Sent(msgspec.Struct, frozen=True):
    parts: SplitResult
    port: int
    method: str
    headers: dict[str, str]
    body: bytes
    reads: bool

    def to(self, address: Address, timeout: Timeout) -> Answer:
        parts, host = self.parts, self.parts.hostname or ""
        pool: HTTPConnectionPool
        if parts.scheme == "https":
            pool = HTTPSConnectionPool(
                str(address),
                self.port,
                server_hostname=host,
                assert_hostname=host,
                ca_certs=DEFAULT_CA_BUNDLE_PATH,
            )
        else:
            pool = HTTPConnectionPool(str(address), self.port)
        with pool:
            answer = pool.urlopen(
                self.method,
                (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                body=self.body,
                headers=self.headers,
                retries=False,
                redirect=False,
                timeout=timeout,
                preload_content=False,
            )
            try:
                read = answer.read(LONGEST_ANSWER) if self.reads else b""
                return Answer(status=answer.status, body=read)
            finally:
                answer.close()


def _resolved(host: str, port: int) -> list[Address]:
    """Return the addresses of a host; raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(each[4][0]) for each in found]

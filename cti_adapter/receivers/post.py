"""One signed message, posted to the address its host name has now, and to no other.

The name is resolved here and the connection made to an address that was checked, so that a name
that leads elsewhere a moment later reaches nothing inside (facts/reliability-security.md 3.4). No
redirect is followed and no proxy is asked; of the answer only the status counts.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from standardwebhooks import Webhook
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError

from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.receiver_address import Address, Reach
from cti_adapter.service.receivers import Receiver

TIMEOUT = Timeout(connect=3.0, read=10.0)
OK_FROM, OK_TO = 200, 299


class HttpSender:
    """The port Sender.

    Args:
        reach: how far messages may go.
        clock: now; a receiver refuses what was signed more than five minutes ago.
    """

    def __init__(self, reach: Reach, clock: Callable[[], datetime]) -> None:
        self._reach = reach
        self._clock = clock

    def __call__(self, receiver: Receiver, message_id: str, body: bytes) -> Finding:
        """Post a message.

        Returns:
            Of code FINE, "status" (with what the receiver said), "too-slow", "unreachable",
            "no-host" (its name is unknown), "forbidden-place" (it leads where none may go) or
            "no-secret" (nothing is sent unsigned).
        """
        now = self._clock()
        if not receiver.secrets:  # brought in with a file that had none
            return Finding(at=now, code="no-secret", words="no secret to sign with")
        parts = urlsplit(receiver.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = _resolved(parts.hostname or "", port)
        except OSError:
            return Finding(at=now, code="no-host", words="unknown host")
        allowed = [each for each in addresses if self._reach.includes(each)]
        if len(allowed) < len(addresses):  # one that leads inside as well is not trusted at all
            return Finding(at=now, code="forbidden-place", words="address not allowed")
        headers = _headers(receiver, message_id, now, body)
        try:
            status = _posted_to_first(parts, allowed, port, headers, body)
        except ReadTimeoutError:
            return Finding(at=now, code="too-slow", words="no answer in time")
        except (HTTPError, OSError):
            return Finding(at=now, code="unreachable", words="no connection")
        if OK_FROM <= status <= OK_TO:
            return Finding(at=now, code=FINE)
        return Finding(at=now, code="status", words=f"HTTP {status}", facts={"status": str(status)})


def _headers(receiver: Receiver, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    signatures = [
        Webhook(secret).sign(message_id, now, body.decode()) for secret in receiver.secrets
    ]
    return {
        "Host": urlsplit(receiver.url).netloc,
        "Content-Type": "application/cloudevents+json",
        "User-Agent": "cti-adapter",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _resolved(host: str, port: int) -> list[Address]:
    """Return the addresses of a host; raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(each[4][0]) for each in found]


def _posted_to_first(
    parts: SplitResult, addresses: list[Address], port: int, headers: dict[str, str], body: bytes
) -> int:
    """Post to the first address that takes the connection; raises what the last one failed with."""
    *others, last = addresses
    for address in others:
        with suppress(ConnectTimeoutError):
            return _posted(parts, address, port, headers, body)
    return _posted(parts, last, port, headers, body)


def _posted(
    parts: SplitResult, address: Address, port: int, headers: dict[str, str], body: bytes
) -> int:
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    pool: HTTPConnectionPool
    if parts.scheme == "https":
        pool = HTTPSConnectionPool(
            str(address),
            port,
            server_hostname=host,
            assert_hostname=host,
            ca_certs=DEFAULT_CA_BUNDLE_PATH,
        )
    else:
        pool = HTTPConnectionPool(str(address), port)
    with pool:
        answer = pool.urlopen(
            "POST",
            path,
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            timeout=TIMEOUT,
            preload_content=False,
        )
        try:
            return answer.status
        finally:
            answer.close()

"""Sends what connectors want sent, and holds their conversations. The only file here with I/O.

A command is sent at once and once: an agent waits for it, and what is asked again is asked by the
agent. Where a telephone system cannot be reached that is said, and nothing is kept for later.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from ipaddress import ip_network
from typing import Final, TypeVar

import msgspec
import structlog

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Capability, Command
from cti_adapter.calls.events import TelephonyEvent
from cti_adapter.egress import Egress, NotSent
from cti_adapter.errors import TelephonyError
from cti_adapter.service.command_url import command_url_fault
from cti_adapter.service.receiver_address import Reach
from cti_adapter.telephony.connector import (
    ApiAnswer,
    ApiRequest,
    Connector,
    Conversation,
    Credentials,
)
from cti_adapter.telephony.registry import connector_of

log = structlog.get_logger()

CONNECT_S, READ_S = 3.0, 5.0
"""To connect, and between two bytes of the answer: an agent waits for this."""

MOST_REQUESTS: Final = 100
"""Of one conversation; one that goes on is not understood."""

_PREMISES = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
"""A telephone system on the premises is normal (service/command_url.py)."""

T = TypeVar("T")
Send = Callable[[ApiRequest], ApiAnswer]


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One telephone system of one org, as its admin set it up."""

    key: str
    """Unguessable; names the hook address, and stands before each call's key."""
    kind: str
    credentials: Credentials

    @property
    def codec(self) -> Connector:
        """The connector of its kind."""
        return connector_of(self.kind)

    @property
    def can(self) -> frozenset[Capability]:
        """What it can do for us."""
        return self.codec.can(self.credentials)

    def names(self, line: Line) -> bool:
        """Whether its settings name this agent's line."""
        return line in self.codec.lines(self.credentials)


class HttpLine:
    """The way to telephone systems: to their vendors and into our own premises, no further.

    Args:
        loopback: whether the product itself runs on loopback.
    """

    def __init__(self, *, loopback: bool) -> None:
        self._loopback = loopback
        reach = Reach(networks=_PREMISES, loopback=loopback)
        self._egress = Egress(reach, connect_s=CONNECT_S, read_s=READ_S)

    def __call__(self, request: ApiRequest) -> ApiAnswer:
        """Send one request.

        Raises:
            NotSent: there is no answer.
        """
        if not request.url or command_url_fault(request.url, loopback=self._loopback):
            raise NotSent("forbidden-place")
        answer = self._egress.send(
            request.method, request.url, headers=request.headers, body=request.body, reads=True
        )
        return ApiAnswer(status=answer.status, body=answer.body)


class Dispatch:
    """Sends commands; the event that follows says whether they were obeyed."""

    def __init__(
        self, exchange: Callable[[str], Exchange], clock: Callable[[], datetime], send: Send
    ) -> None:
        self._exchange = exchange
        self._clock = clock
        self._send = send

    def send(self, connector: str, command: Command) -> tuple[TelephonyEvent, ...]:
        """Send one command to the telephone system behind a connector key.

        Returns:
            What the answer alone tells.

        Raises:
            TelephonyError: it cannot be reached, or refused the command.
        """
        exchange = self._exchange(connector)
        return hold(exchange.codec.encode(command, self._clock(), exchange.credentials), self._send)


def hold(conversation: Conversation[T], send: Send) -> T:
    """Hold a conversation with a telephone system and return what came of it.

    Raises:
        TelephonyError: it cannot be reached, it refused what was asked, or the connector says so.
    """
    answer: ApiAnswer | None = None
    try:
        for _ in range(MOST_REQUESTS):
            request = next(conversation) if answer is None else conversation.send(answer)
            answer = send(request)
    except StopIteration as done:
        result: T = done.value
        return result
    except NotSent as error:
        raise TelephonyError("the telephone system cannot be reached") from error
    finally:
        conversation.close()
    raise TelephonyError("the telephone system does not come to an end")


def send_all(requests: Iterable[ApiRequest], send: Send) -> None:
    """Send what events ask for; what fails is logged, for nobody waits for it."""
    for request in requests:
        try:
            status = send(request).status
        except NotSent as failed:
            log.warning("telephony.not_sent", why=failed.code)
        else:
            if status >= HTTPStatus.BAD_REQUEST:
                log.warning("telephony.refused", status=status)

"""Posts encoded commands to the telephone systems. The only file here that does I/O."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import msgspec
import requests

from cti_adapter.calls.commands import Command
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.connector import CommandRequest, Credentials
from cti_adapter.telephony.registry import connector_of

TIMEOUTS_S = (3.0, 5.0)
"""To connect, and between two bytes of the answer: an agent waits for this."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One telephone system of one org, as its admin set it up."""

    key: str
    """Unguessable; names the hook address, and stands before each call's key."""
    kind: str
    command_url: str
    credentials: Credentials


class Dispatch:
    """Sends commands; the event that follows says whether they were obeyed."""

    def __init__(self, exchange: Callable[[str], Exchange], clock: Callable[[], datetime]) -> None:
        self._exchange = exchange
        self._clock = clock

    def send(self, connector: str, command: Command) -> None:
        """Post one command to the telephone system behind a connector key.

        Raises:
            TelephonyError: it cannot be reached, or refused the command.
        """
        exchange = self._exchange(connector)
        if not exchange.command_url:
            raise TelephonyError("this telephone system takes no commands")
        codec = connector_of(exchange.kind)
        request = codec.encode(command, self._clock(), exchange.credentials)
        try:
            answer = post_command(exchange.command_url, request)
        except requests.RequestException as error:
            raise TelephonyError("the telephone system cannot be reached") from error
        if answer.status_code // 100 != HTTPStatus.OK // 100:  # a redirect is no success either
            raise TelephonyError(f"the telephone system refused it (HTTP {answer.status_code})")


def post_command(url: str, request: CommandRequest) -> requests.Response:
    """Post a signed command; its signature is for this address, so no redirect is followed.

    Raises:
        requests.RequestException: nothing answered in time.
    """
    return requests.post(
        url,
        data=request.body,
        headers=dict(request.headers),
        timeout=TIMEOUTS_S,
        allow_redirects=False,
    )

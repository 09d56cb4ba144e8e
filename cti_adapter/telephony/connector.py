"""What a connector is: a codec for one kind of telephone system (D12).

It verifies what came in, decodes it into our events and encodes our commands. It never sends,
stores, or knows another connector. A new one is a file beside this and a line in CONNECTORS
(registry.py).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from cti_adapter.calls.commands import Command, Verb
from cti_adapter.service.call_flow import Incoming


class WebhookRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came: the raw bytes are what was signed."""

    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    received_at: datetime


class CommandRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A command in the telephone system's words, ready to be posted."""

    headers: Mapping[str, str]
    body: bytes


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One decoded request."""

    id: str
    """The same when the sender repeats itself."""
    incoming: tuple[Incoming, ...]


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector needs to trust a telephone system and to be trusted by it.

    Two secrets are valid during a rotation; both sign.
    """

    secrets: tuple[str, ...]
    region: str
    """ISO country for numbers without a country code."""


class Connector(Protocol):
    """A codec for one kind of telephone system."""

    @property
    def kind(self) -> str:
        """Name of the kind, as the admin pages and the configuration spell it."""
        ...

    @property
    def verbs(self) -> frozenset[Verb]:
        """What the panel may offer."""
        ...

    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Verify and decode a request.

        Raises:
            BadSignature: it was not signed with one of our secrets, or not lately.
            Unprocessable: it says something we cannot take, each fault with its field.
        """
        ...

    def encode(self, command: Command, at: datetime, credentials: Credentials) -> CommandRequest:
        """Put a command into the telephone system's words, and sign it."""
        ...

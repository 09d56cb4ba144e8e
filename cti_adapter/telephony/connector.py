"""What a connector is: a codec for one kind of telephone system (D12).

It verifies what came in, decodes it into our events and encodes our commands. It never sends,
stores, reads a clock or knows another connector: whoever calls it says what time it is, and what
has to be sent it hands back. A new one is a file beside this and a line in CONNECTORS
(registry.py); docs/connectors/write-your-own.md shows how.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Capability, Command
from cti_adapter.calls.events import TelephonyEvent
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import CommandRefused, TelephonyError
from cti_adapter.service.call_flow import Incoming

T = TypeVar("T")

JSON = frozenset({"application/json"})
FORM = frozenset({"application/x-www-form-urlencoded"})

Words = Mapping[str, str]
"""What an admin reads, by language; "en" is always there and stands for those that are not."""

CALLING: Final[frozenset[Capability]] = frozenset({"dial", "consult", "conference"})
"""What takes a number to call from."""

# ── settings ─────────────────────────────────────────────────────────────────────────────────

Text = Annotated[str, Meta(max_length=500)]
"""A setting."""
Secret = Annotated[str, Meta(max_length=8000, extra={"secret": True})]
"""A setting that is kept sealed and never shown again."""


def labelled(en: str, de: str, *, en_help: str = "", de_help: str = "", lines: int = 0) -> Meta:
    """Say what a setting is called on the page of a telephone system.

    Stands beside `Text` or `Secret`: `caller_id: Annotated[Text, labelled("Number", "Nummer")]`.
    `lines` are those of a text area; 0 is a field of one line.
    """
    label, more = {"en": en, "de": de}, {"en": en_help, "de": de_help}
    return Meta(extra={"label": label, "help": more, "lines": lines})


class NoSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of telephone system that needs to be told nothing."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector needs to trust a telephone system and to be trusted by it."""

    secrets: tuple[str, ...]
    """What events are signed with, the newest first; two are good during a rotation."""
    region: str
    """ISO country for numbers without a country code."""
    hook_url: str = ""
    """Where events arrive, as the telephone system sees it: our public origin and the hook."""
    command_url: str = ""
    """Where commands go, for a kind that is told it."""
    settings: Any = None
    """An instance of the connector's `settings`."""

    def __repr__(self) -> str:
        """Leave out what must not reach a log."""
        return f"Credentials(region={self.region!r})"


# ── in ───────────────────────────────────────────────────────────────────────────────────────


class WebhookRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came: the raw bytes are what was signed."""

    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    received_at: datetime
    query: str = ""
    """What stands behind the question mark of the address, as it came."""

    @property
    def asked(self) -> dict[str, str]:
        """What the query says, by name; of several the last. Nothing, where it cannot be read."""
        try:
            return dict(parse_qsl(self.query, keep_blank_values=True, max_num_fields=50))
        except ValueError:
            return {}


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a telephone system wants to hear in answer, where it wants more than a 2xx."""

    body: bytes
    media_type: str


class FormSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A web form that a telephone system passes on, with the fields of docs/intake.md."""

    id: str
    fields: Mapping[str, object]


class ApiRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request to the telephone system, ready to be sent."""

    url: str
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    headers: Mapping[str, str] = {}
    body: bytes = b""


class ApiAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the telephone system answered."""

    status: int
    body: bytes = b""

    @property
    def is_fine(self) -> bool:
        """Whether it is a 2xx; a redirect is no success either."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class of an HTTP status


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One decoded request."""

    id: str
    """The same when the sender repeats itself."""
    incoming: tuple[Incoming, ...] = ()
    answer: Document | None = None
    forms: tuple[FormSaid, ...] = ()
    then: tuple[ApiRequest, ...] = ()
    """What has to be sent because of it, once it is on disk; not after a repeat."""


# ── out ──────────────────────────────────────────────────────────────────────────────────────

Conversation = Generator[ApiRequest, ApiAnswer, T]
"""Requests and what follows from their answers, without sending any of them: the codec yields a
request and is sent the answer. `return` says what came of it; TelephonyError that nothing did."""


Follows = tuple[TelephonyEvent, ...]


class ToldCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the telephone system remembers it, with the events that tell it whole."""

    native_id: str
    incoming: tuple[Incoming, ...]


# ── the interface ────────────────────────────────────────────────────────────────────────────


class Connector(ABC):
    """A codec for one kind of telephone system. Has no state: one object serves all orgs."""

    kind: ClassVar[str]
    """As the configuration spells it."""
    label: ClassVar[Words]
    """As the admin pages call it."""
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    """What this kind can do at most; the panel offers nothing else."""
    settings: ClassVar[type[msgspec.Struct]] = NoSettings
    """What an admin fills in; the form on the page of a telephone system follows from it."""
    secret_label: ClassVar[Words | None] = None
    """What the telephone system calls the secret it signs with, where it comes from there.

    None: we make the secret, show it once, and the telephone system is told it.
    """
    takes_command_url: ClassVar[bool] = False
    """Whether an admin says where commands go; else the settings or the vendor do."""
    media: ClassVar[frozenset[str]] = JSON
    """Media types of what it sends us."""

    def can(self, credentials: Credentials) -> frozenset[Capability]:
        """Return what this one telephone system can do, set up as it is."""
        del credentials
        return self.capabilities

    def lines(self, credentials: Credentials) -> Collection[Line]:
        """Return the agents whom its settings name; it may have others, too."""
        del credentials
        return ()

    @abstractmethod
    def verify(self, request: WebhookRequest, credentials: Credentials) -> None:
        """Accept a request of who knows one of our secrets.

        Raises:
            BadSignature: it was not signed with one of them, or not lately.
        """

    @abstractmethod
    def decode(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Read what a verified request says.

        Raises:
            Unprocessable: it says something we cannot take, each fault with its field.
        """

    def encode(
        self, command: Command, at: datetime, credentials: Credentials
    ) -> Conversation[Follows]:
        """Put a command into the telephone system's words.

        Returns what the answer alone tells: of a system that raises no event of it.

        Raises:
            TelephonyError: it cannot be done with this call.
        """
        del at, credentials
        raise TelephonyError(f"this telephone system cannot {command.verb}")
        yield  # a generator like the others

    def probe(self, id_: str, at: datetime, credentials: Credentials) -> ApiRequest | None:
        """Return a request that asks for nothing, to see whether commands arrive; None: none do."""
        del id_, at, credentials
        return None

    def resync(self, at: datetime, credentials: Credentials) -> Conversation[tuple[ToldCall, ...]]:
        """Ask which calls run now, in case nobody told of them (capability `resync`)."""
        del at, credentials
        return ()
        yield

    def reconcile(
        self, since: datetime, at: datetime, credentials: Credentials
    ) -> Conversation[tuple[ToldCall, ...]]:
        """Ask which calls began since a moment and are over (capability `resync`)."""
        del since, at, credentials
        return ()
        yield

    def why_refused(self, request: WebhookRequest, credentials: Credentials) -> str:
        """Return a code of the pages' words for a request whose signature was refused.

        Told to the admin, never to the sender. Asked after the decision, decides nothing.

        Returns:
            "unsigned", "bad-timestamp", "too-old", "too-new" or "wrong-secret".
        """
        del request, credentials
        return "wrong-secret"

    def read(self, request: WebhookRequest, credentials: Credentials) -> Delivery:
        """Verify a request, then decode it.

        Raises:
            BadSignature, Unprocessable: as those two say.
        """
        self.verify(request, credentials)
        return self.decode(request, credentials)


def accepted(answer: ApiAnswer, *, also: int = 200) -> ApiAnswer:
    """Return an answer that is a yes.

    Args:
        answer: what the telephone system said.
        also: a status that will do as well: 404 where the call to be hung up is over already.

    Raises:
        CommandRefused: it is a no, and would be one again.
        TelephonyError: it is none now; later it may be another answer.
    """
    if answer.is_fine or answer.status == also:
        return answer
    words = f"the telephone system refused it (HTTP {answer.status})"
    if answer.status in _CLIENT_ERRORS and answer.status not in _NOT_NOW:
        raise CommandRefused(words, status=answer.status)
    raise TelephonyError(words)


_CLIENT_ERRORS: Final = range(400, 500)
_NOT_NOW: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


def dialled_number(command: Command) -> PhoneNumber:
    """Return whom a command dials.

    Raises:
        TelephonyError: nobody.
    """
    if command.number is None:
        raise TelephonyError("there is no number to dial")
    return command.number

"""What connectors share: reading what vendors send without trusting a word of it. Pure.

A vendor's request has passed its signature, and may still be anything: a field may be missing, of
another type or absurd. Whatever cannot be used is either a fault named by its field, or kept and
ignored with its reason; nothing here raises anything else.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.events import CallFacts, Direction, TelephonyEvent
from cti_adapter.calls.number import PhoneNumber, is_withheld, normal_form
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.call_flow import Incoming
from cti_adapter.service.ports import InboxItem
from cti_adapter.telephony.connector import ApiRequest, Delivery

LONGEST_ID: Final = 200
LONGEST_LINE: Final = 100
MOST_FIELDS: Final = 200
YEARS: Final = range(1970, 2200)
"""A clock may be wrong; a moment outside of these cannot be reckoned with."""

_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Said:
    """The fields of one request, each read as what it should be."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    @classmethod
    def json(cls, body: bytes) -> "Said":
        """Read one JSON object.

        Raises:
            Unprocessable: it is none.
        """
        try:
            return cls(msgspec.json.decode(body, type=dict[str, Any]))
        except _NOT_JSON as error:
            raise fault("$", "send one JSON object") from error

    @classmethod
    def form(cls, body: bytes) -> "Said":
        """Read a form; of a field that comes twice the first counts.

        Raises:
            Unprocessable: it is none.
        """
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except (UnicodeDecodeError, ValueError) as error:
            raise fault("$", f"send a form of at most {MOST_FIELDS} fields in UTF-8") from error
        return cls(dict(reversed(pairs)))

    def text(self, *names: str, longest: int = LONGEST_ID) -> str:
        """Return the first of these fields that is there, "" where none is.

        Raises:
            Unprocessable: it is no text, or no text we can keep.
        """
        for name in names:
            value = self._fields.get(name)
            if value is None or value == "":
                continue
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise fault(name, "send a text")
            text = str(value) if not isinstance(value, int) or abs(value) < _LARGEST else ""
            if not text or len(text) > longest or not _is_storable(text):
                raise fault(name, f"send at most {longest} characters, without NUL")
            return text
        return ""

    def needed(self, *names: str) -> str:
        """Return the first of these fields that is there.

        Raises:
            Unprocessable: none is.
        """
        text = self.text(*names)
        if not text:
            raise fault(names[0], "this field is needed")
        return text

    def count(self, name: str) -> int | None:
        """Return a number of something; None where it is missing or none."""
        text = self._fields.get(name)
        try:
            return int(str(text)) if len(str(text)) <= _DIGITS else None
        except ValueError:
            return None

    def table(self, name: str) -> "Said":
        """Return the fields below a field; none where it has none."""
        value = self._fields.get(name)
        return Said(value if isinstance(value, dict) else {})

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, or those a comma stands between."""
        value = self._fields.get(name)
        listed = value.split(",") if isinstance(value, str) else value
        if not isinstance(listed, list):
            return ()
        return tuple(each.strip() for each in listed if isinstance(each, str) and each.strip())

    def __contains__(self, name: str) -> bool:
        value = self._fields.get(name)
        return value is not None and value != ""


_DIGITS = 18
_LARGEST = 10**_DIGITS


class Telling:
    """Words what one request tells.

    Args:
        source: who tells, for the duplicate key.
        event_id: of the request; the same when it comes again.
        native_id: of the call.
        body: the request as it came.
    """

    def __init__(self, source: str, event_id: str, native_id: str, body: bytes) -> None:
        self._source = source
        self._event_id = event_id
        self._native_id = native_id
        self._body = body
        self._delivery_id = id_of(source, event_id)

    def told(self, *events: TelephonyEvent, then: Sequence[ApiRequest] = ()) -> Delivery:
        """Return the request as what happened, in this order; `then` is to be sent after it."""
        incoming = tuple(self._incoming(each, number) for number, each in enumerate(events))
        return Delivery(id=self._delivery_id, incoming=incoming, then=tuple(then))

    def ignored(self, reason: str) -> Delivery:
        """Return the request as one that is kept, and nothing is done about it."""
        return Delivery(id=self._delivery_id, incoming=(self._incoming(None, 0, reason),))

    def found(self, events: Sequence[TelephonyEvent], what: str) -> Delivery:
        """Return the request as what happened; where that is nothing, as ignored."""
        return self.told(*events) if events else self.ignored(f"nothing to do about {what}")

    def _incoming(self, event: TelephonyEvent | None, number: int, reason: str = "") -> Incoming:
        item = InboxItem(
            source=self._source,
            event_id=self._event_id + (f"#{number}" if number else ""),
            body=b"" if number else self._body,  # once is enough
            ignored=reason,
        )
        return Incoming(item=item, native_id=self._native_id if event else "", event=event)


def fault(field: str, message: str) -> Unprocessable:
    """Return what to raise over one field."""
    return Unprocessable(FieldFault(field=field, message=message))


def id_of(*parts: object) -> str:
    """Return a short id made of what tells two requests apart."""
    text = "\n".join(str(part) for part in parts)
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def facts(
    direction: Direction | None,
    remote: str,
    local: str,
    region: str,
    **more: Any,
) -> CallFacts:
    """Return what an event says about its call.

    A number that cannot be read as one is left out: the call outranks its caller.

    Args:
        direction: None where it is not told.
        remote: the customer's number as it came; "" where it is not told.
        local: ours.
        region: ISO country for numbers without a country code.
        more: further members of CallFacts.
    """
    return CallFacts(
        direction=direction,
        remote_number=number_in(remote, region),
        withheld=bool(remote) and (is_withheld(remote) or not any(map(str.isdigit, remote))),
        local_number=number_in(local, region),
        **more,
    )


def number_in(text: str, region: str) -> PhoneNumber | None:
    """Return a number in its normal form; None where there is none to be read."""
    if not text or is_withheld(text):
        return None
    try:
        return normal_form(text, region)
    except ValueError:
        return None


def line_of(address: str) -> Line | None:
    """Return an agent's line as a telephone's address names it; None where it names none.

    `client:101`, `sip:101@acme.sip.example.com;transport=tls` and `app:101` are 101; a telephone
    number is itself.
    """
    scheme, colon, rest = address.partition(":")
    if colon and scheme.casefold() in {"client", "sip", "sips", "app", "user"}:
        address = rest.partition("@")[0].partition(";")[0]
    address = address.strip()
    if not address or len(address) > LONGEST_LINE or not address.isprintable():
        return None
    return Line(address)


def is_device(address: str) -> bool:
    """Whether an address is that of a device of ours, and not a telephone number."""
    return address.partition(":")[0].casefold() in {"client", "sip", "sips", "app", "user"}


def web_address(text: str) -> str:
    """Return an address somebody can follow, "" where it is none."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    fine = parts.scheme in {"https", "http"} and parts.hostname and text.isprintable()
    return text if fine and " " not in text else ""


def in_years(at: datetime | None, received_at: datetime) -> datetime:
    """Return a moment we can reckon with: when it was received, where it tells none."""
    if at is None or at.year not in YEARS:
        return received_at
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)


def _is_storable(text: str) -> bool:
    """Whether PostgreSQL takes it, and it can be written down at all."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)

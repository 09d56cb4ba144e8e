"""WebSocket frames as bytes: what the server sends, and what a client may send.

RFC 6455 (https://www.rfc-editor.org/rfc/rfc6455), section numbers stand beside the rules. Pure: no
socket is touched here. Clients have little to say (commands come by POST), so a message of theirs
is text, at most 4 KiB, and never compressed; everything else ends the connection with a reason.
"""

from dataclasses import dataclass
from enum import IntEnum

MAX_MESSAGE = 4096
"""Bytes of the longest message a client may send, its fragments together."""

MAX_CONTROL = 125
"""Bytes of the longest control frame's payload (5.5)."""

_HEAD = 2
"""Bytes every frame begins with: flags and opcode, mask bit and length (5.2)."""

_SIXTEEN_BITS = 0xFFFF
"""Longest length that fits two further bytes; above it come eight (5.2)."""


class CloseCode(IntEnum):
    """Why a connection ends (7.4.1); those from 4000 on are our own."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    UNSUPPORTED = 1003
    NOT_UTF8 = 1007
    POLICY = 1008
    TOO_BIG = 1009
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    SESSION_ENDED = 4401


class Opcode(IntEnum):
    """What a frame is (5.2)."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


_OPCODES = frozenset(Opcode)


# ── what the server sends ────────────────────────────────────────────────────────────────────


def text_frame(body: bytes) -> bytes:
    """Return one final, unmasked text frame. `body` must be UTF-8."""
    return _frame(Opcode.TEXT, body)


def ping_frame(payload: bytes = b"") -> bytes:
    """Return a ping; `payload`, at most 125 bytes, comes back in the pong."""
    return _frame(Opcode.PING, payload)


def pong_frame(payload: bytes = b"") -> bytes:
    """Return the answer to a ping that carried `payload`."""
    return _frame(Opcode.PONG, payload)


def close_frame(code: int | None, reason: str = "") -> bytes:
    """Return a close frame; the reason is cut to what a control frame holds.

    Without a code the frame is empty: the answer to a client that gave none.
    """
    if code is None:
        return _frame(Opcode.CLOSE, b"")
    words = reason.encode()[: MAX_CONTROL - 2].decode(errors="ignore").encode()
    return _frame(Opcode.CLOSE, code.to_bytes(2) + words)


def _frame(opcode: Opcode, payload: bytes) -> bytes:
    first, size = 0x80 | opcode, len(payload)
    if size <= MAX_CONTROL:
        return bytes((first, size)) + payload
    if size <= _SIXTEEN_BITS:
        return bytes((first, 126)) + size.to_bytes(2) + payload
    return bytes((first, 127)) + size.to_bytes(8) + payload


# ── what a client may send ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TextReceived:
    """A whole text message."""

    text: str


@dataclass(frozen=True, slots=True)
class PingReceived:
    """The client asks whether we live."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class PongReceived:
    """The client lives."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class CloseReceived:
    """The client ends the connection; nothing of it is read after this."""

    code: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """The client broke the protocol; nothing of it is read after this."""

    code: CloseCode
    reason: str


Received = TextReceived | PingReceived | PongReceived | CloseReceived | Violation


class FrameReader:
    """Takes the client's bytes as they come and gives what they say.

    However the bytes are cut, what comes out is the same.
    """

    __slots__ = ("_ended", "_fragments", "_unread")

    def __init__(self) -> None:
        self._unread = b""
        self._fragments: bytes | None = None
        """The text so far of a message that comes in pieces (5.4)."""
        self._ended = False

    @property
    def expects_more(self) -> bool:
        """Whether it has heard the beginning of something, or the end of everything."""
        return bool(self._unread) or self._fragments is not None or self._ended

    @property
    def has_ended(self) -> bool:
        """Whether nothing is read any more, after a goodbye or a violation."""
        return self._ended

    def feed(self, chunk: bytes) -> list[Received]:
        """Return what became complete with these bytes, in the order it was sent."""
        received: list[Received] = []
        self._unread += chunk
        while not self._ended and (said := self._next()) is not None:
            received.append(said)
            self._ended = isinstance(said, CloseReceived | Violation)
        if self._ended:
            self._unread = b""
        return received

    def _next(self) -> Received | None:
        """Return what the first complete frames of the unread bytes say, None while they lack."""
        while len(self._unread) >= _HEAD:
            first, second = self._unread[0], self._unread[1]
            header = _HEAD + {126: 2, 127: 8}.get(second & 0x7F, 0)
            if (fault := self._fault_of(first, second)) is not None:
                return fault
            if len(self._unread) < header:
                return None
            extended = self._unread[_HEAD:header]
            size = int.from_bytes(extended) if extended else second & 0x7F
            if (fault := self._fault_of_size(Opcode(first & 0x0F), size, header)) is not None:
                return fault
            end = header + 4 + size
            if len(self._unread) < end:
                return None
            payload = _unmasked(self._unread[header:end])
            self._unread = self._unread[end:]
            if (said := self._said(first, payload)) is not None:
                return said
        return None

    def _fault_of(self, first: int, second: int) -> Violation | None:
        """Judge what the first two bytes alone give away."""
        opcode, final = first & 0x0F, first & 0x80
        if first & 0x70:
            return _broken("reserved bits are set, no extension was agreed on (5.2)")
        if opcode not in _OPCODES:
            return _broken("this opcode is reserved (5.2)")
        if not second & 0x80:
            return _broken("a client has to mask its frames (5.1)")
        if opcode == Opcode.BINARY:
            return Violation(CloseCode.UNSUPPORTED, "only text is understood")
        if opcode >= Opcode.CLOSE and not final:
            return _broken("a control frame comes in one piece (5.5)")
        if opcode >= Opcode.CLOSE and (second & 0x7F) > MAX_CONTROL:
            return _broken("a control frame has at most 125 bytes (5.5)")
        if opcode == Opcode.CONTINUATION and self._fragments is None:
            return _broken("there is no message to continue (5.4)")
        if opcode == Opcode.TEXT and self._fragments is not None:
            return _broken("the message before is not finished (5.4)")
        return None

    def _fault_of_size(self, opcode: Opcode, size: int, header: int) -> Violation | None:
        extended = 0 if size <= MAX_CONTROL else 2 if size <= _SIXTEEN_BITS else 8
        if header != _HEAD + extended or size >> 63:
            return _broken("the length is not written in its shortest form (5.2)")
        before = len(self._fragments or b"") if opcode == Opcode.CONTINUATION else 0
        if before + size > MAX_MESSAGE:
            return Violation(CloseCode.TOO_BIG, f"a message has at most {MAX_MESSAGE} bytes")
        return None

    def _said(self, first: int, payload: bytes) -> Received | None:
        match Opcode(first & 0x0F):
            case Opcode.PING:
                return PingReceived(payload)
            case Opcode.PONG:
                return PongReceived(payload)
            case Opcode.CLOSE:
                return _close_of(payload)
            case Opcode.TEXT | Opcode.CONTINUATION | Opcode.BINARY:  # binary was refused before
                whole = (self._fragments or b"") + payload
                final = first & 0x80
                self._fragments = None if final else whole
                return _text_of(whole) if final else None


def _unmasked(masked: bytes) -> bytes:
    """Undo the masking (5.3): the first four bytes are the key for all that follow."""
    key, payload = masked[:4], masked[4:]
    size = len(payload)
    stream = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload) ^ int.from_bytes(stream)).to_bytes(size)


def _text_of(payload: bytes) -> Received:
    try:
        return TextReceived(payload.decode())
    except UnicodeDecodeError:
        return Violation(CloseCode.NOT_UTF8, "text has to be UTF-8 (8.1)")


def _close_of(payload: bytes) -> Received:
    if not payload:
        return CloseReceived(None)
    code = int.from_bytes(payload[:2])
    if len(payload) == 1 or not _may_be_sent(code):
        return _broken("this close code may not be sent (7.4)")
    try:
        return CloseReceived(code, payload[2:].decode())
    except UnicodeDecodeError:
        return Violation(CloseCode.NOT_UTF8, "the reason has to be UTF-8 (5.5.1)")


def _may_be_sent(code: int) -> bool:
    """Say whether a close frame may carry this code (7.4.1, 7.4.2 and the IANA registry)."""
    return code in range(3000, 5000) or code in {*range(1000, 1004), *range(1007, 1015)}


def _broken(reason: str) -> Violation:
    return Violation(CloseCode.PROTOCOL_ERROR, reason)

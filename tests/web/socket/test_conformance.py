"""RFC 6455 on the wire: frames written by hand, and what our server answers to them.

What each frame means is tests/unit/web/test_frames.py; here a real server hears them through a
real socket, one after the other in one process, and is still there for the next client.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import pytest

from tests.web.socket.server import Server, ticket_of
from tests.web.socket.tiny_app import ORIGIN

pytestmark = pytest.mark.parametrize("kind", ["gunicorn"], indirect=True, scope="session")

KEY = bytes.fromhex("37fa213d")
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FINAL, MASKED = 0x80, 0x80
MOST = 4096
SOON_S = 2.0
"""Less than the time a server lingers that waits for an answer to its goodbye."""
BYE = b"\x88\x82" + KEY + bytes(a ^ b for a, b in zip((1000).to_bytes(2), KEY, strict=False))
"""A close with code 1000: the end of every story that the server does not end."""

Answer = tuple[int, bytes]
LEFT: Answer = (CLOSE, (1000).to_bytes(2))


def frame(
    opcode: int, payload: bytes = b"", *, final: bool = True, flags: int = 0, key: bytes = KEY
) -> bytes:
    """Return a client's frame, masked, its length in the shortest form."""
    size = len(payload)
    short = size if size < 126 else 126 if size < 65536 else 127
    length = b"" if size < 126 else size.to_bytes(2 if short == 126 else 8)
    body = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))
    return bytes((FINAL * final | flags | opcode, MASKED | short)) + length + key + body


def unmasked(opcode: int, payload: bytes = b"") -> bytes:
    return bytes((FINAL | opcode, len(payload))) + payload


def claim(opcode: int, length: bytes) -> bytes:
    """Return the head of a frame that says it is so long, and nothing of it."""
    return bytes((FINAL | opcode, MASKED | {2: 126, 8: 127}[len(length)])) + length + KEY


def close(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, code.to_bytes(2) + reason)


def ended(code: int) -> list[Answer]:
    """Return what a client hears that is sent away."""
    return [(CLOSE, code.to_bytes(2))]


GREEN = "grün".encode()
STORIES: dict[str, tuple[bytes, list[Answer]]] = {
    # 5.6: whole messages; commands come by POST, so each is understood and its client sent away
    "text": (frame(TEXT, b"hello"), ended(1008)),
    "text, empty": (frame(TEXT), ended(1008)),
    "text, 125 bytes": (frame(TEXT, b"x" * 125), ended(1008)),
    "text, 126 bytes": (frame(TEXT, b"x" * 126), ended(1008)),
    "text, as long as may be": (frame(TEXT, b"x" * MOST), ended(1008)),
    "text, a byte too long": (frame(TEXT, b"x" * (MOST + 1)), ended(1009)),
    "text, masked with zeros": (frame(TEXT, b"hello", key=bytes(4)), ended(1008)),
    "binary": (frame(BINARY, b"\x00"), ended(1003)),
    # 5.4: fragments
    "two fragments": (frame(TEXT, b"a", final=False) + frame(CONTINUATION, b"b"), ended(1008)),
    "empty fragments": (frame(TEXT, final=False) + frame(CONTINUATION), ended(1008)),
    "a ping between fragments": (
        frame(TEXT, b"a", final=False) + frame(PING, b"?") + frame(CONTINUATION, b"b"),
        [(PONG, b"?"), *ended(1008)],
    ),
    "a goodbye between fragments": (frame(TEXT, b"a", final=False) + BYE, [LEFT]),
    "a character in two fragments": (
        frame(TEXT, GREEN[:3], final=False) + frame(CONTINUATION, GREEN[3:]),
        ended(1008),
    ),
    "fragments that are too long together": (
        frame(TEXT, b"x" * MOST, final=False) + frame(CONTINUATION, b"x"),
        ended(1009),
    ),
    "a continuation of nothing": (frame(CONTINUATION, b"b"), ended(1002)),
    "a continuation of what is finished": (
        frame(PING) + frame(CONTINUATION, b"b", final=False),
        [(PONG, b""), *ended(1002)],
    ),
    "a text inside a text": (frame(TEXT, b"a", final=False) + frame(TEXT, b"b"), ended(1002)),
    "a binary inside a text": (frame(TEXT, b"a", final=False) + frame(BINARY), ended(1003)),
    # 5.5: control frames
    "ping, empty": (frame(PING) + BYE, [(PONG, b""), LEFT]),
    "ping, 125 bytes": (frame(PING, b"p" * 125) + BYE, [(PONG, b"p" * 125), LEFT]),
    "ping, 126 bytes": (frame(PING, b"p" * 126), ended(1002)),
    "ping, in fragments": (frame(PING, b"p", final=False), ended(1002)),
    "ten pings at once": (
        b"".join(frame(PING, b"%d" % n) for n in range(10)) + BYE,
        [*((PONG, b"%d" % n) for n in range(10)), LEFT],
    ),
    "pong that nobody asked for": (frame(PONG, b"!") + frame(PING) + BYE, [(PONG, b""), LEFT]),
    "pong, 126 bytes": (frame(PONG, b"p" * 126), ended(1002)),
    # 5.1 and 5.2: masks, reserved bits, opcodes and lengths
    "text, not masked": (unmasked(TEXT, b"hello"), ended(1002)),
    "ping, not masked": (unmasked(PING), ended(1002)),
    "close, not masked": (unmasked(CLOSE, (1000).to_bytes(2)), ended(1002)),
    "reserved bit 1": (frame(TEXT, b"a", flags=0x40), ended(1002)),
    "reserved bit 2": (frame(PING, flags=0x20), ended(1002)),
    "reserved bit 3": (frame(CLOSE, flags=0x10), ended(1002)),
    "opcode 3": (frame(0x3), ended(1002)),
    "opcode 7": (frame(0x7), ended(1002)),
    "opcode 11": (frame(0xB), ended(1002)),
    "opcode 15": (frame(0xF), ended(1002)),
    "eight gigabytes to come": (claim(TEXT, (8 << 30).to_bytes(8)), ended(1009)),
    "a length with its highest bit": (claim(TEXT, (1 << 63).to_bytes(8)), ended(1002)),
    "five bytes in a length of two": (claim(TEXT, (5).to_bytes(2)), ended(1002)),
    "five bytes in a length of eight": (claim(TEXT, (5).to_bytes(8)), ended(1002)),
    # 8.1: UTF-8
    "no UTF-8": (frame(TEXT, b"\xff"), ended(1007)),
    "half a character": (frame(TEXT, GREEN[:3]), ended(1007)),
    "a surrogate": (frame(TEXT, b"\xed\xa0\x80"), ended(1007)),
    "an overlong character": (frame(TEXT, b"\xc0\xaf"), ended(1007)),
    "no UTF-8 in fragments": (
        frame(TEXT, b"a", final=False) + frame(CONTINUATION, b"\xff"),
        ended(1007),
    ),
    # 5.5.1 and 7.4: goodbyes
    "goodbye": (BYE, [LEFT]),
    "goodbye without a code": (frame(CLOSE), [(CLOSE, b"")]),
    "goodbye with a reason": (close(1001, GREEN), ended(1001)),
    "goodbye with half a code": (frame(CLOSE, b"\x03"), ended(1002)),
    "goodbye, its reason no UTF-8": (close(1000, b"\xff"), ended(1007)),
    "goodbye, 126 bytes": (close(1000, b"r" * 124), ended(1002)),
    "goodbye, and more behind it": (BYE + frame(PING, b"?"), [LEFT]),
    **{f"goodbye with {code}": (close(code), ended(code)) for code in (1003, 1014, 3000, 4999)},
    **{
        f"goodbye with {code}": (close(code), ended(1002))
        for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535)
    },
}


class Client:
    """A socket after its handshake, with nothing between the test and its bytes."""

    def __init__(self, raw: socket.socket) -> None:
        self.raw = raw
        self._unread = b""

    def _take(self, size: int) -> bytes:
        while len(self._unread) < size:
            chunk = self.raw.recv(65536)
            assert chunk, "the server hung up without a word"
            self._unread += chunk
        taken, self._unread = self._unread[:size], self._unread[size:]
        return taken

    def head(self) -> bytes:
        """Return the answer to the handshake."""
        said = b""
        while not said.endswith(b"\r\n\r\n"):
            said += self._take(1)
        return said

    def hear(self) -> Iterator[Answer]:
        """Give what the server says up to its goodbye, of that the code; not what it asks."""
        opcode = 0
        while opcode != CLOSE:
            first, size = self._take(2)
            assert first & 0x70 == 0, "no extension was agreed on"
            assert size <= 125, "nothing long is said here, and nothing is masked"
            opcode, payload = first & 0x0F, self._take(size)
            if opcode != PING:
                yield opcode, payload[:2] if opcode == CLOSE else payload

    def rest(self) -> bytes:
        """Say goodbye as the protocol wants it; return what comes before the server hangs up."""
        said = self._unread
        with suppress(ConnectionError):  # it has hung up before
            self.raw.sendall(BYE)
            while chunk := self.raw.recv(65536):
                said += chunk
        return said


@contextmanager
def connected(server: Server) -> Iterator[Client]:
    """Shake hands by hand."""
    lines = (
        "GET /ws HTTP/1.1",
        "Host: 127.0.0.1",
        "Connection: Upgrade",
        "Upgrade: websocket",
        f"Origin: {ORIGIN}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Sec-WebSocket-Protocol: cti.v1, ticket.{ticket_of('by-hand')}",
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall("\r\n".join((*lines, "", "")).encode())
        client = Client(raw)
        head = client.head()
        assert head.startswith(b"HTTP/1.1 101 "), head
        assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head
        yield client


@pytest.mark.parametrize("story", STORIES)
def test_frames_are_answered_as_the_rfc_says(server: Server, story: str) -> None:
    """The goodbye names the fault and is the last that is heard; the server hangs up at once."""
    sent, wanted = STORIES[story]
    with connected(server) as client:
        client.raw.sendall(sent)
        heard = list(client.hear())
        began = monotonic()
        behind = client.rest()
        took = monotonic() - began

    assert wanted == heard
    assert b"" == behind
    assert SOON_S > took


def test_frames_that_come_byte_by_byte_are_heard_like_all_others(server: Server) -> None:
    """A network cuts where it likes."""
    sent = frame(TEXT, GREEN, final=False) + frame(PING, b"?") + frame(CONTINUATION, b"!")
    with connected(server) as client:
        client.raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in sent:
            client.raw.sendall(bytes((byte,)))
        heard = list(client.hear())

    assert [(PONG, b"?"), *ended(1008)] == heard


def test_what_claims_to_be_long_is_refused_before_it_is_there(server: Server) -> None:
    """Nobody waits for eight gigabytes, nor makes room for them."""
    with connected(server) as client:
        began = monotonic()
        client.raw.sendall(claim(TEXT, (8 << 30).to_bytes(8)))
        heard = list(client.hear())
        took = monotonic() - began

    assert ended(1009) == heard
    assert SOON_S > took


def test_who_hangs_up_inside_a_frame_takes_nobody_along(server: Server) -> None:
    """Half a head, half a message, and a goodbye that nobody waits for."""
    for half in (b"\x81", frame(TEXT, b"hello")[:-2], BYE):
        with connected(server) as client:
            client.raw.sendall(half)
    with connected(server) as client:
        client.raw.sendall(frame(PING, b"still there?") + BYE)
        heard = list(client.hear())

    assert [(PONG, b"still there?"), LEFT] == heard

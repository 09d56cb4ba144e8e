"""What the server says in frames, and what it makes of a client's bytes (RFC 6455)."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.web.frames import (
    MAX_MESSAGE,
    CloseReceived,
    FrameReader,
    PingReceived,
    PongReceived,
    Received,
    TextReceived,
    Violation,
    close_frame,
    ping_frame,
    pong_frame,
    text_frame,
)

KEY = bytes.fromhex("37fa213d")

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 0x1, 0x2, 0x0, 0x8, 0x9, 0xA


def masked(payload: bytes) -> bytes:
    return bytes(byte ^ KEY[at % 4] for at, byte in enumerate(payload))


def from_client(opcode: int, payload: bytes = b"", *, final: bool = True) -> bytes:
    """Build a frame as a well-behaved client does; the length in its shortest form."""
    size = len(payload)
    length = (
        bytes((0x80 | size,))
        if size < 126
        else b"\xfe" + size.to_bytes(2)
        if size < 65536
        else b"\xff" + size.to_bytes(8)
    )
    return bytes(((0x80 if final else 0) | opcode,)) + length + KEY + masked(payload)


def read(*chunks: bytes) -> list[Received]:
    reader = FrameReader()
    return [said for chunk in chunks for said in reader.feed(chunk)]


def codes(*chunks: bytes) -> list[int]:
    return [said.code for said in read(*chunks) if isinstance(said, Violation)]


# ── the server's frames ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_the_length_of_a_text_frame_takes_its_shortest_form(size: int, head: bytes) -> None:
    """Browsers close the connection when it does not (5.2)."""
    body = b"x" * size

    assert head + body == text_frame(body)


def test_the_examples_of_the_rfc_are_written_as_it_writes_them() -> None:
    """Section 5.7, byte by byte."""
    assert bytes.fromhex("810548656c6c6f") == text_frame(b"Hello")
    assert bytes.fromhex("890548656c6c6f") == ping_frame(b"Hello")
    assert bytes.fromhex("8a0548656c6c6f") == pong_frame(b"Hello")


def test_a_close_frame_says_why() -> None:
    """The panel decides by the code whether to come back."""
    assert b"\x88\x0a\x03\xf4restart!" == close_frame(1012, "restart!")
    assert b"\x88\x00" == close_frame(None)


def test_a_long_reason_is_cut_between_characters() -> None:
    """Half a character would break the frame that explains what is broken."""
    frame = close_frame(1012, "ä" * 100)

    assert 2 + 2 + 122 == len(frame)
    assert "ä" * 61 == frame[4:].decode()


# ── what a client may say ────────────────────────────────────────────────────────────────────


def test_the_masked_example_of_the_rfc_is_read() -> None:
    """Section 5.7, byte by byte."""
    assert [TextReceived("Hello")] == read(bytes.fromhex("818537fa213d7f9f4d5158"))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, MAX_MESSAGE])
def test_text_of_any_allowed_length_is_read(size: int) -> None:
    """Each form of the length is a branch."""
    assert [TextReceived("x" * size)] == read(from_client(TEXT, b"x" * size))


def test_a_message_in_pieces_is_put_together_around_a_ping() -> None:
    """A control frame may stand between fragments (5.4)."""
    story = (
        from_client(TEXT, "grü".encode()[:3], final=False),
        from_client(PING, b"?"),
        from_client(CONTINUATION, "grü".encode()[3:], final=False),
        from_client(CONTINUATION, b"n"),
    )

    assert [PingReceived(b"?"), TextReceived("grün")] == read(*story)


def test_pings_pongs_and_several_frames_at_once_are_told_apart() -> None:
    """A chunk from the network respects no borders."""
    bytes_at_once = from_client(PING, b"p") + from_client(PONG) + from_client(TEXT, b"t")

    assert [PingReceived(b"p"), PongReceived(b""), TextReceived("t")] == read(bytes_at_once)


@pytest.mark.parametrize("code", [1000, 1003, 1007, 1011, 1012, 1014, 3000, 4401, 4999])
def test_a_close_with_a_code_that_may_be_sent_is_understood(code: int) -> None:
    """We answer with the same code."""
    frame = from_client(CLOSE, code.to_bytes(2) + b"bye")

    assert [CloseReceived(code, "bye")] == read(frame)


def test_a_close_without_a_code_is_understood() -> None:
    """A browser's close() sends none."""
    assert [CloseReceived(None)] == read(from_client(CLOSE))


def test_nothing_is_read_after_a_close() -> None:
    """What follows has no meaning (5.5.1)."""
    assert [CloseReceived(None)] == read(from_client(CLOSE) + from_client(PING), from_client(PING))


# ── what ends the connection ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"\x81\x05Hello", id="unmasked"),
        pytest.param(b"\xc1\x80" + KEY, id="compressed, never agreed on"),
        pytest.param(b"\xa1\x80" + KEY, id="second reserved bit"),
        pytest.param(b"\x91\x80" + KEY, id="third reserved bit"),
        *(
            pytest.param(from_client(op), id=f"opcode {op}")
            for op in (*range(3, 8), *range(11, 16))
        ),
        pytest.param(from_client(PING, final=False), id="a ping in pieces"),
        pytest.param(from_client(CLOSE, final=False), id="a close in pieces"),
        pytest.param(from_client(PING, b"x" * 126), id="a long ping"),
        pytest.param(from_client(CLOSE, b"x" * 126), id="a long close"),
        pytest.param(from_client(CONTINUATION, b"x"), id="nothing to continue"),
        pytest.param(b"\x81\xfe\x00\x05" + KEY + b"xxxxx", id="five bytes in a long form"),
        pytest.param(b"\x81\xfe\x00\x00" + KEY, id="no bytes in a long form"),
        pytest.param(b"\x81\xff" + (200).to_bytes(8) + KEY, id="200 bytes in the longest form"),
        pytest.param(b"\x81\xff" + (1 << 63).to_bytes(8) + KEY, id="a negative length"),
        pytest.param(from_client(CLOSE, b"\x03"), id="half a close code"),
        *(
            pytest.param(from_client(CLOSE, code.to_bytes(2)), id=f"close code {code}")
            for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
        ),
    ],
)
def test_a_broken_frame_ends_the_connection_with_1002(frame: bytes) -> None:
    """A client that breaks the protocol once cannot be trusted with the next byte."""
    assert [1002] == codes(frame)


def test_a_second_text_inside_a_message_ends_the_connection() -> None:
    """Fragments of two messages cannot be told apart (5.4)."""
    assert [1002] == codes(from_client(TEXT, b"a", final=False), from_client(TEXT, b"b"))


def test_binary_is_not_understood() -> None:
    """There is nothing binary to say."""
    assert [1003] == codes(from_client(BINARY, b"\x00"))


def test_a_message_over_the_limit_is_refused_by_its_length_alone() -> None:
    """Whoever announces 8 GB must not make us wait for them, or keep them."""
    assert [1009] == codes(b"\x81\xff" + (8 << 30).to_bytes(8))
    assert [1009] == codes(from_client(TEXT, b"x" * (MAX_MESSAGE + 1)))


def test_pieces_count_together() -> None:
    """The limit is of the message, or it would be none."""
    piece = b"x" * (MAX_MESSAGE // 2 + 1)

    assert [1009] == codes(from_client(TEXT, piece, final=False), from_client(CONTINUATION, piece))


@pytest.mark.parametrize("opcode_and_payload", [(TEXT, b"\xff"), (CLOSE, b"\x03\xe8\xff")])
def test_text_that_is_not_utf8_is_refused(opcode_and_payload: tuple[int, bytes]) -> None:
    """Text and the reason of a close are UTF-8 (8.1, 5.5.1)."""
    assert [1007] == codes(from_client(*opcode_and_payload))


def test_what_was_said_before_a_violation_still_counts() -> None:
    """A pong that arrived is a pong."""
    said = read(from_client(PONG) + from_client(BINARY))

    assert [PongReceived, Violation] == [type(thing) for thing in said]


# ── properties ───────────────────────────────────────────────────────────────────────────────

frames = st.one_of(
    st.builds(from_client, st.just(TEXT), st.text(max_size=200).map(str.encode)),
    st.builds(from_client, st.sampled_from([PING, PONG]), st.binary(max_size=125)),
    st.builds(
        from_client,
        st.sampled_from([TEXT, CONTINUATION]),
        st.binary(max_size=200),
        final=st.booleans(),
    ),
    st.binary(min_size=1, max_size=12),
)


def cut(bytes_: bytes, seed: int) -> list[bytes]:
    dice = random.Random(seed)  # noqa: S311 - where to cut, not a secret
    places = sorted(dice.choices(range(len(bytes_) + 1), k=dice.randint(0, 20)))
    return [bytes_[a:b] for a, b in pairwise([0, *places, len(bytes_)])]


@given(st.lists(frames, max_size=12).map(b"".join), st.integers())
def test_however_the_bytes_are_cut_they_say_the_same(stream: bytes, seed: int) -> None:
    """Where the network cuts is chance; what the client said is not."""
    assert read(stream) == read(*cut(stream, seed))


@given(st.binary(max_size=2000))
def test_no_bytes_make_the_reader_fail(noise: bytes) -> None:
    """Everything from outside is hostile until checked."""
    assert 1 >= sum(isinstance(said, Violation | CloseReceived) for said in read(noise))

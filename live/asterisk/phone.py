"""A small SIP phone on loopback: rings, is answered, holds, hangs up, and obeys NOTIFY.

As much of RFC 3261 as a call over UDP on one machine needs. One call at a time. It sends silence
while it talks, as every phone sends sound: keys that are pressed from afar are read between it.
"""

import re
import socket
import struct
import threading
from typing import Any, Literal, Self
from uuid import uuid4

from live.asterisk.config import SIP_PORT
from tests.support.patience import until

State = Literal["idle", "calling", "ringing", "talking", "over"]

PBX = ("127.0.0.1", SIP_PORT)
SOUND_S = 0.04
SILENCE = b"\xff" * 160
"""20 ms of PCMU."""


class Phone:
    """One phone.

    Args:
        user: as the PBX knows it; for a customer their number.
        port: it listens on.
    """

    def __init__(self, user: str, port: int, *, privacy: bool = False) -> None:
        self.user, self.port, self.privacy = user, port, privacy
        self.state: State = "idle"
        self.seen: list[State] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.bind(("127.0.0.1", port + 20000))
        self._fresh()
        self._busy = False
        self._socket.settimeout(0.2)
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._listen, self._sound)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        for thread in self._threads:
            thread.join()
        self._socket.close()
        self._rtp.close()

    def rings(self) -> None:
        """Wait until it rings."""
        until(lambda: self.state == "ringing", lambda: f"{self.user} rings")

    def talks(self) -> None:
        """Wait until somebody talks."""
        until(lambda: self.state == "talking", lambda: f"{self.user} talks")

    def is_over(self) -> None:
        """Wait until the call is over."""
        until(lambda: self.state == "over", lambda: f"{self.user} is done")

    def answers(self) -> None:
        """Pick up."""
        self._reply(self._invite, 200, "OK", self._sdp("sendrecv"))
        self._be("talking")

    def rejects(self, code: int = 486) -> None:
        """Say no."""
        self._reply(self._invite, code, "Busy Here")
        self._be("over")

    def calls(self, number: str) -> None:
        """Dial."""
        self._fresh()
        self._target = f"sip:{number}@127.0.0.1:{SIP_PORT}"
        self._local = f"<sip:{self.user}@127.0.0.1>;tag={uuid4().hex[:8]}"
        self._remote = f"<{self._target}>"
        self._call_id = uuid4().hex
        self._be("calling")
        self._request("INVITE", self._sdp("sendrecv"))

    def gives_up(self) -> None:
        """Hang up while it rings."""
        self._request("CANCEL", cseq=self._cseq, branch=self._branch)
        self._be("over")

    def holds(self) -> None:
        """Press hold."""
        self._request("INVITE", self._sdp("sendonly"))

    def retrieves(self) -> None:
        """Press it again."""
        self._request("INVITE", self._sdp("sendrecv"))

    def hangs_up(self) -> None:
        """End the call."""
        self._request("BYE")
        self._be("over")

    # ── the wire ─────────────────────────────────────────────────────────────────────────────

    def _fresh(self) -> None:
        self._cseq, self._branch, self._invite = 0, "", ""
        self._target = self._local = self._remote = self._call_id = ""
        self._sound_to = 0

    def _be(self, state: State) -> None:
        self.state = state
        self.seen.append(state)

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                message = self._socket.recv(65536).decode(errors="replace")
            except TimeoutError:
                continue
            if sound := re.search(r"^m=audio (\d+)", message, re.MULTILINE):
                self._sound_to = int(sound[1])
            if message.startswith("SIP/2.0"):
                self._hear_reply(message)
            elif " " in message:
                self._hear_request(message)

    def _sound(self) -> None:
        """Send silence, as a microphone does in a quiet room."""
        nth = 0
        while not self._closed.wait(SOUND_S):
            if self.state == "talking" and self._sound_to:
                nth += 1
                head = struct.pack("!BBHII", 0x80, 0, nth & 0xFFFF, nth * 160, self.port)
                self._rtp.sendto(head + SILENCE, ("127.0.0.1", self._sound_to))

    def _hear_reply(self, message: str) -> None:
        code, method = int(message[8:11]), _header(message, "CSeq").rpartition(" ")[2]
        if method != "INVITE":
            return
        if code >= 180:
            self._remote = _header(message, "To")
        if code == 180 and self.state == "calling":
            self._be("ringing")
        if code >= 200:
            self._request("ACK", cseq=self._cseq, branch=self._branch if code >= 300 else None)
        if 200 <= code < 300 and self.state in {"calling", "ringing"}:
            self._target = _uri(_header(message, "Contact")) or self._target
            self._be("talking")
        if code >= 300 and self.state in {"calling", "ringing"}:
            self._be("over")

    def _hear_request(self, message: str) -> None:
        method = message.partition(" ")[0]
        match method:
            case "INVITE" if not self._call_id or self.state in {"idle", "over"}:
                self._rung(message)
            case "INVITE" if _header(message, "Call-ID") == self._call_id:
                self._reply(message, 200, "OK", self._sdp("sendrecv"))
            case "INVITE":
                self._reply(message, 486, "Busy Here")
            case "CANCEL":
                self._reply(message, 200, "OK")
                self._reply(self._invite, 487, "Request Terminated")
                self._be("over")
            case "BYE":
                self._reply(message, 200, "OK")
                self._be("over")
            case "NOTIFY":
                self._reply(message, 200, "OK")
                self._told(_header(message, "Event"))
            case "ACK":
                pass
            case _:
                self._reply(message, 200, "OK")

    def _rung(self, message: str) -> None:
        sound_to = self._sound_to
        self._fresh()
        self._invite, self._sound_to = message, sound_to
        self._call_id = _header(message, "Call-ID")
        self._remote = _header(message, "From")
        self._local = f"{_header(message, 'To')};tag={uuid4().hex[:8]}"
        self._target = _uri(_header(message, "Contact"))
        self._reply(message, 180, "Ringing")
        self._be("ringing")

    def _told(self, event: str) -> None:
        """Obey the PBX: answer or come back at "talk", hold at "hold"."""
        if event == "talk" and self.state == "ringing":
            self.answers()
        elif event == "talk":
            self.retrieves()
        elif event == "hold":
            self.holds()

    def _request(
        self, method: str, sdp: str = "", *, cseq: int | None = None, branch: str | None = None
    ) -> None:
        if cseq is None:
            self._cseq += 1
        self._branch_of = branch or f"z9hG4bK{uuid4().hex[:12]}"
        if method == "INVITE":
            self._branch = self._branch_of
        lines = [
            f"{method} {self._target} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={self._branch_of}",
            f"From: {self._local}",
            f"To: {self._remote}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {cseq or self._cseq} {method}",
            *self._always(),
        ]
        if self.privacy and method == "INVITE":
            lines += [f"P-Asserted-Identity: <sip:{self.user}@127.0.0.1>", "Privacy: id"]
        self._send(lines, sdp)

    def _reply(self, message: str, code: int, words: str, sdp: str = "") -> None:
        of_ours = _header(message, "Call-ID") == self._call_id
        to = self._local if of_ours and ";tag=" not in _header(message, "To") else ""
        lines = [
            f"SIP/2.0 {code} {words}",
            *(f"Via: {each}" for each in _headers(message, "Via")),
            f"From: {_header(message, 'From')}",
            f"To: {to or _header(message, 'To')}",
            f"Call-ID: {_header(message, 'Call-ID')}",
            f"CSeq: {_header(message, 'CSeq')}",
            *self._always(),
        ]
        self._send(lines, sdp)

    def _always(self) -> list[str]:
        return [
            f"Contact: <sip:{self.user}@127.0.0.1:{self.port}>",
            "Max-Forwards: 70",
            "Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, OPTIONS",
            "Allow-Events: talk, hold",
        ]

    def _send(self, lines: list[str], sdp: str) -> None:
        if sdp:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(sdp)}")
        self._socket.sendto(("\r\n".join(lines) + "\r\n\r\n" + sdp).encode(), PBX)

    def _sdp(self, direction: str) -> str:
        lines: list[Any] = [
            "v=0", f"o=- 1 {self._cseq + 1} IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
            f"m=audio {self.port + 20000} RTP/AVP 0", "a=rtpmap:0 PCMU/8000", f"a={direction}",
        ]  # fmt: skip
        return "\r\n".join(lines) + "\r\n"


def _headers(message: str, name: str) -> list[str]:
    head = message.partition("\r\n\r\n")[0]
    found = re.findall(rf"^{name}:[ \t]*(.*)$", head, re.IGNORECASE | re.MULTILINE)
    return [each.rstrip("\r") for each in found]


def _header(message: str, name: str) -> str:
    return next(iter(_headers(message, name)), "")


def _uri(contact: str) -> str:
    found = re.search(r"<([^>]+)>", contact)
    return found[1] if found else contact.partition(";")[0]

"""The AMI of one PBX: actions that are answered, and events. Understands neither.

One thread reads. A ping every fifteen seconds tells a line that has gone silent.
"""

import itertools
import socket
import threading
from collections.abc import Callable
from typing import Final

import structlog

from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.asterisk.actions import Action
from cti_adapter.telephony.asterisk.ami import Block, Reader, write

log = structlog.get_logger()

PING_S: Final = 15.0
SILENT_S: Final = 45.0
TIMEOUT_S: Final = 5.0


class Manager:
    """One AMI connection; lives until it is lost or closed.

    Args:
        host: of the PBX.
        port: of its AMI.
        on_event: is given every event, in the thread that reads.
    """

    def __init__(self, host: str, port: int, on_event: Callable[[Block], None]) -> None:
        self._on_event = on_event
        self._ids = itertools.count(1)
        self._waiting: dict[str, tuple[threading.Event, list[Block]]] = {}
        self._lock = threading.Lock()
        try:
            self._socket = socket.create_connection((host, port), TIMEOUT_S)
        except OSError as error:
            raise TelephonyError("the manager of the PBX does not answer") from error
        self._socket.settimeout(PING_S)
        self.lost = threading.Event()
        threading.Thread(target=self._read, name="ami", daemon=True).start()

    def login(self, user: str, password: str) -> None:
        """Log in; events of calls, queues and records are asked for.

        Raises:
            TelephonyError: it was refused.
        """
        fields = (("Username", user), ("Secret", password), ("Events", "call,agent,cdr"))
        self.ask(Action(name="Login", fields=fields))

    def ask(self, action: Action) -> Block:
        """Send an action and wait for its answer.

        Raises:
            TelephonyError: it was refused, or there is no answer.
        """
        id_ = f"cti-{next(self._ids)}"
        answered, answers = threading.Event(), list[Block]()
        self._waiting[id_] = (answered, answers)
        try:
            with self._lock:
                self._socket.sendall(write(action.name, id_, *action.fields))
            fine = answered.wait(TIMEOUT_S)
        except OSError as error:
            raise TelephonyError("the line to the PBX is lost") from error
        finally:
            self._waiting.pop(id_, None)
        if not fine or not answers:
            raise TelephonyError("the PBX does not answer")
        if answers[0].get("Response") != "Success":
            raise TelephonyError(answers[0].get("Message", "the PBX refused it"))
        return answers[0]

    def close(self) -> None:
        """End the connection."""
        self.lost.set()
        self._socket.close()

    def _read(self) -> None:
        reader, silent = Reader(), 0.0
        try:
            while not self.lost.is_set():
                try:
                    received = self._socket.recv(65536)
                except TimeoutError:
                    silent += PING_S
                    if silent >= SILENT_S:
                        raise
                    with self._lock:
                        self._socket.sendall(write("Ping", "ping"))
                    continue
                if not received:
                    break
                silent = 0.0
                for block in reader.feed(_without_banner(received)):
                    self._take(block)
        except (OSError, ValueError) as error:
            if not self.lost.is_set():
                log.warning("ami.lost", why=str(error))
        finally:
            self.lost.set()
            for answered, _ in list(self._waiting.values()):
                answered.set()

    def _take(self, block: Block) -> None:
        if "Event" in block:  # OriginateResponse has a Response as well
            self._on_event(block)
            return
        waiting = self._waiting.get(block.get("ActionID", ""))
        if waiting is not None:
            waiting[1].append(block)
            waiting[0].set()


def _without_banner(received: bytes) -> bytes:
    """Leave out the line with which the AMI begins; it ends no block."""
    if received.startswith(b"Asterisk Call Manager/"):
        return received.partition(b"\r\n")[2]
    return received

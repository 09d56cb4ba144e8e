"""The line to one PBX: opened, looked at, followed, and opened anew when it is lost.

First the socket, then the look: what happens meanwhile waits in the socket, and told twice it
changes nothing. One thread reads ARI, one AMI; the decoder is asked under a lock.
"""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from simple_websocket import ConnectionClosed

from cti_adapter.connect.ari import Ari, Socket
from cti_adapter.connect.manager import Manager
from cti_adapter.connect.memory import Known, Memory
from cti_adapter.connect.post import Post
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.asterisk import ari
from cti_adapter.telephony.asterisk.ami import Block
from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.told import Told

log = structlog.get_logger()

FRESH: Final = timedelta(seconds=10)
"""What is older, by the clock of the PBX, is told together with what followed (facts: 2.5.8)."""
LONGEST_CATCH_UP: Final = timedelta(seconds=5)
QUIET_S: Final = 0.2
"""Who says nothing for so long has said all of the past."""
LOOK_S: Final = 60.0
"""How often one looks at the PBX although its socket is up."""
KEEP_S: Final = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.3, 1.5
"""Between two attempts: a PBX that is back is seen within two seconds, jitter included."""


class Line:
    """Follows one PBX.

    Args:
        ari: what runs there.
        listen: opens its event socket.
        open_manager: opens the AMI and logs in; is given what takes events.
        decoder: what messages mean.
        post: where what is told goes.
        memory: where what is known is kept.
        replays: whether the socket first says what happened while nobody listened.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        ari: Ari,
        listen: Callable[[], Socket],
        open_manager: Callable[[Callable[[Block], None]], Manager],
        *,
        decoder: Decoder,
        post: Post,
        memory: Memory,
        replays: bool,
    ) -> None:
        self._ari = ari
        self._listen = listen
        self._replays = replays
        self._open_manager = open_manager
        self._decoder = decoder
        self._post = post
        self._memory = memory
        self._skew = timedelta()
        self._up = False
        self._manager: Manager | None = None
        self._stopped = threading.Event()
        self.lock = threading.Lock()
        """Held by who asks the decoder or reads its picture."""
        self.changed = threading.Condition(self.lock)
        """Notified after every event."""
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in (
                (self._follow_ari, "ari"),
                (self._follow_manager, "manager"),
                (self._keep, "memory"),
            )
        ]

    def start(self) -> None:
        """Open the line and go on until `stop`."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let go of the line; what is known is kept."""
        self._stopped.set()
        if self._manager is not None:
            self._manager.close()
        for thread in self._threads:
            thread.join(5.0)
        self._write_down()

    def manager(self) -> Manager:
        """Return the AMI.

        Raises:
            TelephonyError: its line is down.
        """
        manager = self._manager
        if manager is None or manager.lost.is_set():
            raise TelephonyError("the line to the PBX is down; it is being opened anew")
        return manager

    def tell(self, told: list[Told]) -> None:
        """Post what happened just now."""
        self._post.put(told)

    def follow(self, socket: Socket) -> None:
        """Look at what runs, then follow an open socket until it is lost.

        Raises:
            TelephonyError, ConnectionClosed: it is lost.
        """
        self._ari.filter()
        if self._replays:
            self._catch_up(socket)
        self._look()
        self._up = True
        log.info("line.up")
        looked_at = datetime.now(UTC)
        while not self._stopped.is_set():
            message = socket.receive(timeout=0.2)
            if message is not None:
                self._take(message)
            elif (datetime.now(UTC) - looked_at).total_seconds() > LOOK_S:
                self._look()
                looked_at = datetime.now(UTC)

    def _catch_up(self, socket: Socket) -> None:
        """Take what the PBX kept for us, before the look: the past must not come after it."""
        self._skew = datetime.now(UTC) - self._ari.clock()
        until = datetime.now(UTC) + LONGEST_CATCH_UP
        while datetime.now(UTC) < until and not self._stopped.is_set():
            message = socket.receive(timeout=QUIET_S)
            if message is None:
                return
            self._take(message)

    def _follow_ari(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopped.is_set():
            try:
                socket = self._listen()
                pause = FIRST_PAUSE_S
                try:
                    self.follow(socket)
                finally:
                    self._up = False
                    with suppress(Exception):  # however it is lost
                        socket.close()
            except (TelephonyError, ConnectionClosed) as error:
                log.warning("line.down", why=str(error))
            except Exception:  # a fault of ours must not leave the PBX unheard for ever
                log.exception("line.broken")
            self._stopped.wait(pause * random.uniform(0.7, 1.3))  # noqa: S311 - jitter
            pause = min(LONGEST_PAUSE_S, pause * 2)

    def _follow_manager(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopped.is_set():
            try:
                self._manager = self._open_manager(self._take_manager)
                pause = FIRST_PAUSE_S
                self._manager.lost.wait()
            except TelephonyError as error:
                log.warning("manager.down", why=str(error))
            except Exception:  # as above
                log.exception("manager.broken")
            self._stopped.wait(pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)

    def _look(self) -> None:
        snapshot = self._ari.look()
        self._skew = datetime.now(UTC) - snapshot.at
        with self.changed:
            self._post.put(self._decoder.resync(snapshot))
            self.changed.notify_all()

    def _take(self, message: bytes | str) -> None:
        if ari.is_replaced(message):
            raise TelephonyError("another process listens under our name; give one another")
        with self.changed:
            told = self._decoder.take_ari(message)
            self.changed.notify_all()
        now = datetime.now(UTC) - self._skew
        self._post.put(told, late=any(now - each.at > FRESH for each in told))

    def _take_manager(self, block: Block) -> None:
        with self.changed:
            told = self._decoder.take_ami(block, datetime.now(UTC) - self._skew)
            self.changed.notify_all()
        self._post.put(told)

    def _keep(self) -> None:
        while not self._stopped.wait(KEEP_S):
            if self._up:
                with self.lock:
                    told = self._decoder.unseen(datetime.now(UTC) - self._skew)
                self._post.put(told)
            self._write_down()

    def _write_down(self) -> None:
        with self.lock:  # for as long as it takes to encode it: the disk may take its time
            known = self._memory.encoded(Known(self._decoder.exchange, self._post.waiting()))
        try:
            self._memory.write(known)
        except OSError as error:  # a full disk: tried again with the next change
            log.warning("memory.not_written", why=str(error))

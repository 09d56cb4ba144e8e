"""Hears what other processes on the same PostgreSQL have stored.

A tiding is a hint: what it speaks of is in the database, and what was missed while nobody
listened is made good by asking there (D5). Stores nothing itself.
"""

from collections.abc import Callable
from threading import Event, Thread

import psycopg
import structlog

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import StorageUnavailable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage import engine
from cti_adapter.storage.channels import ENDED, MESSAGES, OUTBOX

log = structlog.get_logger()

_LOOKS_UP_EVERY_S = 1.0
"""How long `close` may have to wait."""
_LONGEST_WAIT_S = 4.0
"""Between two tries: somebody looks at a panel that says nothing new meanwhile."""


class Listener:
    """A connection that listens until it is closed; a lost one is made again.

    Who is told may fail, as the database may have no answer for them: what they were to look at
    is then missed like what nobody heard, and the listener begins again with `on_gap`.

    Args:
        url: `postgresql+psycopg://…`.
        on_message: told org and agent of new messages.
        on_outbox: told that there are new entries.
        on_ended: told the sign-in that has ended.
        on_gap: told that it listens from now on and may have missed something before.
    """

    def __init__(
        self,
        url: str,
        on_message: Callable[[OrgId, AgentId], None],
        on_outbox: Callable[[], None],
        on_gap: Callable[[], None],
        on_ended: Callable[[str], None] = lambda _: None,
    ) -> None:
        parsed = engine.parsed(url).set(drivername="postgresql")
        self._address = parsed.render_as_string(hide_password=False)
        self._on_message = on_message
        self._on_outbox = on_outbox
        self._on_gap = on_gap
        self._on_ended = on_ended
        self._closing = Event()
        self._thread = Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        wait = _LOOKS_UP_EVERY_S
        while not self._closing.is_set():
            try:
                with self._listening() as connection:
                    wait = _LOOKS_UP_EVERY_S
                    self._on_gap()
                    self._hear(connection)
            except (psycopg.Error, StorageUnavailable) as error:
                log.warning("listener.lost", error=type(error).__name__, wait_s=wait)
            except Exception:  # a thread that ended would leave this process deaf
                log.exception("listener.failed")
            self._closing.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)

    def _listening(self) -> psycopg.Connection:
        connection = psycopg.connect(
            self._address,
            autocommit=True,
            connect_timeout=engine.BUSY_SECONDS,
            application_name="cti-adapter listener",
            keepalives_idle=30,
        )
        connection.execute(f"LISTEN {MESSAGES}")
        connection.execute(f"LISTEN {OUTBOX}")
        connection.execute(f"LISTEN {ENDED}")
        return connection

    def _hear(self, connection: psycopg.Connection) -> None:
        while not self._closing.is_set():
            for tiding in connection.notifies(timeout=_LOOKS_UP_EVERY_S):
                if tiding.channel == OUTBOX:
                    self._on_outbox()
                elif tiding.channel == ENDED:
                    self._on_ended(tiding.payload)
                else:
                    org_id, _, agent_id = tiding.payload.partition(":")
                    self._on_message(OrgId(org_id), AgentId(agent_id))


def listen(
    url: str,
    on_message: Callable[[OrgId, AgentId], None],
    on_outbox: Callable[[], None],
    on_gap: Callable[[], None] = lambda: None,
) -> Listener:
    """Listen in a thread of its own until `close`; the arguments are those of Listener."""
    return Listener(url, on_message, on_outbox, on_gap)

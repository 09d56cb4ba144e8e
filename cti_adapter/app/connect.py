"""`cti-adapter connect NAME`: what the line to one telephone system is made of (D12)."""

import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import structlog

from cti_adapter.app.product import open_deployment
from cti_adapter.connect.ari import Ari
from cti_adapter.connect.door import Door
from cti_adapter.connect.line import Line
from cti_adapter.connect.manager import Manager
from cti_adapter.connect.memory import Memory
from cti_adapter.connect.orders import CONSULT_S, Orders, serve
from cti_adapter.connect.post import Post
from cti_adapter.errors import SettingsError, TelephonyError
from cti_adapter.logs import configure_logs
from cti_adapter.service.telephone_systems import ConnectorSettings
from cti_adapter.settings import Settings
from cti_adapter.telephony.asterisk.actions import Action
from cti_adapter.telephony.asterisk.ami import Block
from cti_adapter.telephony.asterisk.codec import Asterisk, AsteriskSettings
from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.verbs import Verbs
from cti_adapter.telephony.registry import connector_of, kind_of

log = structlog.get_logger()

SOCKET_TIMEOUT_S = 10.0
"""For every connection that says nothing else: a PBX that accepts and is silent is no line."""


def run_connect(settings: Settings, name: str, *, web: str | None, state: Path) -> int:
    """Hold the line of one telephone system until ended.

    Args:
        settings: of the deployment.
        name: of the telephone system, or its key.
        web: where the web process is; by default its public URL.
        state: folder for what is known.

    Raises:
        SettingsError: there is no such telephone system, or it needs no line.
    """
    configure_logs(settings.log_format)
    socket.setdefaulttimeout(SOCKET_TIMEOUT_S)
    connector = _connector(settings, name)
    pbx = kind_of(connector_of(connector.kind)).typed({**connector.settings, **connector.vault})
    if not isinstance(pbx, AsteriskSettings):
        raise SettingsError(f"{name}: a telephone system of this kind posts by itself")
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    stop = hold_line(connector, pbx, hook=web or settings.public_url, state=state)
    ended.wait()
    stop()
    return 0


def hold_line(
    connector: ConnectorSettings,
    pbx: AsteriskSettings,
    *,
    hook: str,
    state: Path,
    consult_s: float = CONSULT_S,
) -> Callable[[], None]:
    """Open the line of one PBX; return what closes it.

    Args:
        connector: as its admin set it up.
        pbx: how the PBX is reached.
        hook: origin of the web process.
        state: folder for what is known.
        consult_s: seconds that a consultation may take to begin.
    """
    memory = Memory(state / f"connect-{connector.key}.json")
    known = memory.read()
    directory = pbx.directory()
    decoder = Decoder(directory, known.exchange)
    source = f"/asterisk/{connector.key[:8]}"
    url = f"{hook.rstrip('/')}/hooks/{connector.key}"
    post = Post(url, connector.secrets, source, lambda: uuid4().hex, known.waiting)

    def open_manager(on_event: Callable[[Block], None]) -> Manager:
        manager = Manager(pbx.ami_host, pbx.ami_port, on_event)
        try:
            manager.login(pbx.ami_user, pbx.ami_password)
        except TelephonyError:
            manager.close()
            raise
        with suppress(TelephonyError):  # a PBX without app_queue has no queues
            manager.ask(Action(name="QueueStatus"))
        return manager

    ari = Ari(pbx.ari_url, pbx.ari_user, pbx.ari_password, app=f"cti-{connector.key[:8]}")
    door = Door(pbx.ari_listen, pbx.ari_user, pbx.ari_password) if pbx.ari_listen else None
    listen = door.listen if door is not None else ari.listen
    line = Line(
        ari,
        listen,
        open_manager,
        decoder=decoder,
        post=post,
        memory=memory,
        replays=door is not None,
    )
    verbs = Verbs(decoder.exchange, directory, decoder.pausing, pbx.context)
    orders = Orders(line, decoder, verbs, connector.secrets, consult_s=consult_s)
    server = serve(orders, connector.command_url) if connector.command_url else None
    post.start()
    line.start()

    def stop() -> None:
        if server is not None:
            server.shutdown()
            server.server_close()
        if door is not None:
            door.close()
        post.stop()
        line.stop()

    return stop


def _connector(settings: Settings, name: str) -> ConnectorSettings:
    storage = open_deployment(settings)
    try:
        all_ = [c for org in storage.settings.orgs() for c in storage.settings.connectors(org.id)]
    finally:
        storage.close()
    found = [each for each in all_ if name in {each.name, each.key}]
    lines = ", ".join(each.name for each in all_ if each.kind == Asterisk.kind) or "none"
    if not found:
        raise SettingsError(f"no telephone system is called {name!r}; of kind asterisk: {lines}")
    if len(found) > 1:
        raise SettingsError(f"several orgs call one {name!r}: name its key instead")
    return found[0]

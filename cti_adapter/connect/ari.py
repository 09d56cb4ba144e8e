"""ARI of one PBX: its event socket and the few questions we ask. Decodes nothing."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated, Any, Final, Protocol
from urllib.parse import quote, urlencode

import msgspec
import requests
from simple_websocket import Client, ConnectionClosed
from simple_websocket import ConnectionError as NotOpened

from cti_adapter.errors import TelephonyError
from cti_adapter.telephony.asterisk.ari import ALLOWED, Bridge, Channel, Snapshot

PING_S: Final = 15.0
"""A socket that answers no ping for so long has gone silent, and is opened anew."""
TIMEOUT_S: Final = 5.0
LARGEST: Final = 1024 * 1024
"""Bytes of one message."""


class Socket(Protocol):
    """An open event socket, whoever opened it."""

    def receive(self, timeout: float | None = None) -> str | bytes | None:
        """Return the next message, None where there is none in time."""
        ...

    def close(self) -> None: ...


class Ari:
    """One PBX, by ARI.

    Args:
        url: where its REST is, for example http://10.0.0.9:8088/ari.
        user: of ari.conf.
        password: of the user.
        app: under which name we listen; a second one of the same name takes over from us.
        ping_s: seconds in which a living socket answers a ping.
    """

    def __init__(
        self, url: str, user: str, password: str, app: str, *, ping_s: float = PING_S
    ) -> None:
        self._ping_s = ping_s
        self._url = url.rstrip("/")
        self._credentials = f"{user}:{password}"
        self._app = app

    def listen(self) -> Socket:
        """Open the event socket.

        Raises:
            TelephonyError: it cannot be opened.
        """
        asked = urlencode({"app": self._app, "subscribeAll": "true"})
        scheme, _, rest = self._url.partition("://")
        url = f"{'wss' if scheme == 'https' else 'ws'}://{rest}/events?{asked}"
        login = b64encode(self._credentials.encode()).decode()
        try:
            socket: Socket = Client.connect(
                url,
                headers={"Authorization": f"Basic {login}"},
                ping_interval=self._ping_s,
                max_message_size=LARGEST,
            )
        except (OSError, NotOpened, ConnectionClosed) as error:
            raise TelephonyError("the event socket of the PBX cannot be opened") from error
        return socket

    def filter(self) -> None:
        """Ask for the events we read, and no others.

        Raises:
            TelephonyError: the PBX does not answer, or refuses.
        """
        allowed = {"allowed": [{"type": each} for each in ALLOWED]}
        self._ask("PUT", f"applications/{quote(self._app)}/eventFilter", allowed)

    def clock(self) -> datetime:
        """Return what the PBX says that time it is.

        Raises:
            TelephonyError: it does not answer, or not so that we understand.
        """
        at: datetime = self._read("asterisk/ping", _Ping).timestamp
        return at

    def look(self) -> Snapshot:
        """Return all there is now.

        Raises:
            TelephonyError: the PBX does not answer, or not so that we understand.
        """
        at = self.clock()
        channels = self._read("channels", tuple[Channel, ...])
        bridges = self._read("bridges", tuple[Bridge, ...])
        return Snapshot(at=at, channels=tuple(map(self._rooted, channels)), bridges=bridges)

    def _rooted(self, channel: Channel) -> Channel:
        """Ask for the two variables we need, where `channelvars` does not send them."""
        if channel.variable("CHANNEL(linkedid)"):
            return channel
        found = dict(channel.variables)
        for name in ("CHANNEL(linkedid)", "CALLERID(num-pres)"):
            asked = urlencode({"variable": name})
            try:
                read = self._read(f"channels/{quote(channel.id)}/variable?{asked}", _Variable)
            except TelephonyError:
                return channel  # it is gone by now
            found[name] = read.value
        return msgspec.structs.replace(channel, variables=found)

    def _read(self, path: str, type_: Any) -> Any:
        try:
            return msgspec.json.decode(self._ask("GET", path), type=type_)
        except msgspec.DecodeError as error:
            raise TelephonyError("the PBX answers what is no ARI") from error

    def _ask(self, method: str, path: str, body: object = None) -> bytes:
        user, _, password = self._credentials.partition(":")
        try:
            answer = requests.request(
                method,
                f"{self._url}/{path}",
                auth=(user, password),
                json=body,
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise TelephonyError("the PBX does not answer") from error
        if not answer.ok:
            raise TelephonyError(f"the PBX refused it (HTTP {answer.status_code})")
        return answer.content


class _Ping(msgspec.Struct, frozen=True):
    timestamp: Annotated[datetime, msgspec.Meta(tz=True)]


class _Variable(msgspec.Struct, frozen=True):
    value: str = ""

"""What agents ask for: commands of the web process, verified and done at the PBX.

The web process posts them as to any telephone system (contract.md §4), signed with the
connector's secret. 404 a call that is over, 409 what the PBX cannot do, 502 what it refused.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

import msgspec
import structlog

from cti_adapter.connect.line import Line
from cti_adapter.connect.manager import Manager
from cti_adapter.errors import BadSignature, NoSuchThing, StateConflict, TelephonyError
from cti_adapter.telephony.asterisk.actions import Action
from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.verbs import Asked, Verbs
from cti_adapter.telephony.signature import verify

log = structlog.get_logger()

LARGEST: Final = 64 * 1024
CONSULT_S: Final = 4.0
"""So long the PBX may take to begin a consultation; it says nothing where it cannot."""
NOBODY: Final = re.compile("No such channel|Channel not found|Interface not found")
"""How the PBX says that there is nobody to do it to."""
PRESENCE: Final = "agent_presence"
MOST_REMEMBERED: Final = 1000


class Order(msgspec.Struct, frozen=True):
    """One command as it came in; unknown members are ignored."""

    type: str
    data: Asked = Asked()


class Orders:
    """Carries commands out.

    Args:
        line: to the PBX.
        decoder: whose picture tells which channels a command is about.
        verbs: which actions do it.
        secrets: one of which signed it.
        consult_s: seconds that a consultation may take to begin.
    """

    def __init__(
        self,
        line: Line,
        decoder: Decoder,
        verbs: Verbs,
        secrets: Sequence[str],
        *,
        consult_s: float = CONSULT_S,
    ) -> None:
        self._line = line
        self._decoder = decoder
        self._verbs = verbs
        self._secrets = tuple(secrets)
        self._consult_s = consult_s
        self._done: OrderedDict[str, tuple[HTTPStatus, str]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, headers: dict[str, str], body: bytes) -> tuple[HTTPStatus, str]:
        """Verify and do one command; a repeat is answered like the first time."""
        try:
            verify(headers, body, self._secrets)
        except BadSignature:
            return HTTPStatus.UNAUTHORIZED, ""
        id_ = headers["webhook-id"]
        with self._lock:
            if id_ not in self._done:
                self._done[id_] = self._answered(body)
                while len(self._done) > MOST_REMEMBERED:
                    self._done.popitem(last=False)
            return self._done[id_]

    def _answered(self, body: bytes) -> tuple[HTTPStatus, str]:
        try:
            order = msgspec.json.decode(body, type=Order)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return HTTPStatus.UNPROCESSABLE_ENTITY, str(error)
        verb = order.type.removeprefix("command.")
        try:
            self._do(verb, order.data)
        except NoSuchThing as gone:
            over = verb in {"hang_up", "decline"}  # what was wanted is so
            return HTTPStatus.ACCEPTED if over else HTTPStatus.NOT_FOUND, str(gone)
        except StateConflict as conflict:
            return HTTPStatus.CONFLICT, str(conflict)
        except TelephonyError as error:
            log.warning("order.refused", verb=verb, why=str(error))
            return HTTPStatus.BAD_GATEWAY, str(error)
        return HTTPStatus.ACCEPTED, ""

    def _do(self, verb: str, asked: Asked) -> None:
        if verb == "test":
            self._line.manager()
            return
        pausing = self._decoder.pausing
        with self._line.lock:
            actions = self._verbs.actions(verb, asked)
            after = self._verbs.afterwards(verb, asked)
            channel = self._verbs.channel_of(asked) if verb in {"mute", "unmute"} else ""
            before = pausing.order(asked.agent, asked.presence) if verb == PRESENCE else ""
        try:
            for action in actions:
                self._carry_out(action)
            if verb == "consult":
                self._await_consult(asked)
        except TelephonyError:
            if before:
                with self._line.lock:
                    pausing.order(asked.agent, before)
            raise
        finally:
            for action in after:
                self._carry_out(action)
        if channel:
            at = datetime.now(UTC)
            with self._line.lock:
                told = self._decoder.switched(channel, muted=verb == "mute", at=at)
            self._line.tell(told)

    def _carry_out(self, action: Action) -> None:
        manager = self._line.manager()
        if action.unless:
            self._check(manager, action)
            return
        try:
            if not action.code:
                manager.ask(action)
                return
            for key in self._keys(manager, action):
                manager.ask(Action(name=action.name, fields=(*action.fields, ("Digit", key))))
        except TelephonyError as error:
            if not (action.harmless and NOBODY.search(str(error))):
                raise

    def _check(self, manager: Manager, action: Action) -> None:
        try:
            value = manager.ask(action).get("Value")
        except TelephonyError:
            return  # a PBX without func_dialplan cannot tell: it is tried
        if value == action.unless:
            raise StateConflict("the PBX has no such extension", state="talking")

    def _keys(self, manager: Manager, action: Action) -> str:
        """Ask the PBX which keys a feature has: they are its admin's to choose."""
        channel = dict(action.fields)["Channel"]
        asked = (("Channel", channel), ("Variable", action.code))
        keys = manager.ask(Action(name="Getvar", fields=asked)).get("Value", "")
        if not keys:
            raise TelephonyError(f"the PBX has no keys for {action.code}; see its features.conf")
        return keys

    def _await_consult(self, asked: Asked) -> None:
        """See that it begins: the PBX itself only says that keys were pressed (facts: 1.1)."""
        with self._line.changed:
            if not self._line.changed.wait_for(
                lambda: self._verbs.is_asking(asked), self._consult_s
            ):
                raise TelephonyError(
                    "the PBX did not begin to ask; has Dial the options tT, and is there such an"
                    " extension?"
                )


def serve(orders: Orders, command_url: str) -> ThreadingHTTPServer:
    """Listen where the web process sends commands, in a thread.

    Args:
        orders: who does them.
        command_url: of the connector: its host and port are listened on.

    Raises:
        OSError: the address is not this machine's, or taken.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            if not 0 < length <= LARGEST:
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "")
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(*orders.take(headers, self.rfile.read(length)))

        def _answer(self, status: HTTPStatus, detail: str) -> None:
            body = msgspec.json.encode({"detail": detail})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: structlog does, where there is something to say."""

    parts = urlsplit(command_url)
    server = ThreadingHTTPServer((parts.hostname or "127.0.0.1", parts.port or 80), Handler)
    server.daemon_threads = True
    threading.Thread(target=lambda: server.serve_forever(0.1), name="orders", daemon=True).start()
    return server

"""What every call passes first: the ledger writes it down, a waiting fault befalls it."""

import io
import json
import socket
import struct
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from werkzeug.http import HTTP_STATUS_CODES

from cti_adapter.emulator.faults import Fault, Faults, refusal
from cti_adapter.emulator.ledger import CALLER, Ledger, readable

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_LARGEST_BODY: Final = 16 * 1024 * 1024
_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER on with no time: closing sends a reset, as a broken network does."""


class Gate:
    """WSGI middleware in front of /services/."""

    def __init__(self, inner: Application, faults: Faults, ledger: Ledger) -> None:
        self._inner = inner
        self._faults = faults
        self._ledger = ledger

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/services/"):
            return self._inner(environ, start_response)
        row = _row(environ)
        fault = self._faults.take(row["method"], row["path"])
        if fault is None:
            return self._answer(environ, start_response, row)
        row["fault"] = fault.kind
        time.sleep(fault.delay_ms / 1000)
        return self._fail(fault, environ, start_response, row)

    def _answer(
        self, environ: Environ, start_response: StartResponse, row: dict[str, Any]
    ) -> Iterable[bytes]:
        def start(status: str, headers: Any, *rest: Any) -> Any:
            row["status"] = int(status[:3])
            return start_response(status, headers, *rest)

        body = b"".join(self._inner(environ, start))
        self._write(row, environ)
        return [body]

    def _write(self, row: dict[str, Any], environ: Environ) -> None:
        self._ledger.write({**row, "user": environ.get(CALLER)})

    def _fail(
        self, fault: Fault, environ: Environ, start_response: StartResponse, row: dict[str, Any]
    ) -> Iterable[bytes]:
        if fault.kind == "slow":
            return self._answer(environ, start_response, row)
        if fault.executes:
            b"".join(self._inner(environ, lambda status, *_: row.update(done=int(status[:3]))))
        if fault.kind.startswith("drop"):
            row["status"] = None
            self._write(row, environ)
            _drop(environ)
            return []
        status, body, content_type = refusal(fault.kind)
        row["status"] = int(status)
        self._write(row, environ)
        text = body if isinstance(body, str) else json.dumps(body)
        start_response(
            f"{int(status)} {HTTP_STATUS_CODES[int(status)]}", [("Content-Type", content_type)]
        )
        return [text.encode()]


def _row(environ: Environ) -> dict[str, Any]:
    """Return the ledger's line of a call, and give the body back to be read again."""
    length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST_BODY)
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "query": environ.get("QUERY_STRING", ""),
        "body": readable(body, environ.get("CONTENT_TYPE", "")),
        "status": None,
    }


def _drop(environ: Environ) -> None:
    """Break the connection: the client learns nothing of what was done."""
    connection = environ.get("werkzeug.socket")
    if connection is None:
        raise ConnectionAbortedError("this server cannot drop a connection")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("dropped as asked")

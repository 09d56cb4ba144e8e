"""What every call passes first: the ledger writes it down, a waiting fault befalls it.

A fault waits by method and path (/_control/faults), or comes in a header of the request itself
where /_control is open. What the org would answer is never changed, only lost or replaced.
"""

import io
import json
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from werkzeug.http import HTTP_STATUS_CODES

from cti_adapter.emulator import fault_kinds, faults, wording
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.faults import BadFault, Fault
from cti_adapter.emulator.ledger import CALLER, PARTS, readable, readable_query
from cti_adapter.emulator.standin import PAUSE, StandIn, token_in

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_LARGEST_BODY: Final = 16 * 1024 * 1024
_HEADER: Final = "HTTP_" + faults.HEADER.upper().replace("-", "_")
_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER on with no time: closing sends a reset, as a broken network does."""


class Gate:
    """WSGI middleware in front of /services/."""

    def __init__(self, inner: Application, standin: StandIn) -> None:
        self._inner = inner
        self._standin = standin

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/services/"):
            return self._inner(environ, start_response)
        row = _row(environ)
        try:
            fault = self._fault_of(environ)
        except BadFault as bad:
            return _say(_refusal(Refused("BAD_CONTROL", str(bad))), start_response)
        if fault is None:
            return self._answer(environ, start_response, row)
        row["fault"] = fault.kind
        return self._fail(fault, environ, start_response, row)

    def _fault_of(self, environ: Environ) -> Fault | None:
        asked = environ.get(_HEADER)
        if asked and self._standin.config.control:
            return faults.in_header(asked)
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        return self._standin.faults.take(method, path) or self._standin.mix.roll(method, path)

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
        more = {"user": environ.get(CALLER)}
        if PARTS in environ:
            more["parts"] = environ[PARTS]
        self._standin.ledger.write({**row, **more})

    def _fail(
        self, fault: Fault, environ: Environ, start_response: StartResponse, row: dict[str, Any]
    ) -> Iterable[bytes]:
        if fault.kind == "slow":
            environ[PAUSE] = fault.delay_ms / 1000
            return self._answer(environ, start_response, row)
        if fault.kind == "slow_after":
            body = self._answer(environ, start_response, row)
            self._standin.faults.pass_time(fault.delay_ms / 1000)
            return body
        self._standin.faults.pass_time(fault.delay_ms / 1000)
        if fault.kind == fault_kinds.SESSION_ENDS:
            self._standin.tokens.revoke(token_in(environ.get("HTTP_AUTHORIZATION", "")))
        if fault_kinds.executes(fault.kind):
            b"".join(self._inner(environ, lambda status, *_: row.update(done=int(status[:3]))))
        if fault.kind in fault_kinds.DROPS:
            self._write(row, environ)
            _drop(environ)
            return []
        said = self._said(fault)
        row["status"] = said.status
        self._write(row, environ)
        return _say(said, start_response, self._limit_info(fault))

    def _said(self, fault: Fault) -> fault_kinds.Answer:
        refused = fault_kinds.refusal(fault.kind)
        if refused is None:
            answer = fault_kinds.answer(fault.kind)
            return replace(answer, status=fault.status or answer.status)
        fields = refused.fields if fault.fields is None else fault.fields
        status = fault.status or refused.status
        changed = Refused(refused.code, refused.message, fields=fields, status=status)
        return _refusal(changed, self._standin.org.settings.language)

    def _limit_info(self, fault: Fault) -> dict[str, str]:
        """Return the header that says that the day's calls are used up."""
        most = self._standin.org.settings.daily_calls
        return {"Sforce-Limit-Info": f"api-usage={most}/{most}"} if fault.kind == "limit" else {}


def _refusal(refused: Refused, language: str = "en_US") -> fault_kinds.Answer:
    return fault_kinds.Answer(refused.status, json.dumps(wording.rows(refused, language)))


def _say(
    said: fault_kinds.Answer, start_response: StartResponse, headers: dict[str, str] | None = None
) -> Iterable[bytes]:
    body = said.body.encode()
    words = HTTP_STATUS_CODES.get(said.status, "Unknown")
    all_headers = {
        "Content-Type": said.content_type,
        "Content-Length": str(len(body)),
        **(headers or {}),
    }
    start_response(f"{said.status} {words}", list(all_headers.items()))
    return [body]


def _row(environ: Environ) -> dict[str, Any]:
    """Return the ledger's line of a call, and give the body back to be read again."""
    body = _body(environ)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "query": readable_query(environ.get("QUERY_STRING", "")),
        "body": readable(body, environ.get("CONTENT_TYPE", "")),
        "status": None,
    }


def _body(environ: Environ) -> bytes:
    """Return what was sent, whether its length was told or it came in chunks, as jsforce sends."""
    if environ.get("wsgi.input_terminated"):
        return io.BufferedReader(environ["wsgi.input"]).read(_LARGEST_BODY)
    told = environ.get("CONTENT_LENGTH") or ""
    length = min(int(told), _LARGEST_BODY) if told.isdecimal() else 0
    body: bytes = environ["wsgi.input"].read(length)
    return body


def _drop(environ: Environ) -> None:
    """Break the connection: the client learns nothing of what was done."""
    connection = environ.get("werkzeug.socket")
    if connection is None:
        raise ConnectionAbortedError("this server cannot drop a connection")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("dropped as asked")

"""A reverse proxy before the product, as it may stand in front of any server, right or wrong."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

import requests

TIMEOUT_S = 10.0
Headers = dict[str, str]


class FrontDoor:
    """Passes every GET on, and says what the product says; a test may change either.

    Args:
        product: where it leads.
    """

    def __init__(self, product: str) -> None:
        self.product = product
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.set_right()

    def set_right(self) -> None:
        """Be set up as the product wants it: its own pages arrive as its own, others as others."""
        self.origin_of: Callable[[str], str] = lambda origin: origin.replace(self.url, self.product)
        self.added: Headers = {}
        self.dropped: frozenset[str] = frozenset({"Host"})
        self.status: int | None = None

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {n: v for n, v in self.headers.items() if n not in door.dropped}
                if "Origin" in asked:
                    asked["Origin"] = door.origin_of(asked["Origin"])
                address = f"{door.product}{self.path}"
                answer = requests.get(address, headers=asked, timeout=TIMEOUT_S)
                told = dict(answer.headers) | door.added
                self.send_response(door.status or answer.status_code)
                for name in told.keys() - {"Content-Encoding", "Content-Length", "Connection"}:
                    self.send_header(name, told[name])
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

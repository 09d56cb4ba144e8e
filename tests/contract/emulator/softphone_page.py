"""A tiny softphone of our own: loads the stand-in's Open CTI script and records what it hears."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"""<!doctype html><title>Softphone</title><body><p>Softphone of the tests</p><script>
  window.heard = [];
  window.failed = null;
  window.addEventListener("error", (event) => { window.failed = event.error ?? event.message; });
  const origin = new URLSearchParams(location.search).get("sfdcIframeOrigin");
  const script = document.createElement("script");
  script.src = origin + "/support/api/66.0/lightning/opencti_min.js";
  script.onload = () => {
    if (window.failed) return;
    const cti = window.sforce.opencti;
    cti.onNavigationChange({ listener: (it) => window.heard.push(["navigation", it]) });
    cti.onClickToDial({ listener: (it) => window.heard.push(["dial", it]) });
    window.ask = (name, args) =>
      new Promise((resolve) => cti[name]({ ...args, callback: resolve }));
    window.ready = true;
  };
  document.head.append(script);
</script></body>"""


class _Server(ThreadingHTTPServer):
    """Answers every request with one page."""

    def __init__(self, page: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.page = page


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.server.page)))
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def softphone(page: bytes = PAGE) -> Iterator[str]:
    """Serve a softphone; yields its address on 127.0.0.1, another site than the stand-in's."""
    with _Server(page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/softphone?org=1"
        server.shutdown()
        thread.join()

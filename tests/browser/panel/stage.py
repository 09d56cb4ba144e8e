"""A stage for the panel alone: the page, its files, and a server that says what a test tells it.

There is no product behind it and no rule inside it. What the panel asks for is written down; what
it is told are real messages of cti_adapter.web.messages over a real WebSocket.
"""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from socket import SHUT_WR
from typing import Any

import msgspec
from flask import Flask, Response, jsonify, render_template, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from werkzeug.serving import WSGIRequestHandler, make_server

from cti_adapter.web.answers import DialListAnswer
from cti_adapter.web.embedding import embedding
from cti_adapter.web.files import register_files
from cti_adapter.web.messages import Message, Snapshot
from cti_adapter.web.past_calls import HistoryAnswer
from cti_adapter.web.softphone import OrgPage, boot

ROOT = Path(__file__).parents[3]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'"
)
OPEN_CTI = (Path(__file__).parent / "opencti_min.js").read_text(encoding="utf-8")


@dataclass
class Post:
    """One request the panel made."""

    path: str
    body: dict[str, Any]
    key: str | None


@dataclass
class Stage:
    """The server's side of one page."""

    language: str = "en"
    signed_in: bool = True
    answers: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    snapshot: Snapshot | None = None
    history: HistoryAnswer = field(
        default_factory=partial(HistoryAnswer, calls=(), before=None, unlogged=0)
    )
    dial_list: DialListAnswer = field(
        default_factory=partial(DialListAnswer, entries=(), dialled=())
    )
    seq: int = 0
    reachable: bool = True
    late: dict[str, list[float]] = field(default_factory=dict)
    """Seconds by which the next requests to a path are late, first one first."""
    _sockets: list["queue.Queue[bytes | int]"] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, message: Callable[[int, datetime], Message]) -> None:
        """Send the next message to every open page."""
        self.seq += 1
        made = message(self.seq, datetime.now(UTC))
        for waiting in self._sockets:
            waiting.put(msgspec.json.encode(made))

    def show(self, snapshot: Snapshot) -> None:
        """Send everything anew."""
        self.tell(lambda seq, now: msgspec.structs.replace(snapshot, seq=seq, now=now))

    def close(self, code: int) -> None:
        """Close every socket with this code."""
        for waiting in self._sockets:
            waiting.put(code)

    def commands(self) -> list[str]:
        """Return the paths of the commands so far, without reports of the open record."""
        return [post.path for post in self.posts if post.path.startswith("/api/calls/")]

    def wait_for(self, path: str, nth: int = 1, within_s: float = 5) -> Post:
        """Return the nth request to this path, once it has come."""

        def found() -> list[Post]:
            return [post for post in self.posts if post.path == path]

        with self._changed:
            came = self._changed.wait_for(lambda: len(found()) >= nth, within_s)
        assert came, f"no request {nth} to {path}, only {[post.path for post in self.posts]}"
        return found()[nth - 1]

    def note(self, path: str) -> tuple[int, dict[str, Any]]:
        """Write a request down and return its answer."""
        key = request.headers.get("Idempotency-Key")
        if waits := self.late.get(path):
            time.sleep(waits.pop(0))
        with self._changed:
            self.posts.append(Post(path, request.get_json(silent=True) or {}, key))
            self._changed.notify_all()
        return self.answers.get(path, (202, {}))

    def play(self, socket: Server) -> None:
        """Send what tests tell to one page, until it or the test closes it."""
        waiting: queue.Queue[bytes | int] = queue.Queue()
        if self.snapshot is not None:
            waiting.put(msgspec.json.encode(self._now(self.snapshot)))
        self._sockets.append(waiting)
        try:
            while socket.connected:
                try:
                    message = waiting.get(timeout=0.2)
                except queue.Empty:
                    continue
                if isinstance(message, int):
                    socket.close(message)
                    # the development server would write an HTTP answer behind the frame
                    socket.sock.shutdown(SHUT_WR)
                else:
                    socket.send(message.decode())
        except ConnectionClosed:
            pass
        finally:
            self._sockets.remove(waiting)

    def _now(self, snapshot: Snapshot) -> Snapshot:
        return msgspec.structs.replace(snapshot, seq=self.seq, now=datetime.now(UTC))


class _Quiet(WSGIRequestHandler):
    """Writes no line for each file."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Theatre:
    """The HTTP server; `stage` is replaced by each test."""

    def __init__(self) -> None:
        self.stage = Stage()
        self._server = make_server(
            "127.0.0.1", 0, self._app(), threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._thread.join(timeout=5)

    def _app(self) -> Flask:
        app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
        register_files(app, ROOT / "static")
        app.config["SOCK_SERVER_OPTIONS"] = {"subprotocols": ["cti.v1"]}
        self._pages(app)
        self._auth(app)
        self._api(app)
        return app

    def _pages(self, app: Flask) -> None:
        @app.get("/o/acme/softphone")
        def softphone() -> Response:
            org = OrgPage(key="acme", hosts=(self.url,), api_version="67.0")
            around = embedding(request.args, org.hosts, org.api_version)
            page = Response(
                render_template("softphone.html", boot=boot(org, around, self.stage.language))
            )
            page.headers["Content-Security-Policy"] = CSP
            return page

        @app.get("/auth/popup")
        def popup() -> Response:
            boot = {"state": "binding", "login_id": "login-1", "language": self.stage.language}
            page = Response(render_template("popup.html", boot=boot))
            page.headers["Content-Security-Policy"] = CSP
            return page

        @app.post("/auth/popup")
        def bound() -> Response:
            self.stage.posts.append(Post("/auth/popup", dict(request.form), None))
            self.stage.signed_in = request.form.get("bind_code") == "bind-1"
            boot = {"state": "signed-in", "login_id": "login-1", "language": self.stage.language}
            page = Response(render_template("popup.html", boot=boot))
            page.headers["Content-Security-Policy"] = CSP
            return page

        @app.get("/support/api/67.0/lightning/opencti_min.js")
        def library() -> Response:
            return Response(OPEN_CTI, mimetype="text/javascript")

    def _auth(self, app: Flask) -> None:
        grant = {"token": "token-1", "renew_token": "renew-1", "expires_in": 600}

        @app.post("/auth/renew")
        def renew() -> tuple[Response, int]:
            if not self.stage.reachable:
                return jsonify({}), 503
            return (jsonify(grant), 200) if self.stage.signed_in else (jsonify({}), 401)

        @app.post("/auth/start")
        def start() -> tuple[Response, int]:
            status, body = self.stage.note("/auth/start")
            begun = {
                "login_id": "login-1",
                "secret": "secret-1",
                "bind_code": "bind-1",
                "popup_url": "/auth/popup?login=login-1",
                "expires_in": 600,
            }
            return (jsonify(body), status) if body else (jsonify(begun), 201)

        @app.post("/auth/claim")
        def claim() -> tuple[Response, int]:
            status, body = self.stage.note("/auth/claim")
            if body:
                return jsonify(body), status
            waiting = {"state": "waiting"}
            return (jsonify(grant), 200) if self.stage.signed_in else (jsonify(waiting), 202)

        @app.post("/auth/logout")
        def logout() -> tuple[str, int]:
            self.stage.signed_in = False
            return "", 204

    def _api(self, app: Flask) -> None:
        sock = Sock(app)

        @app.post("/api/<path:path>")
        def command(path: str) -> tuple[Response, int]:
            status, body = self.stage.note(f"/api/{path}")
            if path == "socket-ticket":
                if not self.stage.reachable:
                    return jsonify({}), 503
                return jsonify({"ticket": "ticket-1", "browser": "this"}), 200
            if path.endswith("/notes") and status < 300:
                notes = [post for post in self.stage.posts if post.path.endswith("/notes")]
                return jsonify({"version": 100 + len(notes)}), 202
            return jsonify(body), status

        @app.get("/api/snapshot")
        def snapshot() -> Response:
            assert self.stage.snapshot is not None
            made = msgspec.structs.replace(
                self.stage.snapshot, seq=self.stage.seq, now=datetime.now(UTC)
            )
            return Response(msgspec.json.encode(made), mimetype="application/json")

        @app.get("/api/history")
        def history() -> Response:
            return Response(msgspec.json.encode(self.stage.history), mimetype="application/json")

        @app.route("/api/dial-list", methods=["GET", "DELETE"])
        def dial_list() -> tuple[Response, int]:
            if request.method == "DELETE":
                self.stage.posts.append(Post("/api/dial-list", dict(request.args), None))
                return jsonify({}), 202
            made = msgspec.json.encode(self.stage.dial_list)
            return Response(made, mimetype="application/json"), 200

        @sock.route("/ws")
        def socket(ws: Server) -> None:
            self.stage.play(ws)

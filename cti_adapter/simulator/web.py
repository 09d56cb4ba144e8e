"""The simulator's face: a telephone page, a JSON interface for tests, and the command URL.

It is meant for one machine: there is no sign-in. Every change wants JSON, which no other site can
make a browser send without asking first.
"""

import secrets
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import requests
from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.simulator import script as scripts
from cti_adapter.simulator.commands import Commands
from cti_adapter.simulator.exchange import Exchange, Order
from cti_adapter.simulator.moves import Wish
from cti_adapter.simulator.outside import BY_HAND
from cti_adapter.simulator.refusals import Malformed, NotJson, NotPossible, Refused
from cti_adapter.simulator.sender import Sender

ROOT = Path(__file__).parents[2]
LARGEST_BODY = 4 * 1024 * 1024
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

AGENTS = {"101": "Agent A", "102": "Agent B", "103": "Agent C, not linked"}
QUEUES = ("Support",)
CALLERS = (
    ("+14155550101", "Ada Lovelace", "a contact"),
    ("+14155550199", "Switchboard", "two contacts share it"),
    ("+14155550188", "Shared number", "contacts of two accounts"),
    ("+14155550130", "Alan Turing", "a lead"),
    ("+14155550110", "Analytical Engines", "an account"),
    ("+14155550999", "Unknown number", "stored nowhere"),
    ("", "Withheld", "no number at all"),
)
"""The reference callers (requirements.md 1.3): number, who, what the org knows of them."""

Shape = TypeVar("Shape")


class _Identified(msgspec.Struct):
    id: str


class _Presence(msgspec.Struct):
    presence: Literal["available", "away", "wrap_up"]


def create_app(
    exchange: Exchange, commands: Commands, sender: Sender, script_dir: Path | None = None
) -> Flask:
    """Return the web application around one exchange.

    Args:
        exchange: the calls.
        commands: takes what the adapter commands.
        sender: posts raw events for tests, and knows what became of every event.
        script_dir: where the page's scripts are kept, `*.txt`; None offers none.
    """
    app = Flask(
        __name__,
        static_folder=str(ROOT / "static" / "simulator"),
        static_url_path="/static",
        template_folder=str(ROOT / "templates" / "simulator"),
    )
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    _add_page(app, script_dir)
    _add_calls(app, exchange)
    _add_ledgers(app, commands, sender)
    _add_presence(app, commands)
    app.register_error_handler(Refused, _problem)
    app.after_request(_harden)
    return app


def _add_page(app: Flask, script_dir: Path | None) -> None:
    @app.get("/")
    def telephone() -> str:
        return render_template(
            "telephone.html",
            callers=CALLERS,
            agents=AGENTS,
            queues=QUEUES,
            scripts=_scripts(script_dir),
        )

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return "ok\n", {"content-type": "text/plain"}


def _add_calls(app: Flask, exchange: Exchange) -> None:
    @app.get("/calls")
    def calls() -> ResponseReturnValue:
        return _json(b'{"calls":' + exchange.calls() + b"}")

    @app.post("/calls")
    def place() -> ResponseReturnValue:
        order = _parse(Order)
        call = exchange.place(order, scripts.parse(order.script) if order.script else ())
        return jsonify(call_id=call.id, leg_id=call.legs[0].id if call.legs else None), 201

    @app.post("/calls/<call_id>/<action>")
    def act(call_id: str, action: str) -> ResponseReturnValue:
        deed = BY_HAND.get(action)
        if deed is None:
            raise Malformed(f"action: there is no {action!r}, only {', '.join(sorted(BY_HAND))}")
        return _json(exchange.act(call_id, deed, _parse(Wish)))


def _add_presence(app: Flask, commands: Commands) -> None:
    @app.post("/agents/<agent>/presence")
    def report(agent: str) -> ResponseReturnValue:
        presence = _parse(_Presence).presence
        commands.report_presence(agent, presence)
        return jsonify(agent=agent, presence=presence), 202


def _add_ledgers(app: Flask, commands: Commands, sender: Sender) -> None:
    @app.post("/commands")
    def command() -> ResponseReturnValue:
        received = commands.receive(request.get_data(), dict(request.headers))
        if received.status != requests.codes.accepted:
            return _answer(received.status, received.detail)
        return jsonify(status="accepted", repeats=received.repeats), 202

    @app.get("/commands")
    def received() -> ResponseReturnValue:
        ledger = {"commands": commands.ledger(), "presence": commands.presence()}
        return _json(msgspec.json.encode(ledger))

    @app.get("/events")
    def sent() -> ResponseReturnValue:
        return _json(msgspec.json.encode({"events": sender.ledger()}))

    @app.post("/events")
    def raw() -> ResponseReturnValue:
        """Sign and post the body as it is; `?webhook-id=` repeats an id."""
        if not request.mimetype.endswith("json"):
            raise NotJson("send JSON, with a content type that says so")
        body = request.get_data()
        try:
            answer = sender.post_raw(body, request.args.get("webhook-id") or _id_of(body))
        except requests.RequestException as fault:
            raise NotPossible("the hook cannot be reached") from fault
        except UnicodeDecodeError as fault:
            raise Malformed("body: only UTF-8 can be signed") from fault
        return jsonify(status=answer.status_code, body=answer.text)


def _parse(shape: type[Shape]) -> Shape:
    if not request.is_json:
        raise NotJson("send JSON, with the content type application/json")
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=shape)
    except msgspec.MsgspecError as fault:
        raise Malformed(str(fault)) from fault


def _id_of(body: bytes) -> str:
    """Return the id of a single event; anything else is posted under an id of its own."""
    try:
        return msgspec.json.decode(body, type=_Identified).id
    except msgspec.MsgspecError:
        return f"raw-{secrets.token_hex(8)}"


def _scripts(folder: Path | None) -> dict[str, str]:
    files = sorted(folder.glob("*.txt")) if folder else []
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def _json(body: bytes) -> Response:
    return Response(body, content_type="application/json")


def _problem(refused: Refused) -> ResponseReturnValue:
    return _answer(refused.status, str(refused))


def _answer(status: int, detail: str) -> ResponseReturnValue:
    answer = jsonify(status=status, detail=detail)
    answer.content_type = "application/problem+json"
    return answer, status


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response

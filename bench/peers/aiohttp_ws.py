"""The peer: a minimal aiohttp server that does what any push server must and nothing beyond it.

A signed webhook comes in, is verified and parsed, and goes to the agent's socket. Nothing is
stored, nothing decided. `python aiohttp_ws.py PORT SECRET`
"""

import base64
import hashlib
import hmac
import json
import sys
from collections import defaultdict
from itertools import count
from typing import Any

from aiohttp import web

_port, _secret = sys.argv[1:]
_key = base64.b64decode(_secret.removeprefix("whsec_"))
_agents: dict[str, set[web.WebSocketResponse]] = defaultdict(set)
_seq = count(1)


def is_signed(headers: Any, body: bytes) -> bool:
    """Standard Webhooks: HMAC-SHA256 over id, timestamp and body."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = base64.b64encode(hmac.digest(_key, signed, hashlib.sha256)).decode()
    return hmac.compare_digest(f"v1,{made}", headers.get("webhook-signature", ""))


async def push(event: dict[str, Any]) -> None:
    data = event["data"]
    call = {"id": data["call_id"], "muted": event["type"] == "leg.muted", "at": event["time"]}
    message = {"type": "call.changed", "seq": next(_seq), "call": call}
    text = json.dumps(message, separators=(",", ":"))
    for socket in _agents[data["agent"]]:
        await socket.send_str(text)


async def hook(request: web.Request) -> web.Response:
    body = await request.read()
    if not is_signed(request.headers, body):
        return web.Response(status=401)
    if request.path == "/fan-out":
        for sockets in _agents.values():
            for socket in sockets:
                await socket.send_str(body.decode())
    else:
        events = json.loads(body)
        for event in events if isinstance(events, list) else [events]:
            await push(event)
    return web.Response(status=202)


async def listen(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(protocols=("cti.v1",), compress=False, heartbeat=25.0)
    await socket.prepare(request)
    agent = request.headers["Sec-WebSocket-Protocol"].partition("ticket.")[2]
    _agents[agent].add(socket)
    try:
        async for _ in socket:
            pass
    finally:
        _agents[agent].discard(socket)
    return socket


async def healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


app = web.Application()
app.add_routes([web.get("/healthz", healthz), web.get("/ws", listen), web.post("/{hook:.*}", hook)])
web.run_app(app, host="127.0.0.1", port=int(_port), print=None, access_log=None, backlog=4096)

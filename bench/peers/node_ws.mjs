/**
 * The peer: a minimal Node server that does what any push server must and nothing we do beyond it.
 *
 * A signed webhook comes in, is verified and parsed, and goes to the agent's socket. Nothing is
 * stored, nothing decided. `node node_ws.mjs PORT SECRET`
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const [port, secret] = process.argv.slice(2);
const key = Buffer.from(secret.replace("whsec_", ""), "base64");

/** @type {Map<string, Set<import("ws").WebSocket>>} */
const agents = new Map();

/** Standard Webhooks: HMAC-SHA256 over id, timestamp and body. */
function isSigned(headers, body) {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", key).update(signed).digest();
  const given = Buffer.from((headers["webhook-signature"] ?? "").replace("v1,", ""), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

let seq = 0;

function push(event) {
  const message = JSON.stringify({
    type: "call.changed",
    seq: ++seq,
    call: { id: event.data.call_id, muted: event.type === "leg.muted", at: event.time },
  });
  for (const socket of agents.get(event.data.agent) ?? []) socket.send(message);
}

function pushToAll(message) {
  for (const sockets of agents.values()) for (const socket of sockets) socket.send(message);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    if (request.url === "/healthz") return response.end("ok");
    if (!isSigned(request.headers, body)) return response.writeHead(401).end();
    if (request.url === "/fan-out") pushToAll(body);
    else [JSON.parse(body)].flat().forEach(push);
    return response.writeHead(202, { "content-length": "0" }).end();
  });
});

const sockets = new WebSocketServer({
  server,
  path: "/ws",
  perMessageDeflate: false,
  maxPayload: 4096,
  handleProtocols: () => "cti.v1",
});

sockets.on("connection", (socket, request) => {
  const agent = /ticket\.([\w-]+)/.exec(request.headers["sec-websocket-protocol"] ?? "")?.[1] ?? "";
  const own = agents.get(agent) ?? new Set();
  agents.set(agent, own.add(socket));
  socket.on("close", () => own.delete(socket));
});

server.keepAliveTimeout = 30_000;
server.listen(Number(port), "127.0.0.1");

/**
 * Cuts this process off every network but loopback: what a witness says, it says of us alone.
 *
 * Node loads it before anything else (`--import`), as test_network_cut.py has Python do.
 */

import net from "node:net";

const NEAR = new Set(["localhost", "127.0.0.1", "::1", undefined]);
const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function (...given) {
  const [first, second] = given.flat();
  const host = typeof first === "object" ? first.host : second;
  if (typeof host === "string" && !NEAR.has(host)) {
    throw new Error(`the network is cut: ${host} is not on this machine`);
  }
  return connect.apply(this, given);
};

/** What answers, addresses and ids mean: core/sign-in.js, connection.js, host.js, edge/api.js,
    edge/host-classic.js. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { backoff, failuresAfter, meaningOf } from "../../static/js/core/connection.js";
import { isNews, pauseAfter } from "../../static/js/core/host.js";
import {
  claimOf,
  grantOf,
  isUnknown,
  renewAfter,
  renewalMeans,
} from "../../static/js/core/sign-in.js";
import { exchange } from "../../static/js/edge/api.js";
import { longId } from "../../static/js/edge/host-classic.js";

const GRANT = { token: "t", renew_token: "r", expires_in: 600 };
const CASE = { id: "500000000001026AAA", type: "Case", name: "00001026" };

test("who takes a request and never answers it counts as nobody", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (silent.address());
  try {
    const answer = await exchange(`http://127.0.0.1:${port}/`, { method: "GET" }, 50);
    assert.deepEqual(answer, { status: 0, body: {} });
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});

test("a claim waits, is granted, or is refused with a reason to show", () => {
  assert.deepEqual(claimOf(202, { state: "waiting" }), { kind: "waiting" });
  assert.deepEqual(claimOf(200, GRANT), { kind: "granted", grant: GRANT });
  assert.deepEqual(claimOf(403, { error_id: "not-linked", detail: "user C" }), {
    kind: "refused",
    trouble: "sign-in.not-linked",
  });
});

test("a server that restarts does not end a sign-in", () => {
  assert.deepEqual(claimOf(503, {}), { kind: "waiting" });
});

test("a refusal nobody has heard of is still a refusal", () => {
  assert.deepEqual(claimOf(403, { error_id: "new", title: "No" }), {
    kind: "refused",
    trouble: "sign-in.refused",
  });
});

test("an answer without a token signs nobody in", () => {
  assert.equal(grantOf(200, {}), null);
  assert.equal(grantOf(401, GRANT), null);
});

test("only a clear no signs out; a silent server is asked again", () => {
  assert.equal(renewalMeans(200), "signed-in");
  assert.equal(renewalMeans(401), "signed-out");
  assert.equal(renewalMeans(403), "signed-out");
  assert.equal(renewalMeans(0), "try-again");
  assert.equal(renewalMeans(502), "try-again");
});

test("who lapsed among many strangers renews like anybody", () => {
  assert.equal(isUnknown(401, {}), true);
  assert.equal(isUnknown(429, { error_id: "not-signed-in" }), true);
  assert.equal(isUnknown(429, { error_id: "too-many-requests" }), false);
  assert.equal(isUnknown(403, { error_id: "not-allowed" }), false);
});

test("a session is renewed well before it ends", () => {
  assert.equal(renewAfter(600), 480_000);
  assert.equal(renewAfter(60), 30_000);
  assert.equal(renewAfter(1), 1_000);
});

test("only 4401 means signed out; a restart and a slow reader come back", () => {
  assert.equal(meaningOf(4401), "signed-out");
  assert.deepEqual([1006, 1012, 1013].map(meaningOf), ["again", "again", "again"]);
});

test("pages come back at random, first within a second, later within fifteen", () => {
  assert.equal(backoff(0, 0), 0);
  assert.equal(backoff(0, 0.999), 999);
  assert.equal(backoff(3, 0.5), 4_000);
  assert.equal(backoff(50, 0.999), 14_985);
});

test("half a minute of health forgives all failures", () => {
  assert.equal(failuresAfter(5, 29_999), 6);
  assert.equal(failuresAfter(5, 30_000), 0);
});

test("what Salesforce repeats at once is no news, a record focused again is", () => {
  const last = { id: CASE.id, form: null, at: 1_000 };
  const again = { record: CASE, form: null };

  assert.equal(isNews(null, again, 0), true);
  assert.equal(isNews(last, again, 1_200), false);
  assert.equal(isNews(last, again, 1_501), true);
  assert.equal(isNews(last, { record: null, form: null }, 1_001), true);
  assert.equal(isNews(last, { record: CASE, form: "Contact" }, 1_001), true);
});

test("a page that is not ready is asked again, soon and then calmly", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 60].map(pauseAfter),
    [250, 500, 1000, 2000, 4000, 5000, 5000],
  );
});

test("a record has the same id in Classic as everywhere else", () => {
  assert.equal(longId("001x0000003DGQR"), "001x0000003DGQRAA4");
  assert.equal(longId("003Hs0000000001"), "003Hs0000000001IAA");
  assert.equal(longId(CASE.id), CASE.id);
});

/** Trouble: what jsforce makes of an org that fails, and what the org has done meanwhile. */

import assert from "node:assert/strict";
import { check } from "../checks.mjs";
import { connection, loginUrl, refusal, task } from "./org.mjs";

/** Say how the next call fails; see docs/emulator.md. */
async function fails(match, kind) {
  const answer = await fetch(`${loginUrl}/_control/faults`, {
    method: "POST",
    body: JSON.stringify([{ match, kind, times: 1 }]),
    headers: { "content-type": "application/json" },
  });
  assert.ok(answer.ok, await answer.text());
}

check("an org that is away for a moment is asked again", async () => {
  await fails("GET /query", "e503");

  assert.equal((await connection.query("SELECT Id FROM Lead")).totalSize, 1);
});

check("a write is never sent twice by itself, and its fault has a code", async () => {
  await fails("POST /sobjects/Task", "e503");

  assert.equal(await refusal(() => task.create({ Subject: "away" })), "SERVER_UNAVAILABLE");
  assert.equal(await task.count({ Subject: "away" }), 0);
});

check("a page of HTML is a fault and no answer", async () => {
  await fails("POST /sobjects/Task", "html503");

  assert.equal(await refusal(() => task.create({ Subject: "page" })), "ERROR_HTTP_503");
});

check("a record stands although the answer was lost", async () => {
  await fails("POST /sobjects/Task", "drop_after");
  await assert.rejects(() => task.create({ Subject: "lost" }));

  assert.equal(await task.count({ Subject: "lost" }), 1);
});

check("a locked row and a used-up day are told apart", async () => {
  await fails("POST /sobjects/Task", "lock");
  const locked = await refusal(() => task.create({ Subject: "locked" }));
  await fails("POST /sobjects/Task", "limit");
  const used = await refusal(() => task.create({ Subject: "used" }));

  assert.deepEqual([locked, used], ["UNABLE_TO_LOCK_ROW", "REQUEST_LIMIT_EXCEEDED"]);
});

check("what an admin's rule refuses is told in the admin's words", async () => {
  await fails(
    "POST /sobjects/Task",
    "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Say why they called.",
  );

  await assert.rejects(
    () => task.create({ Subject: "rule" }),
    (error) =>
      error.errorCode === "FIELD_CUSTOM_VALIDATION_EXCEPTION" &&
      error.message === "Say why they called.",
  );
});

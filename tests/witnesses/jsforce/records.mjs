/** Single records, by id and by external id. */

import assert from "node:assert/strict";
import jsforce from "jsforce";
import { check } from "../checks.mjs";
import { connection, idsOf, records, refusal, task } from "./org.mjs";

check("a record is created, read, changed and deleted", async () => {
  const made = await task.create({ Subject: "Call", WhoId: records.ada });
  const before = await task.retrieve(made.id);
  const changed = await task.update({ Id: made.id, Status: "Completed" });
  const after = await task.retrieve(made.id);
  const gone = await task.destroy(made.id);

  assert.deepEqual([made.success, changed.success, gone.success], [true, true, true]);
  assert.deepEqual([before.IsClosed, after.IsClosed], [false, true]);
  assert.equal(await refusal(() => task.retrieve(made.id)), "ENTITY_IS_DELETED");
});

check("only the columns that are asked for are read", async () => {
  const row = await connection
    .sobject("Contact")
    .retrieve(records.ada, { fields: ["LastName", "Phone"] });

  assert.equal(row.LastName, "Lovelace");
  assert.equal(row.AccountId, undefined);
});

check("a moment is one that JavaScript understands", async () => {
  const row = await connection.sobject("Contact").retrieve(records.ada);

  assert.ok(jsforce.SfDate.parseDate(row.CreatedDate).getTime() <= Date.now() + 60_000);
});

check("a record is found by its external id", async () => {
  const made = await task.create({ Subject: "Call", CTI_Call_Key__c: "witness/1 a" });
  const path = `CTI_Call_Key__c/${encodeURIComponent("witness/1 a")}`;

  assert.equal((await task.retrieve(path)).Id, made.id);
});

check("an upsert creates, then changes the same record", async () => {
  const call = { Subject: "Call", CTI_Call_Key__c: "witness-2" };
  const first = await task.upsert(call, "CTI_Call_Key__c");
  const second = await task.upsert({ ...call, Subject: "Called" }, "CTI_Call_Key__c");

  assert.deepEqual([first.created, second.created], [true, false]);
  assert.equal(second.id, first.id);
  assert.equal((await task.retrieve(first.id)).Subject, "Called");
});

check("several upserts at once answer in their order", async () => {
  const calls = ["3", "4"].map((key) => ({ Subject: key, CTI_Call_Key__c: `witness-${key}` }));
  const made = await task.upsert(calls, "CTI_Call_Key__c");
  const rows = await Promise.all(idsOf(made).map((id) => task.retrieve(id)));

  assert.deepEqual(
    rows.map((row) => row.Subject),
    ["3", "4"],
  );
});

check("what changed and what was deleted since then can be asked for", async () => {
  const kept = await task.create({ Subject: "kept" });
  const gone = await task.create({ Subject: "gone" });
  await task.destroy(gone.id);
  const [since, until] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms));
  const updated = await task.updated(since, until);
  const deleted = await task.deleted(since, until);

  assert.ok(updated.ids.includes(kept.id));
  assert.ok(idsOf(deleted.deletedRecords).includes(gone.id));
});

/** What the org says of itself. */

import assert from "node:assert/strict";
import { check } from "../checks.mjs";
import { connection, task, VERSION } from "./org.mjs";

check("describe says what can be done with each field of the Task", async () => {
  const said = await task.describe();
  const fields = Object.fromEntries(said.fields.map((field) => [field.name, field]));

  assert.equal(said.keyPrefix, "00T");
  assert.equal(fields.CTI_Call_Key__c.externalId, true);
  assert.equal(fields.TaskSubtype.updateable, false);
  assert.ok(fields.CallType.picklistValues.some((value) => value.value === "Inbound"));
});

check("describeGlobal names every object with its prefix", async () => {
  const { sobjects } = await connection.describeGlobal();
  const prefixes = Object.fromEntries(sobjects.map((each) => [each.name, each.keyPrefix]));

  assert.equal(prefixes.Contact, "003");
  assert.equal(prefixes.Lead, "00Q");
});

check("a describe can be kept and is asked for once", async () => {
  const first = await connection.describe$("Contact");

  assert.equal(await connection.describe$("Contact"), first);
});

check("the limits of the day are told, and beside every answer how much is used", async () => {
  const limits = await connection.limits();

  assert.ok(limits.DailyApiRequests.Remaining > 0);
  assert.equal(connection.limitInfo.apiUsage.limit, limits.DailyApiRequests.Max);
});

check("the versions the org speaks are listed", async () => {
  const versions = await connection.request("/services/data");

  assert.ok(versions.some((each) => each.version === VERSION));
});

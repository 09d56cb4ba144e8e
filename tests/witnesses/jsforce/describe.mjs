/** What the org says of itself. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { check } from "../checks.mjs";
import { faultsInAnswer, typesIn } from "../types.mjs";
import { connection, task, VERSION } from "./org.mjs";

const rest = typesIn(
  fileURLToPath(new URL("lib/types/common.d.ts", import.meta.resolve("jsforce"))),
);

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

check("a description has every member that jsforce's types promise", async () => {
  const objects = ["Task", "Contact", "Lead", "Account", "Case", "Opportunity", "User"];
  const said = await Promise.all(objects.map((name) => connection.describe(name)));

  const faults = said.flatMap((each) =>
    faultsInAnswer(rest, "DescribeSObjectResult", each, each.name),
  );

  // jsforce calls every default a text, Salesforce's own types anything: a checkbox has a boolean
  assert.deepEqual(
    faults.filter((fault) => !fault.includes("defaultValue")),
    [],
  );
});

check("the list of objects has every member that jsforce's types promise", async () => {
  const { sobjects } = await connection.describeGlobal();

  assert.deepEqual(
    sobjects.flatMap((each) =>
      faultsInAnswer(rest, "DescribeGlobalSObjectResult", each, each.name),
    ),
    [],
  );
});

check("identity has every member that jsforce's types promise", async () => {
  assert.deepEqual(faultsInAnswer(rest, "IdentityInfo", await connection.identity(), "me"), []);
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

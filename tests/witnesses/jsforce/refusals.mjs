/** Refusals: each has the code by which a program knows it. */

import assert from "node:assert/strict";
import { check } from "../checks.mjs";
import { connection, records, refusal, task } from "./org.mjs";

const REFUSALS = {
  MALFORMED_QUERY: () => connection.query("SELECT FROM WHERE"),
  INVALID_FIELD: () => connection.query("SELECT Nothing__c FROM Task"),
  INVALID_TYPE: () => connection.query("SELECT Id FROM Nothing__c"),
  MALFORMED_SEARCH: () => connection.search("FIND {a"),
  NOT_FOUND: () => connection.describe("Nothing__c"),
  STRING_TOO_LONG: () => task.create({ Subject: "s".repeat(256) }),
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: () => task.create({ CallType: "Sideways" }),
  REQUIRED_FIELD_MISSING: () => connection.sobject("Lead").create({ LastName: "Alone" }),
  FIELD_INTEGRITY_EXCEPTION: () =>
    task.create({ WhoId: records.alan, WhatId: records.analytical_engines }),
  INVALID_FIELD_FOR_INSERT_UPDATE: () =>
    task.update({ Id: records.call_ada_back, TaskSubtype: "Call" }),
};

check("a key that is there already is a duplicate value, and the record is named", async () => {
  const call = { Subject: "Call", CTI_Call_Key__c: "witness-5" };
  const { id } = await task.create(call);

  await assert.rejects(
    () => task.create(call),
    (error) => error.errorCode === "DUPLICATE_VALUE" && error.message.includes(id.slice(0, 15)),
  );
});

check("a query that cannot be read is refused as one", () => refused("MALFORMED_QUERY"));
check("a column that is not there is refused by name", () => refused("INVALID_FIELD"));
check("an object that is not there is refused by name", () => refused("INVALID_TYPE"));
check("a search that cannot be read is refused as one", () => refused("MALFORMED_SEARCH"));
check("a description of nothing is not found", () => refused("NOT_FOUND"));
check("a text that is too long is refused, not cut", () => refused("STRING_TOO_LONG"));
check("a value that is not in its list is refused", () =>
  refused("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
);
check("a record without what it needs is refused", () => refused("REQUIRED_FIELD_MISSING"));
check("a lead stands alone", () => refused("FIELD_INTEGRITY_EXCEPTION"));
check("a subtype is set when the Task is made, or never", () =>
  refused("INVALID_FIELD_FOR_INSERT_UPDATE"),
);

async function refused(code) {
  assert.equal(await refusal(REFUSALS[code]), code);
}

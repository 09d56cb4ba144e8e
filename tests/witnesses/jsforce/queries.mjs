/** Queries and searches. */

import assert from "node:assert/strict";
import { check } from "../checks.mjs";
import { connection, idsOf, org, records, task } from "./org.mjs";

const BATCH = 200;

check("a query walks its pages by itself", async () => {
  const rows = await connection.query("SELECT Id FROM Contact WHERE LastName LIKE 'Page%'", {
    autoFetch: true,
    maxFetch: 1000,
    headers: { "Sforce-Query-Options": `batchSize=${BATCH}` },
  });

  assert.equal(rows.records.length, org.paged);
  assert.equal(new Set(idsOf(rows.records)).size, org.paged);
});

check("the next page is behind the address the first one names", async () => {
  const options = { headers: { "Sforce-Query-Options": `batchSize=${BATCH}` } };
  const soql = "SELECT Id FROM Contact WHERE LastName LIKE 'Page%' ORDER BY LastName";
  const first = await connection.query(soql, options);
  const second = await connection.queryMore(first.nextRecordsUrl, options);

  assert.deepEqual([first.done, first.records.length, first.totalSize], [false, BATCH, org.paged]);
  assert.equal(second.records.length, Math.min(BATCH, org.paged - BATCH));
});

check("a query by conditions, with order and limit", async () => {
  const rows = await connection
    .sobject("Contact")
    .find({ "Account.Name": "Analytical Engines" }, ["Id", "LastName"])
    .sort({ LastName: 1 })
    .limit(2)
    .execute();

  assert.deepEqual(
    rows.map((row) => row.LastName),
    ["Babbage", "Lovelace"],
  );
});

check("parent fields come as records of their own", async () => {
  const { records: rows } = await connection.query(
    `SELECT Account.Name FROM Contact WHERE Id = '${records.ada}'`,
  );

  assert.equal(rows[0].Account.Name, "Analytical Engines");
  assert.equal(rows[0].Account.attributes.type, "Account");
});

check("records are counted without being read", async () => {
  assert.equal(await connection.sobject("Lead").count(), 1);
});

check("what was deleted is seen by those who ask for it", async () => {
  const made = await task.create({ Subject: "witness-gone" });
  await task.destroy(made.id);
  const soql = "SELECT Id, IsDeleted FROM Task WHERE Subject = 'witness-gone'";

  assert.equal((await connection.query(soql)).totalSize, 0);
  assert.equal((await connection.query(soql, { scanAll: true })).records[0].IsDeleted, true);
});

check("a search by number finds the lead", async () => {
  const { searchRecords } = await connection.search(
    "FIND {4155550130} IN PHONE FIELDS RETURNING Lead(Id, Name), Contact(Id)",
  );

  assert.deepEqual(
    searchRecords.map((row) => [row.attributes.type, row.Name]),
    [["Lead", "Alan Turing"]],
  );
});

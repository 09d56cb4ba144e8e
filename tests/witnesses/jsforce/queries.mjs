/** Queries and searches. */

import assert from "node:assert/strict";
import jsforce from "jsforce";
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

check("children come as an answer of their own", async () => {
  const rows = await connection
    .sobject("Account")
    .find({ Name: "Analytical Engines" }, ["Id"])
    .include("Contacts")
    .select("LastName")
    .sort("LastName")
    .end()
    .execute();

  assert.deepEqual(
    rows[0].Contacts.records.map((row) => row.LastName),
    ["Babbage", "Lovelace", "Somerville"],
  );
});

check("records are counted without being read", async () => {
  assert.equal(await connection.sobject("Lead").count(), 1);
});

check("groups are counted", async () => {
  const { records: rows } = await connection.query(
    "SELECT Account.Name company, COUNT(Id) people FROM Contact " +
      "WHERE Account.Name != null GROUP BY Account.Name ORDER BY Account.Name",
  );

  assert.deepEqual(
    rows.map((row) => [row.company, row.people]),
    [
      ["Analytical Engines", 3],
      ["Compiler Works", 1],
    ],
  );
});

check("a day in words is understood", async () => {
  const { totalSize } = await connection.query(
    "SELECT Id FROM Lead WHERE CreatedDate = LAST_N_DAYS:400 OR CreatedDate = TODAY",
  );

  assert.ok(totalSize <= 1);
});

check("groups are kept or left out by their size", async () => {
  const { records: rows } = await connection.query(
    "SELECT Account.Name company FROM Contact WHERE Account.Name != null " +
      "GROUP BY Account.Name HAVING COUNT(Id) > 1",
  );

  assert.deepEqual(
    rows.map((row) => row.company),
    ["Analytical Engines"],
  );
});

check("records are chosen by other records", async () => {
  const { records: rows } = await connection.query(
    "SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact " +
      "WHERE LastName = 'Hopper') AND Id NOT IN (SELECT AccountId FROM Case)",
  );

  assert.deepEqual(
    rows.map((row) => row.Name),
    ["Compiler Works"],
  );
});

check("what a Task is about is told by its type", async () => {
  const { records: rows } = await connection.query(
    "SELECT TYPEOF Who WHEN Contact THEN LastName ELSE Name END FROM Task " +
      "WHERE Subject = 'Call Ada back'",
  );

  assert.equal(rows[0].Who.attributes.type, "Contact");
  assert.equal(rows[0].Who.LastName, "Lovelace");
});

check("conditions in JavaScript become conditions of the org", async () => {
  const people = connection.sobject("Contact");
  const found = await people
    .find({ $or: [{ LastName: { $like: "Love%" } }, { FirstName: { $in: ["Grace", "Alan"] } }] })
    .select("LastName")
    .sort("-LastName")
    .execute();
  const alone = await people.findOne({ Id: { $ne: null }, LastName: "Babbage" }, ["FirstName"]);
  const since = new Date(Date.now() - 366 * 86_400_000);
  const fresh = await people.count({
    CreatedDate: { $gt: jsforce.SfDate.toDateTimeLiteral(since) },
  });

  assert.deepEqual(
    found.map((row) => row.LastName),
    ["Lovelace", "Hopper"],
  );
  assert.equal(alone.FirstName, "Charles");
  assert.ok(fresh > org.paged);
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

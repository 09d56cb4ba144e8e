/** Several records in one request. */

import assert from "node:assert/strict";
import { check } from "../checks.mjs";
import { connection, idsOf, task, VERSION } from "./org.mjs";

check("several records are created, read, changed and deleted in a request each", async () => {
  const made = await task.create([{ Subject: "one" }, { Subject: "two" }]);
  const ids = idsOf(made);
  const changed = await task.update(ids.map((Id) => ({ Id, Priority: "High" })));
  const read = await connection.retrieve("Task", ids, { fields: ["Subject", "Priority"] });
  const gone = await task.destroy(ids);

  assert.deepEqual(
    read.map((row) => [row.Subject, row.Priority]),
    [
      ["one", "High"],
      ["two", "High"],
    ],
  );
  for (const outcome of [made, changed, gone]) {
    assert.deepEqual(
      outcome.map((row) => row.success),
      [true, true],
    );
  }
});

check("of several records, the wrong one alone is refused", async () => {
  const [good, bad] = await task.create([{ Subject: "good" }, { CallType: "Sideways" }]);

  assert.equal(good.success, true);
  assert.equal(bad.success, false);
  assert.equal(bad.errors[0].statusCode, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
});

check("all or none means none", async () => {
  const wrong = [{ Subject: "witness-none" }, { CallType: "Sideways" }];
  const [innocent] = await task.create(wrong, { allOrNone: true });

  assert.equal(innocent.success, false);
  assert.equal(innocent.errors[0].statusCode, "ALL_OR_NONE_OPERATION_ROLLED_BACK");
  assert.equal(await task.count({ Subject: "witness-none" }), 0);
});

check("a composite request hands the id of one record to the next", async () => {
  const base = `/services/data/v${VERSION}/sobjects`;
  const { compositeResponse } = await connection.requestPost("/composite", {
    allOrNone: true,
    compositeRequest: [
      {
        method: "POST",
        url: `${base}/Contact`,
        referenceId: "who",
        body: { LastName: "Witness" },
      },
      {
        method: "POST",
        url: `${base}/Task`,
        referenceId: "call",
        body: { Subject: "Call", WhoId: "@{who.id}" },
      },
    ],
  });
  const [who, call] = compositeResponse.map((part) => part.body.id);

  assert.deepEqual(
    compositeResponse.map((part) => part.httpStatusCode),
    [201, 201],
  );
  assert.equal((await task.retrieve(call)).WhoId, who);
});

check("a composite request that fails halfway leaves nothing", async () => {
  const url = `/services/data/v${VERSION}/sobjects/Task`;
  const { compositeResponse } = await connection.requestPost("/composite", {
    allOrNone: true,
    compositeRequest: [
      { method: "POST", url, referenceId: "first", body: { Subject: "witness-half" } },
      { method: "POST", url, referenceId: "second", body: { CallType: "Sideways" } },
    ],
  });

  assert.equal(compositeResponse[0].body[0].errorCode, "PROCESSING_HALTED");
  assert.equal(await task.count({ Subject: "witness-half" }), 0);
});

check("a composite request asks a question and uses the answer", async () => {
  const base = `/services/data/v${VERSION}`;
  const soql = encodeURIComponent("SELECT Id FROM Contact WHERE LastName = 'Lovelace'");
  const { compositeResponse } = await connection.requestPost("/composite", {
    compositeRequest: [
      { method: "GET", url: `${base}/query?q=${soql}`, referenceId: "found" },
      {
        method: "PATCH",
        url: `${base}/sobjects/Contact/@{found.records[0].Id}`,
        referenceId: "changed",
        body: { Title: "Countess" },
      },
    ],
  });

  assert.deepEqual(
    compositeResponse.map((part) => part.httpStatusCode),
    [200, 204],
  );
});

check("a graph is written whole or not at all", async () => {
  const url = `/services/data/v${VERSION}/sobjects/Task`;
  const graph = (graphId, ...bodies) => ({
    graphId,
    compositeRequest: bodies.map((body, place) => {
      return { method: "POST", url, referenceId: `part${place}`, body };
    }),
  });
  const { graphs } = await connection.requestPost("/composite/graph", {
    graphs: [
      graph("good", { Subject: "witness-graph" }),
      graph("bad", { Subject: "witness-graph" }, { CallType: "Sideways" }),
    ],
  });

  assert.deepEqual(
    graphs.map((each) => each.isSuccessful),
    [true, false],
  );
  assert.equal(await task.count({ Subject: "witness-graph" }), 1);
});

check("a tree of records is created with its children", async () => {
  const { results } = await connection.requestPost("/composite/tree/Account", {
    records: [
      {
        attributes: { type: "Account", referenceId: "house" },
        Name: "Witness House",
        Contacts: {
          records: [{ attributes: { type: "Contact", referenceId: "guest" }, LastName: "Guest" }],
        },
      },
    ],
  });
  const { records } = await connection.query(
    "SELECT LastName FROM Contact WHERE Account.Name = 'Witness House'",
  );

  assert.deepEqual(
    results.map((each) => each.referenceId),
    ["house", "guest"],
  );
  assert.deepEqual(
    records.map((row) => row.LastName),
    ["Guest"],
  );
});

check("more than two hundred records are taken in several requests", async () => {
  const many = Array.from({ length: 201 }, (_, place) => ({ Subject: `witness-many ${place}` }));
  const outcome = await task.create(many, { allowRecursive: true });

  assert.equal(outcome.filter((row) => row.success).length, 201);
  assert.equal(await task.count({ Subject: { $like: "witness-many%" } }), 201);
});

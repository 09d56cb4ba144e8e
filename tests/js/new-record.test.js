/** A record for a caller nobody knows: static/js/core/new-record.js, and its address in each page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, isUnknown } from "../../static/js/core/new-record.js";
import {
  formOf as inClassic,
  formIn as inClassicShown,
} from "../../static/js/edge/host-classic.js";
import { formOf as inLightning } from "../../static/js/edge/host-companion.js";
import { formIn as inLightningShown } from "../../static/js/edge/host-lightning.js";
import { ADA, call } from "./calls.js";

const NOBODY = call({ number: "+1 415-555-0999", party: null, matches: [] });

test("a record is offered once it is known that there is none", () => {
  assert.equal(isUnknown(NOBODY), true);
  assert.equal(isUnknown({ ...NOBODY, matching: "looking" }), false);
  assert.equal(isUnknown({ ...NOBODY, matches: [ADA, ADA] }), false);
  assert.equal(isUnknown({ ...NOBODY, party: ADA }), false);
});

test("a colleague is no lead", () => {
  assert.equal(isUnknown({ ...NOBODY, direction: "Internal" }), false);
});

test("a caller who withheld the number, or could not be looked up, can become a lead", () => {
  assert.equal(isUnknown({ ...NOBODY, number: "", matching: "not-matched" }), true);
  assert.equal(isUnknown({ ...NOBODY, matching: "failed" }), true);
});

test("the form begins with the number as it is dialled", () => {
  assert.deepEqual(fieldsOf(NOBODY, { prefill_number: true }), { Phone: "+14155550999" });
});

test("it begins empty where the admin wants it so, and where there is no number", () => {
  assert.deepEqual(fieldsOf(NOBODY, { prefill_number: false }), {});
  assert.deepEqual(fieldsOf({ ...NOBODY, number: "" }, { prefill_number: true }), {});
});

test("every page has an address for it, in which a plus stays a plus", () => {
  const fields = { Phone: "+14155550999" };
  assert.equal(inClassic("Lead", fields), "/00Q/e?lea8=%2B14155550999");
  assert.equal(inClassic("Contact", fields), "/003/e?con10=%2B14155550999");
  assert.equal(inClassic("Lead", { Fax: "1" }), "/00Q/e");
  assert.equal(
    inLightning("Lead", fields),
    "/lightning/o/Lead/new?defaultFieldValues=Phone%3D%252B14155550999",
  );
  assert.equal(inLightning("Lead", {}), "/lightning/o/Lead/new");
});

test("the form a page shows is read from its address, and from nothing else", () => {
  const org = "https://acme.my.salesforce.com";
  assert.equal(inLightningShown(`${org}/lightning/o/Contact/new?count=1`), "Contact");
  assert.equal(inLightningShown(`${org}/lightning/o/Case/new`), "Case");
  assert.equal(inLightningShown(`${org}/lightning/o/Contact/list`), null);
  assert.equal(inLightningShown(`${org}/lightning/o/Contact/newest`), null);
  assert.equal(inClassicShown(`${org}/003/e?con10=%2B1`), "Contact");
  assert.equal(inClassicShown(`${org}/500/e`), "Case");
  assert.equal(inClassicShown(`${org}/a00/e`), null);
  assert.equal(inClassicShown(`${org}/003000000000101/e`), null);
  assert.equal(inClassicShown(`${org}/003/o?back=/003/e`), null);
});
